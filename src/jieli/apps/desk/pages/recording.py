"""Recording a deal, a receipt, an invoice, a refund, a visit or a service of one client."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.clients import api as clients
from jieli.apps.clients.api import ClientDetail
from jieli.apps.desk.access import get_client_for
from jieli.apps.desk.pages.fact_form import FactForm, Setting
from jieli.apps.desk.pages.fact_forms import FORMS
from jieli.apps.desk.pages.money_forms import ReceiptForm
from jieli.apps.desk.words import KIND_LABELS
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.pages import page
from jieli.ui.wording import period_text

PLURALS = {
    "deal": "deals",
    "receipt": "receipts",
    "invoice": "invoices",
    "refund": "refunds",
    "visit": "visits",
    "service": "services",
}


@page(needs="record_facts", methods=("GET", "POST"))
def record(request: HttpRequest, client_id: int, kind: str) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    client = get_client_for(viewer=viewer, ability="record_facts", client_id=client_id, on=today)
    if kind not in FORMS:
        raise NotFound(f"facts of kind {kind}")
    setting = Setting(viewer=viewer, client_id=client_id, today=today)
    if request.method == "GET":
        return _shown(request, client, FORMS[kind](setting=setting))
    form = FORMS[kind](request.POST, setting=setting)
    if isinstance(form, ReceiptForm) and request.POST.get("act") == "fill":
        return _filled(request, client, form)
    if form.is_valid():
        try:
            new = form.to_new()
            facts = intake.NewFacts(**{PLURALS[kind]: (new,)})
            intake.record_facts(acting_user_id=viewer.user_id, at=timezone.now(), facts=facts)
        except Problems as found:
            form.show_problems(found)
        else:
            messages.success(request, _("%(kind)s recorded.") % {"kind": KIND_LABELS[kind]})
            for remark in form.remarks() if isinstance(form, ReceiptForm) else ():
                messages.info(request, remark)
            _say_closed(request, new)
            if kind == "deal" and client.status == clients.ClientStatus.LEAD:
                _win(request, client)
            return redirect("desk:client", client_id)
    return _shown(request, client, form, status=422)


def _say_closed(request: HttpRequest, new: object) -> None:
    """A fact of a period that is issued is true all the same: it leads to a difference, and that is said."""
    days = (getattr(new, name, None) for name in ("signed_on", "received_on", "invoiced_on", "refunded_on"))
    say_closed(request, next(filter(None, days), None))


def say_closed(request: HttpRequest, on: date | None) -> None:
    """Where the period of the day is issued, what is done about that."""
    period = payruns.find_closed_period(on=on) if on is not None else None
    if period is not None:
        words = _("%(period)s is issued already. What this changes there is settled by the next run.")
        messages.info(request, words % {"period": period_text(period.label)})


def _filled(request: HttpRequest, client: ClientDetail, form: ReceiptForm) -> HttpResponse:
    """The amount spread over the open deals, or what is missing for that."""
    filled = form.filled()
    if "amount" in form.errors:
        return _shown(request, client, form, status=422)
    return _shown(request, client, ReceiptForm(initial=filled, setting=form.setting))


def _win(request: HttpRequest, client: ClientDetail) -> None:
    """With his first deal a lead is a client who is served."""
    clients.change_client(
        acting_user_id=request.viewer.user_id,
        at=timezone.now(),
        client_id=client.id,
        changes=clients.ClientChanges(status=clients.ClientStatus.ACTIVE),
    )
    messages.info(
        request,
        _("%(name)s was a lead and is now: %(status)s.")
        % {"name": client.name, "status": clients.ClientStatus.ACTIVE.label},
    )


def _shown(request: HttpRequest, client: ClientDetail, form: FactForm, status: int = 200) -> HttpResponse:
    context = {"client": client, "form": form, "kind": form.kind, "label": KIND_LABELS[form.kind]}
    if form.kind in ("invoice", "refund"):
        context["has_no_deal"] = not form.fields["deal"].choices
    response = render(request, "desk/record.html", context, status=status)
    response.undo = status != 200  # type: ignore[attr-defined]  # read by jieli.lib.pages
    return response
