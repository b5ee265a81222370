"""What a deal counts for, on which day, and what waits until it counts. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from jieli.engines.crediting.values import (
    Basis,
    Book,
    Deal,
    Invoice,
    NotCreditedYet,
    OwnerDate,
    Receipt,
    Refund,
    WaitsFor,
)

OF_DEALS = frozenset({Basis.DEALS, Basis.MARGIN, Basis.QUANTITY})
DAYS_OF_DEALS = frozenset({OwnerDate.SIGNED, OwnerDate.DELIVERED, OwnerDate.APPROVED})
OWNER_DATES: Mapping[Basis, frozenset[OwnerDate]] = {
    Basis.DEALS: DAYS_OF_DEALS,
    Basis.MARGIN: DAYS_OF_DEALS,
    Basis.QUANTITY: DAYS_OF_DEALS,
    Basis.RECEIPTS: frozenset({OwnerDate.SIGNED, OwnerDate.RECEIVED}),
    Basis.INVOICED: frozenset({OwnerDate.SIGNED, OwnerDate.INVOICED}),
}


@frozen
class Counted:
    """A deal's amount on a basis (hundredths of a unit on basis quantity), and the day it counts on."""

    on: date
    amount: int


def counted(deal: Deal, basis: Basis, owner_date: OwnerDate) -> Counted | None:
    """How a deal counts on a basis of deals; None where it does not yet."""
    on, amount = _day_of(deal, owner_date), _amount_of(deal, basis)
    return None if on is None or amount is None else Counted(on, amount)


def refuse_combination(basis: Basis, owner_date: OwnerDate) -> None:
    """Raises ValueError where the facts of the basis have no such day."""
    if owner_date not in OWNER_DATES[basis]:
        known = ", ".join(one for one in OwnerDate if one in OWNER_DATES[basis])
        raise ValueError(f"Basis {basis} has no owner date {owner_date}; it has: owner date {known}.")


def list_not_credited_yet(book: Book, *, basis: Basis, owner_date: OwnerDate) -> tuple[NotCreditedYet, ...]:
    """The facts of which nothing, or not all, is in `credit_book` on this basis, and what they wait for.

    **Shape**: one per deal, and on bases of deals per refund on such a deal; by kind, then fact. **Unit**: fen of the
    fact's own amount, on every basis. **Raises** ValueError for a combination that credit_book refuses.
    """
    refuse_combination(basis, owner_date)
    if basis is Basis.RECEIPTS:
        settled = ((one.deal, one.deal_fen) for receipt in book.receipts for one in receipt.allocations)
        found = _not_covered(book.deals, settled, WaitsFor.RECEIPT)
    elif basis is Basis.INVOICED:
        billed = ((invoice.deal, invoice.deal_fen) for invoice in book.invoices)
        found = _not_covered(book.deals, billed, WaitsFor.INVOICE)
    else:
        found = _not_counted(book, basis, owner_date)
    return tuple(sorted(found, key=lambda one: (one.kind, one.fact)))


def _not_counted(book: Book, basis: Basis, owner_date: OwnerDate) -> Iterator[NotCreditedYet]:
    waiting = {deal.id: waits for deal in book.deals if (waits := tuple(_waits_for(deal, basis, owner_date)))}
    for deal in book.deals:
        if deal.id in waiting:
            yield _not_yet("deal", deal, deal.amount_fen, waiting[deal.id])
    for refund in book.refunds:
        if refund.deal in waiting:
            yield _not_yet("refund", refund, -refund.amount_fen, waiting[refund.deal])


def _not_covered(
    deals: Iterable[Deal], covering: Iterable[tuple[int, int]], waits_for: WaitsFor
) -> Iterator[NotCreditedYet]:
    covered: dict[int, int] = {}
    for deal_id, fen in covering:
        covered[deal_id] = covered.get(deal_id, 0) + fen
    for deal in deals:
        open_fen = deal.deal_fen - covered.get(deal.id, 0)
        if open_fen > 0:
            yield _not_yet("deal", deal, deal.own_fen(open_fen), (waits_for,))


def _not_yet(
    kind: str, fact: Deal | Receipt | Invoice | Refund, open_fen: int, waits_for: tuple[WaitsFor, ...]
) -> NotCreditedYet:
    return NotCreditedYet(kind, fact.id, fact.source_key, fact.client, open_fen, waits_for)


def _waits_for(deal: Deal, basis: Basis, owner_date: OwnerDate) -> Iterator[WaitsFor]:
    if _day_of(deal, owner_date) is None:
        yield WaitsFor.DELIVERY if owner_date is OwnerDate.DELIVERED else WaitsFor.APPROVAL
    if _amount_of(deal, basis) is None:
        yield WaitsFor.MARGIN if basis is Basis.MARGIN else WaitsFor.QUANTITY


def _day_of(deal: Deal, owner_date: OwnerDate) -> date | None:
    if owner_date is OwnerDate.DELIVERED:
        return deal.delivered_on
    return deal.approved_on if owner_date is OwnerDate.APPROVED else deal.signed_on


def _amount_of(deal: Deal, basis: Basis) -> int | None:
    if basis is Basis.MARGIN:
        return deal.margin_fen
    return deal.quantity if basis is Basis.QUANTITY else deal.amount_fen
