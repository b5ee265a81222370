"""Which plans and components of a person can be adjusted for a period."""

from collections.abc import Iterator, Mapping

from jieli.apps.payruns import models
from jieli.apps.payruns.values import NewAdjustment
from jieli.apps.plans.api import assignments_of, list_versions
from jieli.engines.pay import parse_plan
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.lib.problems import problem


def adjustable_components() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Plan → component → its names by language, as the latest version that has the component calls it."""
    found: dict[str, dict[str, Mapping[str, str]]] = {}
    for version in sorted(list_versions(known_at=None), key=lambda one: (one.plan, one.number)):
        own = found.setdefault(version.plan, {})
        own.update({one.key: one.names for one in parse_plan(version.text).components})
    return found


def adjustable_plans(*, employee_id: int, period: Period) -> frozenset[str]:
    """The plans that the person is on in the period, and those of which something was issued to him for it."""
    assigned = {
        one.plan_code for one in assignments_of(employee_id=employee_id) if one.range.overlaps(period.range)
    }
    issued = models.Outcome.objects.filter(
        run__state=models.RunState.ISSUED, employee=employee_id, for_label=period.label
    )
    return frozenset(assigned.union(issued.values_list("plan_code", flat=True).distinct()))


def not_his_plan(new: NewAdjustment) -> Iterator[Problem]:
    """A component that does not pay the person would stand on his statement for nothing. A line of its own may be anybody's:
    who is on no plan is paid by hand too."""
    if new.component_key and new.plan_code not in adjustable_plans(
        employee_id=new.employee_id, period=new.period
    ):
        yield problem(
            "ADJUST-PLAN-002",
            "plan_code",
            "In {period} the person is not on the plan “{plan}”, and nothing of it was issued to him.",
            "Choose a component of a plan that pays the person in this period, or a line of its own.",
            period=new.period.label,
            plan=new.plan_code,
        )
