"""The runs by period, and starting one."""

from collections.abc import Sequence

from attrs import evolve
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jieli.apps.payruns import access, api
from jieli.apps.payruns.pages import wording
from jieli.apps.payruns.pages.forms import StartForm
from jieli.apps.people.api import names_of
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems
from jieli.lib.pages import page
from jieli.lib.problems import worded
from jieli.ui.wording import period_text


@page(needs="run_pay")
def runs(request: HttpRequest) -> HttpResponse:
    today = api.organization_day(at=timezone.now())
    found = api.list_runs()
    sees_all = access.people_in_sight(viewer=request.viewer, on=today) is None
    acts = {one.id: access.acts_now(viewer=request.viewer, run=one, on=today) for one in found}
    rows = [
        {
            "run": one,
            "title": wording.run_text(one),
            "state": api.RunState(one.state).label,
            "tone": wording.STATE_TONES[one.state],
            "acts": acts[one.id] - {"abandon"} - access.OF_PERIODS,
            "corrects": "correct" in acts[one.id] and not any(other.is_open for other in found),
        }
        for one in found
    ]
    open_run = next((row for row in rows if row["run"].is_open), None)
    reopened = api.find_reopening()
    may_start = open_run is None and access.may_start(viewer=request.viewer, on=today)
    shown = {
        "rows": rows,
        "sees_all": sees_all,
        "open_run": open_run,
        "latest": next((row for row in rows if row["run"].state == api.RunState.ISSUED), None),
        "next_period": api.next_period(today=today) if may_start and reopened is None else None,
        "reopened": reopened,
    }
    return render(request, "payruns/runs.html", shown)


@page(needs="run_pay", methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """Freezes and computes in one go: what the engine finds wrong leaves no half-started run behind."""
    today = api.organization_day(at=timezone.now())
    access.refuse_unless_may_start(viewer=request.viewer, on=today)
    if (reopened := api.find_reopening()) is not None:
        shown = {"reopened": reopened}
        return render(request, "payruns/start.html", shown, status=422 if request.method == "POST" else 200)
    period = api.next_period(today=today)
    form = StartForm(request.POST or None, initial={"period": period.label})
    problems = []
    if request.method == "POST" and form.is_valid():
        try:
            run_id = _start_and_compute(request.viewer.user_id, form.cleaned_data["period"])
        except Problems as found:
            problems = [worded(problem) for problem in _named(found.problems)]
        else:
            words = _(
                "The pay of {period} is computed. Look at what is worth a look, then mark it as reviewed."
            )
            messages.success(request, words.format(period=period_text(form.cleaned_data["period"].label)))
            return redirect("payruns:run", run_id=run_id)
    approvers = access.who_could_approve(viewer=request.viewer, on=today)
    shown = {
        "form": form,
        "problems": problems,
        "period": period,
        "approvers": pgettext("between the items of a list", ", ").join(approvers),
    }
    response = render(request, "payruns/start.html", shown, status=422 if problems or form.errors else 200)
    response.undo = bool(problems)  # type: ignore[attr-defined]  # read by lib.pages
    return response


def _named(problems: Sequence[Problem]) -> list[Problem]:
    """The engine gives people by their ids, as the value `person`; here they have names."""
    names = names_of(employee_ids={int(one.values["person"]) for one in problems if "person" in one.values})
    return [
        evolve(one, values={**one.values, "person": names[int(one.values["person"])]})
        if "person" in one.values
        else one
        for one in problems
    ]


def _start_and_compute(user_id: int, period: Period) -> int:
    at = timezone.now()
    run_id = api.start_run(acting_user_id=user_id, at=at, period=period)
    api.compute_run(acting_user_id=user_id, at=at, run_id=run_id)
    return run_id
