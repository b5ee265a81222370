"""What a plan promises, in plain sentences, with its versions and the people on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jieli.apps.access.api import names_of_users
from jieli.apps.people.api import list_employees
from jieli.apps.plans import access, api
from jieli.apps.plans.pages.showing import in_words_if_read, name_of
from jieli.apps.plans.pages.withdrawing import may_be_withdrawn
from jieli.lib.errors import NotFound
from jieli.lib.pages import page


@page(needs=None)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    view = access.get_visible_plan(viewer=viewer, code=code, on=today)
    version = _wanted(request, view) or view.version_on(today) or view.standing[0]
    shown = {
        "plan": view,
        "name": name_of(view),
        "version": version,
        "now": view.version_on(today),
        "is_now": version == view.version_on(today),
        "versions": _versions(view, version, may_write=access.may_write(viewer=viewer, on=today)),
        "coming": view.coming_after(today),
        "people": _people(request, view),
        "may_write": access.may_write(viewer=viewer, on=today),
        "may_assign": access.may_assign(viewer=viewer),
        "reads_all": access.reads_all_plans(viewer=viewer),
        **in_words_if_read(version.text),
    }
    return render(request, "plans/plan.html", shown)


@page(needs=None)
def text(request: HttpRequest, code: str) -> HttpResponse:
    """The text of a version as it is kept, and what became of the one before."""
    view = access.get_visible_plan(viewer=request.viewer, code=code, on=timezone.localdate())
    version = _wanted(request, view) or view.latest
    before = next((one for one in reversed(view.standing) if one.number < version.number), None)
    shown = {
        "plan": view,
        "name": name_of(view),
        "version": version,
        "before": before,
        "diff": api.diff_texts(old=before.text, new=version.text) if before else (),
    }
    return render(request, "plans/text.html", shown)


@page(needs=None)
def mine(request: HttpRequest) -> HttpResponse:
    """The plan by which the viewer himself is paid today."""
    employee_id, today = request.viewer.employee_id, timezone.localdate()
    own = () if employee_id is None else api.assignments_of(employee_id=employee_id)
    current = next((one for one in own if today in one.range), None)
    if current is None:
        return render(request, "plans/none.html")
    return redirect("plans:plan", code=current.plan_code)


def _wanted(request: HttpRequest, view: api.PlanView) -> api.PlanVersionView | None:
    number = request.GET.get("version", "")
    if not number:
        return None
    found = next((one for one in view.versions if str(one.number) == number), None)
    if found is None:
        raise NotFound(number)
    return found


def _versions(view: api.PlanView, shown: api.PlanVersionView, *, may_write: bool) -> list[dict[str, Any]]:
    """The latest first."""
    said = [*view.versions, *(one.withdrawal for one in view.versions if one.withdrawal)]
    names = names_of_users(user_ids={one.recorded_by_id for one in said if one.recorded_by_id})
    today = timezone.localdate()
    return [
        {
            "version": one,
            "is_shown": one == shown,
            "is_replaced": view.is_replaced(one),
            "by": names.get(one.recorded_by_id or 0, ""),
            "withdrawn_by": names.get(one.withdrawal.recorded_by_id or 0, "") if one.withdrawal else "",
            "may_be_withdrawn": may_write and may_be_withdrawn(view, one, today),
        }
        for one in reversed(view.versions)
    ]


def _people(request: HttpRequest, view: api.PlanView) -> list[dict[str, Any]]:
    """Who is or will be on the plan, of those whose pay the viewer sees."""
    today = timezone.localdate()
    within = access.people_in_sight(viewer=request.viewer, on=today)
    assignments = [
        one
        for one in api.assignments_of_plan(plan_id=view.id)
        if (within is None or one.employee_id in within)
        and (one.range.until is None or one.range.until > today)
    ]
    employees = {
        one.id: one
        for one in list_employees(on=today, within=frozenset(one.employee_id for one in assignments))
    }
    return [
        {"employee": employees[one.employee_id], "assignment": one, "is_now": today in one.range}
        for one in assignments
    ]
