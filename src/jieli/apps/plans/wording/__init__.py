"""A plan in plain sentences, tables and curves, made from the data of its components and nothing else."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from django.utils import translation

from jieli.apps.plans.wording import (
    base_salary,
    commission,
    new_client_reward,
    servicing_commission,
    transition_share,
)
from jieli.apps.plans.wording.kinds import KeyInWords, KindInWords, WordInWords, describe_kinds, words_of
from jieli.apps.plans.wording.places import place_in_words
from jieli.apps.plans.wording.rates import Described, PayCurve, TierLine, TierTable
from jieli.apps.plans.wording.values import ComponentInWords, PlanInWords
from jieli.engines.pay import BaseSalary, Component, Plan, parse_plan

__all__ = [
    "BUILDERS",
    "ComponentInWords",
    "KeyInWords",
    "KindInWords",
    "PayCurve",
    "PlanInWords",
    "TierLine",
    "TierTable",
    "WordInWords",
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
    "commission": commission.describe,
    "new_client_reward": new_client_reward.describe,
    "servicing_commission": servicing_commission.describe,
    "transition_share": transition_share.describe,
}


def describe_plan(*, text: str, language: str) -> PlanInWords:
    """What a plan's text promises, in words of the language. Raises Problems where the text is no plan."""
    plan = _parsed(text)
    with translation.override(language):
        components = tuple(_in_words(component, language) for component in plan.components)
    return PlanInWords(name_in(names=plan.names, language=language), plan.currency, components)


def takes_base_from_assignment(*, text: str) -> bool:
    """Whether a person's base salary is agreed with himself and not by the plan."""
    return any(
        isinstance(component, BaseSalary) and component.monthly_fen is None
        for component in _parsed(text).components
    )


def name_in(*, names: Mapping[str, str], language: str) -> str:
    """A plan's or component's name in the language (zh, zh-hans, en …), else the first that is not empty, else nothing."""
    return names.get(language[:2].lower()) or next((name for name in names.values() if name), "")


def _in_words(component: Component, language: str) -> ComponentInWords:
    described = BUILDERS[component.type](component)
    return ComponentInWords(
        key=component.key,
        type=component.type,
        name=name_in(names=component.names, language=language),
        sentences=described.sentences,
        tables=described.tables,
        curves=described.curves,
    )


@lru_cache(maxsize=200)
def _parsed(text: str) -> Plan:
    """Reading YAML takes longer than everything else here, and a text always means the same plan."""
    return parse_plan(text)
