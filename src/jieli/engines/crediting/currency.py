"""A book with foreign currencies brought into its own. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeVar

from attrs import evolve, frozen

from jieli.engines.crediting.exchange import Exchange, at
from jieli.engines.crediting.refund_currency import RefundExchange
from jieli.engines.crediting.values import (
    Allocation,
    Book,
    Deal,
    ExchangeRate,
    Invoice,
    Receipt,
)
from jieli.kernel.allocate import allocate
from jieli.kernel.problem import refuse

Fact = TypeVar("Fact", Deal, Receipt, Invoice)


def in_currency(book: Book, currency: str, rates: Iterable[ExchangeRate]) -> Book:
    """The book with every amount in one currency, the book's own; its facts name no currency any more.

    Each amount at the rate of its fact's day, rounded half up once; a refund in the currency of what it gives back at
    the rate of that. What is about a deal in a foreign currency keeps its amount in that too. What comes to no fen of the
    deal's currency is left out. **Raises** Problems with every fact that has no rate; ValueError for two rates of one day,
    or one that is not above zero.
    """
    exchange = Exchange.of(currency, book, rates)
    converting = _Converting(exchange)
    deals = tuple(converting.deal(deal) for deal in book.deals)
    receipts = tuple(converting.receipt(receipt) for receipt in book.receipts)
    invoices = tuple(converting.invoice(invoice) for invoice in book.invoices)
    refunds = RefundExchange(
        exchange,
        book,
        {deal.id: (deal, own) for deal, own in zip(book.deals, deals, strict=True)},
        {receipt.id: (receipt, own) for receipt, own in zip(book.receipts, receipts, strict=True)},
    )
    converted = tuple(refunds.converted())
    missing = {(problem.place, problem.text()): problem for problem in exchange.problems}
    refuse(missing[key] for key in sorted(missing))
    return evolve(
        book,
        deals=deals,
        receipts=tuple(
            own
            for before, own in zip(book.receipts, receipts, strict=True)
            if own.amount_fen or own.allocations or not before.amount_fen
        ),
        invoices=tuple(one for one in invoices if one.deal_fen),
        refunds=tuple(one for one in converted if one.deal_fen),
    )


@frozen
class _Converting:
    exchange: Exchange

    def deal(self, deal: Deal) -> Deal:
        if not self.exchange.is_foreign(deal):
            return _own(deal)
        rate = self.exchange.rate(f"deal {deal.source_key}", deal.currency, deal.signed_on)
        margin_fen = None if deal.margin_fen is None else at(rate, deal.margin_fen)
        fen = at(rate, deal.amount_fen)
        return evolve(deal, amount_fen=fen, margin_fen=margin_fen, currency="", foreign_fen=deal.amount_fen)

    def receipt(self, receipt: Receipt) -> Receipt:
        """Its allocations and what they leave over divide the whole, so that they fit as before."""
        by_deal = sorted(receipt.allocations, key=lambda allocation: allocation.deal)
        if self.exchange.is_foreign(receipt):
            place = f"receipt {receipt.source_key}"
            rate = self.exchange.rate(place, receipt.currency, receipt.received_on)
            whole_fen = at(rate, receipt.amount_fen)
            had = [allocation.amount_fen for allocation in by_deal]
            weights = [Fraction(fen) for fen in (*had, receipt.amount_fen - sum(had))]
            parts = allocate(whole_fen, weights, range(len(weights)))[:-1] if receipt.amount_fen else ()
        elif any(self.exchange.is_of_foreign(one.deal) for one in by_deal):
            whole_fen, parts = receipt.amount_fen, tuple(one.amount_fen for one in by_deal)
        else:
            return _own(receipt)
        settled = (self._settled(receipt, one, fen) for one, fen in zip(by_deal, parts, strict=True))
        kept = tuple(one for one in settled if one.deal_fen)
        return evolve(receipt, amount_fen=whole_fen, allocations=kept, currency="")

    def _settled(self, receipt: Receipt, one: Allocation, own_fen: int) -> Allocation:
        foreign_fen: int | None = one.amount_fen
        if receipt.currency != self.exchange.currency_of(one.deal):
            place = f"receipt {receipt.source_key}"
            foreign_fen = self.exchange.in_currency_of(one.deal, own_fen, receipt.received_on, place)
        return evolve(one, amount_fen=own_fen, foreign_fen=foreign_fen)

    def invoice(self, invoice: Invoice) -> Invoice:
        place, on, own_fen = f"invoice {invoice.source_key}", invoice.invoiced_on, invoice.amount_fen
        foreign = self.exchange.currency_of(invoice.deal)
        if self.exchange.is_foreign(invoice):
            own_fen = at(self.exchange.rate(place, invoice.currency, on), own_fen)
        elif foreign is None:
            return _own(invoice)
        foreign_fen: int | None = invoice.amount_fen
        if invoice.currency != foreign:
            foreign_fen = self.exchange.in_currency_of(invoice.deal, own_fen, on, place)
        return evolve(invoice, amount_fen=own_fen, currency="", foreign_fen=foreign_fen)


def _own(fact: Fact) -> Fact:
    return evolve(fact, currency="") if fact.currency else fact
