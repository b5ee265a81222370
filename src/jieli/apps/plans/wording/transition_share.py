"""过渡期分成 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence, whom_sentence
from jieli.apps.plans.wording.rates import Described, describe_rates
from jieli.engines.pay import TransitionShare


def describe(component: TransitionShare) -> Described:
    rates = describe_rates(component.rates)
    sentences = (
        _("Only on what a handover's agreed steps leave with the one who gave the client away."),
        whom_sentence(component.basis, component.owner_date, component.credit_by),
        *rates.sentences,
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, rates.curves)
