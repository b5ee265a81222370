"""Which handovers wait for me, and what is on its way to or from one person."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from attrs import frozen
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jieli.apps.handovers import api
from jieli.apps.handovers.api import HandoverView, Reach
from jieli.apps.handovers.pages.words import Badge, badge_of, turn_of
from jieli.apps.people import api as people
from jieli.lib.errors import NotFound
from jieli.lib.pages import page

A_PAGE = 25


@frozen
class Row:
    """One handover in a list. turn: whose turn it is, in words."""

    handover: HandoverView
    badge: Badge
    turn: str
    is_mine: bool


@frozen
class Tab:
    name: str
    label: object
    count: int


@frozen
class Move:
    """A handover as one of its parties sees it: the other person, his own share today and when it changes next."""

    handover: HandoverView
    badge: Badge
    other_id: int
    other_name: str
    share: Fraction | None
    next_share: Fraction | None
    next_on: date | None


TABS: tuple[tuple[str, object, Callable[[HandoverView, Reach], bool]], ...] = (
    ("turn", gettext_lazy("My turn"), lambda one, reach: reach.has_turn(one)),
    ("open", gettext_lazy("Not decided"), lambda one, reach: one.is_open),
    (
        "transition",
        gettext_lazy("Approved and in transition"),
        lambda one, reach: one.shown_state in ("approved", "in_transition"),
    ),
    ("completed", gettext_lazy("Completed"), lambda one, reach: one.shown_state == "completed"),
    (
        "ended",
        gettext_lazy("Withdrawn or reversed"),
        lambda one, reach: one.state in ("withdrawn", "reversed"),
    ),
    ("all", gettext_lazy("All"), lambda one, reach: True),
)


@page(needs="see_clients")
def handover_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    reach = api.reach_of(viewer=request.viewer, on=today)
    visible = api.list_handovers(people=reach.sees, on=today)
    found = {name: [one for one in visible if belongs(one, reach)] for name, _label, belongs in TABS}
    asked = request.GET.get("tab", "")
    chosen = asked if asked in found else next((name for name in ("turn", "open") if found[name]), "all")
    shown = Paginator(found[chosen], A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [Tab(name, label, len(found[name])) for name, label, _belongs in TABS],
        "tab": chosen,
        "page": shown,
        "rows": [
            Row(one, badge_of(one), turn_of(one, reach), reach.has_turn(one)) for one in shown.object_list
        ],
        "turns": len(found["turn"]),
        "may_propose": request.viewer.may("propose_handovers"),
        "own_id": request.viewer.employee_id,
    }
    return render(request, "handovers/list.html", context)


@page(needs="see_clients")
def person(request: HttpRequest, employee_id: int) -> HttpResponse:
    today = timezone.localdate()
    sees = api.reach_of(viewer=request.viewer, on=today).sees
    if sees is not None and employee_id not in sees:
        raise NotFound(f"employee {employee_id}")
    employee = people.get_employee(employee_id=employee_id, on=today)
    theirs = api.list_handovers(people=frozenset([employee_id]), on=today)
    going = [one for one in theirs if _goes_on(one, today)]
    context = {
        "employee": employee,
        "is_me": employee_id == request.viewer.employee_id,
        "coming": [_move(one, employee_id, today) for one in going if one.incoming_id == employee_id],
        "leaving": [_move(one, employee_id, today) for one in going if one.outgoing_id == employee_id],
        "past": [_move(one, employee_id, today) for one in theirs if one not in going],
    }
    return render(request, "handovers/person.html", context)


def _goes_on(handover: HandoverView, today: date) -> bool:
    """Whether something is still to be decided or still changes."""
    if handover.reversed_from is not None:
        return handover.reversed_from > today
    return handover.is_open or handover.shown_state in ("approved", "in_transition")


def _move(handover: HandoverView, employee_id: int, today: date) -> Move:
    gives = handover.outgoing_id == employee_id
    days = api.days_of_steps(
        steps=handover.terms.new_deals,
        effective_from=handover.effective_from,
        ended_from=handover.reversed_from,
    )
    now = next((each for each in days if today in each.range), None)
    following = next((each for each in days if each.range.from_ > today), None)

    def own(outgoing: Fraction) -> Fraction:
        return outgoing if gives else 1 - outgoing

    return Move(
        handover=handover,
        badge=badge_of(handover),
        other_id=handover.incoming_id if gives else handover.outgoing_id,
        other_name=handover.incoming_name if gives else handover.outgoing_name,
        share=own(now.outgoing) if now else None,
        next_share=own(following.outgoing) if following else None,
        next_on=following.range.from_ if following else None,
    )
