"""Who works here: the list, and hiring."""

from datetime import date, timedelta

from attrs import frozen
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access import access, api
from jieli.apps.access.pages.forms import refused
from jieli.apps.access.pages.people_forms import HireForm, PeopleFilter
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.ui.forms import show_problems

A_PAGE = 50
_SORTS = {
    "name": lambda one: (one.name, one.number),
    "number": lambda one: (one.number, one.id),
    "department": lambda one: (one.department_name or "", one.number),
    "position": lambda one: (one.position_title or "", one.number),
}


@frozen
class Row:
    """One line of the list."""

    employee: people.Employee
    user: api.UserView | None
    grants: tuple[api.GrantView, ...]


@page(needs="see_people")
def people_list(request: HttpRequest) -> HttpResponse:
    today, viewer = timezone.localdate(), request.viewer
    departments = access.open_departments(viewer=viewer, ability=api.Ability.SEE_PEOPLE, on=today)
    form = PeopleFilter(request.GET, departments=departments)
    wanted = form.cleaned_data if form.is_valid() else {}
    visible = people.list_employees(
        on=today, within=viewer.people(api.Ability.SEE_PEOPLE, today), text=wanted.get("q", "")
    )
    chosen = _chosen(visible, wanted, today)
    shown = Paginator(_sorted(chosen, request.GET.get("sort", "")), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": any(wanted.values()),
        "count": len(chosen),
        "state": wanted.get("state", ""),
        "page": shown,
        "rows": _rows(shown.object_list, today),
        "may_hire": viewer.may(api.Ability.EDIT_PEOPLE),
    }
    return render(request, "access/people.html", context)


@page(needs="edit_people", methods=("GET", "POST"))
def hire(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    departments = access.open_departments(viewer=request.viewer, ability=api.Ability.EDIT_PEOPLE, on=today)
    form = HireForm(request.POST or None, departments=departments, on=today, initial={"employed_from": today})
    shown = {
        "form": form,
        "has_places": bool(departments) and bool(people.list_positions(on=today)),
        "may_arrange": request.viewer.departments(api.Ability.EDIT_PEOPLE, today) is None,
    }
    if request.method == "GET":
        return render(request, "access/hire.html", shown)
    if form.is_valid():
        try:
            hired = _hire(request, form.cleaned_data)
        except Problems as problems:
            show_problems(form, problems, {"employed_until": "last_day"})
        else:
            messages.success(request, _("%(name)s is hired.") % {"name": form.cleaned_data["name"]})
            return redirect("access:employee", employee_id=hired)
    return refused(request, "access/hire.html", shown)


def _hire(request: HttpRequest, given: dict) -> int:
    last = given["last_day"]
    new = people.NewEmployee(
        number=given["number"],
        name=given["name"],
        phone=given["phone"],
        email=given["email"],
        department_id=given["department_id"],
        position_id=given["position_id"],
        employed_from=given["employed_from"],
        employed_until=last + timedelta(days=1) if last else None,
    )
    hired = people.hire_employees(acting_user_id=request.viewer.user_id, at=timezone.now(), new=[new])
    return next(iter(hired.values()))


def _chosen(visible: tuple[people.Employee, ...], wanted: dict, today: date) -> list[people.Employee]:
    """Those of the chosen department (today's people, or who left from it) in the chosen state."""
    state, department = wanted.get("state", ""), wanted.get("department")
    if department is not None:
        below = people.departments_below(department_id=department, on=today)
        left = people.leavers_of(department_ids=below, on=today)
        visible = tuple(one for one in visible if one.department_id in below or one.id in left)
    if state == "all":
        return list(visible)
    return [one for one in visible if (one.department_id is None) == (state == "gone")]


def _sorted(chosen: list[people.Employee], sort: str) -> list[people.Employee]:
    key = _SORTS.get(sort.removeprefix("-"))
    return sorted(chosen, key=key, reverse=sort.startswith("-")) if key else chosen


def _rows(employees: list[people.Employee], today: date) -> list[Row]:
    users = api.users_of(employee_ids=[one.id for one in employees])
    return [
        Row(
            employee=one,
            user=users.get(one.id),
            grants=users[one.id].grants_on(today) if one.id in users and users[one.id].is_active else (),
        )
        for one in employees
    ]
