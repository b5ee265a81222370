"""Inputs as they become known little by little: each batch holds what the one before holds, and the last one everything.

Facts come late. Of a client only what was decided before some day is known: whom he is handed to later is not, and who has
him then goes on having him. Targets and results stand at first as something else, or not at all; a day on which something
ends is not known, so that it goes on; what else is recorded of people is missing at first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from random import Random
from typing import Any

from attrs import evolve, frozen
from tests.parity.books import LONG_AGO, YEAR

from jieli.engines.crediting import Book
from jieli.engines.ownership import Span, Terms
from jieli.engines.pay import Assignment, PayInputs
from jieli.kernel.ranges import DateRange

BATCHES = 3
LAST = BATCHES - 1
LATE = (  # fields that are known late together
    ("spans", "terms"),
    ("deals", "receipts", "invoices", "refunds"),
    ("versions",),
    ("assignments",),
    ("employments",),
    ("quotas",),
    ("achievements",),
    ("leaves",),
    ("teams",),
    ("services",),
    ("confirmations",),
    ("named_deals",),
    ("adjustments",),
    ("exchange",),
)
AT_FIRST_MISSING = ("confirmations", "named_deals", "adjustments", "leaves", "services", "teams")


def in_batches(inputs: PayInputs, shuffle: Random) -> list[PayInputs]:
    """The inputs as they are known at each time."""
    late = _Late.drawn(inputs, shuffle)
    return [late.known(batch) for batch in range(BATCHES)]


Known = Callable[[int], Any]  # batch → what is known of one field


@frozen
class _Late:
    """fields, of_book: what is known of each field that is not known at once."""

    inputs: PayInputs
    fields: dict[str, Known]
    of_book: dict[str, Known]

    @staticmethod
    def drawn(inputs: PayInputs, shuffle: Random) -> "_Late":
        book = inputs.book
        deals = _of_deals(book, shuffle)
        days = _decided(book, shuffle)
        fields: dict[str, Known] = {
            name: _rows(getattr(inputs, name), _any(shuffle)) for name in AT_FIRST_MISSING
        }
        fields["named_deals"] = _rows(inputs.named_deals, lambda one: deals[one.deal])
        fields["exchange"] = _rows(
            inputs.exchange, lambda one: one.from_on > LONG_AGO and shuffle.randrange(BATCHES)
        )
        fields["employments"] = _changed(inputs.employments, shuffle, _endless)
        fields["assignments"] = _assigned(inputs.assignments, shuffle)
        fields["quotas"] = _changed(
            inputs.quotas, shuffle, lambda one: evolve(one, target_fen=2 * one.target_fen + 1)
        )
        fields["achievements"] = _changed(inputs.achievements, shuffle, _worse(shuffle))
        fields["versions"] = _rows(inputs.versions, lambda one: one.number > 1 and shuffle.randrange(BATCHES))
        of_book = _facts(book, deals, shuffle)
        of_book["spans"] = lambda batch: tuple(_spans_before(book.spans, days[batch]))
        of_book["terms"] = lambda batch: tuple(_terms_before(book.terms, days[batch]))
        return _Late(inputs, fields, of_book)

    def known(self, batch: int) -> PayInputs:
        if batch == LAST:
            return self.inputs
        book = evolve(self.inputs.book, **{name: known(batch) for name, known in self.of_book.items()})
        return evolve(self.inputs, book=book, **{name: known(batch) for name, known in self.fields.items()})


def _any(shuffle: Random) -> Callable[[Any], int]:
    return lambda one: shuffle.randrange(BATCHES)


def _rows(rows: Iterable[Any], since: Callable[[Any], int]) -> Known:
    """Those whose batch has come."""
    placed = [(one, since(one)) for one in rows]
    return lambda batch: tuple(one for one, on in placed if on <= batch)


def _changed(rows: Iterable[Any], shuffle: Random, before: Callable[[Any], Any]) -> Known:
    """Each as it is, or as it stood before its batch (None: not at all)."""
    placed = [(one, before(one), shuffle.randrange(BATCHES)) for one in rows]

    def known(batch: int) -> tuple[Any, ...]:
        found = [one if on <= batch else earlier for one, earlier, on in placed]
        return tuple(one for one in found if one is not None)

    return known


def _endless(one: Any) -> Any:
    return evolve(one, range=DateRange(one.range.from_, None))


def _worse(shuffle: Random) -> Callable[[Any], Any]:
    """Results are all missing at first in some worlds, where what looks at them may say what then; else they are half."""
    if shuffle.randrange(3) == 0:
        return lambda one: None
    return lambda one: evolve(one, actual=one.actual * Fraction(1, 2))


def _assigned(rows: Sequence[Assignment], shuffle: Random) -> Known:
    """A raise or another plan is not known, and the one before goes on."""
    people = [
        (list(own), shuffle.randrange(BATCHES))
        for _, own in groupby(
            sorted(rows, key=lambda one: (one.person, one.range.from_)), key=lambda one: one.person
        )
    ]

    def known(batch: int) -> tuple[Assignment, ...]:
        return tuple(one for own, on in people for one in (own if on <= batch else [_endless(own[0])]))

    return known


def _of_deals(book: Book, shuffle: Random) -> dict[int, int]:
    """Since when each is known; what renews another one is signed later and known no sooner."""
    found = dict[int, int]()
    for one in sorted(book.deals, key=lambda deal: deal.signed_on):
        renewed = 0 if one.renews is None else found[one.renews]
        found[one.id] = max(shuffle.randrange(BATCHES), renewed)
    return found


def _facts(book: Book, deals: dict[int, int], shuffle: Random) -> dict[str, Known]:
    """What follows from a deal or a receipt never comes before it."""
    receipts = {
        one.id: max([shuffle.randrange(BATCHES), *(deals[part.deal] for part in one.allocations)])
        for one in book.receipts
    }

    def of_refund(one: Any) -> int:
        receipt = receipts[one.receipt] if one.receipt else 0
        return max(shuffle.randrange(BATCHES), deals[one.deal], receipt)

    return {
        "deals": _rows(book.deals, lambda one: deals[one.id]),
        "receipts": _rows(book.receipts, lambda one: receipts[one.id]),
        "invoices": _rows(book.invoices, lambda one: max(shuffle.randrange(BATCHES), deals[one.deal])),
        "refunds": _rows(book.refunds, of_refund),
    }


def _decided(book: Book, shuffle: Random) -> list[dict[int, Any]]:
    """Of each batch, client → the day from which on nothing is known of what was decided about him."""
    clients = sorted({one.client for one in book.spans})
    days = {
        client: sorted(YEAR.from_ + timedelta(shuffle.randrange(-60, 160)) for _ in range(LAST))
        for client in clients
    }
    return [{client: own[batch] for client, own in days.items()} for batch in range(LAST)]


def _spans_before(spans: Iterable[Span], days: dict[int, Any]) -> Iterator[Span]:
    for one in spans:
        day = days[one.client]
        if one.range.from_ < day:
            ended = one.range.until is not None and one.range.until < day
            yield one if ended else _endless(one)


def _terms_before(terms: Iterable[Terms], days: dict[int, Any]) -> Iterator[Terms]:
    for one in terms:
        day = days[one.client]
        if one.effective_from < day:
            ended = one.ended_from is not None and one.ended_from < day
            yield one if ended else evolve(one, ended_from=None)
