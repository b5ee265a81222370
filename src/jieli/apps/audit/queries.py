"""Reading the log. Nothing here writes: entries are made by the database's triggers."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from jieli.apps.audit import models
from jieli.apps.audit.declared import needed_to_see

MOST = 500


@frozen
class Hidden:
    """Stands for a value that the reader may not see, whatever it is and whether there is one."""


HIDDEN = Hidden()


@frozen
class EntryView:
    """One written row. verb: insert, update, delete. old is None for an insert, new for a delete.

    Values that the reader may not see are HIDDEN. changed: the columns whose value is another one now, in the order
    of their names; hidden ones of an insert or delete are all in it, so that it does not tell which were empty.
    """

    id: int
    table_name: str
    row_id: int
    verb: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    changed: tuple[str, ...]
    acting_user_id: int | None
    purpose: str
    at: datetime


def list_entries(
    *,
    table_name: str | None = None,
    row_id: int | None = None,
    acting_user_id: int | None = None,
    before_id: int | None = None,
    limit: int,
    may: Collection[str] = (),
) -> tuple[EntryView, ...]:
    """The latest entries first. `before_id`: only those older than this entry, for the next page.

    may: what the reader may see in the whole organisation; columns that a model declares as seen only with another
    ability come back as HIDDEN.
    """
    wanted: dict[str, Any] = {
        "table_name": table_name,
        "row_id": row_id,
        "acting_user_id": acting_user_id,
        "id__lt": before_id,
    }
    rows = models.Entry.objects.filter(**{key: value for key, value in wanted.items() if value is not None})
    return _views(rows.order_by("-id")[: min(limit, MOST)], may)


def history_of(*, table_name: str, row_id: int, may: Collection[str] = ()) -> tuple[EntryView, ...]:
    """Everything that ever happened to one row, oldest first; values hidden as in list_entries."""
    rows = models.Entry.objects.filter(table_name=table_name, row_id=row_id)
    return _views(rows.order_by("id"), may)


def _views(rows: Iterable[models.Entry], may: Collection[str]) -> tuple[EntryView, ...]:
    return tuple(_view(row, may) for row in rows)


def _view(row: models.Entry, may: Collection[str]) -> EntryView:
    old, new = row.old or {}, row.new or {}
    hidden = {name for name in {*old, *new} if not needed_to_see(row.table_name, name) <= set(may)}
    is_update = row.verb == "update"
    return EntryView(
        id=row.pk,
        table_name=row.table_name,
        row_id=row.row_id,
        verb=row.verb,
        old=_shown(row.old, hidden),
        new=_shown(row.new, hidden),
        changed=tuple(
            name
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name) or (name in hidden and not is_update)
        ),
        acting_user_id=row.acting_user_id,
        purpose=row.purpose,
        at=row.at,
    )


def _shown(values: Mapping[str, Any] | None, hidden: Collection[str]) -> Mapping[str, Any] | None:
    return values and {name: HIDDEN if name in hidden else value for name, value in values.items()}
