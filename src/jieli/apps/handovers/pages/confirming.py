"""The pages on which it is confirmed that clients of a handover were properly taken over, and on which this is taken back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from jieli.apps.clients import api as clients
from jieli.apps.handovers import api
from jieli.apps.handovers.api import Act, HandoverView
from jieli.apps.handovers.pages.detail import is_late, may_act, numbers_of
from jieli.apps.handovers.pages.forms import ConfirmationForm, TakingBackForm
from jieli.kernel.problem import Problems
from jieli.lib.numbers import whole_number
from jieli.lib.pages import page
from jieli.ui.forms import place_problems


@page(needs="see_clients", methods=("GET", "POST"))
def confirm(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.CONFIRM)
    if is_late(request, handover, Act.CONFIRM, today):
        return redirect("handovers:detail", handover.id)
    if request.method == "GET":
        form = ConfirmationForm(initial={"confirmed_on": today})
        return _shown(request, handover, form, frozenset())  # each tick releases somebody's pay
    form = ConfirmationForm(request.POST)
    ticked = _ticked(request)
    if not form.is_valid():
        return _shown(request, handover, form, ticked, status=422)
    asked = request.POST.get("do", "")
    if asked == "back":
        return _shown(request, handover, ConfirmationForm(initial=form.cleaned_data), ticked)
    try:
        if asked != "confirm":
            return _asked(request, handover, form.cleaned_data["confirmed_on"], ticked)
        confirmed = api.confirm_handover(
            acting_user_id=request.viewer.user_id,
            at=timezone.now(),
            handover_id=handover.id,
            client_ids=ticked,
            confirmed_on=form.cleaned_data["confirmed_on"],
        )
    except Problems as found:
        rest = place_problems(form, found)
        return _shown(request, handover, form, ticked, status=422, problems=rest)
    said = ngettext("%(n)s client is confirmed.", "%(n)s clients are confirmed.", confirmed)
    messages.success(request, said % {"n": confirmed})
    return redirect("handovers:detail", handover.id)


@page(needs="see_clients", methods=("GET", "POST"))
def take_back(request: HttpRequest, handover_id: int) -> HttpResponse:
    handover, today = may_act(request, handover_id, Act.TAKE_BACK)
    if is_late(request, handover, Act.TAKE_BACK, today):
        return redirect("handovers:detail", handover.id)
    form, ticked = TakingBackForm(request.POST or None), _ticked(request)
    shown = {
        "handover": handover,
        "form": form,
        "ticked": ticked,
        "clients": [(one, handover.confirmed_on[one.id]) for one in _summaries(handover.confirmed_on.keys())],
    }
    if request.method == "GET":
        return render(request, "handovers/take_back.html", shown)
    if form.is_valid():
        try:
            taken = api.take_back_confirmation(
                acting_user_id=request.viewer.user_id,
                at=timezone.now(),
                handover_id=handover.id,
                client_ids=ticked,
                reason=form.cleaned_data["reason"],
            )
        except Problems as found:
            shown["problems"] = place_problems(form, found)
        else:
            said = ngettext("Taken back for %(n)s client.", "Taken back for %(n)s clients.", taken)
            messages.success(request, said % {"n": taken})
            return redirect("handovers:detail", handover.id)
    response = render(request, "handovers/take_back.html", shown, status=422)
    response.undo = True
    return response


def _ticked(request: HttpRequest) -> frozenset[int]:
    wanted = (whole_number(text) for text in request.POST.getlist("clients"))
    return frozenset(one for one in wanted if one is not None)


def _asked(
    request: HttpRequest, handover: HandoverView, confirmed_on: date, ticked: frozenset[int]
) -> HttpResponse:
    """What is about to be said: of which clients, and of which day. Raises Problems; writes nothing."""
    api.check_confirmation(
        handover_id=handover.id, client_ids=ticked, confirmed_on=confirmed_on, at=timezone.now()
    )
    shown = numbers_of(handover, timezone.localdate()) | {
        "confirmed_on": confirmed_on,
        "clients": _summaries(ticked & frozenset(handover.unconfirmed)),
    }
    return render(request, "handovers/confirm_once_more.html", shown)


def _summaries(client_ids: Collection[int]) -> list[clients.ClientSummary]:
    found = clients.get_summaries(client_ids=client_ids)
    return sorted(found.values(), key=lambda one: (one.client_class or "Z", one.name, one.id))


def _shown(
    request: HttpRequest,
    handover: HandoverView,
    form: ConfirmationForm,
    ticked: frozenset[int],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = numbers_of(handover, timezone.localdate()) | {
        "form": form,
        "ticked": ticked,
        "clients": _summaries(handover.unconfirmed),
        **more,
    }
    response = render(request, "handovers/confirm.html", shown, status=status)
    response.undo = status != 200
    return response
