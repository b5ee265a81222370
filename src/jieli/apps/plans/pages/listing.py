"""The plans, and who is on which."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jieli.apps.people.api import list_employees
from jieli.apps.plans import access, api
from jieli.apps.plans.pages.showing import name_of
from jieli.lib.errors import NotAllowed
from jieli.lib.pages import page

_A_PAGE = 50


@page(needs=None)
def plans(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    if not access.reads_all_plans(viewer=viewer):
        raise NotAllowed("plans")
    found = api.list_plans()
    names = {plan.id: name_of(plan) for plan in found}
    within = access.people_in_sight(viewer=viewer, on=today)
    on_plan = {one.employee_id: one for one in api.assignments_on(on=today)}
    text, only = request.GET.get("q", "").strip(), request.GET.get("plan", "")
    people = [
        one for one in list_employees(on=today, within=within, text=text) if one.department_id is not None
    ]
    rows = [(one, on_plan.get(one.id)) for one in people]
    if only:
        rows = [row for row in rows if (row[1].plan_code if row[1] else "-") == only]
    counts = [one.plan_id for one in on_plan.values() if within is None or one.employee_id in within]
    shown: dict[str, Any] = {
        "plans": [
            {
                "plan": plan,
                "name": names[plan.id],
                "now": plan.version_on(today),
                "next": next(iter(plan.coming_after(today)), None),
                "people": counts.count(plan.id),
            }
            for plan in found
        ],
        "names": names,
        "page": Paginator(
            [(one, assignment, names[assignment.plan_id] if assignment else "") for one, assignment in rows],
            _A_PAGE,
        ).get_page(request.GET.get("page")),
        "text": text,
        "only": only,
        "on_a_plan": len(counts),
        "without": _without(within, today, on_plan),
        "may_write": access.may_write(viewer=viewer, on=today),
        "may_assign": access.may_assign(viewer=viewer) and bool(found),
    }
    return render(request, "plans/list.html", shown)


def _without(within: frozenset[int] | None, today: Any, on_plan: dict[int, api.AssignmentView]) -> int:
    """How many are employed today and on no plan."""
    people = list_employees(on=today, within=within)
    return sum(1 for one in people if one.department_id is not None and one.id not in on_plan)
