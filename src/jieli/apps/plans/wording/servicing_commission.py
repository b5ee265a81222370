"""维护提成 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import (
    rounding_sentence,
    splits_sentence,
    transition_sentence,
    whom_sentence,
)
from jieli.apps.plans.wording.rates import Described, describe_rates
from jieli.engines.pay import ServicingCommission


def describe(component: ServicingCommission) -> Described:
    rates = Described(()) if component.rates is None else describe_rates(component.rates)
    existing = (
        ()
        if component.after_days is None
        else (
            _("Only for existing clients: from {days} days after their first deal.").format(
                days=component.after_days
            ),
        )
    )
    sentences = (
        whom_sentence(component.basis, component.owner_date, component.credit_by),
        *existing,
        *rates.sentences,
        splits_sentence(),
        transition_sentence(component.transition_credits),
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, rates.curves)
