"""A book with foreign currencies brought into its own. Normative page: docs/algorithms/crediting.md."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from attrs import evolve, field, frozen

from jieli.engines.crediting.refunding import in_order
from jieli.engines.crediting.values import (
    Allocation,
    Book,
    Deal,
    ExchangeRate,
    Invoice,
    Receipt,
    Refund,
)
from jieli.kernel.allocate import allocate
from jieli.kernel.problem import Problem, refuse
from jieli.kernel.rounding import Rounding, round_fen

Fact = TypeVar("Fact", Deal, Receipt, Invoice, Refund)


def in_currency(book: Book, currency: str, rates: Iterable[ExchangeRate]) -> Book:
    """The book with every amount in one currency, the book's own; its facts name no currency any more.

    Each amount at the rate of its fact's day, rounded half up once; a refund in the currency of what it gives back at
    the rate of that. What comes to no fen at all is left out. **Raises** Problems with every fact that has no rate;
    ValueError for two rates of one day, or one that is not above zero.
    """
    exchange = _Exchange(currency, _by_currency(rates))
    deals = tuple(exchange.deal(deal) for deal in book.deals)
    receipts = tuple(exchange.receipt(receipt) for receipt in book.receipts)
    invoices = tuple(exchange.invoice(invoice) for invoice in book.invoices)
    refunds = _Refunds(
        exchange,
        book,
        {deal.id: (deal, own) for deal, own in zip(book.deals, deals, strict=True)},
        {receipt.id: (receipt, own) for receipt, own in zip(book.receipts, receipts, strict=True)},
    )
    converted = tuple(refunds.converted())
    refuse(sorted(exchange.problems, key=lambda problem: problem.place))
    return evolve(
        book,
        deals=deals,
        receipts=tuple(
            own
            for before, own in zip(book.receipts, receipts, strict=True)
            if own.amount_fen or not before.amount_fen
        ),
        invoices=tuple(one for one in invoices if one.amount_fen),
        refunds=tuple(one for one in converted if one.amount_fen),
    )


@frozen
class _Exchange:
    """Rates by currency, each list by day; and what has none."""

    own: str
    rates: Mapping[str, Sequence[ExchangeRate]]
    problems: list[Problem] = field(factory=list)

    def is_foreign(self, fact: Deal | Receipt | Invoice | Refund) -> bool:
        return fact.currency not in ("", self.own)

    def deal(self, deal: Deal) -> Deal:
        if not self.is_foreign(deal):
            return _own(deal)
        rate = self.rate("deal", deal, deal.signed_on)
        margin_fen = None if deal.margin_fen is None else _at(rate, deal.margin_fen)
        return evolve(deal, amount_fen=_at(rate, deal.amount_fen), margin_fen=margin_fen, currency="")

    def receipt(self, receipt: Receipt) -> Receipt:
        """Its allocations and what they leave over divide the whole, so that they fit as before."""
        if not self.is_foreign(receipt):
            return _own(receipt)
        whole_fen = _at(self.rate("receipt", receipt, receipt.received_on), receipt.amount_fen)
        by_deal = sorted(receipt.allocations, key=lambda allocation: allocation.deal)
        allocations: tuple[Allocation, ...] = ()
        if receipt.amount_fen:
            had = [allocation.amount_fen for allocation in by_deal]
            weights = [Fraction(fen) for fen in (*had, receipt.amount_fen - sum(had))]
            parts = allocate(whole_fen, weights, range(len(weights)))[:-1]
            allocations = tuple(
                evolve(allocation, amount_fen=fen)
                for allocation, fen in zip(by_deal, parts, strict=True)
                if fen
            )
        return evolve(receipt, amount_fen=whole_fen, allocations=allocations, currency="")

    def invoice(self, invoice: Invoice) -> Invoice:
        if not self.is_foreign(invoice):
            return _own(invoice)
        rate = self.rate("invoice", invoice, invoice.invoiced_on)
        return evolve(invoice, amount_fen=_at(rate, invoice.amount_fen), currency="")

    def rate(self, kind: str, fact: Deal | Receipt | Invoice | Refund, on: date) -> Fraction:
        """The rate of a day: the latest that holds from that day or an earlier one. Where there is none, it is noted."""
        known = self.rates.get(fact.currency, ())
        place = bisect_right(known, on, key=lambda rate: rate.from_on)
        if place:
            return known[place - 1].rate
        self.problems.append(
            Problem(
                "CREDIT-CURRENCY-001",
                f"{kind} {fact.source_key}",
                "No exchange rate from {currency} to {own} is known on {day}.",
                "Enter a rate that holds from that day or an earlier one.",
                {"currency": fact.currency, "own": self.own, "day": on.isoformat()},
            )
        )
        return Fraction(1)


@frozen
class _Whole:
    """What refunds give back, a deal or a receipt's allocation to it: before and after the exchange, in fen."""

    before_fen: int
    after_fen: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.after_fen, self.before_fen)


