"""Reading handovers: one, a list, the terms that count, and what is on its way to or from a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from attrs import frozen
from django.db.models import Q

from jieli.apps.handovers.checks import Employments
from jieli.apps.handovers.consents import missing_consents
from jieli.apps.handovers.models import (
    Confirmation,
    Consent,
    Handover,
    HandoverClient,
    HandoverEvent,
    HandoverState,
)
from jieli.apps.handovers.named_deals import named_deals_of
from jieli.apps.handovers.terms import agreed_from_json, last_step_from, terms_from_json
from jieli.apps.handovers.values import (
    Change,
    ConfirmationView,
    ConsentView,
    EventView,
    HandoverView,
    NamedDeal,
    NewHandover,
)
from jieli.engines.ownership import Terms
from jieli.lib.errors import NotFound


class NoSuchHandover(NotFound):
    """There is no such handover in this organisation."""


def get_handover(*, handover_id: int, on: date) -> HandoverView:
    """One handover as it stands on a day. Raises NoSuchHandover."""
    views = _views(Handover.objects.filter(id=handover_id), on)
    if not views:
        raise NoSuchHandover(handover_id)
    return views[0]


def list_handovers(
    *,
    people: frozenset[int] | None,
    on: date,
    states: Collection[str] | None = None,
    limit: int | None = None,
) -> tuple[HandoverView, ...]:
    """The handovers in which one of these people gives or takes (None: all), the latest first.

    states: only those in which people left it at one of these (None: all). limit: at most so many.
    """
    rows = Handover.objects.all()
    if states is not None:
        rows = rows.filter(state__in=states)
    if people is not None:
        rows = rows.filter(Q(outgoing_id__in=people) | Q(incoming_id__in=people))
    return _views(rows.order_by("-created_at", "-id")[:limit], on)


def handovers_of_client(*, client_id: int, on: date) -> tuple[HandoverView, ...]:
    """The handovers in which a client changes hands, the latest first."""
    mine = HandoverClient.objects.filter(client_id=client_id).values("handover_id")
    return _views(Handover.objects.filter(id__in=mine).order_by("-effective_from", "-id"), on)


def list_terms(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> tuple[Terms, ...]:
    """What was agreed for these clients (None: each client) of each applied handover, oldest first, as known at a moment
    (None: as it stands).

    A handover is known since it was applied, its reversal since it was reversed.
    """
    applied = Handover.objects.filter(applied_at__isnull=False)
    if known_at is not None:
        applied = applied.filter(applied_at__lte=known_at)
    if client_ids is not None:
        touching = HandoverClient.objects.filter(client_id__in=client_ids).values("handover_id")
        applied = applied.filter(id__in=touching)
    handovers = list(applied.order_by("effective_from", "applied_at", "id"))
    clients = _clients_of(handovers)
    return tuple(
        terms
        for handover in handovers
        for terms in engine_terms(
            handover.id,
            _new(handover, clients[handover.id]),
            ended_from=_ended_from(handover, known_at),
        )
        if client_ids is None or terms.client in client_ids
    )


def engine_terms(handover_id: int, new: NewHandover, *, ended_from: date | None) -> tuple[Terms, ...]:
    """The handover's terms as the engine sees them, one per client."""
    return tuple(
        Terms(
            handover=handover_id,
            client=client_id,
            outgoing=new.outgoing_id,
            incoming=new.incoming_id,
            effective_from=new.effective_from,
            ended_from=ended_from,
            earlier_deals=new.terms.earlier_deals,
            open_pipeline=new.terms.open_pipeline,
            new_deals=new.terms.new_deals,
        )
        for client_id in new.client_ids
    )


def new_handover_of(handover: Handover) -> NewHandover:
    """What was drafted, as it stands in the row."""
    named = named_deals_of([handover.id]).get(handover.id, ())
    return _new(handover, _clients_of([handover])[handover.id], named)


def _new(handover: Handover, client_ids: Iterable[int], named_deals: Iterable[NamedDeal] = ()) -> NewHandover:
    return NewHandover(
        outgoing_id=handover.outgoing_id,
        incoming_id=handover.incoming_id,
        effective_from=handover.effective_from,
        client_ids=client_ids,
        terms=terms_from_json(handover.terms),
        reason=handover.reason,
        named_deals=named_deals,
    )


def _ended_from(handover: Handover, known_at: datetime | None) -> date | None:
    is_known = handover.reversed_at is not None and (known_at is None or handover.reversed_at <= known_at)
    return handover.reversed_from if is_known else None


