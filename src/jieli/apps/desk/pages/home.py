"""What needs me today? Not what exists, but what waits, each with the place where it is done."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieli.apps.access.api import Viewer
from jieli.apps.desk.books import Sharing, left_alone, sharing_of
from jieli.apps.desk.errands import errands_of
from jieli.apps.ownership import api as ownership
from jieli.apps.statements import api as statements
from jieli.lib.pages import page
from jieli.ui import pictures

SHOWN_BOOKS = 12
SHOWN_CLIENTS = 6


@page(needs=None)
def home(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()
    errands = errands_of(viewer=viewer, on=today)
    alone = _left_alone(viewer, today)
    context = {
        "errands": errands,
        "count": len(errands) + bool(alone),
        "today": today,
        "alone": alone[:SHOWN_CLIENTS],
        "alone_count": len(alone),
        "statement": _newest_statement(viewer, today),
        "may_see_clients": viewer.may("see_clients"),
        **_sharing(viewer, today),
    }
    return render(request, "desk/home.html", context)


def _left_alone(viewer: Viewer, today: date) -> tuple[Any, ...]:
    if viewer.employee_id is None or not viewer.may("record_facts"):
        return ()
    return left_alone(client_ids=ownership.book_of(employee_id=viewer.employee_id, on=today), on=today)


def _newest_statement(viewer: Viewer, today: date) -> statements.StatementSummary | None:
    """His own, if he has one and may see it. Its sum is that of the month: the statement with its corrections."""
    within = statements.people_in_sight(viewer=viewer, on=today)
    own = viewer.employee_id
    if own is None or (within is not None and own not in within):
        return None
    return next(iter(statements.list_statements(within=frozenset({own}))), None)


def _sharing(viewer: Viewer, today: date) -> dict[str, Any]:
    sharing = sharing_of(viewer=viewer, on=today)
    if sharing is None:
        return {}
    return {
        "sharing": sharing,
        "sharing_picture": _bars(sharing),
        "shown_books": min(SHOWN_BOOKS, len(sharing.books)),
        "may_propose": viewer.may("propose_handovers"),
    }


def _bars(sharing: Sharing) -> SafeString:
    rows = [
        pictures.BarRow(
            label=book.name,
            value=book.size,
            text=str(book.size),
            href=f"{reverse('desk:clients')}?owner={book.employee_id}",
            emphasis=sharing.is_uneven and book is sharing.largest,
        )
        for book in sharing.books
    ]
    return pictures.bars(
        rows[:SHOWN_BOOKS],
        title=sharing_in_words(sharing),
        label_head=_("Owner"),
        value_head=_("Clients"),
        more=rows[SHOWN_BOOKS:],
    )


def sharing_in_words(sharing: Sharing) -> str:
    """The finding: who stands out, or that nobody does."""
    largest = sharing.largest
    if not sharing.is_uneven:
        return _("The clients are shared evenly; usual are %(usual)s each") % {"usual": sharing.usual}
    sentence = ngettext(
        "%(name)s answers for %(n)s client, %(whole)s.%(tenth)s times as many as usual",
        "%(name)s answers for %(n)s clients, %(whole)s.%(tenth)s times as many as usual",
        largest.size,
    )
    whole, tenth = divmod(sharing.tenths, 10)
    return sentence % {"name": largest.name, "n": largest.size, "whole": whole, "tenth": tenth}
