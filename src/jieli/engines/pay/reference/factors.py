"""Which factors apply to a credit, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.spec import (
    Factor,
    LineFactor,
    NewClientFactor,
    SpeedFactor,
    SpeedSince,
    View,
)
from jieli.engines.pay.reference.taking import is_for
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.work import age_of
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.trace import Scalar, Trace

NO_PAY = Rate(0)


@frozen
class AppliedFactor:
    """A factor on one credit. days: how old the client was, or how long the money took; None where it is not known."""

    factor: Factor
    rate: Rate
    days: int | None = None

    def trace(self) -> Trace:
        values: dict[str, Scalar] = {"factor_rate": format_rate(self.rate)}
        if isinstance(self.factor, LineFactor):
            wanted = {
                "product_line": self.factor.product_line,
                "client_class": self.factor.client_class,
                "region": self.factor.region,
            }
            return Trace("pay.factor.line", {**values, **wanted})
        days = "" if self.days is None else self.days
        if isinstance(self.factor, NewClientFactor):
            within = self.factor.within_days
            return Trace("pay.factor.new_client", {**values, "days": days, "within_days": within})
        return Trace("pay.factor.speed", {**values, "days": days, "since": self.factor.since.value})


def applied_factors(
    factors: Sequence[Factor], view: View, credit: CreditLine, sources: Sources
) -> tuple[AppliedFactor, ...]:
    """In the order of the pricing; what does not apply is left out."""
    return tuple(_applied(factors, view, credit, sources))


def _applied(
    factors: Sequence[Factor], view: View, credit: CreditLine, sources: Sources
) -> Iterator[AppliedFactor]:
    for one in factors:
        if isinstance(one, LineFactor):
            if is_for(one, credit):
                yield AppliedFactor(one, one.factor)
        elif isinstance(one, NewClientFactor):
            age = age_of(view, credit, sources.credits)
            if age is not None and age < one.within_days:
                yield AppliedFactor(one, one.factor, age)
        else:
            days = _took_days(one, view, credit, sources)
            yield AppliedFactor(one, _step(one, days), days)


def _took_days(factor: SpeedFactor, view: View, credit: CreditLine, sources: Sources) -> int | None:
    since = _day_of(factor.since, credit, sources)
    return None if since is None else (sources.credits.arose_on(view, credit) - since).days


def _day_of(since: SpeedSince, credit: CreditLine, sources: Sources) -> date | None:
    if credit.deal is None:
        return None
    if since is SpeedSince.SIGNED:
        return sources.credits.signed_on(credit)
    if since is SpeedSince.DELIVERED:
        return sources.facts.deal(credit.deal).delivered_on
    return sources.facts.first_invoiced_on(credit.deal)


def _step(factor: SpeedFactor, days: int | None) -> Rate:
    if days is None:
        return NO_PAY
    return next((step.factor for step in factor.steps if days <= step.within_days), NO_PAY)
