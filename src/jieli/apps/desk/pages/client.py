"""Who answers for this client, and what happened with him?"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieli.apps.access.api import Viewer
from jieli.apps.clients import api as clients
from jieli.apps.desk import story
from jieli.apps.desk.access import may_with_client
from jieli.apps.desk.pages.clients import STATUS_TONES, Holder
from jieli.apps.desk.words import KIND_LABELS, OWNERS_DECIDED, VISIT_LABELS, holders_text, is_opening
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.kernel.period import add_months
from jieli.lib.pages import page
from jieli.ui import pictures

A_PAGE = 30
TABS = (
    ("", gettext_lazy("Everything"), frozenset(story.KINDS)),
    ("money", gettext_lazy("Deals and money"), frozenset({"deal", "receipt", "invoice", "refund"})),
    ("visits", gettext_lazy("Visits and service"), frozenset({"visit", "service"})),
    ("owners", gettext_lazy("Owners and handovers"), frozenset({"owners", "handover"})),
)


@frozen
class Entry:
    """One line of the story as the page shows it. href: where it is explained, if this viewer may look there.

    currency, own_fen: of a foreign amount, and what it comes to in the company's own.
    """

    on: date
    what: str
    title: str
    href: str = ""
    amount_fen: int | None = None
    currency: str = ""
    own_fen: int | None = None
    person_id: int | None = None
    person: str = ""
    note: str = ""
    is_void: bool = False
    is_corrected: bool = False
    is_ahead: bool = False


@page(needs="see_clients")
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    found = ownership.get_visible_client(viewer=viewer, client_id=client_id, on=today)
    shown = _story(request, found, today)
    if request.htmx and request.headers.get("HX-Target") == "story":
        return render(request, "desk/_story.html", {"client": found, **shown})
    spans = ownership.timeline_of(client_id=client_id)
    totals = intake.totals_in_a_year(client_ids=[client_id], on=today)
    holders = _holders(client_id, today)
    context = {
        "client": found,
        "status": clients.ClientStatus(found.status).label,
        "tone": STATUS_TONES[found.status],
        "kind": clients.ClientKind(found.kind).label,
        "holders": holders,
        "kept_by": _kept_by(client_id, today),
        "known_from": _known_from(spans, found) if spans else None,
        "band": _band(spans, found, today),
        "totals": totals.get(client_id, intake.ClientTotals()),
        "last_visit": intake.last_visits(client_ids=[client_id]).get(client_id),
        "open_fen": intake.open_in_own_currency(balances=intake.deal_balances(client_id=client_id)),
        "may_record": may_with_client(viewer=viewer, ability="record_facts", client_id=client_id, on=today),
        "may_edit": may_with_client(viewer=viewer, ability="edit_clients", client_id=client_id, on=today),
        "may_propose": holders
        and may_with_client(viewer=viewer, ability="propose_handovers", client_id=client_id, on=today),
        "record_kinds": [(kind, label) for kind, label in KIND_LABELS.items() if kind != "visit"],
        **shown,
    }
    return render(request, "desk/client.html", context)


def _holders(client_id: int, today: date, group: str = ownership.ShareGroup.OWNERSHIP) -> list[Holder]:
    spans = ownership.owners_on(client_ids=[client_id], on=today, group=group).get(client_id, ())
    names = people.names_of(employee_ids=[span.employee_id for span in spans])
    return [Holder(span.employee_id, names[span.employee_id], span.share) for span in spans]


def _band(spans: Sequence[ownership.SpanView], client: clients.ClientDetail, today: date) -> SafeString:
    """The client's years since we know who owned him, and as much of what lies ahead as is decided."""
    names = people.names_of(employee_ids={span.employee_id for span in spans})
    bars = [
        pictures.BandBar(
            person=span.employee_id,
            name=names[span.employee_id],
            share=span.share,
            from_=span.range.from_,
            until=span.range.until,
            note=span.reason,
            group=str(span.group),
        )
        for span in spans
    ]
    ends = [day for span in spans for day in (span.range.from_, span.range.until) if day is not None]
    first = _known_from(spans, client)
    last = max([*ends, add_months(today, 3, end="clip")])
    return pictures.ownership_band(bars, first, last + timedelta(days=30), today)


def _known_from(spans: Sequence[ownership.SpanView], client: clients.ClientDetail) -> date:
    """The first day of which it is told who owned him: before it he was not unowned, nothing was recorded."""
    return min((span.range.from_ for span in spans), default=client.created_on)


