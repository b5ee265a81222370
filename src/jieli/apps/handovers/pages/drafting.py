"""Preparing a handover: who, which clients, to whom, from when, and how both share meanwhile.

One form; htmx asks the same address for its parts (the book, the steps, the pictures) as they change. Without it, the
buttons send the whole form and get the whole page back. Whatever happens, what was typed is there again.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jieli.apps.clients import api as clients
from jieli.apps.handovers import api
from jieli.apps.handovers.api import Act, HandoverView, NewHandover, Stream
from jieli.apps.handovers.pages import steps
from jieli.apps.handovers.pages.book import giver_of, read_book
from jieli.apps.handovers.pages.forms import CLASSES, HandoverForm, choices_for
from jieli.apps.handovers.pages.named import given_of, read_named, wrong_in_named
from jieli.apps.handovers.pages.parties import names_without_login, wish_of
from jieli.apps.handovers.pages.parts import parts_of, wrong_in
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.lib.days import is_plausible
from jieli.lib.errors import NotFound
from jieli.lib.numbers import whole_number
from jieli.lib.pages import page
from jieli.lib.problems import WordedProblem
from jieli.ui.forms import place_problems

FIELDS = {"outgoing_id": "outgoing", "incoming_id": "incoming"}
PARTS = {
    "book": "handovers/_book.html",
    "terms": "handovers/_terms.html",
    "named": "handovers/_named.html",
    "logins": "handovers/_logins.html",
}


@page(needs="propose_handovers", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    given = request.POST if request.method == "POST" else _given_by_address(request, today)
    return _prepare(request, given, today, None)


@page(needs="propose_handovers", methods=("GET", "POST"))
def edit(request: HttpRequest, handover_id: int) -> HttpResponse:
    today = timezone.localdate()
    handover = api.get_visible_handover(viewer=request.viewer, handover_id=handover_id, on=today)
    api.refuse_unless_may(viewer=request.viewer, act=Act.CHANGE, handover=handover, on=today)
    given = request.POST if request.method == "POST" else _given_by_handover(handover)
    return _prepare(request, given, today, handover)


def _prepare(
    request: HttpRequest, given: QueryDict, today: date, handover: HandoverView | None
) -> HttpResponse:
    typed = steps.change_steps(steps.read_steps(given), given.get("act", ""))
    choices = choices_for(viewer=request.viewer, on=today, besides=handover.parties if handover else ())
    problems: tuple[WordedProblem, ...] = ()
    saving = request.method == "POST" and given.get("act") == "save"
    if saving:
        form = HandoverForm(given, choices=choices)
        terms = steps.terms_of(typed, same_for_all=given.get("same_for_all") != "no")
        ticked = _ticked(request, given, today)
        named = [one for one in read_named(given, ticked) if one.chosen]
        if form.is_valid() and terms is not None and not any(one.errors for one in named):
            wanted = NewHandover(
                outgoing_id=form.cleaned_data["outgoing"],
                incoming_id=form.cleaned_data["incoming"],
                effective_from=form.cleaned_data["effective_from"],
                client_ids=ticked,
                terms=terms,
                reason=form.cleaned_data["reason"].strip(),
                named_deals=[one.named for one in named],
            )
            try:
                return _save(request, wanted, handover)
            except Problems as found:
                problems = place_problems(form, found, FIELDS)
    else:
        form = HandoverForm(initial=given.dict(), choices=choices)
    context = _context(request, given, form, typed, problems, today, handover)
    elsewhere = [*wrong_in(context["parts"]), *wrong_in_named(context["named"])]
    context["elsewhere"] = elsewhere if saving else ()
    return _shown(request, context, status=422 if saving else 200)


def _shown(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    target = request.headers.get("HX-Target", "") if request.htmx else ""
    if target in PARTS:
        return render(request, PARTS[target], context)
    if target.startswith("picture-"):
        part = next((part for part in context["parts"] if f"picture-{part.name}" == target), None)
        if part is None:
            raise NotFound(target)
        return render(request, "handovers/_picture.html", {"part": part})
    response = render(request, "handovers/prepare.html", context, status=status)
    response.undo = status != 200
    return response


def _save(request: HttpRequest, wanted: NewHandover, handover: HandoverView | None) -> HttpResponse:
    who = {"acting_user_id": request.viewer.user_id, "at": timezone.now(), "new": wanted}
    if handover is None:
        made = api.draft_handover(**who)
        messages.success(request, _("The draft is saved. Nobody has been asked yet."))
        return redirect("handovers:detail", made)
    api.change_draft(handover_id=handover.id, **who)
    changed = api.get_handover(handover_id=handover.id, on=timezone.localdate())
    if changed.terms_hash == handover.terms_hash:
        messages.success(request, _("Saved. What was agreed stays agreed."))
    elif handover.state == "draft":
        messages.success(request, _("The draft is saved. Nobody has been asked yet."))
    else:
        messages.success(request, _("Saved. Both are asked again, because what they agree to has changed."))
    return redirect("handovers:detail", handover.id)


def _context(
    request: HttpRequest,
    given: QueryDict,
    form: HandoverForm,
    typed: steps.Typed,
    problems: tuple[WordedProblem, ...],
    today: date,
    handover: HandoverView | None,
) -> dict[str, Any]:
    outgoing_id, incoming_id = _allowed(form, "outgoing", given), _allowed(form, "incoming", given)
    day = _day(given.get("effective_from", ""))
    names = people.names_of(employee_ids=[one for one in (outgoing_id, incoming_id) if one])
    outgoing, incoming = (steps.Drawn(one, names.get(one, "")) for one in (outgoing_id, incoming_id))
    same = given.get("same_for_all") != "no"
    parties = [one for one in (outgoing_id, incoming_id) if one is not None]
    return {
        "form": form,
        "handover": handover,
        "wish": wish_of(handover) if handover is not None else None,
        "without_login": names_without_login(employee_ids=parties, on=today),
        "problems": [one for one in problems if not one.place.startswith(("terms.", "named_deals["))],
        "named": read_named(given, _ticked(request, given, today), problems),
        "same": same,
        "parts": parts_of(typed, day, outgoing, incoming, problems, same),
        "outgoing_name": outgoing.name,
        "book": _book(request, given, outgoing_id, day or today, handover),
        "is_past": day is not None and day < today,
        "day": day,
    }


def _book(
    request: HttpRequest, given: QueryDict, outgoing_id: int | None, on: date, handover: HandoverView | None
) -> Any:
    if outgoing_id is None:
        return None
    return read_book(
        outgoing_id=outgoing_id,
        on=on,
        ticked=_ticked(request, given, timezone.localdate()),
        wanted=_filter(given),
        besides=handover.id if handover else None,
    )


def _ticked(request: HttpRequest, given: QueryDict, today: date) -> frozenset[int]:
    """The chosen clients, as far as the viewer may see them: no other client's name ever comes back to him."""
    ids = _ids(given.getlist("clients"))
    visible = ownership.visible_client_ids(viewer=request.viewer, on=today)
    return ids if visible is None else ids & visible


