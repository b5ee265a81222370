"""How the company is arranged: the tree of departments, and the positions."""

from datetime import timedelta
from typing import Any

from attrs import frozen
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access import access, api
from jieli.apps.access.pages.forms import refused
from jieli.apps.access.pages.people_forms import (
    CloseForm,
    DepartmentForm,
    NewDepartmentForm,
    NewPositionForm,
    PositionForm,
)
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.pages import page
from jieli.ui.forms import show_problems


@frozen
class Branch:
    """One line of the tree: a department, how deep it stands, who leads it, and how many work there."""

    department: people.Department
    depth: int
    head: str
    here: int
    below: int

    @property
    def steps(self) -> range:
        """One for each level above it."""
        return range(self.depth)


@page(needs="see_people")
def departments(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    branches = _branches(request)
    shown = {
        "branches": branches,
        "people_count": sum(branch.here for branch in branches),
        "positions": people.list_positions(on=today),
        "may_arrange": viewer.may(api.Ability.EDIT_PEOPLE)
        and viewer.departments(api.Ability.EDIT_PEOPLE, today) is None,
    }
    return render(request, "access/departments.html", shown)


@page(needs="edit_people", methods=("GET", "POST"))
def new_department(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    access.check_departments(viewer=request.viewer, on=today)
    form = NewDepartmentForm(
        request.POST or None,
        departments=people.list_departments(on=today),
        on=today,
        initial={"from_": today, "parent_id": request.GET.get("under", "")},
    )

    def save(given: dict[str, Any]) -> None:
        given["valid_from"] = given.pop("from_")
        people.record_department(
            acting_user_id=request.viewer.user_id, at=timezone.now(), new=people.NewDepartment(**given)
        )

    return _form_page(request, form, save, {"title": _("Which department is new?")})


@page(needs="edit_people", methods=("GET", "POST"))
def department(request: HttpRequest, department_id: int) -> HttpResponse:
    today = timezone.localdate()
    access.check_departments(viewer=request.viewer, on=today)
    found = people.get_department(department_id=department_id, on=today)
    form = DepartmentForm(
        request.POST or None,
        departments=people.list_departments(on=today),
        on=today,
        initial={"name": found.name, "parent_id": found.parent_id, "head_id": found.head_id, "from_": today},
    )

    def save(given: dict[str, Any]) -> None:
        from_ = given.pop("from_")
        people.change_department(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            department_id=found.id,
            change=people.DepartmentChange(**given),
            from_=from_,
        )

    shown = {
        "title": _("What changes in %(name)s?") % {"name": found.name},
        "department": found,
        "close_form": CloseForm(initial={"last_day": today}, prefix="close"),
    }
    return _form_page(request, form, save, shown)


@page(needs="edit_people", methods=("POST",))
def close(request: HttpRequest, department_id: int) -> HttpResponse:
    today = timezone.localdate()
    access.check_departments(viewer=request.viewer, on=today)
    found = people.get_department(department_id=department_id, on=today)
    form = CloseForm(request.POST, prefix="close")
    if form.is_valid():
        try:
            people.close_department(
                acting_user_id=request.viewer.user_id,
                at=timezone.now(),
                department_id=found.id,
                on=form.cleaned_data["last_day"] + timedelta(days=1),
            )
        except Problems as problems:
            show_problems(form, problems, {"on": "last_day"})
        else:
            messages.success(request, _("%(name)s is closed.") % {"name": found.name})
            return redirect("access:departments")
    shown = {
        "title": _("What changes in %(name)s?") % {"name": found.name},
        "department": found,
        "close_form": form,
        "form": DepartmentForm(
            departments=people.list_departments(on=today),
            on=today,
            initial={
                "name": found.name,
                "parent_id": found.parent_id,
                "head_id": found.head_id,
                "from_": today,
            },
        ),
    }
    return refused(request, "access/arrange.html", shown)


@page(needs="edit_people", methods=("GET", "POST"))
def new_position(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    access.check_departments(viewer=request.viewer, on=today)
    form = NewPositionForm(request.POST or None, initial={"from_": today})

    def save(given: dict[str, Any]) -> None:
        people.record_position(
            acting_user_id=request.viewer.user_id,
            code=given["code"],
            title=given["title"],
            valid_from=given["from_"],
        )

    return _form_page(request, form, save, {"title": _("Which position is new?")})


@page(needs="edit_people", methods=("GET", "POST"))
def position(request: HttpRequest, position_id: int) -> HttpResponse:
    today = timezone.localdate()
    access.check_departments(viewer=request.viewer, on=today)
    found = next((one for one in people.list_positions(on=today) if one.id == position_id), None)
    if found is None:
        raise NotFound(position_id)
    form = PositionForm(request.POST or None, initial={"title": found.title, "from_": today})

    def save(given: dict[str, Any]) -> None:
        people.change_position(acting_user_id=request.viewer.user_id, position_id=found.id, **given)

    return _form_page(
        request, form, save, {"title": _("What is %(name)s called from now on?") % {"name": found.title}}
    )


def _form_page(request: HttpRequest, form: forms.Form, save: Any, shown: dict[str, Any]) -> HttpResponse:
    """A page with one form: shown, saved and back to the tree, or shown again with what is wrong."""
    shown = {**shown, "form": form}
    if request.method == "GET":
        return render(request, "access/arrange.html", shown)
    if form.is_valid():
        try:
            save(dict(form.cleaned_data))
        except Problems as problems:
            show_problems(form, problems, {"valid_from": "from_"})
        else:
            messages.success(request, _("Saved."))
            return redirect("access:departments")
    return refused(request, "access/arrange.html", shown)


def _branches(request: HttpRequest) -> list[Branch]:
    """The part of the tree that the viewer may see, parents before children."""
    viewer, today = request.viewer, timezone.localdate()
    open_ = access.open_departments(viewer=viewer, ability=api.Ability.SEE_PEOPLE, on=today)
    ids = {one.id for one in open_}
    counts = {one.id: 0 for one in open_}
    for employee in people.list_employees(on=today, within=viewer.people(api.Ability.SEE_PEOPLE, today)):
        if employee.department_id in counts:
            counts[employee.department_id] += 1
    heads = people.names_of(employee_ids=[one.head_id for one in open_ if one.head_id is not None])
    nodes = people.walk_tree(nodes=people.department_tree(on=today))
    return [
        Branch(
            department=node.department,
            depth=node.depth,
            head=heads.get(node.department.head_id or 0, ""),
            here=counts[node.department.id],
            below=sum(counts.get(one.department.id, 0) for one in people.walk_tree(nodes=[node])),
        )
        for node in nodes
        if node.department.id in ids
    ]
