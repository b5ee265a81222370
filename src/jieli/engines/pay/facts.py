"""The book's facts as components look them up: a deal, what came in for it, what a person answers for on a day."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import define, field

from jieli.engines.crediting import Book, Deal, Refund
from jieli.engines.ownership import Terms
from jieli.engines.pay.values import Confirmation
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share


@define
class BookFacts:
    """A `FactSource` over a book. Everything is indexed when it is first asked for."""

    book: Book
    confirmations: Sequence[Confirmation] = ()
    _deals: dict[int, Deal] = field(factory=dict, init=False)
    _flows: dict[int, list[tuple[date, int]]] | None = field(default=None, init=False)
    _bought: dict[int, list[date]] | None = field(default=None, init=False)
    _signed: dict[int, list[date]] | None = field(default=None, init=False)
    _invoiced: dict[int, date] | None = field(default=None, init=False)
    _given: dict[int, list[Terms]] | None = field(default=None, init=False)
    _reversed: dict[tuple[int, int], date | None] | None = field(default=None, init=False)
    _refunds: dict[int, list[Refund]] | None = field(default=None, init=False)
    _owned: dict[tuple[int, str], list[tuple[int, DateRange, Share]]] | None = field(default=None, init=False)

    def deal(self, deal: int) -> Deal:
        if not self._deals:
            self._deals = {one.id: one for one in self.book.deals}
        return self._deals[deal]

    def first_invoiced_on(self, deal: int) -> date | None:
        if self._invoiced is None:
            self._invoiced = {}
            for one in self.book.invoices:
                self._invoiced[one.deal] = min(one.invoiced_on, self._invoiced.get(one.deal, one.invoiced_on))
        return self._invoiced.get(deal)

    def bought(self, client: int, within: DateRange) -> bool:
        if self._bought is None:
            days: dict[int, list[date]] = {}
            for deal in self.book.deals:
                days.setdefault(deal.client, []).append(deal.signed_on)
            for receipt in self.book.receipts:
                days.setdefault(receipt.client, []).append(receipt.received_on)
            self._bought = {one: sorted(own) for one, own in days.items()}
        return _any(self._bought.get(client, ()), within)

    def signed(self, client: int, within: DateRange) -> bool:
        if self._signed is None:
            days: dict[int, list[date]] = {}
            for deal in self.book.deals:
                days.setdefault(deal.client, []).append(deal.signed_on)
            self._signed = {one: sorted(own) for one, own in days.items()}
        return _any(self._signed.get(client, ()), within)

    def shares_of(self, person: int, group: str, on: date) -> Mapping[int, Share]:
        if self._owned is None:
            self._owned = {}
            for span in self.book.spans:
                key = (span.person, span.group)
                self._owned.setdefault(key, []).append((span.client, span.range, span.share))
        shares: dict[int, Share] = {}
        for client, days, share in self._owned.get((person, group), ()):
            if on in days:
                shares[client] = shares.get(client, Share(0)) + share
        return shares

    def confirmed_on(self, handover: int, client: int) -> date | None:
        days = [
            one.confirmed_on
            for one in self.confirmations
            if one.handover == handover and one.client == client
        ]
        return min(days, default=None)

    def reversed_from(self, handover: int, client: int) -> date | None:
        if self._reversed is None:
            self._reversed = {(one.handover, one.client): one.ended_from for one in self.book.terms}
        return self._reversed.get((handover, client))

    def given_away(self, person: int) -> Sequence[Terms]:
        if self._given is None:
            self._given = {}
            for one in sorted(
                self.book.terms, key=lambda one: (one.effective_from, one.handover, one.client)
            ):
                self._given.setdefault(one.outgoing, []).append(one)
        return self._given.get(person, ())

    def settled(self, deal: int, before: date) -> tuple[int, int]:
        if self._refunds is None:
            self._refunds = {}
            for one in self.book.refunds:
                self._refunds.setdefault(one.deal, []).append(one)
        refunds = [one for one in self._refunds.get(deal, ()) if one.refunded_on < before]
        billed_fen = sum(one.deal_fen for one in refunds if one.receipt is None)
        to_come_fen = self.deal(deal).deal_fen - sum(one.deal_fen for one in refunds)
        return self._collected_fen(deal, before) + billed_fen, to_come_fen

    def _collected_fen(self, deal: int, before: date) -> int:
        """What came in for the deal before a day, less what was given back; in the deal's currency."""
        if self._flows is None:
            self._flows = {}
            for receipt in self.book.receipts:
                for part in receipt.allocations:
                    self._flows.setdefault(part.deal, []).append((receipt.received_on, part.deal_fen))
            for refund in self.book.refunds:
                self._flows.setdefault(refund.deal, []).append((refund.refunded_on, -refund.deal_fen))
        return sum(fen for on, fen in self._flows.get(deal, ()) if on < before)


def _any(days: Sequence[date], within: DateRange) -> bool:
    """days: in order."""
    at = bisect_left(days, within.from_)
    return at < len(days) and days[at] in within
