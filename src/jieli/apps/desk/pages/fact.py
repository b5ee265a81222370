"""Who gets how much of this fact and by which rule, and how was it put right?"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.clients import api as clients
from jieli.apps.clients.api import ClientDetail
from jieli.apps.crediting import api as crediting
from jieli.apps.desk.access import get_visible_fact, may_correct_fact
from jieli.apps.desk.pages.fact_form import TYPED, by_day_and_amount
from jieli.apps.desk.words import FIELD_LABELS, KIND_LABELS, RULES, Names, is_opening, value_text
from jieli.apps.intake import api as intake
from jieli.apps.organizations.api import get_organization
from jieli.apps.people import api as people
from jieli.lib.pages import page

HIDDEN = {"id", "source_key", "version", "client_id", "currency"}


@frozen
class Value:
    """One value of a fact, named."""

    label: str
    text: str
    fact_id: int | None = None


@frozen
class Change:
    """What one value was before and is after a correction."""

    label: str
    before: str
    after: str


@frozen
class VersionRow:
    number: int
    at: datetime
    who: str
    reason: str
    is_void: bool
    changes: tuple[Change, ...]


@frozen
class CreditRow:
    """One person's part of one part of the fact. person_id: None where nobody owned the client."""

    person_id: int | None
    person: str
    share: Fraction
    amount_fen: int
    rule: str
    owner_on: Any
    handover_id: int | None
    part: str


@page(needs="see_clients")
def fact(request: HttpRequest, fact_id: int) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    found, client = get_visible_fact(viewer=viewer, fact_id=fact_id, on=today)
    may_correct = may_correct_fact(viewer=viewer, fact=found, on=today)
    return render(request, "desk/fact.html", {**context_of(found, client), "may_correct": may_correct})


def context_of(found: intake.FactView, client: ClientDetail) -> dict[str, Any]:
    """What is shown of a fact wherever it is shown."""
    latest = found.latest
    credits = crediting.credits_of_fact(fact_id=found.id)
    names = _names(found, (*credits.on_deals, *credits.on_receipts, *credits.on_invoices))
    own_fen = _own_fen(found, client.id)
    opening = is_opening(found.kind, getattr(latest.content, "amount_fen", None))
    return {
        "fact": found,
        "client": client,
        "label": KIND_LABELS[found.kind],
        "title": getattr(latest.content, "title", "") or getattr(latest.content, "topic", ""),
        "amount_fen": getattr(latest.content, "amount_fen", None),
        "own_fen": own_fen,
        "overpaid": _overpaid(found, client.id),
        "values": values_of(latest.content, names),
        "versions": _versions(found, names),
        "is_opening": opening,
        "is_typed": found.source_key.startswith(TYPED),
        "on_deals": [] if opening else _credit_rows(credits.on_deals, names),
        "on_receipts": [] if opening else _credit_rows(credits.on_receipts, names),
        "on_invoices": [] if opening else _credit_rows(credits.on_invoices, names),
    }


def _own_fen(found: intake.FactView, client_id: int) -> int | None:
    """What it comes to in the company's own currency, where it is in another one."""
    content = found.latest.content
    if found.latest.is_void or getattr(content, "currency", "") in ("", get_organization().currency):
        return None
    facts = intake.facts_as_known(known_at=None, client_ids=frozenset([client_id]))
    return intake.own_amounts(facts=facts).get(found.id, 0)


def _overpaid(found: intake.FactView, client_id: int) -> list[intake.DealBalance]:
    """The deal, or the deals that a receipt settles, on which more came in than was agreed."""
    if found.latest.is_void or found.kind not in ("deal", "receipt"):
        return []
    return [
        one
        for one in intake.deal_balances(client_id=client_id)
        if one.over_fen and (one.deal.id == found.id or found.id in one.settled)
    ]


def values_of(content: intake.FactContent, names: Names) -> list[Value]:
    """The fact's values in reading order, empty ones left out."""
    return [
        Value(
            label=str(FIELD_LABELS[name]),
            text=value_text(name, getattr(content, name), names),
            fact_id=getattr(content, name) if name in intake.POINTING else None,
        )
        for name in _columns(content)
        if name not in HIDDEN and getattr(content, name) not in (None, "", ())
    ]


def _versions(found: intake.FactView, names: Names) -> list[VersionRow]:
    """The versions, the newest first, each with what it changed."""
    users = access.names_of_users(
        user_ids={one.recorded_by_id for one in found.versions if one.recorded_by_id is not None}
    )
    changes = [(), *(_changes(one.content, other.content, names) for one, other in pairwise(found.versions))]
    rows = [
        VersionRow(
            number=version.number,
            at=version.recorded_at,
            who=users.get(version.recorded_by_id or 0, ""),
            reason=version.reason,
            is_void=version.is_void,
            changes=changed,
        )
        for version, changed in zip(found.versions, changes, strict=True)
    ]
    return rows[::-1]


def _changes(before: intake.FactContent, after: intake.FactContent, names: Names) -> tuple[Change, ...]:
    return tuple(
        Change(
            label=str(FIELD_LABELS[name]),
            before=value_text(name, getattr(before, name), names),
            after=value_text(name, getattr(after, name), names),
        )
        for name in _columns(after)
        if name not in ("id", "source_key", "version") and getattr(before, name) != getattr(after, name)
    )


def _credit_rows(lines: Sequence[Any], names: Names) -> list[CreditRow]:
    several = len({line.deal for line in lines}) > 1
    return [
        CreditRow(
            person_id=line.person,
            person=names.employees.get(line.person, "") if line.person else "",
            share=line.share,
            amount_fen=line.amount_fen,
            rule=str(RULES[line.rule]),
            owner_on=line.owner_on,
            handover_id=line.handover,
            part=names.facts.get(line.deal, "–") if several else "",
        )
        for line in lines
    ]


def _names(found: intake.FactView, lines: Sequence[Any]) -> Names:
    """Names of everything that any version or credit of the fact points to."""
    contents = [version.content for version in found.versions]
    employees, facts = set(), set()
    for content in contents:
        employees |= {one.employee_id for one in getattr(content, "splits", ())}
        employees |= {getattr(content, "employee_id", None)}
        facts |= {one.deal_id for one in getattr(content, "allocations", ())}
        facts |= {getattr(content, name, None) for name in intake.POINTING}
    for line in lines:
        employees.add(line.person)
        facts.add(line.deal)
    summaries = clients.get_summaries(client_ids={content.client_id for content in contents})
    return Names(
        clients={one: summary.name for one, summary in summaries.items()},
        employees=people.names_of(employee_ids=employees - {None}),
        facts=_called(facts - {None}),
    )


def _called(fact_ids: set[int]) -> dict[int, str]:
    """What facts are called where another one points to them: a deal by its title, a receipt by its day and amount."""
    titles = intake.titles_of(fact_ids=fact_ids)
    receipts = intake.days_and_amounts_of_receipts(fact_ids=fact_ids - set(titles))
    return {**{number: by_day_and_amount(*one) for number, one in receipts.items()}, **titles}


def _columns(content: intake.FactContent) -> list[str]:
    return [one.name for one in content.__attrs_attrs__]
