"""What a run would say, before it is run or as it was known on any day; nothing is written."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, pgettext

from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns import access, api
from jieli.apps.payruns.pages import change_words, findings_words, wording
from jieli.apps.payruns.pages.forms import PreviewForm
from jieli.apps.people.api import list_employees, names_of
from jieli.apps.plans.api import name_in
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.lib.problems import worded
from jieli.ui.wording import period_text


@page(needs="run_pay")
def preview(request: HttpRequest) -> HttpResponse:
    today = api.organization_day(at=timezone.now())
    access.refuse_unless_may_start(viewer=request.viewer, on=today)
    asked = {"period": request.GET.get("period") or api.next_period(today=today).label}
    form = PreviewForm({**asked, "known_on": request.GET.get("known_on", "")})
    problems, found = [], None
    if form.is_valid():
        known_on = form.cleaned_data["known_on"]
        then = _end_of(known_on) if known_on and known_on < today else None
        try:
            found = api.preview_run(period=form.cleaned_data["period"], at=timezone.now(), known_at=then)
        except Problems as refused:
            problems = [worded(one) for one in refused.problems]
    shown = {"form": form, "problems": problems, **(_shown(found) if found else {})}
    return render(request, "payruns/preview.html", shown, status=422 if problems or form.errors else 200)


def _shown(found: api.Preview) -> dict[str, Any]:
    people = {one.employee_id for one in found.outcomes}
    last_day = found.period.until
    employees = {one.id: one for one in list_employees(on=last_day, within=frozenset(people))}
    names = names_of(employee_ids={one.employee_id for one in found.findings if one.employee_id is not None})
    totals: dict[str, list[int]] = {}
    for one in found.own:
        total = totals.setdefault(_name(one), [0, 0])
        total[0] += one.posted_fen
        total[1] += bool(one.posted_fen)
    idle = [label for label, (_fen, people) in totals.items() if not people]
    return {
        "preview": found,
        "period": period_text(found.period.label),
        "touched": [(one, employees[one.employee_id], _name(one)) for one in found.touched],
        "touched_people": len({one.employee_id for one in found.touched}),
        "touched_fen": sum(one.posted_fen for one in found.touched),
        "own_fen": sum(one.posted_fen for one in found.own),
        "own_people": len({one.employee_id for one in found.own}),
        "totals": [(label, fen, people) for label, (fen, people) in totals.items() if people],
        "idle": idle,
        "idle_names": pgettext("between the items of a list", ", ").join(idle),
        "findings": findings_words.group_findings(found.findings, names, state=None),
        "since": None if found.since is None else _since(found, found.since),
    }


def _since(found: api.Preview, since: api.Since) -> dict[str, Any]:
    """What differs since the last run, whose pay it may touch, and what they would be due otherwise. Counted are those
    whom the run pays or paid: a change may name others, who are on no plan.
    """
    due_people = frozenset(one.employee_id for one in since.due)
    is_issued = since.run.state == api.RunState.ISSUED
    another = frozenset(one.employee_id for one in found.touched) if is_issued else due_people
    paid = {one.employee_id for one in found.outcomes}
    last_day = since.run.period.until
    employees = {one.id: one for one in list_employees(on=last_day, within=due_people)}
    changes = change_words.change_rows(since)
    return {
        "run": since.run,
        "title": wording.run_text(since.run),
        "state": api.RunState(since.run.state).label,
        "changes": changes,
        "new": change_words.new_text(since),
        "may_touch": len(since.people & paid | another),
        "get_another": len(another),
        "is_counted": is_issued or bool(due_people),
        "due": [(one, employees[one.employee_id], _name(one)) for one in since.due],
        "due_fen": sum(one.difference_fen for one in since.due),
    }


def _name(one: api.OutcomeView | api.DueChange) -> str:
    return name_in(names=one.names, language=get_language() or "zh")


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, ZoneInfo(get_organization().time_zone))