@frozen
class _Refunds:
    """The refunds of a book, beside its deals and receipts before and after the exchange."""

    exchange: _Exchange
    before: Book
    deals: Mapping[int, tuple[Deal, Deal]]
    receipts: Mapping[int, tuple[Receipt, Receipt]]

    def converted(self) -> Iterator[Refund]:
        of_one: dict[tuple[int, int | None], list[Refund]] = defaultdict(list)
        for refund in self.before.refunds:
            if self.exchange.is_foreign(refund):
                of_one[refund.deal, refund.receipt].append(refund)
            else:
                yield self._settling(_own(refund))
        for refunds in of_one.values():
            yield from self._of_one(in_order(refunds))

    def _of_one(self, refunds: Sequence[Refund]) -> Iterator[Refund]:
        """Refunds of the same thing: together they come to its part, so that all of it takes back exactly all."""
        given_fen: dict[str, int] = defaultdict(int)  # by currency
        for refund in refunds:
            whole = self._whole(refund)
            if whole is None:
                rate = self.exchange.rate("refund", refund, refund.refunded_on)
                fen = _at(rate, refund.amount_fen)
            else:
                before, rate = given_fen[refund.currency], whole.rate
                fen = _at(rate, before + refund.amount_fen) - _at(rate, before)
                given_fen[refund.currency] += refund.amount_fen
            margin_fen = None if refund.margin_fen is None else _at(rate, refund.margin_fen)
            yield self._settling(evolve(refund, amount_fen=fen, margin_fen=margin_fen, currency=""))

    def _whole(self, refund: Refund) -> _Whole | None:
        """What the refund gives back, if that is in its currency and anything at all."""
        if refund.receipt is not None and refund.receipt in self.receipts:
            before, after = self.receipts[refund.receipt]
            fen, whole_fen = _settles(before, refund.deal), _settles(after, refund.deal)
            if fen and before.currency == refund.currency:
                return _Whole(fen, whole_fen)
        if refund.deal in self.deals:
            deal, own = self.deals[refund.deal]
            if deal.amount_fen and deal.currency == refund.currency:
                return _Whole(deal.amount_fen, own.amount_fen)
        return None

    def _settling(self, refund: Refund) -> Refund:
        """The refund, of no receipt any more where that settled some of its deal and now settles no fen."""
        if refund.receipt is None or refund.receipt not in self.receipts:
            return refund
        before, after = self.receipts[refund.receipt]
        is_gone = _settles(before, refund.deal) and not _settles(after, refund.deal)
        return evolve(refund, receipt=None) if is_gone else refund


def _settles(receipt: Receipt, deal: int) -> int:
    return next((one.amount_fen for one in receipt.allocations if one.deal == deal), 0)


def _own(fact: Fact) -> Fact:
    return evolve(fact, currency="") if fact.currency else fact


def _at(rate: Fraction, fen: int) -> int:
    return round_fen(rate * fen, Rounding.HALF_UP)


def _by_currency(rates: Iterable[ExchangeRate]) -> Mapping[str, Sequence[ExchangeRate]]:
    found: dict[str, dict[date, ExchangeRate]] = defaultdict(dict)
    for rate in rates:
        if rate.rate <= 0:
            raise ValueError(f"The rate of {rate.currency} from {rate.from_on} is not above zero.")
        if rate.from_on in found[rate.currency]:
            raise ValueError(f"There are two rates of {rate.currency} from {rate.from_on}.")
        found[rate.currency][rate.from_on] = rate
    return {currency: [by_day[day] for day in sorted(by_day)] for currency, by_day in found.items()}
