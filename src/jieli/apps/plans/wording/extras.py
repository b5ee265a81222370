"""What there may be beside a rate: factors, an accelerator, and caps on single credits."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import label_of_factor, uplift_sentence
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.rates import rate_words, reset_sentence
from jieli.apps.plans.wording.values import Described, Grid
from jieli.engines.pay.pricing import (
    Accelerator,
    AcceleratorOn,
    Factor,
    LineFactor,
    Method,
    NewClientFactor,
    RateTable,
    SpeedFactor,
    SpeedSince,
    TierOn,
)
from jieli.kernel.money import format_fen
from jieli.kernel.rate import Rate, format_rate
from jieli.lib.problems import N_

_SINCE: Mapping[SpeedSince, str] = {
    SpeedSince.SIGNED: N_(
        "How many days after signing the money comes gives a factor on the rate (see the table); later money pays nothing."
    ),
    SpeedSince.DELIVERED: N_(
        "How many days after delivery the money comes gives a factor on the rate (see the table); later money pays nothing."
    ),
    SpeedSince.INVOICED: N_(
        "How many days after the first invoice the money comes gives a factor on the rate (see the table); later money pays nothing."
    ),
}
_FACTOR_FOR: Mapping[tuple[Method, TierOn], str] = {
    (Method.MARGINAL, TierOn.TO_DATE): N_("Each slice of the sum has its own factor."),
    (Method.REACHED, TierOn.TO_DATE): N_(
        "The factor that the sum has reached with an amount is for all of that amount; what was paid before stays, and a refund goes back at the factor with which its amount was paid."
    ),
    (Method.WHOLE, TierOn.PERIOD): N_("The factor that the sum reaches is for everything in it."),
}


def describe_factors(factors: Sequence[Factor]) -> Described:
    return Described(
        tuple(_factor_sentence(one) for one in factors),
        grids=tuple(_speed_grid(one) for one in factors if isinstance(one, SpeedFactor)),
    )


def describe_accelerator(accelerator: Accelerator | None, naming: Naming) -> Described:
    if accelerator is None:
        return Described(())
    on_target = accelerator.on is AcceleratorOn.ATTAINMENT
    rows = tuple((_bound(one.from_, accelerator), format_rate(one.factor)) for one in accelerator.tiers)
    head = (_("From this attainment on") if on_target else _("From this sum on"), _("Factor"))
    return Described(
        tuple(_accelerator_sentences(accelerator, naming)), grids=(Grid(_("Accelerator"), head, rows),)
    )


def cap_sentences(most_rate: Rate | None, most_fen: int | None, rates: RateTable) -> Iterator[str]:
    if most_rate is not None:
        text = (
            _("With everything no unit pays more than {rate}; what is above is lost.")
            if rates.per_unit
            else _("With everything no amount pays more than {rate} of it; what is above is lost.")
        )
        shown = format_fen(int(most_rate * 100)) if rates.per_unit else rate_words(most_rate, rates)
        yield text.format(rate=shown)
    if most_fen is not None:
        yield _("One amount pays at most {amount}, times the share in it; what is above is lost.").format(
            amount=format_fen(most_fen)
        )


def _factor_sentence(factor: Factor) -> str:
    if isinstance(factor, SpeedFactor):
        return _(_SINCE[factor.since])
    if isinstance(factor, NewClientFactor):
        return _("In a client's first {days} days the rate is taken times {factor}.").format(
            days=factor.within_days, factor=format_rate(factor.factor)
        )
    assert isinstance(factor, LineFactor)
    return _("For {what} the rate is taken times {factor}.").format(
        what=label_of_factor(factor) or _("everything"), factor=format_rate(factor.factor)
    )


def _speed_grid(factor: SpeedFactor) -> Grid:
    rows = tuple((str(step.within_days), format_rate(step.factor)) for step in factor.steps)
    return Grid(_("By how fast the money comes"), (_("Up to so many days"), _("Factor")), rows)


def _accelerator_sentences(accelerator: Accelerator, naming: Naming) -> Iterator[str]:
    if accelerator.quota is None:
        yield _("Every rate is taken times a factor that follows what is credited over all rows together.")
    else:
        yield _("Every rate is taken times a factor that follows how much of {target} is reached.").format(
            target=naming.one(accelerator.quota)
        )
    yield _(_FACTOR_FOR[accelerator.method, accelerator.tier_on])
    yield from reset_sentence(accelerator.reset)
    yield from (uplift_sentence(one) for one in accelerator.uplifts)


def _bound(bound: Fraction, accelerator: Accelerator) -> str:
    return format_rate(bound) if accelerator.on is AcceleratorOn.ATTAINMENT else format_fen(int(bound))
