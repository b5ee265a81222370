"""Which components of which plans can be adjusted for a person and a period."""

from collections.abc import Iterator, Mapping

from jieli.apps.payruns import models
from jieli.apps.payruns.values import NewAdjustment
from jieli.apps.plans.api import components_paying, list_components
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.lib.problems import problem


def adjustable_components() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Plan → component → its names by language, as the latest version that has the component calls it."""
    return {plan: {one.key: one.names for one in own} for plan, own in list_components().items()}


def adjustable_parts(*, employee_id: int | None, period: Period) -> Mapping[str, frozenset[str]]:
    """Plan → its components that can be adjusted: those that pay the person (None: anybody) on a day of the period, or only take
    back, and those of which something was issued for it."""
    paying = components_paying(employee_id=employee_id, within=period.range)
    found = {plan: set(keys) for plan, keys in paying.items()}
    issued = models.Outcome.objects.filter(run__state=models.RunState.ISSUED, for_label=period.label)
    if employee_id is not None:
        issued = issued.filter(employee=employee_id)
    for plan, key in issued.values_list("plan_code", "component_key").distinct():
        found.setdefault(plan, set()).update({key} - {""})
    return {plan: frozenset(keys) for plan, keys in found.items()}


def not_his_part(new: NewAdjustment) -> Iterator[Problem]:
    """A component that does not pay the person would stand on his statement for nothing. A line of its own may be anybody's:
    who is on no plan is paid by hand too."""
    if not new.component_key:
        return
    parts = adjustable_parts(employee_id=new.employee_id, period=new.period)
    if new.plan_code not in parts:
        yield problem(
            "ADJUST-PLAN-002",
            "plan_code",
            "In {period} the person is not on the plan “{plan}”, and nothing of it was issued to him.",
            "Choose a component of a plan that pays the person in this period, or a line of its own.",
            period=new.period.label,
            plan=new.plan_code,
        )
    elif new.component_key not in parts[new.plan_code]:
        yield problem(
            "ADJUST-COMPONENT-003",
            "component_key",
            "In {period} the plan “{plan}” pays the person by a version without the component “{component}”.",
            "Choose a component that pays the person in this period, or a line of its own.",
            period=new.period.label,
            plan=new.plan_code,
            component=new.component_key,
        )
