"""Putting a fact right, or making it void; both with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.clients.api import ClientDetail
from jieli.apps.desk.access import get_visible_fact, may_correct_fact
from jieli.apps.desk.pages.fact_form import NOTE, Setting
from jieli.apps.desk.pages.fact_forms import FORMS
from jieli.apps.desk.pages.money_forms import ReceiptForm
from jieli.apps.desk.words import KIND_LABELS
from jieli.apps.intake import api as intake
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotAllowed
from jieli.lib.pages import page
from jieli.lib.problems import WordedProblem, worded

CORRECT = {
    "deal": intake.correct_deal,
    "receipt": intake.correct_receipt,
    "invoice": intake.correct_invoice,
    "refund": intake.correct_refund,
    "visit": intake.correct_visit,
    "service": intake.correct_service,
}


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it void?"),
        max_length=300,
        widget=NOTE,
        help_text=gettext_lazy("Whoever asks later reads this sentence."),
    )


@page(needs="see_clients", methods=("GET", "POST"))
def correct(request: HttpRequest, fact_id: int) -> HttpResponse:
    found, client = _get(request, fact_id)
    form_class = FORMS[found.kind]
    setting = Setting(viewer=request.viewer, client_id=client.id, today=timezone.localdate(), fact=found)
    initial = form_class.initial_of(found.latest.content)
    if request.method == "GET":
        return _shown(request, found, client, form_class(setting=setting, initial=initial))
    form = form_class(request.POST, setting=setting, initial=initial)
    if isinstance(form, ReceiptForm) and request.POST.get("act") == "fill":
        filled = form.filled()
        if "amount" in form.errors:
            return _shown(request, found, client, form, status=422)
        return _shown(request, found, client, ReceiptForm(initial=filled, setting=setting))
    if form.is_valid():
        try:
            number = CORRECT[found.kind](
                acting_user_id=request.viewer.user_id,
                at=timezone.now(),
                fact_id=fact_id,
                new=form.to_new(),
                reason=form.cleaned_data["reason"],
            )
        except Problems as problems:
            form.show_problems(problems)
        else:
            if number == found.latest.number:
                messages.info(request, _("Nothing was different, so nothing was changed."))
            else:
                messages.success(
                    request, _("Put right. What was paid before stays; the difference comes next.")
                )
            return redirect("desk:fact", fact_id)
    return _shown(request, found, client, form, status=422)


@page(needs="see_clients", methods=("GET", "POST"))
def void(request: HttpRequest, fact_id: int) -> HttpResponse:
    found, client = _get(request, fact_id)
    form = VoidForm(request.POST or None)
    problems: tuple[WordedProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            intake.void_fact(
                acting_user_id=request.viewer.user_id,
                at=timezone.now(),
                fact_id=fact_id,
                reason=form.cleaned_data["reason"],
            )
        except Problems as refused:
            problems = tuple(worded(one) for one in refused.problems)
        else:
            messages.success(request, _("It is void. What was paid for it is taken back with the next run."))
            return redirect("desk:fact", fact_id)
    context = {"fact": found, "client": client, "form": form, "problems": problems}
    return _answer(request, "desk/void.html", context, found)


def _get(request: HttpRequest, fact_id: int) -> tuple[intake.FactView, ClientDetail]:
    viewer, today = request.viewer, timezone.localdate()
    found, client = get_visible_fact(viewer=viewer, fact_id=fact_id, on=today)
    if not may_correct_fact(viewer=viewer, fact=found, on=today):
        raise NotAllowed("correct_facts")
    return found, client


def _shown(
    request: HttpRequest, found: intake.FactView, client: ClientDetail, form: Any, status: int = 200
) -> HttpResponse:
    context = {"fact": found, "client": client, "form": form, "kind": found.kind}
    return _answer(request, "desk/correct.html", context, found, status)


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], found: intake.FactView, status: int = 0
) -> HttpResponse:
    """The page, as refused (422) when it answers a form, and then whatever was begun is rolled back."""
    status = status or (422 if request.method == "POST" else 200)
    response = render(request, template, {**context, "label": KIND_LABELS[found.kind]}, status=status)
    response.undo = status != 200  # type: ignore[attr-defined]  # read by jieli.lib.pages
    return response
