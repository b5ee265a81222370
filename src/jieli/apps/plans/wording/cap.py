"""封顶 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jieli.apps.plans.wording.credits import measured_phrase, rounding_sentence
from jieli.apps.plans.wording.naming import Naming, periods_text
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Cap, Excess, Window
from jieli.kernel.money import format_fen
from jieli.kernel.rate import format_rate
from jieli.lib.problems import N_

_MOST: Mapping[Window, str] = {
    Window.PERIOD: N_("{on} come to at most {most} in a period."),
    Window.MONTH: N_("{on} come to at most {most} in a month."),
    Window.QUARTER: N_("{on} come to at most {most} in a quarter."),
    Window.YEAR: N_("{on} come to at most {most} in a year."),
    Window.ALWAYS: N_("{on} come to at most {most} in all, over all periods."),
}


def describe(component: Cap, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: Cap, naming: Naming) -> Iterator[str]:
    on = naming.listed(component.on)
    yield _(_MOST[component.window]).format(on=on, most=_most(component, naming))
    if component.excess is Excess.LOST:
        yield _("What is above is lost.")
    elif component.later_periods is None:
        yield _("What is above waits and is paid when a later period leaves room, the oldest first.")
    else:
        yield _(
            "What is above waits for up to {periods} and is paid when one of them leaves room, the oldest first."
        ).format(periods=periods_text(component.later_periods))
    if component.of_credits is not None:
        yield _("Refunds lower this most too, and what they earned above it comes off what is above.")
    elif component.window is not Window.PERIOD:
        yield _("Refunds in the same time first take from what is above.")
    if component.rounding is not None:
        yield rounding_sentence(component.rounding)


def _most(component: Cap, naming: Naming) -> str:
    if component.most_rate is None:
        assert component.most_fen is not None, "A cap is an amount or a rate."
        return pgettext("an amount behind words", "{amount}").format(amount=format_fen(component.most_fen))
    rate = format_rate(component.most_rate)
    if component.of_quota is not None:
        return _("{rate} of the target {target}").format(rate=rate, target=naming.one(component.of_quota))
    if component.of_credits is not None:
        return _("{rate} of {what}").format(rate=rate, what=measured_phrase(component.of_credits))
    return _("{rate} of what {of} come to").format(rate=rate, of=naming.listed(component.of or ()))
