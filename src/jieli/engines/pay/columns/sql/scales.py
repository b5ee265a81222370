"""The whole numbers that stand for the rates, factors and tiers of one pricing."""

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.columns.sql.numbers import common_denominator, scaled
from jieli.engines.pay.pricing.rates import FlatRow
from jieli.engines.pay.pricing.spec import Factor, LineFactor, NewClientFactor, Pricing
from jieli.kernel.rate import Rate

MILLION = 1_000_000
ONE = Fraction(1)


@frozen
class Scale:
    """computed: the denominator over which numbers are multiplied, small so that products stay small. shown: the
    denominator of the column of a line, a million where that holds every rate."""

    computed: int
    shown: int

    @staticmethod
    def of(rates: Iterable[Rate], times: int = 1) -> "Scale":
        least = common_denominator(rates) * times
        return Scale(least, MILLION if MILLION % least == 0 else least)

    def number(self, rate: Rate) -> int:
        return scaled(rate, self.computed)

    @property
    def to_shown(self) -> int:
        return self.shown // self.computed


@frozen
class Scales:
    """Of the rates, of all factors together, of the accelerator. whole: the denominator of a line's product, even."""

    rate: Scale
    factor: Scale
    multiplier: Scale

    @property
    def whole(self) -> int:
        return self.rate.computed * self.factor.computed * self.multiplier.computed

    @staticmethod
    def of(pricing: Pricing) -> "Scales":
        factors = 1
        for one in pricing.factors:
            factors *= common_denominator(rates_of(one))
        factor = Scale(factors, MILLION if MILLION % factors == 0 else factors)
        multiplier = Scale.of(_multipliers(pricing))
        rates = [*all_rates(pricing), *(() if pricing.most_rate is None else (pricing.most_rate,))]
        rate = Scale.of(rates)
        if (rate.computed * factor.computed * multiplier.computed) % 2:
            rate = Scale.of(rates, times=2)
        return Scales(rate, factor, multiplier)


def rates_of(factor: Factor) -> tuple[Rate, ...]:
    if isinstance(factor, NewClientFactor | LineFactor):
        return (factor.factor,)
    return tuple(step.factor for step in factor.steps)


def all_rates(pricing: Pricing) -> Iterable[Rate]:
    for row in pricing.rates.rows:
        if isinstance(row, FlatRow):
            yield row.rate
        else:
            yield from (tier.rate for tier in row.tiers)


def most_factor(factors: Iterable[Factor]) -> int:
    """The largest product of factors, over the denominator of all of them."""
    most = 1
    for one in factors:
        of = common_denominator(rates_of(one))
        most *= max(of, *(abs(scaled(rate, of)) for rate in rates_of(one)))
    return most


def _multipliers(pricing: Pricing) -> tuple[Rate, ...]:
    return () if pricing.accelerator is None else tuple(tier.factor for tier in pricing.accelerator.tiers)
