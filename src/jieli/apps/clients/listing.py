"""The list of clients: searched, filtered, sorted, and paged by keys, so that page 4,000 costs what page 1 costs.

A search is answered in one of two ways. The gram index gives up to MATCHES ids; if that is all, the list is made of
them. If there are more, the word is a common one (公司), and walking the list's own order while comparing meets enough
matches soon, which is cheaper than collecting and sorting them all.
"""

import base64
import binascii
import json
from datetime import date
from typing import Any

from attrs import frozen
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from jieli.apps.clients.models import Client
from jieli.apps.clients.queries import SUMMARY, summary_of
from jieli.apps.clients.search import grams_of, pattern_of, terms_of
from jieli.apps.clients.values import ClientFilter, ClientPage

MATCHES = 1_000
COUNTED = 10_000
SORTS = {"code": "code", "name": "name_key", "created": "created_on", "class": "client_class"}
DEFAULT_SORT = "name"


@frozen
class _Order:
    """A sort with its direction. Every order ends in the id, so that it is total."""

    column: str
    descending: bool

    @property
    def columns(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}id"

    def flipped(self) -> "_Order":
        return _Order(self.column, not self.descending)


@frozen
class _Cursor:
    """A place in a list: the rows after the one with this key, or, backwards, before it."""

    backwards: bool
    key: str
    id: int


def list_clients(
    *, wanted: ClientFilter, sort: str, cursor: str, limit: int, within: frozenset[int] | None
) -> ClientPage:
    """One page. sort: code, name, created or class, with - in front for descending; anything else is by name.

    cursor: next_cursor or previous_cursor of another page of the same list, or "" for the first page; a cursor that
    does not fit begins at the first page. within: the clients that may be seen (None: all).
    """
    order = _order_of(sort)
    matching, cap, total = _matching(wanted, within)
    at = _read_cursor(cursor, order)
    backwards = at is not None and at.backwards
    rows = _rows_from(matching, order.flipped() if backwards else order, at, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    if total is None:
        total = matching.order_by().values("pk")[: cap + 1].count()
    return ClientPage(
        rows=tuple(summary_of({name: row[name] for name in SUMMARY}) for row in rows),
        next_cursor=_write_cursor(False, rows[-1], order) if rows and (more or backwards) else None,
        previous_cursor=_write_cursor(True, rows[0], order) if rows and (more if backwards else at) else None,
        total=min(total, cap),
        total_capped=total > cap,
    )


def list_client_ids(*, wanted: ClientFilter, within: frozenset[int] | None, at_most: int) -> tuple[int, ...]:
    """The ids of what a list would show on all its pages, for acting on all of it."""
    matching, _cap, _total = _matching(wanted, within)
    return tuple(matching.order_by("id").values_list("pk", flat=True)[:at_most])


def _order_of(sort: str) -> _Order:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return _Order(SORTS[DEFAULT_SORT], False)
    return _Order(column, sort.startswith("-"))


def _matching(
    wanted: ClientFilter, within: frozenset[int] | None
) -> tuple[QuerySet[Client], int, int | None]:
    """The clients wanted, how far they are worth counting, and how many they are where that is known already."""
    narrowed = _narrowed(wanted, within)
    terms = terms_of(wanted.text)
    if not terms:
        return narrowed, COUNTED, None
    found = _found_by_grams(terms)
    if found is not None:
        alone = within is None and wanted == ClientFilter(text=wanted.text)
        return narrowed.filter(pk__in=found), COUNTED, len(found) if alone else None
    for term in terms:
        narrowed = narrowed.filter(_usually_has(term))
    return narrowed, MATCHES, None


def _narrowed(wanted: ClientFilter, within: frozenset[int] | None) -> QuerySet[Client]:
    chosen = Client.objects.all()
    for name in ("client_class", "status", "industry", "region", "kind"):
        if value := getattr(wanted, name):
            chosen = chosen.filter(**{name: value})
    if wanted.tag:
        chosen = chosen.filter(tags__contains=[wanted.tag])
    return chosen if within is None else chosen.filter(pk__in=within)


def _usually_has(term: str) -> RawSQL:
    """Text that contains the term, told so that the planner expects half of all rows to pass.

    Behind row-level security it has no statistics for LIKE, takes it for rare, and would read and sort everything.
    """
    return RawSQL(
        "CASE WHEN search_text LIKE %s THEN true ELSE false END",
        [pattern_of(term)],
        output_field=BooleanField(),
    )


def _found_by_grams(terms: tuple[str, ...]) -> list[int] | None:
    """The ids of all that match; None where they are too many, or where a single letter leaves nothing to look up."""
    grams = grams_of(terms)
    if not grams:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jieli_find_clients(%s, %s, %s)",
            [grams, [pattern_of(term) for term in terms], MATCHES + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= MATCHES else None


def _rows_from(
    chosen: QuerySet[Client], order: _Order, at: _Cursor | None, limit: int
) -> list[dict[str, Any]]:
    if at is not None:
        sign = "<" if order.descending else ">"
        # The column is one of SORTS; a row comparison is what the index can be entered with.
        beyond = RawSQL(  # noqa: S611
            f"({order.column}, id) {sign} (%s, %s)", [at.key, at.id], output_field=BooleanField()
        )
        chosen = chosen.filter(beyond)
    return list(chosen.order_by(*order.columns).values(*SUMMARY, "name_key")[:limit])


def _write_cursor(backwards: bool, row: dict[str, Any], order: _Order) -> str:
    plain = json.dumps([int(backwards), order.column, str(row[order.column]), row["id"]], ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(text: str, order: _Order) -> _Cursor | None:
    """The place that a cursor names; None for none, and for one of another order."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
        backwards, column, key, row_id = plain
        if column != order.column or not isinstance(key, str) or "\x00" in key:
            return None
        if column == "created_on":
            date.fromisoformat(key)
        return _Cursor(bool(backwards), key, int(row_id))
    except (ValueError, TypeError, binascii.Error):
        return None