def _filter(given: QueryDict) -> clients.ClientFilter:
    """What the book is searched for, also while the form is not sent: what no client can match is not asked."""
    asked = given.get("client_class", "")
    return clients.ClientFilter(
        text=given.get("search", "").replace("\0", ""), client_class=asked if asked in dict(CLASSES) else ""
    )


def _ids(texts: Iterable[str]) -> frozenset[int]:
    """What among the texts is an id."""
    found = (whole_number(text.strip()) for text in texts)
    return frozenset(one for one in found if one is not None)


def _allowed(form: HandoverForm, field: str, given: QueryDict) -> int | None:
    """The chosen person, if he is one of those that may be chosen."""
    text = given.get(field, "")
    offered = {str(value) for value, _label in form.fields[field].choices if value}
    return int(text) if text in offered else None


def _day(text: str) -> date | None:
    """The day that is typed, None while it is none that can be meant."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_plausible(day) else None


def _given_by_address(request: HttpRequest, today: date) -> QueryDict:
    """What the address already says: ?outgoing=, ?incoming=, ?from=, ?clients=1,2. What cannot be used is passed over."""
    asked = request.GET
    ids = _ids(part for text in asked.getlist("clients") for part in text.split(","))
    outgoing = asked.get("outgoing", "")
    if not outgoing and ids:
        found = giver_of(ids, viewer=request.viewer, on=today)
        outgoing = str(found) if found is not None else ""
    first = _day(asked.get("from", "")) or Period.month_of(today).next().from_
    return _given(
        outgoing=outgoing,
        incoming=asked.get("incoming", ""),
        effective_from=first.isoformat(),
        same_for_all="yes",
        clients=[str(client_id) for client_id in sorted(ids)],
        typed=steps.typed_of(api.usual_terms()),
    )


def _given_by_handover(handover: HandoverView) -> QueryDict:
    given = _given(
        outgoing=str(handover.outgoing_id),
        incoming=str(handover.incoming_id),
        effective_from=handover.effective_from.isoformat(),
        same_for_all="yes" if steps.is_same_for_all(handover.terms) else "no",
        reason=handover.reason,
        clients=[str(client_id) for client_id in handover.client_ids],
        typed=steps.typed_of(handover.terms),
    )
    for name, values in given_of(handover).items():
        given.setlist(name, values)
    return given


def _given(*, typed: steps.Typed, clients: list[str], **fields: str) -> QueryDict:
    """The same form as if it had been sent."""
    given = QueryDict(mutable=True)
    for name, value in fields.items():
        given[name] = value
    given.setlist("clients", clients)
    for stream in Stream:
        given.setlist(f"{stream}-months", [step.months for step in typed[stream]])
        given.setlist(f"{stream}-share", [step.share for step in typed[stream]])
    return given
