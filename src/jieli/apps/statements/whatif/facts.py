"""The facts that a line's computation names, and who had a share in their clients."""

from collections.abc import Iterator, Sequence
from datetime import date

from jieli.apps.statements.whatif.values import FactOfLine
from jieli.engines.crediting import Book
from jieli.kernel.rate import parse_rate
from jieli.kernel.trace import Trace

_KINDS = ("deal", "receipt", "invoice")
# What a credit says of its fact. A team's credit says it only with its members', and a named deal's not at all.
_OF_A_CREDIT = frozenset({"fact", "client", "counts_on", "owner_on", "fact_fen", "by_group", "share_share"})


def facts_of(trace: Trace) -> tuple[FactOfLine, ...]:
    """Each deal, receipt and invoice once, by day. Refunds follow what they take back and are not tried."""
    found: dict[tuple[str, int], FactOfLine] = {}
    for step in trace.walk():
        values = step.values
        if values.get("kind") not in _KINDS or not values.keys() >= _OF_A_CREDIT:
            continue
        one = FactOfLine(
            kind=str(values["kind"]),
            id=int(values["fact"]),
            client_id=int(values["client"]),
            on=date.fromisoformat(str(values["counts_on"])),
            owner_on=date.fromisoformat(str(values["owner_on"])),
            fact_fen=int(values["fact_fen"]),
            group=str(values["by_group"]),
            is_all_his=parse_rate(str(values["share_share"])) == 1,
        )
        found.setdefault((one.kind, one.id), one)
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.kind, one.id)))


def holders_of(book: Book, client: int, *, on: date | None, group: str) -> Sequence[int]:
    """Whoever had a share in the client, the latest first; on: only those of that day, by the group of shares."""
    spans = [one for one in book.spans if one.client == client]
    if on is not None:
        spans = [one for one in spans if one.group == group and on in one.range]
    ordered = sorted(spans, key=lambda one: (-one.range.from_.toordinal(), one.person))
    return tuple(dict.fromkeys((*(one.person for one in ordered), *_of_terms(book, client, on))))


def _of_terms(book: Book, client: int, on: date | None) -> Iterator[int]:
    for terms in book.terms:
        if terms.client == client and (on is None or terms.holds_on(on)):
            yield from (terms.outgoing, terms.incoming)
