"""What can be done with a handover: propose, agree, ask for a change, approve, withdraw, reverse.

What cannot be taken back lightly has a page of its own that says in numbers what will happen. A refusal comes back on the
page where the button was, with the reason.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.handovers import api
from jieli.apps.handovers.api import Act, HandoverView
from jieli.apps.handovers.pages.detail import (
    context_of,
    is_late,
    may_act,
    numbers_of,
    shown_kept,
    shown_streams,
)
from jieli.apps.handovers.pages.forms import NoteForm, ReversalForm, WithdrawalForm
from jieli.apps.handovers.pages.parties import names_without_login, parties_to_answer
from jieli.kernel.problem import Problems
from jieli.lib.pages import page
from jieli.lib.problems import worded
from jieli.ui.forms import place_problems
from jieli.ui.wording import long_day_text


@page(needs="propose_handovers", methods=("POST",))
def propose(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.PROPOSE)

    def act() -> str:
        api.propose_handover(
            acting_user_id=request.viewer.user_id, at=timezone.now(), handover_id=handover.id
        )
        if names_without_login(employee_ids=parties_to_answer(handover), on=today):
            return _("Proposed. Who has no login yet can answer as soon as there is one.")
        return _("Proposed. %(one)s and %(other)s can now answer.") % {
            "one": handover.outgoing_name,
            "other": handover.incoming_name,
        }

    return _do(request, handover, act)


@page(needs="see_clients", methods=("POST",))
def consent(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, _today = may_act(request, handover_id, Act.CONSENT)

    def act() -> str:
        api.consent(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            employee_id=request.viewer.employee_id,
            terms_hash=request.POST.get("terms_hash", ""),
        )
        return _("Your agreement is recorded. Thank you.")

    return _do(request, handover, act)


@page(needs="see_clients", methods=("POST",))
def decline(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.DECLINE)
    form = NoteForm(request.POST)
    if not form.is_valid():
        shown = context_of(request, handover, today) | {"note_form": form}
        return _again(request, "handovers/detail.html", shown)

    def act() -> str:
        api.decline(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            employee_id=request.viewer.employee_id,
            note=form.cleaned_data["note"],
        )
        return _("Your wish went back to whoever prepared the handover.")

    return _do(request, handover, act)


@page(needs="approve_handovers", methods=("GET", "POST"))
def approve(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.APPROVE)
    if is_late(request, handover, Act.APPROVE, today):
        return redirect("handovers:detail", handover.id)
    shown = numbers_of(handover, today) | {
        "streams": shown_streams(handover, today),
        "kept": shown_kept(request, handover, today),
    }
    if request.method == "GET":
        return render(request, "handovers/approve.html", shown)
    try:
        api.approve_handover(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            terms_hash=request.POST.get("terms_hash", ""),
        )
    except Problems as found:
        return _refused(request, handover, "handovers/approve.html", shown, found)
    messages.success(
        request,
        _("Approved. The ownership of the clients is written and holds from %(day)s on.")
        % {"day": long_day_text(handover.effective_from)},
    )
    return redirect("handovers:detail", handover.id)


@page(needs="propose_handovers", methods=("GET", "POST"))
def withdraw(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.WITHDRAW)
    if is_late(request, handover, Act.WITHDRAW, today):
        return redirect("handovers:detail", handover.id)

    def act(given: dict[str, Any]) -> str:
        api.withdraw_handover(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            reason=given["note"].strip(),
        )
        return _("Withdrawn. All clients stay where they are.")

    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    return _confirm(request, handover, "handovers/withdraw.html", numbers_of(handover, today), form, act)


@page(needs="approve_handovers", methods=("GET", "POST"))
def reverse(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.REVERSE)
    if is_late(request, handover, Act.REVERSE, today):
        return redirect("handovers:detail", handover.id)

    def act(given: dict[str, Any]) -> str:
        api.reverse_handover(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            from_=given["from_"],
            reason=given["reason"],
        )
        return _("Reversed. From that day on the clients are with %(name)s again.") % {
            "name": handover.outgoing_name
        }

    first = max(today, handover.effective_from)
    posted = request.POST if request.method == "POST" else None
    form = ReversalForm(posted, initial={"from_": first})
    return _confirm(request, handover, "handovers/reverse.html", numbers_of(handover, today), form, act)


def _confirm(
    request: HttpRequest,
    handover: HandoverView,
    template: str,
    shown: dict[str, Any],
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """The page that says what will happen; sent, it happens, or the page says why not."""
    shown = shown | {"form": form}
    if request.method == "GET":
        return render(request, template, shown)
    if not form.is_valid():
        return _again(request, template, shown)
    try:
        said = act(form.cleaned_data)
    except Problems as found:
        rest = place_problems(form, found)
        return _again(request, template, shown | {"problems": rest})
    messages.success(request, said)
    return redirect("handovers:detail", handover.id)


def _do(request: HttpRequest, handover: HandoverView, act: Callable[[], str]) -> HttpResponse:
    """An act straight from the handover's page."""
    try:
        said = act()
    except Problems as found:
        today = timezone.localdate()
        again = api.get_handover(handover_id=handover.id, on=today)
        return _refused(request, again, "handovers/detail.html", context_of(request, again, today), found)
    messages.success(request, said)
    return redirect("handovers:detail", handover.id)


def _refused(
    request: HttpRequest, handover: HandoverView, template: str, shown: dict[str, Any], found: Problems
) -> HttpResponse:
    return _again(request, template, shown | {"problems": [worded(one) for one in found.problems]})


def _again(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    response = render(request, template, shown, status=422)
    response.undo = True
    return response
