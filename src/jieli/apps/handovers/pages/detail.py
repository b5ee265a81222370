"""One handover: what will happen in numbers, the terms in sentences and as stairs, the clients, who did what when."""

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from jieli.apps.access import api as access
from jieli.apps.clients import api as clients
from jieli.apps.handovers import api
from jieli.apps.handovers.api import Act, HandoverView, Stream
from jieli.apps.handovers.pages.changes import words_of_change
from jieli.apps.handovers.pages.forms import NoteForm
from jieli.apps.handovers.pages.kept import Kept, kept_of
from jieli.apps.handovers.pages.parties import names_without_login, parties_to_answer, wish_of
from jieli.apps.handovers.pages.steps import Drawn, stairs
from jieli.apps.handovers.pages.words import VERBS, badge_of, turn_of
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.lib.pages import page
from jieli.ui.wording import long_day_text

OPEN_LIST = 20


@frozen
class StreamShown:
    """The steps of one kind of business: their title, one sentence a step, and the stairs."""

    title: str
    sentences: tuple[str, ...]
    picture: SafeString


@frozen
class ClientRow:
    """A client of the handover. href: where this viewer can look at him, if he may. share: what is being divided.

    confirmed_on: the day on which he was properly taken over.
    """

    client: clients.ClientSummary
    href: str
    share: Fraction | None
    received_fen: int
    confirmed_on: date | None


@frozen
class EventRow:
    at: datetime
    who: str
    what: object
    note: str
    changes: tuple[str, ...]


@frozen
class Stage:
    """One station of the way, for the row of steps above the page."""

    name: str
    done: bool
    now: bool


@page(needs="see_clients")
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    today = timezone.localdate()
    found = api.get_visible_handover(viewer=request.viewer, handover_id=handover_id, on=today)
    return render(request, "handovers/detail.html", context_of(request, found, today))


def context_of(request: HttpRequest, handover: HandoverView, today: date) -> dict[str, Any]:
    """Everything that the page of a handover shows."""
    reach = api.reach_of(viewer=request.viewer, on=today)
    rows = _client_rows(request, handover, today)
    own = request.viewer.employee_id
    return {
        **numbers_of(handover, today),
        "acts": {str(act) for act in reach.acts_now(handover)},
        "badge": badge_of(handover),
        "turn": turn_of(handover, reach),
        "is_my_turn": reach.has_turn(handover),
        "is_outgoing": own == handover.outgoing_id,
        "is_incoming": own == handover.incoming_id,
        "streams": shown_streams(handover, today),
        "kept": shown_kept(request, handover, today),
        "confirmed": len(handover.confirmed_on),
        "clients": rows,
        "clients_open": len(rows) <= OPEN_LIST,
        "received_fen": sum(row.received_fen for row in rows),
        "partly": sum(1 for row in rows if row.share is not None and row.share < 1),
        "history": _history(handover),
        "stages": _stages(handover),
        "consents": {consent.employee_id: consent for consent in handover.consents if consent.counts},
        "consented": [consent.employee_id for consent in handover.consents if consent.counts],
        "voided": any(not consent.counts for consent in handover.consents) and handover.is_open,
        "note_form": NoteForm(),
        "wish": wish_of(handover),
        "without_login": names_without_login(employee_ids=parties_to_answer(handover), on=today),
    }


def numbers_of(handover: HandoverView, today: date) -> dict[str, Any]:
    """What every page about a handover begins with."""
    return {
        "handover": handover,
        "count": len(handover.client_ids),
        "last_step_from": api.last_step_from(terms=handover.terms, effective_from=handover.effective_from),
        "is_past": handover.is_open and handover.effective_from < today,
        "begins_later": handover.effective_from > today,
        "today": today,
        "pay_href": _above("plans:handing_over", handover.id),
        "held_href": _above("statements:held", handover.id),
    }


def shown_streams(handover: HandoverView, today: date) -> list[StreamShown]:
    """The terms in words and pictures; kinds of business with the same steps once."""
    words = api.describe_terms(
        terms=handover.terms,
        effective_from=handover.effective_from,
        outgoing=handover.outgoing_name,
        incoming=handover.incoming_name,
    )
    return [
        StreamShown(
            title=each.title,
            sentences=each.sentences,
            picture=stairs(
                handover.terms.steps(Stream(each.streams[0])),
                handover.effective_from,
                Drawn(handover.outgoing_id, handover.outgoing_name),
                Drawn(handover.incoming_id, handover.incoming_name),
                today=today if handover.state == "approved" else None,
            ),
        )
        for each in words
    ]


