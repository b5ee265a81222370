"""收入保护 in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.floors import proration_sentence
from jieli.apps.plans.wording.naming import Naming, months_text, periods_text
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Condition, IncomeProtection, Starts
from jieli.kernel.rate import format_rate
from jieli.ui.wording import long_day_text


def describe(component: IncomeProtection, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: IncomeProtection, naming: Naming) -> Iterator[str]:
    yield _("{on} come to at least {rate} of what {average_of} brought on average before.").format(
        on=naming.listed(component.on),
        rate=format_rate(component.rate),
        average_of=naming.listed(component.average_of or component.on),
    )
    yield _(
        "The average is that of the last {periods} before the start and does not move; periods in which somebody was not employed on every day are left out."
    ).format(periods=periods_text(component.average_periods))
    yield _start(component)
    if component.condition is Condition.ONLY_OUTGOING:
        yield _("Only while a handover's terms hold by which one gives clients away.")
    yield proration_sentence(component.proration)
    yield _("Where there was no such period before, nothing is protected.")
    yield rounding_sentence(component.rounding)


def _start(component: IncomeProtection) -> str:
    if component.starts is Starts.HANDOVER:
        text = _("It holds for {months} from the day on which a handover of one's clients takes effect.")
    elif component.starts is Starts.ON_PLAN:
        text = _("It holds for {months} from the first day on the plan.")
    else:
        text = _("It holds for {months} from {day} on.")
    return text.format(months=months_text(component.months), day=long_day_text(component.from_on))
