"""分期 in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Instalments


def describe(component: Instalments, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: Instalments, naming: Naming) -> Iterator[str]:
    yield _(
        "What {of} come to in a period is paid in {count} equal parts, one each period, the first at once; the last bears what rounding leaves."
    ).format(of=naming.listed(component.of), count=component.periods)
    yield _("A negative sum is divided in the same way.")
    if component.long_term_after is not None:
        yield _(
            "The explanation also says what is due later than in this and the next periods, {count} together."
        ).format(count=component.long_term_after)
