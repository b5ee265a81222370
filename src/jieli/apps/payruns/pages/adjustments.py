"""What is decided by hand: what waits, what counts, what was withdrawn; requesting, approving and withdrawing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jieli.apps.access.api import Viewer, names_of_users
from jieli.apps.payruns import access, api
from jieli.apps.payruns.pages import wording
from jieli.apps.payruns.pages.forms import AdjustmentForm, WithdrawForm
from jieli.apps.people.api import Employee, list_employees
from jieli.apps.plans.api import assignments_of, list_plans, name_in
from jieli.kernel.period import NotAPeriod, Period
from jieli.kernel.problem import Problems
from jieli.lib.numbers import whole_number
from jieli.lib.pages import page
from jieli.ui.forms import show_problems

_PLACES = {"plan_code": "component", "component_key": "component", "amount_fen": "amount"}


@page(needs="run_pay")
def adjustments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    within = access.adjustable_people(viewer=request.viewer, on=today)
    period = _asked_period(request)
    found = api.list_adjustments(within=within, period=period)
    people = _people(frozenset(one.employee_id for one in found), today)
    shown = {
        "rows": _rows(found, people, request.viewer, today),
        "waiting": sum(one.state is api.AdjustmentState.REQUESTED for one in found),
        "period": period,
        "open_run": api.find_open_run(),
    }
    return render(request, "payruns/adjustments.html", shown)


@page(needs="run_pay", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    within = access.adjustable_people(viewer=request.viewer, on=today)
    everybody = list_employees(on=today, within=within)
    asked = _asked(request)
    form = AdjustmentForm(
        request.POST or None,
        people=[
            (one.id, f"{one.name} {one.number} {one.department_name or ''}".strip()) for one in everybody
        ],
        components=_choices(api.adjustable_components()),
        initial=asked,
    )
    if request.method == "POST" and form.is_valid():
        new = form.adjustment
        access.refuse_unless_adjusts(viewer=request.viewer, employee_id=new.employee_id, on=today)
        try:
            api.request_adjustment(acting_user_id=request.viewer.user_id, at=timezone.now(), new=new)
        except Problems as refused:
            show_problems(form, refused, _PLACES)
        else:
            messages.success(
                request, _("It waits for somebody else’s approval. Until then it changes nothing.")
            )
            return redirect("payruns:adjustments")
    # Anything may be sent and is refused with the reason; offered is what pays the person.
    form.fields["component"].choices = [("", "–"), *_offered(request.POST or asked)]
    shown = {"form": form, "period": _asked_period(request)}
    return render(request, "payruns/adjust.html", shown, status=422 if form.errors else 200)


@page(needs="run_pay", methods=("POST",))
def approve(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    one = api.get_adjustment(adjustment_id=adjustment_id)
    access.refuse_unless_approves_adjustments(
        viewer=request.viewer, employee_id=one.employee_id, on=timezone.localdate()
    )
    api.approve_adjustment(
        acting_user_id=request.viewer.user_id, at=timezone.now(), adjustment_id=adjustment_id
    )
    open_run = api.find_open_run()
    words = _("Approved. The next run has it.")
    if open_run is not None:
        words = _(
            "Approved. The run of {period} was frozen before and does not have it: abandon it and start it anew, or the run after it posts the difference."
        ).format(period=wording.run_text(open_run))
    messages.success(request, words)
    return redirect("payruns:adjustments")


@page(needs="run_pay", methods=("POST",))
def withdraw(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    one = api.get_adjustment(adjustment_id=adjustment_id)
    access.refuse_unless_adjusts(viewer=request.viewer, employee_id=one.employee_id, on=timezone.localdate())
    api.withdraw_adjustment(
        acting_user_id=request.viewer.user_id,
        at=timezone.now(),
        adjustment_id=adjustment_id,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Withdrawn. What was issued because of it comes back in the next run."))
    return redirect("payruns:adjustments")


def _rows(
    found: Sequence[api.AdjustmentView], people: Mapping[int, Employee], viewer: Viewer, today: date
) -> list[dict[str, Any]]:
    users = {user for one in found for user in (one.requested_by_id, one.approved_by_id, one.withdrawn_by_id)}
    names = names_of_users(user_ids={user for user in users if user is not None})
    plans = {plan.code: _name(plan.names_on(timezone.localdate())) for plan in list_plans()}
    components = api.adjustable_components()
    return [
        {
            "one": one,
            "employee": people[one.employee_id],
            "plan": plans.get(one.plan_code, one.plan_code),
            "component": _name(components.get(one.plan_code, {}).get(one.component_key, {}))
            or one.component_key
            or _("A line of its own"),
            "state": _(wording.ADJUSTMENT_STATES[one.state]),
            "tone": wording.ADJUSTMENT_TONES[one.state],
            "by": {
                "requested": _who(one.requested_by_id, names),
                "approved": _who(one.approved_by_id, names),
                "withdrawn": _who(one.withdrawn_by_id, names),
            },
            "is_in_vain": one.state is api.AdjustmentState.REQUESTED and _is_in_vain(one),
            "may_approve": one.state is api.AdjustmentState.REQUESTED
            and access.may_approve_adjustment(viewer=viewer, adjustment=one, on=today),
            "withdraw_form": WithdrawForm(auto_id=f"withdraw-{one.id}-%s"),
        }
        for one in found
    ]


def _is_in_vain(one: api.AdjustmentView) -> bool:
    """Whether the person's plan has lost the component, or he the plan, since it was asked for."""
    if not one.component_key:
        return False
    parts = api.adjustable_parts(employee_id=one.employee_id, period=one.period)
    return one.component_key not in parts.get(one.plan_code, ())


