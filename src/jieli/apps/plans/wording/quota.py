"""目标 in words."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from jieli.apps.plans.wording.naming import Naming, months_text
from jieli.apps.plans.wording.values import Described, Grid
from jieli.engines.pay.components import MaybeProrated, Per, SalesQuota
from jieli.kernel.allocate import allocate
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_

_PART: Mapping[MaybeProrated, str] = {
    MaybeProrated.CALENDAR_DAYS: N_(
        "Who is employed or on this plan for a part of the month has that part to reach, counted in calendar days."
    ),
    MaybeProrated.WORK_DAYS: N_(
        "Who is employed or on this plan for a part of the month has that part to reach, counted in working days."
    ),
    MaybeProrated.NONE: N_("A month of which somebody is there only a part is to be reached whole."),
}


def describe(component: SalesQuota, _naming: Naming) -> Described:
    sentences = (
        _target(component),
        *_seasons(component),
        *_ramp(component),
        _(_PART[component.proration]),
        _("Nothing is paid for it here; other components look at how much of it is reached."),
    )
    return Described(sentences, grids=tuple(_grids(component)))


def _target(component: SalesQuota) -> str:
    if component.amount_fen is None:
        return _("The target is the one that is recorded for each person.")
    text = (
        _("The target is {amount} a month.")
        if component.per is Per.MONTH
        else _("The target is {amount} a year.")
    )
    return text.format(amount=format_fen(component.amount_fen))


def _seasons(component: SalesQuota) -> Iterator[str]:
    if component.seasonality is not None:
        yield _("It is divided over the months by their weights (see the table).")
    elif component.per is Per.YEAR:
        yield _("Each month has the same part of it.")


def _ramp(component: SalesQuota) -> Iterator[str]:
    for index, step in enumerate(component.ramp or ()):
        text = (
            _("In the first {months} of an employment it is {share} of that.")
            if index == 0
            else _("In the {months} after these it is {share}.")
        )
        yield text.format(months=months_text(step.months), share=format_rate(step.share))


def _grids(component: SalesQuota) -> Iterator[Grid]:
    weights = component.seasonality
    if weights is None:
        return
    months = [str(MONTHS[number]) for number in range(1, 13)]
    if component.amount_fen is None:
        rows = zip(months, map(str, weights), strict=True)
        yield Grid(_("By month"), (_("Month"), _("Weight")), tuple(rows), is_named=True)
        return
    parts = allocate(component.amount_fen, [Fraction(weight) for weight in weights], range(len(weights)))
    rows = zip(months, map(str, weights), map(format_fen, parts), strict=True)
    yield Grid(_("By month"), (_("Month"), _("Weight"), _("Target")), tuple(rows), is_named=True)
