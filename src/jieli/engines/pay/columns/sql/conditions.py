"""Conditions and factors of a pricing as SQL over the columns of a credit."""

from collections.abc import Iterable, Iterator

from jieli.engines.crediting import Party
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.numbers import Numbers, Whole, common_denominator, scaled
from jieli.engines.pay.columns.sql.scales import rates_of
from jieli.engines.pay.pricing.rates import EVERY_OTHER, Names
from jieli.engines.pay.pricing.spec import (
    Factor,
    LineFactor,
    NewClientFactor,
    Renewals,
    SpeedFactor,
    SpeedSince,
    Take,
)
from jieli.kernel.rounding import Rounding

NAMES = ("product_line", "client_class", "region")
SINCE = {
    SpeedSince.SIGNED: "signed_on",
    SpeedSince.DELIVERED: "delivered_on",
    SpeedSince.INVOICED: "invoiced_on",
}
# Read where somebody asks for it alone; what settles no deal is of none.
_OF_RENEWAL = "EXISTS (SELECT 1 FROM deals renewing WHERE renewing.id = deal AND renewing.renews IS NOT NULL)"


def taken(take: Take, dialect: Dialect) -> Iterator[str]:
    """Conditions that all hold for a credit that is taken."""
    outgoing = f"coalesce(handover IS NOT NULL AND party = '{Party.OUTGOING.value}', false)"
    if take.outgoing is not None:
        yield outgoing if take.outgoing else f"NOT {outgoing}"
    if take.product_lines:
        yield f"product_line IN ({', '.join(dialect.text(line) for line in take.product_lines)})"
    if take.renewals is not None:
        yield _OF_RENEWAL if take.renewals is Renewals.ONLY else f"NOT {_OF_RENEWAL}"
    if take.from_days is not None or take.until_days is not None:
        yield "arose_on >= first_deal_on"
    if take.from_days is not None:
        yield f"{_age(dialect)} >= {take.from_days}"
    if take.until_days is not None:
        yield f"{_age(dialect)} < {take.until_days}"


def is_for(names: Names, dialect: Dialect) -> str:
    """The condition that a row or a factor of these names is for a credit."""
    named = [
        f"{column} = {dialect.text(name)}"
        for column, name in zip(NAMES, names, strict=True)
        if name != EVERY_OTHER
    ]
    return " AND ".join(named) or "true"


def factor_number(factors: Iterable[Factor], numbers: Numbers) -> Whole:
    """The product of all factors, each over its own common denominator."""
    product = numbers.literal(1)
    for one in factors:
        product = numbers.times(product, _factor(one, numbers))
    return product


def counted_number(uplifts: Iterable[LineFactor], numbers: Numbers, fen: Whole) -> Whole:
    """How much a credit counts for a sum: its amount times every uplift for it, rounded half up."""
    factors = tuple(uplifts)
    if not factors:
        return fen
    product, of = numbers.literal(1), 1
    for one in factors:
        product = numbers.times(product, _factor(one, numbers))
        of *= one.factor.denominator
    return numbers.rounded(numbers.times(fen, product), of, Rounding.HALF_UP)


def _factor(factor: Factor, numbers: Numbers) -> Whole:
    of = common_denominator(rates_of(factor))
    if isinstance(factor, SpeedFactor):
        return _speed(factor, of, numbers)
    number = numbers.literal(scaled(factor.factor, of))
    return numbers.chosen([(_applies(factor, numbers.dialect), number)], numbers.literal(of))


def _applies(factor: NewClientFactor | LineFactor, dialect: Dialect) -> str:
    if isinstance(factor, NewClientFactor):
        return f"arose_on >= first_deal_on AND {_age(dialect)} < {factor.within_days}"
    return is_for((factor.product_line, factor.client_class, factor.region), dialect)


def _speed(factor: SpeedFactor, of: int, numbers: Numbers) -> Whole:
    days = numbers.dialect.days_between(SINCE[factor.since], "arose_on")
    steps = [
        (f"{days} <= {step.within_days}", numbers.literal(scaled(step.factor, of))) for step in factor.steps
    ]
    return numbers.chosen(steps, numbers.literal(0))


def _age(dialect: Dialect) -> str:
    return dialect.days_between("first_deal_on", "arose_on")
