"""提成 in words."""

from jieli.apps.plans.wording.credits import (
    rounding_sentence,
    splits_sentence,
    transition_sentence,
    whom_sentence,
)
from jieli.apps.plans.wording.rates import Described, describe_rates
from jieli.engines.pay import Commission


def describe(component: Commission) -> Described:
    rates = describe_rates(component.rates)
    sentences = (
        whom_sentence(component.basis, component.owner_date, component.credit_by),
        *rates.sentences,
        splits_sentence(),
        transition_sentence(component.transition_credits),
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, rates.curves)
