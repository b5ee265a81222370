"""An issued period: opened again with a reason, corrected, and closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.access.api import names_of_users
from jieli.apps.payruns import access, api
from jieli.apps.payruns.pages import wording
from jieli.apps.payruns.pages.forms import CloseForm, ReopenForm
from jieli.lib.pages import page
from jieli.ui.wording import period_text


@page(needs="run_pay", methods=("POST",))
def reopen(request: HttpRequest, run_id: int) -> HttpResponse:
    access.refuse_unless_may(viewer=request.viewer, act="reopen", on=timezone.localdate())
    api.reopen_period(
        acting_user_id=request.viewer.user_id, at=timezone.now(), run_id=run_id, reason=_reason(request)
    )
    messages.success(request, _("The period is open for one correction run. What was issued stays as it is."))
    return redirect("payruns:run", run_id=run_id)


@page(needs="run_pay", methods=("POST",))
def correct(request: HttpRequest, run_id: int) -> HttpResponse:
    """Freezes and computes in one go: what the engine finds wrong leaves no half-started run behind."""
    access.refuse_unless_may(viewer=request.viewer, act="correct", on=timezone.localdate())
    at, user_id = timezone.now(), request.viewer.user_id
    made = api.start_correction(acting_user_id=user_id, at=at, run_id=run_id)
    api.compute_run(acting_user_id=user_id, at=at, run_id=made)
    messages.success(
        request, _("The correction is computed. Look at what it posts, then mark it as reviewed.")
    )
    return redirect("payruns:run", run_id=made)


@page(needs="run_pay", methods=("POST",))
def close(request: HttpRequest, run_id: int) -> HttpResponse:
    access.refuse_unless_may(viewer=request.viewer, act="close", on=timezone.localdate())
    api.close_period(
        acting_user_id=request.viewer.user_id, at=timezone.now(), run_id=run_id, reason=_reason(request)
    )
    messages.success(request, _("The period is closed again."))
    return redirect("payruns:run", run_id=run_id)


def shown_of(view: api.RunView) -> dict[str, Any]:
    """What a run's page says of its period: of an own run its corrections and whether it is open, of a correction why."""
    reopenings = api.list_reopenings(run_id=view.id)
    corrections = [] if view.is_correction else api.list_corrections(period=view.period)
    return {
        "reopened": _worded(next((one for one in reopenings if one.closed_at is None), None)),
        "corrections": [
            {
                "run": one,
                "title": wording.run_text(one),
                "state": api.RunState(one.state).label,
                "tone": wording.STATE_TONES[one.state],
            }
            for one in corrections
        ],
        "open_correction": next((one for one in corrections if one.is_open), None),
        "corrects": _corrected(view) if view.is_correction else None,
        "reopen_form": ReopenForm(auto_id="reopen_%s"),
        "close_form": CloseForm(auto_id="close_%s"),
    }


def _corrected(view: api.RunView) -> dict[str, Any] | None:
    """The run that a correction corrects, with the reason for which its period was opened."""
    own = api.find_issued_run(period=view.period)
    if own is None:
        return None
    opened = next(one for one in api.list_reopenings(run_id=own.id) if one.id == view.reopening_id)
    return {"run": own, "period": period_text(own.period.label), **(_worded(opened) or {})}


def _worded(opened: api.ReopeningView | None) -> dict[str, Any] | None:
    if opened is None:
        return None
    names = names_of_users(user_ids={opened.by_user_id} if opened.by_user_id else set())
    who = names.get(opened.by_user_id or 0) or _("by a command")
    return {"at": opened.at, "who": who, "reason": opened.reason}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]
