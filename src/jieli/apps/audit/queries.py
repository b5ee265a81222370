"""Reading the log. Nothing here writes: entries are made by the database's triggers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from jieli.apps.audit import models

MOST = 500


@frozen
class EntryView:
    """One written row. verb: insert, update, delete. old is None for an insert, new for a delete."""

    id: int
    table_name: str
    row_id: int
    verb: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    acting_user_id: int | None
    purpose: str
    at: datetime

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns whose value is another one now, in the order of their names."""
        old, new = self.old or {}, self.new or {}
        return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def list_entries(
    *,
    table_name: str | None = None,
    row_id: int | None = None,
    acting_user_id: int | None = None,
    before_id: int | None = None,
    limit: int,
) -> tuple[EntryView, ...]:
    """The latest entries first. `before_id`: only those older than this entry, for the next page."""
    wanted: dict[str, Any] = {
        "table_name": table_name,
        "row_id": row_id,
        "acting_user_id": acting_user_id,
        "id__lt": before_id,
    }
    rows = models.Entry.objects.filter(**{key: value for key, value in wanted.items() if value is not None})
    return _views(rows.order_by("-id")[: min(limit, MOST)])


def history_of(*, table_name: str, row_id: int) -> tuple[EntryView, ...]:
    """Everything that ever happened to one row, oldest first."""
    rows = models.Entry.objects.filter(table_name=table_name, row_id=row_id)
    return _views(rows.order_by("id"))


def _views(rows: Iterable[models.Entry]) -> tuple[EntryView, ...]:
    return tuple(
        EntryView(
            id=row.pk,
            table_name=row.table_name,
            row_id=row.row_id,
            verb=row.verb,
            old=row.old,
            new=row.new,
            acting_user_id=row.acting_user_id,
            purpose=row.purpose,
            at=row.at,
        )
        for row in rows
    )
