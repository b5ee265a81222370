"""The examples of components, which have credits made by hand, as whole books whose facts are credited just so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.engines.pay.loader import PEOPLE, ComponentExample, _calendar, day, span

from jieli.engines.crediting import Allocation, Basis, Book, Deal, Receipt, Refund, Split
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, parse_plan
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.rate import parse_rate

ME, SOMEBODY = 1, 9
LONG_AGO = date(2025, 1, 2)
GIVEN = {"period", "assigned", "employed", "agreed", "work_days", "credits"}
CREDIT = {"fact", "kind", "amount", "day", "line", "client", "first_deal_on", "share", "person", "takes_back"}

Row = Mapping[str, Any]


class NotABook(Exception):
    """No facts come to these credits, or this page cannot find them. Its arguments: each reason (`exceptions.NOT_BOOKS`)."""


def as_inputs(example: ComponentExample) -> PayInputs:
    """One person's run over the example's days."""
    given = example.given
    if extra := set(given) - GIVEN:
        raise NotABook(*(f"given {name}" for name in sorted(extra)))
    period = Period.parse(given.get("period", "2026-01"))
    days = span(given["assigned"]) if "assigned" in given else period.range
    employed = [span(text) for text in given["employed"]] if "employed" in given else [days]
    agreed = parse_fen(given["agreed"]) if "agreed" in given else None
    return PayInputs(
        currency="CNY",
        period=period,
        earlier=(),
        book=_book(given.get("credits", ()), _basis(example)),
        versions=(PlanVersion("example", 1, example.plan, LONG_AGO, False),),
        assignments=(Assignment(ME, "example", days, agreed),),
        employments=tuple(Employment(ME, one) for one in employed),
        calendar=_calendar(given.get("work_days", {})),
        issued=(),
    )


def _basis(example: ComponentExample) -> Basis:
    (component,) = parse_plan(example.plan).components
    basis = getattr(component, "basis", Basis.DEALS)
    if basis not in (Basis.DEALS, Basis.RECEIPTS):
        raise NotABook(f"basis {basis}")
    return basis


def _book(rows: Sequence[Row], basis: Basis) -> Book:
    facts: dict[tuple[str, int], list[Row]] = {}
    for number, row in enumerate(rows, start=1):
        if extra := set(row) - CREDIT:
            raise NotABook(*(f"credits with {name}" for name in sorted(extra)))
        facts.setdefault((row.get("kind", "receipt"), int(row.get("fact", number))), []).append(row)
    made = [one for (kind, number), lines in facts.items() for one in _fact(kind, number, lines, basis)]
    deals = [one for one in made if isinstance(one, Deal)]
    if len({deal.id for deal in deals}) < len(deals):
        raise NotABook("several facts of one number")
    return Book(
        deals=(*deals, *_first_deals(rows, deals)),
        receipts=tuple(one for one in made if isinstance(one, Receipt)),
        refunds=tuple(one for one in made if isinstance(one, Refund)),
    )


def _fact(kind: str, number: int, lines: Sequence[Row], basis: Basis) -> Iterator[Deal | Receipt | Refund]:
    row, client = lines[0], _client(lines[0])
    whole = sum(abs(parse_fen(line["amount"])) for line in lines)
    shares = {PEOPLE[line.get("person", "李")]: parse_rate(line.get("share", "100%")) for line in lines}
    if None in shares:
        raise NotABook("credits of nobody")
    rest = 1 - sum(shares.values())
    if rest:
        whole, shares = int(whole / (1 - rest)), shares | {SOMEBODY: rest}
    splits = tuple(Split(person, share) for person, share in shares.items() if share)
    on = day(row["day"])
    arose = day(row["takes_back"]) if "takes_back" in row else LONG_AGO if kind == "refund" else on
    signed = arose if basis is Basis.DEALS else day(row.get("first_deal_on", arose.isoformat()))
    if basis is Basis.RECEIPTS and "first_deal_on" not in row:
        signed = on + timedelta(1)  # whoever has no first deal by then buys later
    source = f"{kind}-{number}"
    yield Deal(number, f"D-{source}", client, row.get("line", "软件"), whole, signed, splits=splits)
    if basis is Basis.RECEIPTS:
        yield Receipt(number, f"R-{source}", client, whole, arose, (Allocation(number, whole),))
    if kind == "refund":
        receipt = number if basis is Basis.RECEIPTS else None
        yield Refund(number, f"F-{source}", client, number, receipt, whole, on)


def _first_deals(rows: Sequence[Row], deals: Sequence[Deal]) -> Iterator[Deal]:
    """A deal of somebody else's on the day of the client's first one, where none of the credits is of it."""
    wanted = {(_client(row), day(row["first_deal_on"])) for row in rows if "first_deal_on" in row}
    for number, (client, on) in enumerate(sorted(wanted), start=1000):
        if not any(deal.client == client and deal.signed_on == on for deal in deals):
            yield Deal(number, f"D-{number}", client, "软件", 1, on, splits=(Split(SOMEBODY, Fraction(1)),))


def _client(row: Row) -> int:
    return ord(row.get("client", "甲")) % 10_000
