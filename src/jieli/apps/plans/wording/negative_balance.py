"""负数结转 in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.floors import floor_sentences
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import NegativeBalance, NegativePolicy
from jieli.kernel.money import format_fen
from jieli.lib.problems import N_

_POLICY: Mapping[NegativePolicy, str] = {
    NegativePolicy.SHOW_AND_CARRY: N_(
        "Where {on} come to less than zero together, that stands; the balance is told until it is made up for."
    ),
    NegativePolicy.PAY_ZERO_AND_CARRY: N_(
        "Where {on} come to less than zero together, they are lifted to zero, and what was lifted is taken from later periods."
    ),
    NegativePolicy.PAY_ZERO_SHOW_AND_CARRY: N_(
        "Where {on} come to less than zero together, they are lifted to zero, and what was lifted is taken from later periods; every statement tells what is open."
    ),
    NegativePolicy.INSTALMENTS: N_(
        "Where {on} come to less than zero together, they are lifted to zero, and what was lifted is taken back little by little."
    ),
}


def describe(component: NegativeBalance, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: NegativeBalance, naming: Naming) -> Iterator[str]:
    yield _(_POLICY[component.policy]).format(on=naming.listed(component.on))
    if component.most_fen is not None:
        yield _("At most {amount} is taken back in a period.").format(amount=format_fen(component.most_fen))
    yield from floor_sentences(component.statutory_floor_fen, component.floor_on or component.on, naming)