def shown_kept(request: HttpRequest, handover: HandoverView, today: date) -> Kept | None:
    """The deals that stay in part, each with its page where this viewer may open it."""
    visible = ownership.visible_client_ids(viewer=request.viewer, on=today)
    hrefs = {one.deal_id: _above("desk:fact", one.deal_id) for one in handover.named_deals}
    return kept_of(handover, hrefs, visible)


def _client_rows(request: HttpRequest, handover: HandoverView, today: date) -> list[ClientRow]:
    ids = handover.client_ids
    visible = ownership.visible_client_ids(viewer=request.viewer, on=today)
    shares = _given_shares(handover) if handover.is_open else {}
    received = intake.received_in_a_year(client_ids=ids, on=today)
    found = clients.get_summaries(client_ids=ids)
    return [
        ClientRow(
            client=client,
            href=_above("desk:client", client.id) if visible is None or client.id in visible else "",
            share=shares.get(client.id),
            received_fen=received.get(client.id, 0),
            confirmed_on=handover.confirmed_on.get(client.id),
        )
        for client in sorted(found.values(), key=lambda one: (one.client_class or "Z", one.name, one.id))
    ]


def _given_shares(handover: HandoverView) -> dict[int, Fraction]:
    """Client → the outgoing person's share on the day of the handover, as it stands before it."""
    held = ownership.owners_on(client_ids=handover.client_ids, on=handover.effective_from)
    return {
        client_id: view.share
        for client_id, views in held.items()
        for view in views
        if view.employee_id == handover.outgoing_id
    }


def _above(name: str, *arguments: int) -> str:
    """A page of an app above this one, which is known by its address alone."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _history(handover: HandoverView) -> list[EventRow]:
    users = {event.by_user_id for event in handover.events if event.by_user_id is not None}
    names = access.names_of_users(user_ids=users)
    return [
        EventRow(
            at=event.at,
            who=names.get(event.by_user_id or 0, ""),
            what=VERBS.get(event.verb, event.verb),
            note="" if event.verb == "consented" else event.note,
            changes=_changes(handover, event),
        )
        for event in handover.events
    ]


def _changes(handover: HandoverView, event: api.EventView) -> tuple[str, ...]:
    if event.verb in ("confirmed", "taken_back"):
        return _said_at(handover, event.at)
    return () if event.change is None else words_of_change(event.change)


def _said_at(handover: HandoverView, at: datetime) -> tuple[str, ...]:
    """Of how many clients it was said at that moment, in words."""
    days = [one.confirmed_on for one in handover.said if one.recorded_at == at]
    confirmed, back = Counter(day for day in days if day is not None), days.count(None)
    words = [
        ngettext("%(n)s client, on %(day)s", "%(n)s clients, on %(day)s", count)
        % {"n": count, "day": long_day_text(day)}
        for day, count in sorted(confirmed.items())
    ]
    return (*words, *([ngettext("%(n)s client", "%(n)s clients", back) % {"n": back}] if back else []))


def _stages(handover: HandoverView) -> list[Stage]:
    """Where the handover is on its way; a withdrawn one is on none."""
    order = ("draft", "proposed", "agreed", "approved", "in_transition", "completed")
    if handover.shown_state not in order:
        return []
    at = order.index(handover.shown_state)
    return [Stage(name, index < at, index == at) for index, name in enumerate(order)]


def is_late(request: HttpRequest, handover: HandoverView, act: Act, today: date) -> bool:
    """A page that asks before an act was opened when it is no longer, or not yet, the time for it."""
    reach = api.reach_of(viewer=request.viewer, on=today)
    return request.method == "GET" and act not in reach.acts_now(handover)


def may_act(request: HttpRequest, handover_id: int, act: Act) -> tuple[HandoverView, date]:
    """The handover for an act of this viewer. Raises NotFound, NotAllowed."""
    today = timezone.localdate()
    found = api.get_visible_handover(viewer=request.viewer, handover_id=handover_id, on=today)
    api.refuse_unless_may(viewer=request.viewer, act=act, handover=found, on=today)
    return found, today
