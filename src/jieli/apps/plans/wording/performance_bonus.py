"""绩效奖金 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.indicators import indicator_grids, indicator_sentence
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Every, Leavers, MaybeProrated, Missing, PerformanceBonus
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_

_AMOUNT: Mapping[Every, str] = {
    Every.MONTH: N_("A bonus for each month: {amount} at a score of 100%, more or less with the score."),
    Every.QUARTER: N_("A bonus for each quarter: {amount} at a score of 100%, more or less with the score."),
    Every.YEAR: N_("A bonus for each year: {amount} at a score of 100%, more or less with the score."),
}
_PART: Mapping[MaybeProrated, str] = {
    MaybeProrated.CALENDAR_DAYS: N_(
        "Who is employed or on this plan for a part of it gets that part, counted in calendar days."
    ),
    MaybeProrated.WORK_DAYS: N_(
        "Who is employed or on this plan for a part of it gets that part, counted in working days."
    ),
    MaybeProrated.NONE: N_("Who is there for only a part of it gets the whole amount."),
}
_LEAVERS: Mapping[Leavers, str] = {
    Leavers.PAID: N_("Who leaves the plan before it ends is paid on his last day."),
    Leavers.UNPAID: N_("Only who is on the plan on its last day is paid."),
}
_MISSING: Mapping[Missing, str] = {
    Missing.PROBLEM: N_("While a result is missing, the pay run says so and is not computed."),
    Missing.ZERO: N_("A result that is not recorded counts as 0%."),
}


def describe(component: PerformanceBonus, naming: Naming) -> Described:
    sentences = (
        _(_AMOUNT[component.every]).format(amount=_amount(component)),
        _(_PART[component.proration]),
        _(_LEAVERS[component.leavers]),
        *(indicator_sentence(one, naming) for one in component.indicators),
        *_whole(component),
        rounding_sentence(component.rounding),
    )
    grids = tuple(grid for one in component.indicators for grid in indicator_grids(one))
    return Described(sentences, grids=grids)


def _amount(component: PerformanceBonus) -> str:
    amount = (
        _("the base salary agreed with each person")
        if component.amount_fen is None
        else format_fen(component.amount_fen)
    )
    if component.factor is None:
        return amount
    return _("{amount} × {factor}").format(amount=amount, factor=format_rate(component.factor))


def _whole(component: PerformanceBonus) -> Iterator[str]:
    if len(component.indicators) > 1:
        yield _("The score is the sum of the indicators' scores, each times its weight.")
    if component.gate is not None:
        yield _("With a score below {gate} nothing is paid.").format(gate=format_rate(component.gate))
    if component.cap is not None:
        yield _("The score counts up to {cap}.").format(cap=format_rate(component.cap))
    if component.missing is not None:
        yield _(_MISSING[component.missing])
