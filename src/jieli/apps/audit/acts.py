"""The log by acts: what one act wrote into one table stands as one line, however many rows it was."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from attrs import frozen
from django.db.models import Count, Min, QuerySet

from jieli.apps.audit import models
from jieli.apps.audit.queries import ACT, EntryView, views

FOLDED_FROM = 5  # rows; fewer stand each for itself
A_READ = 5_000  # rows of which the groups of one page are made


@frozen
class Act:
    """A written row, or as many as one act wrote into the same table one after the other. newest: the last of them."""

    newest: EntryView
    count: int


@frozen
class ActPage:
    """The latest first. earlier_id: the next page is before this entry; None on the last."""

    acts: tuple[Act, ...]
    earlier_id: int | None


@frozen
class _Group:
    """Rows next to each other of one act. keys: of as many as were read, the latest first; oldest: the last of all."""

    keys: tuple[int, ...]
    count: int
    oldest: int


def list_acts(
    *,
    table_name: str | None = None,
    acting_user_id: int | None = None,
    before_id: int | None = None,
    limit: int,
    may: Collection[str] = (),
) -> ActPage:
    """One page of the log, many rows of one act folded; values are hidden as in list_entries."""
    wanted: dict[str, Any] = {"table_name": table_name, "acting_user_id": acting_user_id, "id__lt": before_id}
    rows = models.Entry.objects.filter(**{key: value for key, value in wanted.items() if value is not None})
    groups, reaches_the_end = _groups(rows)
    lines = [line for group in groups for line in _lines(group)]
    shown = lines[:limit]
    by_key = models.Entry.objects.in_bulk([key for key, _count, _oldest in shown])
    entries = views((by_key[key] for key, _count, _oldest in shown), may)
    is_last = reaches_the_end and len(lines) <= limit
    return ActPage(
        acts=tuple(Act(entry, count) for entry, (_key, count, _oldest) in zip(entries, shown, strict=True)),
        earlier_id=None if is_last else shown[-1][2],
    )


def _lines(group: _Group) -> Iterator[tuple[int, int, int]]:
    """(newest row, number of rows, oldest row) of each line in which a group is shown."""
    if group.count >= FOLDED_FROM:
        yield group.keys[0], group.count, group.oldest
    else:
        yield from ((key, 1, key) for key in group.keys)


def _groups(rows: QuerySet[models.Entry]) -> tuple[list[_Group], bool]:
    """The latest groups, the last one counted to its end, and whether there are no older rows."""
    read = list(rows.order_by("-id").values_list("pk", *ACT)[:A_READ])
    groups = [
        _Group(keys, len(keys), keys[-1])
        for _act, found in groupby(read, key=lambda row: row[1:])
        for keys in [tuple(row[0] for row in found)]
    ]
    if len(read) < A_READ:
        return groups, True
    older = rows.filter(pk__lt=read[-1][0])
    other = (
        older.exclude(**dict(zip(ACT, read[-1][1:], strict=True)))
        .order_by("-id")
        .values_list("pk", flat=True)
    )
    rest = older.filter(pk__gt=other.first() or 0).aggregate(count=Count("pk"), oldest=Min("pk"))
    last = groups.pop()
    groups.append(_Group(last.keys, last.count + rest["count"], rest["oldest"] or last.oldest))
    return groups, False
