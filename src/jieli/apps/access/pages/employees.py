"""One person: where he worked from when until when, what he may do, and what changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access import access, api
from jieli.apps.access.pages.forms import refused
from jieli.apps.access.pages.people_forms import DetailsForm, EndForm, MoveForm, ReturnForm
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.ui.forms import show_problems

TEMPLATE = "access/employee.html"
ONE_DAY = timedelta(days=1)


@page(needs="see_people")
def employee(request: HttpRequest, employee_id: int) -> HttpResponse:
    found = access.get_visible_employee(
        viewer=request.viewer, employee_id=employee_id, on=timezone.localdate()
    )
    return render(request, TEMPLATE, _shown(request, found))


@page(needs="edit_people", methods=("POST",))
def details(request: HttpRequest, employee_id: int) -> HttpResponse:
    def change(found: people.Employee, given: dict[str, Any]) -> str:
        people.change_employee(
            acting_user_id=request.viewer.user_id,
            employee_id=found.id,
            details=people.EmployeeDetails(**given),
        )
        return _("Saved.")

    return _change(request, employee_id, "details_form", change)


@page(needs="edit_people", methods=("POST",))
def move(request: HttpRequest, employee_id: int) -> HttpResponse:
    def change(found: people.Employee, given: dict[str, Any]) -> str:
        people.move_employee(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            employee_id=found.id,
            move=people.Move(**given),
        )
        return _("%(name)s works in the new place from %(day)s on.") % {
            "name": found.name,
            "day": given["from_"].isoformat(),
        }

    return _change(request, employee_id, "move_form", change)


@page(needs="edit_people", methods=("POST",))
def end(request: HttpRequest, employee_id: int) -> HttpResponse:
    def change(found: people.Employee, given: dict[str, Any]) -> str:
        on = given["last_day"] + ONE_DAY
        api.keep_an_administrator(employee_id=found.id, on=on)
        people.end_employment(
            acting_user_id=request.viewer.user_id, at=timezone.now(), employee_id=found.id, on=on
        )
        return _("The last day of %(name)s is %(day)s.") % {
            "name": found.name,
            "day": given["last_day"].isoformat(),
        }

    return _change(request, employee_id, "end_form", change, {"on": "last_day"})


@page(needs="edit_people", methods=("POST",))
def come_back(request: HttpRequest, employee_id: int) -> HttpResponse:
    def change(found: people.Employee, given: dict[str, Any]) -> str:
        last = given.pop("last_day")
        new = people.NewEmployment(
            employee_id=found.id, employed_until=last + ONE_DAY if last else None, **given
        )
        people.add_employment(acting_user_id=request.viewer.user_id, at=timezone.now(), new=new)
        return _("%(name)s is employed from %(day)s on.") % {
            "name": found.name,
            "day": given["employed_from"].isoformat(),
        }

    return _change(request, employee_id, "return_form", change, {"employed_until": "last_day"})


def _change(
    request: HttpRequest,
    employee_id: int,
    name: str,
    change: Callable[[people.Employee, dict[str, Any]], str],
    places: dict[str, str] | None = None,
) -> HttpResponse:
    """One of the page's forms: done and back to the page, or the page again with what is wrong."""
    today = timezone.localdate()
    found = access.get_editable_employee(viewer=request.viewer, employee_id=employee_id, on=today)
    form = _forms(request, found, today, posted=name)[name]
    if form.is_valid():
        try:
            said = change(found, dict(form.cleaned_data))
        except Problems as problems:
            show_problems(form, problems, places)
        else:
            messages.success(request, said)
            return redirect("access:employee", employee_id=found.id)
    return refused(request, TEMPLATE, _shown(request, found, {name: form}))


def _forms(
    request: HttpRequest, found: people.Employee, today: date, posted: str = ""
) -> dict[str, forms.Form]:
    places = {
        "departments": access.open_departments(
            viewer=request.viewer, ability=api.Ability.EDIT_PEOPLE, on=today
        ),
        "on": today,
    }

    def data(name: str) -> Any:
        return request.POST if name == posted else None

    return {
        "details_form": DetailsForm(
            data("details_form"),
            initial={"name": found.name, "phone": found.phone, "email": found.email},
            prefix="details",
        ),
        "move_form": MoveForm(
            data("move_form"),
            initial={
                "department_id": found.department_id,
                "position_id": _position(found, today),
                "from_": today,
            },
            prefix="move",
            **places,
        ),
        "end_form": EndForm(data("end_form"), initial={"last_day": today}, prefix="end"),
        "return_form": ReturnForm(
            data("return_form"), initial={"employed_from": today}, prefix="return", **places
        ),
    }


def _position(found: people.Employee, today: date) -> int | None:
    """As what he works today."""
    jobs = people.employments_of(employee_id=found.id)
    return next((job.position_id for job in jobs if today in job.range), None)


def _shown(
    request: HttpRequest, found: people.Employee, bound: dict[str, forms.Form] | None = None
) -> dict[str, Any]:
    viewer, today = request.viewer, timezone.localdate()
    may_edit = access.may_edit(viewer=viewer, employee_id=found.id, on=today)
    jobs = people.employments_of(employee_id=found.id)
    user = api.users_of(employee_ids=[found.id]).get(found.id)
    shown: dict[str, Any] = {
        "employee": found,
        "jobs": jobs[::-1],
        "today": today,
        "since": next((job.range.from_ for job in jobs if today in job.range), None),
        "last": next((job for job in jobs[::-1] if job.range.until and job.range.until <= today), None),
        "coming": next((job for job in jobs if job.range.from_ > today), None),
        "user": user,
        "may_edit": may_edit,
        "may_manage": viewer.may(api.Ability.MANAGE_USERS),
    }
    if may_edit:
        shown |= _forms(request, found, today) | (bound or {})
    return shown
