"""提成 in words."""

from jieli.apps.plans.wording.credits import (
    renewals_sentence,
    rounding_sentence,
    splits_sentence,
    transition_sentence,
    whom_sentence,
)
from jieli.apps.plans.wording.curves import accelerated_curves
from jieli.apps.plans.wording.extras import cap_sentences, describe_accelerator, describe_factors
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.rates import describe_rates, label_of
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Commission


def describe(component: Commission, naming: Naming) -> Described:
    rates, factors = describe_rates(component.rates), describe_factors(component.factors)
    accelerator = describe_accelerator(component.accelerator, naming)
    curves = rates.curves
    if component.accelerator is not None:
        curves = accelerated_curves(component.rates, component.accelerator, label_of)
    sentences = (
        whom_sentence(component.view),
        *renewals_sentence(component.renewals),
        *rates.sentences,
        *factors.sentences,
        *accelerator.sentences,
        *cap_sentences(component.most_rate, component.most_fen, component.rates),
        splits_sentence(component.split),
        transition_sentence(component.transition_credits),
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, curves, (*rates.grids, *factors.grids, *accelerator.grids))
