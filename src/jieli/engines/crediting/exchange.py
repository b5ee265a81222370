"""What amounts of facts are worth in other currencies. Normative page: docs/algorithms/crediting.md."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from jieli.engines.crediting.values import Book, Deal, ExchangeRate, Invoice, Receipt, Refund
from jieli.kernel.problem import Problem
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class Exchange:
    """Rates by currency, each list by day; the foreign currencies of deals; and what has no rate."""

    own: str
    rates: Mapping[str, Sequence[ExchangeRate]]
    foreign: Mapping[int, str]
    problems: list[Problem] = field(factory=list)

    @classmethod
    def of(cls, own: str, book: Book, rates: Iterable[ExchangeRate]) -> "Exchange":
        """**Raises** ValueError for two rates of one day, or one that is not above zero."""
        foreign = {deal.id: deal.currency for deal in book.deals if deal.currency not in ("", own)}
        return cls(own, _by_currency(rates), foreign)

    def is_foreign(self, fact: Deal | Receipt | Invoice | Refund) -> bool:
        return fact.currency not in ("", self.own)

    def is_of_foreign(self, deal: int) -> bool:
        return deal in self.foreign

    def currency_of(self, deal: int) -> str | None:
        """The foreign currency of a deal; None: it is the book's own."""
        return self.foreign.get(deal)

    def in_currency_of(self, deal: int, own_fen: int, on: date, place: str) -> int | None:
        """What an amount of the book's own is worth in a deal's currency on a day; a fen at least, if it is anything. None
        where that is the book's own too."""
        currency = self.currency_of(deal)
        if currency is None:
            return None
        rate = self.rate(place, currency, on)
        return max(1, at(Fraction(rate.denominator, rate.numerator), own_fen)) if own_fen else 0

    def rate(self, place: str, currency: str, on: date) -> Fraction:
        """The rate of a day: the latest that holds from that day or an earlier one. Where there is none, it is noted."""
        known = self.rates.get(currency, ())
        number = bisect_right(known, on, key=lambda rate: rate.from_on)
        if number:
            return known[number - 1].rate
        self.problems.append(
            Problem(
                "CREDIT-CURRENCY-001",
                place,
                "No exchange rate from {currency} to {own} is known on {day}.",
                "Enter a rate that holds from that day or an earlier one.",
                {"currency": currency, "own": self.own, "day": on.isoformat()},
            )
        )
        return Fraction(1)


def at(rate: Fraction, fen: int) -> int:
    """So many fen at a rate, rounded half up."""
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
