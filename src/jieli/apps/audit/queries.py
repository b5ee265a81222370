"""Reading the log. Nothing here writes: entries are made by the database's triggers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from jieli.apps.audit import models
from jieli.apps.audit.declared import needed_to_see, rows_of_versions, versions_of

MOST = 500
# What all rows share that one act wrote into one table.
ACT = ("table_name", "verb", "at", "acting_user_id", "purpose")


@frozen
class Hidden:
    """Stands for a value that the reader may not see, whatever it is and whether there is one."""


HIDDEN = Hidden()


@frozen
class EntryView:
    """One written row. verb: insert, update, delete. old is None for an insert, new for a delete.

    Values that the reader may not see are HIDDEN. changed: the columns whose value is another one now, in the order
    of their names; hidden ones of an insert or delete are all in it, so that it does not tell which were empty.
    earlier: where the row is a later version of something, the version before; then `changed` is against that.
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
    earlier: Mapping[str, Any] | None = None


def list_entries(
    *,
    table_name: str | None = None,
    row_id: int | None = None,
    acting_user_id: int | None = None,
    like_id: int | None = None,
    before_id: int | None = None,
    limit: int,
    may: Collection[str] = (),
) -> tuple[EntryView, ...]:
    """The latest entries first. `before_id`: only those older than this entry, for the next page.

    like_id: only those that one act wrote into the same table as this entry.
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
    if like_id is not None:
        one = models.Entry.objects.filter(pk=like_id).first()
        rows = rows.filter(**{name: getattr(one, name) for name in ACT}) if one is not None else rows.none()
    return views(rows.order_by("-id")[: min(limit, MOST)], may)


def history_of(*, table_name: str, row_id: int, may: Collection[str] = ()) -> tuple[EntryView, ...]:
    """Everything that ever happened to one row, oldest first; values hidden as in list_entries."""
    rows = models.Entry.objects.filter(table_name=table_name, row_id=row_id)
    return views(rows.order_by("id"), may)


def views(rows: Iterable[models.Entry], may: Collection[str]) -> tuple[EntryView, ...]:
    """The rows as this reader may see them, in their order."""
    shown = list(rows)
    earlier = _versions_before(shown)
    return tuple(_view(row, earlier.get(row.pk), may) for row in shown)


def _versions_before(rows: Sequence[models.Entry]) -> Mapping[int, Mapping[str, Any]]:
    """Entry → values of the version before, for entries that tell of a second or later version."""
    found: dict[int, Mapping[str, Any]] = {}
    for table_name in {row.table_name for row in rows}:
        column = versions_of(table_name)
        if column is None:
            continue
        later = [
            row for row in rows if row.table_name == table_name and row.new and row.new.get("number", 1) > 1
        ]
        ids = rows_of_versions(table_name, {row.new[column] for row in later}) if later else {}
        before = {row.pk: ids.get((row.new[column], row.new["number"] - 1)) for row in later}
        values = models.Entry.objects.filter(
            table_name=table_name, verb="insert", row_id__in=[one for one in before.values() if one]
        )
        told = dict(values.values_list("row_id", "new")) if later else {}
        found |= {entry: told[row_id] for entry, row_id in before.items() if row_id in told}
    return found


def _view(row: models.Entry, earlier: Mapping[str, Any] | None, may: Collection[str]) -> EntryView:
    old, new = row.old or earlier or {}, row.new or {}
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
        earlier=_shown(earlier, hidden),
    )


def _shown(values: Mapping[str, Any] | None, hidden: Collection[str]) -> Mapping[str, Any] | None:
    return values and {name: HIDDEN if name in hidden else value for name, value in values.items()}
