"""What a component would have paid on, had it come by the period's end: money not collected, deals not yet delivered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from jieli.engines.crediting import (
    Allocation,
    Basis,
    Book,
    CreditLine,
    Deal,
    Invoice,
    NotCreditedYet,
    OwnerDate,
    Receipt,
    list_not_credited_yet,
)
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.desired import ComputedPart
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.reference.taking import is_taken
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


@frozen
class Awaited:
    """A deal of which something had not come. credit: what would be the person's, had it come on the period's last day."""

    part: ComputedPart
    deal: Deal
    credit: CreditLine
    waits_for: NotCreditedYet


def awaited_of(book: Book, person: int, period: Period, parts: Sequence[ComputedPart]) -> Iterator[Awaited]:
    """For each component and view once, the deals of which it would pay him: by the owners of the last day, and only what
    it takes."""
    known = _until(book, period.until)
    deals = {deal.id: deal for deal in known.deals}
    last = DateRange(period.until - timedelta(days=1), period.until)
    made: dict[View, tuple[dict[int, NotCreditedYet], Credits]] = {}
    for part, view in _last_views(parts):
        if view not in made:
            waiting = list_not_credited_yet(known, basis=view.basis, owner_date=view.owner_date)
            open_deals = {one.fact: one for one in waiting if one.kind == "deal"}
            made[view] = open_deals, Credits.of_book(_come(known, view, open_deals, last.from_))
        open_deals, credits = made[view]
        seen: set[int] = set()
        for credit in credits.of(view, person, last):
            deal = credit.deal
            if deal is None or deal in seen or deal not in open_deals:
                continue
            takes = (one.take for one in part.component.pricings() if one.view == view)
            if any(is_taken(take, view, credit, credits) for take in takes):
                seen.add(deal)
                yield Awaited(part, deals[deal], credit, open_deals[deal])


def _come(book: Book, view: View, waiting: Mapping[int, NotCreditedYet], on: date) -> Book:
    """The book if all of it, and nothing else, came on a day: a receipt, or a bill, for each deal, with the deal's id. Of a
    foreign deal less than half a fen may be open, which is something still."""
    bare = evolve(book, receipts=(), invoices=(), refunds=())
    if view.basis is Basis.RECEIPTS:
        receipts = (
            Receipt(one.fact, "", one.client, fen, on, (Allocation(one.fact, fen),))
            for one in waiting.values()
            for fen in [max(1, one.open_fen)]
        )
        return evolve(bare, receipts=tuple(receipts))
    if view.basis is Basis.INVOICED:
        invoices = (
            Invoice(one.fact, "", one.client, one.fact, max(1, one.open_fen), on) for one in waiting.values()
        )
        return evolve(bare, invoices=tuple(invoices))
    return evolve(
        bare, deals=tuple(_counted(one, view, on) if one.id in waiting else one for one in book.deals)
    )


def _counted(deal: Deal, view: View, on: date) -> Deal:
    """The deal with whatever it lacked; how much a margin or a quantity would be does not matter."""
    counted = evolve(
        deal,
        margin_fen=deal.amount_fen if deal.margin_fen is None else deal.margin_fen,
        quantity=100 if deal.quantity is None else deal.quantity,
    )
    if view.owner_date is OwnerDate.DELIVERED:
        return evolve(counted, delivered_on=deal.delivered_on or on)
    if view.owner_date is OwnerDate.APPROVED:
        return evolve(counted, approved_on=deal.approved_on or on)
    return counted


def _last_views(parts: Sequence[ComputedPart]) -> Iterator[tuple[ComputedPart, View]]:
    """Each view of each component once, with the last segment in which it is computed."""
    last = {
        (part.segment.plan, part.component.key, view): part
        for part in parts
        for view in part.component.views()
    }
    return ((part, view) for (_, _, view), part in last.items())


def _until(book: Book, day: date) -> Book:
    """What had happened before a day."""
    return evolve(
        book,
        deals=tuple(_deal_until(one, day) for one in book.deals if one.signed_on < day),
        receipts=tuple(one for one in book.receipts if one.received_on < day),
        invoices=tuple(one for one in book.invoices if one.invoiced_on < day),
        refunds=tuple(one for one in book.refunds if one.refunded_on < day),
    )


def _deal_until(deal: Deal, day: date) -> Deal:
    """The deal without what came later."""

    def known(on: date | None) -> date | None:
        return on if on is not None and on < day else None

    later = (deal.delivered_on, deal.approved_on, deal.accepted_on)
    if all(on == known(on) for on in later):
        return deal
    return evolve(
        deal,
        delivered_on=known(deal.delivered_on),
        approved_on=known(deal.approved_on),
        accepted_on=known(deal.accepted_on),
    )
