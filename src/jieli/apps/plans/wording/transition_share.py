"""过渡期分成 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import renewals_sentence, rounding_sentence, whom_sentence
from jieli.apps.plans.wording.extras import cap_sentences, describe_factors
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.rates import describe_rates
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import TransitionShare


def describe(component: TransitionShare, _naming: Naming) -> Described:
    rates, factors = describe_rates(component.rates), describe_factors(component.factors)
    sentences = (
        _("Only on what a handover's agreed steps leave with the one who gave the client away."),
        whom_sentence(component.view),
        *renewals_sentence(component.renewals),
        *rates.sentences,
        *factors.sentences,
        *cap_sentences(component.most_rate, component.most_fen, component.rates),
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, rates.curves, (*rates.grids, *factors.grids))
