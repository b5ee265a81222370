"""Withdrawing a version of a plan that is not in force yet."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.plans import access, api
from jieli.apps.plans.pages.forms import WithdrawForm
from jieli.apps.plans.pages.showing import name_of
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.pages import page
from jieli.ui.forms import show_problems


@page(needs="edit_plans", methods=("GET", "POST"))
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    today = timezone.localdate()
    access.refuse_unless_may_write(viewer=request.viewer, on=today)
    plan = api.get_plan(code=code)
    version = next((one for one in plan.standing if one.number == number), None)
    if version is None:
        raise NotFound(number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.withdraw_version(
                acting_user_id=request.viewer.user_id,
                at=timezone.now(),
                today=today,
                code=code,
                number=number,
                reason=form.cleaned_data["reason"],
            )
        except Problems as found:
            show_problems(form, found)
        else:
            messages.success(request, _("Version {number} is withdrawn.").format(number=number))
            return redirect("plans:plan", code=code)
    shown: dict[str, Any] = {
        "form": form,
        "plan": plan,
        "name": name_of(plan),
        "version": version,
        "instead": _instead(plan, version),
        "people": len(api.assignments_on(on=version.in_force_from, plan_id=plan.id)),
    }
    response = render(request, "plans/withdraw.html", shown, status=422 if form.errors else 200)
    response.undo = bool(form.errors)
    return response


def may_be_withdrawn(plan: api.PlanView, version: api.PlanVersionView, today: date) -> bool:
    return version == plan.latest and len(plan.standing) > 1 and version.in_force_from > today


def _instead(plan: api.PlanView, version: api.PlanVersionView) -> api.PlanVersionView | None:
    """The version that holds from that day on once this one is gone."""
    held = [one for one in plan.standing if one != version and one.in_force_from <= version.in_force_from]
    return held[-1] if held else None
