"""The names of components, from the plans that a run froze."""

from collections.abc import Iterable, Mapping

from jieli.apps.plans.api import name_in
from jieli.engines.pay import PayInputs, parse_plan


def component_names(
    inputs: PayInputs, components: Iterable[tuple[str, str]], language: str
) -> Mapping[tuple[str, str], str]:
    """(plan, key) → the name that the latest version with it gives; the key itself where none has it any more."""
    wanted = set(components)
    names = {component: component[1] for component in wanted}
    plans = {plan for plan, _ in wanted}
    for version in sorted(inputs.versions, key=lambda one: one.number):
        if version.plan in plans:
            for one in parse_plan(version.text).components:
                if (version.plan, one.key) in wanted:
                    names[version.plan, one.key] = name_in(names=one.names, language=language)
    return names
