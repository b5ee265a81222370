"""A plan in plain sentences, tables and curves, made from the data of its components and nothing else."""

from collections.abc import Callable, Mapping

from django.utils import translation

from jieli.apps.plans.reading import read_plan
from jieli.apps.plans.wording import (
    base_salary,
    cap,
    commission,
    contest,
    deal_cap,
    draw,
    formula,
    holdback,
    holdover,
    income_protection,
    instalments,
    negative_balance,
    new_client_reward,
    performance_bonus,
    quota,
    retention_clawforward,
    servicing_commission,
    spif,
    team_override,
    transition_share,
)
from jieli.apps.plans.wording.handing_over import (
    Leaving,
    PaidOrNot,
    describe_for_incoming,
    describe_for_outgoing,
)
from jieli.apps.plans.wording.kinds import KeyInWords, KindInWords, WordInWords, describe_kinds, words_of
from jieli.apps.plans.wording.naming import Naming, name_in
from jieli.apps.plans.wording.places import place_in_words
from jieli.apps.plans.wording.values import (
    ComponentInWords,
    Described,
    Grid,
    PayCurve,
    PlanInWords,
    TierLine,
    TierTable,
)
from jieli.engines.pay import Component
from jieli.engines.pay.components import BaseSalary

__all__ = [
    "BUILDERS",
    "ComponentInWords",
    "Grid",
    "KeyInWords",
    "KindInWords",
    "Leaving",
    "PaidOrNot",
    "PayCurve",
    "PlanInWords",
    "TierLine",
    "TierTable",
    "WordInWords",
    "describe_for_incoming",
    "describe_for_outgoing",
    "describe_kinds",
    "describe_plan",
    "name_in",
    "place_in_words",
    "takes_base_from_assignment",
    "words_of",
]

# A kind of component has its sentences in the module of its name; a test compares this table with the engine's.
BUILDERS: Mapping[str, Callable[..., Described]] = {
    "base_salary": base_salary.describe,
    "cap": cap.describe,
    "commission": commission.describe,
    "contest": contest.describe,
    "deal_cap": deal_cap.describe,
    "draw": draw.describe,
    "formula": formula.describe,
    "holdback": holdback.describe,
    "holdover": holdover.describe,
    "income_protection": income_protection.describe,
    "instalments": instalments.describe,
    "negative_balance": negative_balance.describe,
    "new_client_reward": new_client_reward.describe,
    "performance_bonus": performance_bonus.describe,
    "quota": quota.describe,
    "retention_clawforward": retention_clawforward.describe,
    "servicing_commission": servicing_commission.describe,
    "spif": spif.describe,
    "team_override": team_override.describe,
    "transition_share": transition_share.describe,
}


def describe_plan(*, text: str, language: str) -> PlanInWords:
    """What a plan's text promises, in words of the language. Raises Problems where the text is no plan."""
    plan = read_plan(text)
    with translation.override(language):
        naming = Naming.of(plan.components, language)
        components = tuple(_in_words(component, naming) for component in plan.components)
    return PlanInWords(name_in(names=plan.names, language=language), plan.currency, components)


def takes_base_from_assignment(*, text: str) -> bool:
    """Whether a person's base salary is agreed with himself and not by the plan."""
    return any(
        isinstance(component, BaseSalary) and component.monthly_fen is None
        for component in read_plan(text).components
    )


def _in_words(component: Component, naming: Naming) -> ComponentInWords:
    described = BUILDERS[component.type](component, naming)
    return ComponentInWords(
        key=component.key,
        type=component.type,
        name=naming.names[component.key],
        sentences=described.sentences,
        tables=described.tables,
        curves=described.curves,
        grids=described.grids,
    )