def _who(user_id: int | None, names: Mapping[int, str]) -> str:
    return names.get(user_id, "") if user_id else _("by a command")


def _offered(named: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of the plans that pay the named person in the named period (nobody: anybody); for who is on none, lines of
    their own."""
    person = str(named.get("employee_id", ""))
    try:
        period = Period.parse(named.get("period", ""))
    except NotAPeriod:
        period = api.next_period(today=api.organization_day(at=timezone.now()))
    parts = api.adjustable_parts(employee_id=whole_number(person), period=period)
    return _choices(
        {
            code: {key: names for key, names in own.items() if key in parts.get(code, ())}
            for code, own in api.adjustable_components().items()
            if not parts or code in parts
        }
    )


def _choices(
    components: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each plan with a line of its own and its components."""
    plans = {plan.code: _name(plan.names_on(timezone.localdate())) for plan in list_plans()}
    return [
        (
            plans.get(code, code),
            [
                (f"{code}/", _("A line of its own")),
                *((f"{code}/{key}", _name(said) or key) for key, said in own.items()),
            ],
        )
        for code, own in components.items()
    ]


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address or the form names: a period, the next one where none is; a person, and his plan at the end of it."""
    period = _asked_period(request)
    person = whole_number(request.GET.get("employee_id") or request.GET.get("person", ""))
    if period is None:
        period = api.next_period(today=api.organization_day(at=timezone.now()))
    asked: dict[str, Any] = {"period": period.label}
    if person is not None:
        asked["employee_id"] = person
        assigned = [one for one in assignments_of(employee_id=person) if one.range.overlaps(period.range)]
        if assigned:
            asked["component"] = f"{assigned[-1].plan_code}/"
    return asked


def _asked_period(request: HttpRequest) -> Period | None:
    try:
        return Period.parse(request.GET.get("period", ""))
    except NotAPeriod:
        return None


def _people(wanted: frozenset[int], today: date) -> Mapping[int, Employee]:
    return {one.id: one for one in list_employees(on=today, within=wanted)}


def _name(names: Mapping[str, str]) -> str:
    return name_in(names=names, language=get_language() or "zh")
