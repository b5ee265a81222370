"""Refunds brought into a book's own currency, each at the rate of what it gives back. Page: docs/algorithms/crediting.md."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from jieli.engines.crediting.exchange import Exchange, at
from jieli.engines.crediting.refunding import in_order
from jieli.engines.crediting.values import Allocation, Book, Deal, Receipt, Refund


@frozen
class _Whole:
    """What refunds give back, a deal or a receipt's allocation to it: as its fact said, and after the exchange."""

    said_fen: int
    after: Deal | Allocation

    def own(self, said_fen: int) -> int:
        return at(Fraction(self.after.amount_fen, self.said_fen), said_fen)

    def in_deal(self, said_fen: int) -> int:
        return at(Fraction(self.after.deal_fen, self.said_fen), said_fen)


@frozen
class RefundExchange:
    """The refunds of a book, beside its deals and receipts before and after the exchange."""

    exchange: Exchange
    before: Book
    deals: Mapping[int, tuple[Deal, Deal]]
    receipts: Mapping[int, tuple[Receipt, Receipt]]

    def converted(self) -> Iterator[Refund]:
        of_one: dict[tuple[int, int | None], list[Refund]] = defaultdict(list)
        for refund in self.before.refunds:
            if self.exchange.is_foreign(refund) or self.exchange.is_of_foreign(refund.deal):
                of_one[refund.deal, refund.receipt].append(refund)
            else:
                yield self._settling(evolve(refund, currency=""))
        margins = self._margins()
        for refunds in of_one.values():
            for refund in self._of_one(in_order(refunds)):
                yield evolve(refund, margin_fen=margins.get(refund.id, refund.margin_fen))

    def _of_one(self, refunds: Sequence[Refund]) -> Iterator[Refund]:
        """Refunds of the same thing: together they come to its part, so that all of it takes back exactly all."""
        given_fen: dict[str, int] = defaultdict(int)  # by currency
        for refund in refunds:
            whole = self._whole(refund)
            if whole is None:
                yield self._settling(self._on_its_day(refund))
                continue
            before = given_fen[refund.currency]
            after = given_fen[refund.currency] = before + refund.amount_fen
            margin_fen = None if refund.margin_fen is None else whole.own(refund.margin_fen)
            foreign_fen = None
            if self.exchange.is_of_foreign(refund.deal):
                foreign_fen = whole.in_deal(after) - whole.in_deal(before)
            yield self._settling(
                evolve(
                    refund,
                    amount_fen=whole.own(after) - whole.own(before),
                    margin_fen=margin_fen,
                    currency="",
                    foreign_fen=foreign_fen,
                )
            )

    def _on_its_day(self, refund: Refund) -> Refund:
        place, on, rate = f"refund {refund.source_key}", refund.refunded_on, Fraction(1)
        if self.exchange.is_foreign(refund):
            rate = self.exchange.rate(place, refund.currency, on)
        own_fen = at(rate, refund.amount_fen)
        margin_fen = None if refund.margin_fen is None else at(rate, refund.margin_fen)
        foreign_fen: int | None = refund.amount_fen
        if refund.currency != self.exchange.currency_of(refund.deal):
            foreign_fen = self.exchange.in_currency_of(refund.deal, own_fen, on, place)
        return evolve(refund, amount_fen=own_fen, margin_fen=margin_fen, currency="", foreign_fen=foreign_fen)

    def _whole(self, refund: Refund) -> _Whole | None:
        """What the refund gives back, if that is in its currency and anything at all."""
        if refund.receipt is not None and refund.receipt in self.receipts:
            before, after = self.receipts[refund.receipt]
            said, own = _settles(before, refund.deal), _settles(after, refund.deal)
            if said is not None and before.currency == refund.currency:
                return _Whole(said.amount_fen, own or evolve(said, amount_fen=0))
        if refund.deal in self.deals:
            deal, converted = self.deals[refund.deal]
            if deal.amount_fen and deal.currency == refund.currency:
                return _Whole(deal.amount_fen, converted)
        return None

    def _margins(self) -> Mapping[int, int]:
        """What refunds in the currency of their foreign deal say of its margin, at its rate: together rounded once."""
        said_fen: dict[int, int] = defaultdict(int)
        found: dict[int, int] = {}
        for refund in in_order(self.before.refunds):
            if refund.margin_fen is None or refund.currency != self.exchange.currency_of(refund.deal):
                continue
            deal, _ = self.deals[refund.deal]
            rate = self.exchange.rate(f"deal {deal.source_key}", deal.currency, deal.signed_on)
            before = said_fen[deal.id]
            after = said_fen[deal.id] = before + refund.margin_fen
            found[refund.id] = at(rate, after) - at(rate, before)
        return found

    def _settling(self, refund: Refund) -> Refund:
        """The refund, of no receipt any more where that settled some of its deal and now settles none."""
        if refund.receipt is None or refund.receipt not in self.receipts:
            return refund
        before, after = self.receipts[refund.receipt]
        is_gone = _settles(before, refund.deal) is not None and _settles(after, refund.deal) is None
        return evolve(refund, receipt=None) if is_gone else refund


def _settles(receipt: Receipt, deal: int) -> Allocation | None:
    return next((one for one in receipt.allocations if one.deal == deal), None)
