"""单笔封顶 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import DealCap, Excess, Window
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

_MOST: Mapping[Window, str] = {
    Window.ALWAYS: N_(
        "{on} together pay a person at most {most} for one deal, over all its receipts and periods."
    ),
    Window.PERIOD: N_("{on} together pay a person at most {most} for one deal in a period."),
    Window.MONTH: N_("{on} together pay a person at most {most} for one deal in a month."),
    Window.QUARTER: N_("{on} together pay a person at most {most} for one deal in a quarter."),
    Window.YEAR: N_("{on} together pay a person at most {most} for one deal in a year."),
}


def describe(component: DealCap, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: DealCap, naming: Naming) -> Iterator[str]:
    most = format_fen(component.most_fen)
    window = component.window or Window.ALWAYS
    yield _(_MOST[window]).format(on=naming.listed(component.on), most=most)
    if component.excess is Excess.LOST:
        yield _("What is above is lost.")
    elif window is Window.ALWAYS:
        yield _("What is above waits and is paid if a later version of the plan raises the most.")
    else:
        yield _("What is above waits and is paid when the deal has room in a later one.")
    yield _("A refund of the deal first takes from what is above, and then gives room back.")