def _clients_of(handovers: Sequence[Handover]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = HandoverClient.objects.filter(handover__in=[handover.id for handover in handovers])
    for handover_id, client_id in rows.order_by("client_id").values_list("handover_id", "client_id"):
        found[handover_id].append(client_id)
    return found


@frozen
class Said:
    """What was said of one handover on its way."""

    consents: Sequence[Consent]
    events: Sequence[HandoverEvent]
    confirmations: Sequence[Confirmation]


def _views(rows: Iterable[Handover], on: date) -> tuple[HandoverView, ...]:
    handovers = list(rows)
    ids = [handover.id for handover in handovers]
    clients = _clients_of(handovers)
    consents: dict[int, list[Consent]] = defaultdict(list)
    for consent in Consent.objects.filter(handover__in=ids).order_by("consented_at", "id"):
        consents[consent.handover_id].append(consent)
    events: dict[int, list[HandoverEvent]] = defaultdict(list)
    for event in HandoverEvent.objects.filter(handover__in=ids).order_by("at", "id"):
        events[event.handover_id].append(event)
    named = named_deals_of(ids)
    confirmed: dict[int, list[Confirmation]] = defaultdict(list)
    for one in Confirmation.objects.filter(handover__in=ids).order_by("recorded_at", "client_id", "number"):
        confirmed[one.handover_id].append(one)
    staff = Employments(*{person for one in handovers for person in (one.outgoing_id, one.incoming_id)})
    return tuple(
        _view(
            one,
            _new(one, clients[one.id], named.get(one.id, ())),
            Said(consents[one.id], events[one.id], confirmed[one.id]),
            staff,
            on,
        )
        for one in handovers
    )


def _view(handover: Handover, new: NewHandover, said: Said, staff: Employments, on: date) -> HandoverView:
    given = tuple(
        ConsentView(
            party=consent.party,
            employee_id=consent.employee_id,
            consented_at=consent.consented_at,
            counts=consent.terms_hash == handover.terms_hash,
        )
        for consent in said.consents
    )
    has_left = staff.has_left(handover.outgoing_id, on)
    return HandoverView(
        id=handover.id,
        outgoing_id=handover.outgoing_id,
        incoming_id=handover.incoming_id,
        outgoing_name=staff.names.get(handover.outgoing_id, ""),
        incoming_name=staff.names.get(handover.incoming_id, ""),
        effective_from=handover.effective_from,
        client_ids=new.client_ids,
        terms=new.terms,
        named_deals=new.named_deals,
        terms_hash=handover.terms_hash,
        reason=handover.reason,
        state=str(handover.state),
        shown_state=_shown_state(handover, new, on),
        waiting_for=_waiting_for(handover, given, has_left),
        outgoing_has_left=has_left,
        proposed_by_id=handover.proposed_by_id,
        approved_by_id=handover.approved_by_id,
        applied_at=handover.applied_at,
        reversed_from=handover.reversed_from,
        created_at=handover.created_at,
        consents=given,
        events=_event_views(said.events, new),
        said=tuple(
            ConfirmationView(one.client_id, one.confirmed_on, one.recorded_at) for one in said.confirmations
        ),
    )


def _event_views(events: Sequence[HandoverEvent], now: NewHandover) -> tuple[EventView, ...]:
    """What happened, the first first; what a change led to is what the next one found, or what stands there now."""
    views, after = [], now
    for event in reversed(events):
        before = None if event.before is None else agreed_from_json(event.before)
        views.append(
            EventView(
                verb=event.verb,
                at=event.at,
                by_user_id=event.by_user_id,
                note=event.note,
                employee_id=event.employee_id,
                change=None if before is None else Change(before, after),
            )
        )
        after = before or after
    return tuple(reversed(views))


def _shown_state(handover: Handover, new: NewHandover, on: date) -> str:
    if handover.state != HandoverState.APPROVED or on < new.effective_from:
        return str(handover.state)
    return (
        "in_transition"
        if on < last_step_from(terms=new.terms, effective_from=new.effective_from)
        else "completed"
    )


def _waiting_for(handover: Handover, consents: Sequence[ConsentView], has_left: bool) -> tuple[str, ...]:
    if handover.state == HandoverState.DRAFT:
        return ("proposal",)
    if handover.state not in (HandoverState.PROPOSED, HandoverState.AGREED):
        return ()
    given = frozenset(consent.party for consent in consents if consent.counts)
    return missing_consents(given=given, outgoing_has_left=has_left) or ("approval",)
