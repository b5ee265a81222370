"""Putting people on a plan, and taking somebody off."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieli.apps.people.api import Employee, list_employees, list_employments
from jieli.apps.plans import access, api
from jieli.apps.plans.pages.forms import AssignForm, EndForm, NotAnAmount
from jieli.apps.plans.pages.showing import name_of
from jieli.kernel.money import format_fen
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.lib.errors import NotAllowed, NotFound
from jieli.lib.pages import page
from jieli.lib.problems import WordedProblem, worded
from jieli.ui.wording import long_day_text


@frozen
class _Row:
    """One person of the table: the plan he is on, and what stands in his fields."""

    employee: Employee
    plan_name: str
    is_chosen: bool
    base: str
    error: str = ""


@page(needs="edit_plans", methods=("GET", "POST"))
def assign(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = api.list_plans()
    names = {plan.code: name_of(plan) for plan in found}
    initial = {"plan": request.GET.get("plan", ""), "from_": today.replace(day=1)}
    form = AssignForm(request.POST or None, plans=list(names.items()), initial=initial)
    rows = _rows(request, names, today)
    problems: list[WordedProblem] = []
    if request.method == "POST":
        rows, assignments = _read(form, rows)
        if form.is_valid() and not any(row.error for row in rows):
            problems = _assign(request, assignments, rows, names)
            if not problems:
                _say_done(request, form, names, len(assignments))
                return redirect("plans:plan", code=form.cleaned_data["plan"])
    is_refused = bool(problems or form.errors or any(row.error for row in rows))
    shown = {
        "form": form,
        "rows": rows,
        "problems": problems,
        "ticks": names.items(),
        "has_plans": bool(found),
    }
    return render(request, "plans/assign.html", shown, status=422 if is_refused else 200)


@page(needs="edit_plans", methods=("GET", "POST"))
def end(request: HttpRequest, employee_id: int) -> HttpResponse:
    today = timezone.localdate()
    within = access.assignable(viewer=request.viewer, on=today)
    if within is not None and employee_id not in within:
        raise NotFound(employee_id)
    current = [one for one in api.assignments_of(employee_id=employee_id) if _is_open(one.range, today)]
    if not current:
        raise NotFound(employee_id)
    (employee,) = list_employees(on=today, within=frozenset({employee_id}))
    form = EndForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        api.end_assignment(
            acting_user_id=request.viewer.user_id, at=timezone.now(), employee_id=employee_id, on=on
        )
        words = _("From {on} on {name} is on no plan.")
        messages.success(request, words.format(name=employee.name, on=long_day_text(on)))
        return redirect("plans:plan", code=current[0].plan_code)
    shown = {"form": form, "employee": employee, "current": current[0]}
    return render(request, "plans/end.html", shown, status=422 if form.errors else 200)


def _rows(request: HttpRequest, names: Mapping[str, str], today: date) -> list[_Row]:
    """Everybody who works here today or will, of those whom the viewer may put on a plan."""
    within = access.assignable(viewer=request.viewer, on=today)
    staying = {one.employee_id for one in list_employments(known_at=None) if _is_open(one.range, today)}
    on_plan = {one.employee_id: one for one in api.assignments_on(on=today)}
    chosen = set(request.POST.getlist("people") or request.GET.getlist("person"))
    tick = "" if request.method == "POST" else request.GET.get("tick", "")
    rows = []
    for one in list_employees(on=today, within=within):
        if one.id not in staying:
            continue
        current = on_plan.get(one.id)
        base = format_fen(current.base_fen) if current and current.base_fen is not None else ""
        rows.append(
            _Row(
                employee=one,
                plan_name=names.get(current.plan_code, "") if current else "",
                is_chosen=str(one.id) in chosen or tick in ("all", current.plan_code if current else "-"),
                base=request.POST.get(f"base-{one.id}", base),
            )
        )
    return rows


def _read(form: AssignForm, rows: Sequence[_Row]) -> tuple[list[_Row], list[api.NewAssignment]]:
    """The rows with what is wrong in them, and the assignments of those that are chosen."""
    if not form.is_valid():
        return list(rows), []
    if not any(row.is_chosen for row in rows):
        form.add_error(None, _("Nobody is chosen. Tick the people whom this plan is for."))
    read, assignments = [], []
    for row in rows:
        if row.is_chosen:
            try:
                assignments.append(form.assignment(row.employee.id, row.base))
            except NotAnAmount:
                row = evolve(
                    row, error=_("This is not an amount with at most sixteen digits and two decimals.")
                )
        read.append(row)
    return read, assignments


def _assign(
    request: HttpRequest,
    assignments: Sequence[api.NewAssignment],
    rows: Sequence[_Row],
    plan_names: Mapping[str, str],
) -> list[WordedProblem]:
    """What is wrong, with the person's name as its place and the plan by its name; nothing where all are assigned."""
    offered = {row.employee.id: row.employee.name for row in rows}
    if any(one.employee_id not in offered for one in assignments):
        raise NotAllowed("assign")
    try:
        api.assign_plan(acting_user_id=request.viewer.user_id, at=timezone.now(), assignments=assignments)
    except Problems as found:
        return [
            evolve(
                worded(_with_plan_name(problem, plan_names)),
                place=_person_at(problem.place, assignments, offered),
            )
            for problem in found.problems
        ]
    return []


def _with_plan_name(problem: Problem, names: Mapping[str, str]) -> Problem:
    """The problem with the name of the plan in place of its code, which people do not know."""
    code = problem.values.get("plan", "")
    return evolve(problem, values={**problem.values, "plan": names[code]}) if code in names else problem


def _person_at(place: str, assignments: Sequence[api.NewAssignment], names: Mapping[int, str]) -> str:
    """The name of the person whom `assignments[3].range` is about; nothing where it is about all of them."""
    index = place.partition("[")[2].partition("]")[0]
    return names[assignments[int(index)].employee_id] if index else ""


def _is_open(span: DateRange, today: date) -> bool:
    return span.until is None or span.until > today


def _say_done(request: HttpRequest, form: AssignForm, names: Mapping[str, str], count: int) -> None:
    words = ngettext(
        "{count} person is on “{plan}” from {from_on}.",
        "{count} people are on “{plan}” from {from_on}.",
        count,
    )
    values: dict[str, Any] = {
        "count": count,
        "plan": names[form.cleaned_data["plan"]],
        "from_on": long_day_text(form.cleaned_data["from_"]),
    }
    messages.success(request, words.format(**values))
