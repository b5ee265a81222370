"""团队提成 in words."""

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import credited_phrase, rounding_sentence
from jieli.apps.plans.wording.naming import Naming
from jieli.apps.plans.wording.rates import describe_rates
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import Levels, Own, TeamOverride
from jieli.engines.pay.pricing import Measure


def describe(component: TeamOverride, _naming: Naming) -> Described:
    rates = describe_rates(component.rates)
    text = (
        _("Paid to a leader on what those bring whom he leads himself: {what}.")
        if component.levels is Levels.DIRECT
        else _("Paid to a leader on what all below him bring, on every level: {what}.")
    )
    own = (
        _("What he brings himself counts too.")
        if component.own is Own.INCLUDED
        else _("What he brings himself does not count.")
    )
    sentences = (
        text.format(what=credited_phrase(Measure(component.view))),
        own,
        _("What several of the team share counts once, and never for more than it is."),
        *rates.sentences,
        rounding_sentence(component.rounding),
    )
    return Described(sentences, rates.tables, rates.curves, rates.grids)