def _kept_by(client_id: int, today: date) -> list[tuple[str, list[Holder]]]:
    """Who brought him and who serves him: roles that plans speak of. Nobody: then the owners' shares count."""
    groups = (
        (_("Originator"), ownership.ShareGroup.ORIGIN),
        (_("Service keeper"), ownership.ShareGroup.SERVICE),
    )
    return [(label, _holders(client_id, today, group)) for label, group in groups]


def _story(request: HttpRequest, client: clients.ClientDetail, today: date) -> dict[str, Any]:
    asked = request.GET.get("show", "")
    tab = next((name for name, _label, _kinds in TABS if name == asked), "")
    kinds = next(kinds for name, _label, kinds in TABS if name == tab)
    found = story.read_story(
        client_id=client.id,
        kinds=kinds,
        after=story.Mark.parse(request.GET.get("after", "")),
        limit=A_PAGE,
        on=today,
    )
    return {
        "tabs": [(name, label) for name, label, _kinds in TABS],
        "tab": tab,
        "entries": _entries(found.items, client.id, request.viewer, today),
        "next_mark": found.next_mark,
    }


def _entries(items: Sequence[story.Item], client_id: int, viewer: Viewer, today: date) -> list[Entry]:
    ids = {item.employee_id for item in items if isinstance(item, intake.TimelineItem) and item.employee_id}
    ids |= {one for item in items if isinstance(item, story.OwnersItem) for one, _share in item.holders}
    names = people.names_of(employee_ids=ids)
    sees = handovers.reach_of(viewer=viewer, on=today).sees
    foreign = _foreign(items, client_id, viewer.currency)
    entries = []
    for item in items:
        if isinstance(item, intake.TimelineItem):
            entries.append(_fact_entry(item, names, foreign))
        elif isinstance(item, story.OwnersItem):
            entries.append(_owners_entry(item, names, today))
        else:
            entries.append(_handover_entry(item, sees, today))
    return entries


def _foreign(items: Sequence[object], client_id: int, own: str) -> dict[int, int]:
    """Fact id → what it comes to in the company's own currency, for the facts among these that are in another one."""
    found = [
        one
        for one in items
        if isinstance(one, intake.TimelineItem) and one.currency not in ("", own) and not one.is_void
    ]
    if not found:
        return {}
    facts = intake.facts_as_known(known_at=None, client_ids=frozenset([client_id]))
    amounts = intake.own_amounts(facts=facts)
    return {one.fact_id: amounts.get(one.fact_id, 0) for one in found}


def _fact_entry(item: intake.TimelineItem, names: Mapping[int, str], foreign: Mapping[int, int]) -> Entry:
    is_visit = item.kind == intake.FactKind.VISIT
    if is_opening(item.kind, item.amount_fen):
        return Entry(
            on=item.on,
            what=_("Opening"),
            title=_("bought before the records here begin"),
            href=reverse("desk:fact", args=[item.fact_id]),
            is_void=item.is_void,
        )
    return Entry(
        on=item.on,
        what=str(VISIT_LABELS[item.title] if is_visit else KIND_LABELS[item.kind]),
        title=(item.note or str(KIND_LABELS[item.kind])) if is_visit else item.title,
        href=reverse("desk:fact", args=[item.fact_id]),
        amount_fen=item.amount_fen,
        currency=item.currency if item.fact_id in foreign else "",
        own_fen=foreign.get(item.fact_id),
        person_id=item.employee_id,
        person=names.get(item.employee_id or 0, ""),
        note="" if is_visit else item.note,
        is_void=item.is_void,
        is_corrected=item.version > 1 and not item.is_void,
    )


def _owners_entry(item: story.OwnersItem, names: Mapping[int, str], today: date) -> Entry:
    return Entry(
        on=item.on,
        what=_("Owner"),
        title=holders_text(item.holders, names),
        note=" · ".join(filter(None, (str(OWNERS_DECIDED[item.kind]), item.reason))),
        is_ahead=item.on > today,
    )


def _handover_entry(item: story.HandoverItem, sees: frozenset[int] | None, today: date) -> Entry:
    one = item.handover
    may_look = sees is None or bool(sees & set(one.parties))
    return Entry(
        on=item.on,
        what=_("Handover"),
        title=_("%(outgoing)s to %(incoming)s")
        % {"outgoing": one.outgoing_name, "incoming": one.incoming_name},
        href=reverse("handovers:detail", args=[one.id]) if may_look else "",
        note=one.reason,
        is_ahead=item.on > today,
    )
