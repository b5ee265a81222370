"""The list of statements: one's own by month, and for those who see others' pay everybody's of one period."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jieli.apps.statements import api
from jieli.kernel.period import NotAPeriod, Period
from jieli.lib.pages import page
from jieli.ui import pictures
from jieli.ui.wording import money_text, period_text

_A_PAGE = 50
_SORTS = {
    "number": lambda one: one.employee_number,
    "name": lambda one: one.employee_name,
    "total": lambda one: one.total_fen,
    # Who has nothing to compare with stands before the smallest difference, not among those without any.
    "difference": lambda one: (one.difference_fen is not None, one.difference_fen or 0),
}


@page(needs="see_pay")
def statements(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    within = api.people_in_sight(viewer=viewer, on=timezone.localdate())
    own = frozenset() if viewer.employee_id is None else frozenset({viewer.employee_id})
    sees_others = within is None or bool(within - own)
    wants_own = request.GET.get("whose") == "mine" or not sees_others
    if wants_own and own:
        return _own(request, own, sees_others)
    return _others(request, within, has_own=bool(own))


def _own(request: HttpRequest, own: frozenset[int], sees_others: bool) -> HttpResponse:
    rows = api.list_statements(within=own)
    shown = {
        "rows": rows,
        "latest": rows[0] if rows else None,
        "picture": _over_time(rows),
        "sees_others": sees_others,
    }
    return render(request, "statements/own.html", shown)


def _others(request: HttpRequest, within: frozenset[int] | None, *, has_own: bool) -> HttpResponse:
    periods = api.list_periods(within=within)
    period = _chosen(request.GET.get("period", ""), periods)
    text = request.GET.get("q", "").strip()
    rows = api.list_statements(within=within, period=period, text=text) if period else ()
    shown = {
        "period": period,
        "periods": [{"label": one.label, "text": period_text(one.label)} for one in periods],
        "text": text,
        "page": Paginator(_sorted(rows, request.GET.get("sort", "number")), _A_PAGE).get_page(
            request.GET.get("page")
        ),
        "total_fen": sum(row.total_fen for row in rows),
        "people": len({row.employee_id for row in rows}),
        "has_own": has_own,
    }
    return render(request, "statements/others.html", shown)


def _chosen(label: str, periods: Sequence[Period]) -> Period | None:
    """The period asked for, or else the latest; an unreadable one is the latest as well."""
    try:
        wanted = Period.parse(label)
    except NotAPeriod:
        wanted = None
    return wanted if wanted in periods else next(iter(periods), None)


def _sorted(rows: Sequence[api.StatementSummary], sort: str) -> list[api.StatementSummary]:
    key = _SORTS.get(sort.removeprefix("-"), _SORTS["number"])
    return sorted(rows, key=key, reverse=sort.startswith("-"))


def _over_time(rows: Sequence[api.StatementSummary]) -> SafeString | None:
    """The last twelve periods as columns, each with its corrections; a single one needs no picture."""
    first = {(one.period, one.employee_id): one for one in sorted(rows, key=lambda one: -one.number)}
    if len(first) < 2:
        return None
    latest = sorted(first.values(), key=lambda one: one.period.from_)[-12:]
    return pictures.columns(
        [
            pictures.BarRow(
                label=one.plain_period_text,
                value=one.together_fen,
                text=money_text(one.together_fen),
                href=reverse("statements:statement", args=[one.id]),
                emphasis=one is latest[-1],
            )
            for one in latest
        ],
        title=_("What your pay came to, month by month"),
    )
