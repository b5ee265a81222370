"""The book's credit lines by view, person and day: computed once per view, for everybody and every period."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import define, evolve, field, frozen

from jieli.engines.crediting import Book, CreditLine, credit_book
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.ranges import DateRange


def line_order(line: CreditLine) -> tuple[date, str, int, int, int, int, str, str, int, int]:
    """The order of credits wherever they are listed. It does not depend on the order in which facts came."""
    return (
        line.counts_on,
        line.kind,
        line.fact,
        line.deal or 0,
        line.of_receipt or line.of_invoice or 0,
        line.person or 0,
        line.rule.value,
        line.party.value if line.party is not None else "",
        line.handover or 0,
        line.amount_fen,
    )


PartKey = tuple[str, int, int | None, int | None, int | None]


def part_of(line: CreditLine) -> PartKey:
    """The part of a fact that a line belongs to."""
    return (line.kind, line.fact, line.deal, line.of_receipt, line.of_invoice)


FactKey = tuple[str, int]


def fact_of(line: CreditLine) -> FactKey:
    """The fact that a line belongs to, whatever parts it has."""
    return (line.kind, line.fact)


def taken_back_by(refund: CreditLine) -> PartKey:
    """The part of a receipt, an invoice or a deal that a refund's line takes back."""
    if refund.of_receipt is not None:
        return ("receipt", refund.of_receipt, refund.deal, None, None)
    if refund.of_invoice is not None:
        return ("invoice", refund.of_invoice, refund.deal, None, None)
    assert refund.deal is not None, "Every refund is of a deal."
    return ("deal", refund.deal, refund.deal, None, None)


@frozen
class _Viewed:
    lines: tuple[CreditLine, ...]
    days: Mapping[int, Sequence[date]]
    by_person: Mapping[int, Sequence[CreditLine]]
    by_deal: Mapping[int, Sequence[CreditLine]]
    first_deals: Mapping[int, Sequence[CreditLine]]
    parts: Mapping[PartKey, Sequence[CreditLine]]
    facts: Mapping[FactKey, Sequence[CreditLine]]
    deals_on: Mapping[int, date]  # deal → the day it counts on; of views of deals only


@define
class Credits:
    """A `CreditSource` over lines that are made when a view is first asked for."""

    _make: Callable[[View], Sequence[CreditLine]]
    _signed_on: Mapping[int, date]
    _received_on: Mapping[int, date]
    _invoiced_on: Mapping[int, date] = field(factory=dict)
    _renewals: frozenset[int] = frozenset()
    _viewed: dict[View, _Viewed] = field(factory=dict, init=False)

    @staticmethod
    def of_book(book: Book) -> "Credits":
        def credited(view: View) -> Sequence[CreditLine]:
            return credit_book(book, basis=view.basis, owner_date=view.owner_date, group=view.group)

        return Credits(
            credited,
            {deal.id: deal.signed_on for deal in book.deals},
            {receipt.id: receipt.received_on for receipt in book.receipts},
            {invoice.id: invoice.invoiced_on for invoice in book.invoices},
            frozenset(deal.id for deal in book.deals if deal.renews is not None),
        )

    @staticmethod
    def after_change(before: "Credits", book: Book, client: int) -> "Credits":
        """Those of a book in which only facts and shares of one client are others than they were: its lines alone are made."""
        of_client = Credits.of_book(book.of_clients(frozenset({client})))

        def credited(view: View) -> Sequence[CreditLine]:
            kept = [line for line in before.lines(view) if line.client != client]
            return (*kept, *of_client.lines(view))

        return evolve(Credits.of_book(book), make=credited)

    def lines(self, view: View) -> tuple[CreditLine, ...]:
        """Everybody's, and nobody's, in order."""
        return self._view(view).lines

    def of(self, view: View, person: int, within: DateRange) -> Sequence[CreditLine]:
        viewed = self._view(view)
        days = viewed.days.get(person, ())
        last = len(days) if within.until is None else bisect_left(days, within.until)
        return viewed.by_person.get(person, ())[bisect_left(days, within.from_) : last]

    def of_part(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        return self._view(view).parts[part_of(line)]

    def of_fact(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        return self._view(view).facts[fact_of(line)]

    def of_deal(self, view: View, deal: int) -> Sequence[CreditLine]:
        return self._view(view).by_deal.get(deal, ())

    def first_deal(self, view: View, client: int) -> Sequence[CreditLine]:
        return self._view(view).first_deals.get(client, ())

    def signed_on(self, line: CreditLine) -> date | None:
        return None if line.deal is None else self._signed_on.get(line.deal)

    def is_renewal(self, line: CreditLine) -> bool:
        return line.deal in self._renewals

    def arose_on(self, view: View, line: CreditLine) -> date:
        if line.kind != "refund":
            return line.counts_on
        if line.of_receipt is not None:
            return self._received_on[line.of_receipt]
        if line.of_invoice is not None:
            return self._invoiced_on[line.of_invoice]
        assert line.deal is not None, "Every refund is of a deal."
        counted_on = self._view(view).deals_on.get(line.deal)
        return self._signed_on[line.deal] if counted_on is None else counted_on

    def _view(self, view: View) -> _Viewed:
        if view not in self._viewed:
            self._viewed[view] = _viewed(tuple(sorted(self._make(view), key=line_order)))
        return self._viewed[view]


def _viewed(lines: tuple[CreditLine, ...]) -> _Viewed:
    by_person: dict[int, list[CreditLine]] = {}
    by_deal: dict[int, list[CreditLine]] = {}
    first_facts: dict[int, int] = {}
    first_deals: dict[int, list[CreditLine]] = {}
    parts: dict[PartKey, list[CreditLine]] = {}
    facts: dict[FactKey, list[CreditLine]] = {}
    deals_on: dict[int, date] = {}
    for line in lines:
        parts.setdefault(part_of(line), []).append(line)
        facts.setdefault(fact_of(line), []).append(line)
        if line.deal is not None:
            by_deal.setdefault(line.deal, []).append(line)
        if line.person is not None:
            by_person.setdefault(line.person, []).append(line)
        if line.kind != "deal":
            continue
        deals_on[line.fact] = line.counts_on
        if line.counts_on == line.first_deal_on:
            first = first_facts.setdefault(line.client, line.fact)  # the lowest: lines are in order of facts
            if line.fact == first:
                first_deals.setdefault(line.client, []).append(line)
    days = {person: [line.counts_on for line in own] for person, own in by_person.items()}
    return _Viewed(lines, days, by_person, by_deal, first_deals, parts, facts, deals_on)
