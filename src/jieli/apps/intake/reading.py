"""Versions of facts read from their tables, in few queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jieli.apps.intake.kinds import Kind
from jieli.apps.intake.models import DealSplit, Fact, ReceiptAllocation
from jieli.apps.intake.values import AllocationView, FactContent, SplitView, VersionView

# What is read of a version beside its content, in the order of _LATEST and _VERSION; the content comes after.
_LATEST = ("id", "is_void")
_VERSION = (*_LATEST, "reason", "recorded_at", "recorded_by_id")
_CONTENT = ("fact_id", "fact__source_key", "number", "client_id")
Row = tuple[Any, ...]


def read_latest(
    kind: Kind,
    *,
    known_at: datetime | None = None,
    fact_ids: Iterable[int] | None = None,
    client_ids: Iterable[int] | None = None,
) -> tuple[FactContent, ...]:
    """What held at a moment of knowledge (None: now), by fact id, void facts left out.

    fact_ids: a query of ids is asked within the same query.
    """
    rows = _rows(kind, _LATEST)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if fact_ids is not None:
        rows = rows.filter(fact_id__in=fact_ids if isinstance(fact_ids, QuerySet) else list(fact_ids))
    if client_ids is not None:
        wanted = frozenset(client_ids)
        rows = rows.filter(fact_id__in=kind.model.objects.filter(client_id__in=wanted).values("fact_id"))
    latest = [row for row in rows.order_by("fact_id", "-number").distinct("fact_id") if not row[1]]
    if client_ids is None:
        return tuple(_views(kind, latest, _LATEST, whole=fact_ids is None))
    views = _views(kind, latest, _LATEST, whole=False)
    return tuple(view for view in views if view.client_id in wanted)


def read_versions(kind: Kind, *, fact_ids: Iterable[int]) -> Mapping[int, tuple[VersionView, ...]]:
    """Fact id → all its versions, the oldest first."""
    found: dict[int, list[VersionView]] = defaultdict(list)
    rows = list(_rows(kind, _VERSION).filter(fact_id__in=list(fact_ids)).order_by("fact_id", "number"))
    for row, view in zip(rows, _views(kind, rows, _VERSION, whole=False), strict=True):
        _id, is_void, reason, recorded_at, recorded_by_id = row[: len(_VERSION)]
        found[view.id].append(
            VersionView(
                number=view.version,
                recorded_at=recorded_at,
                recorded_by_id=recorded_by_id,
                is_void=is_void,
                reason=reason,
                content=view,
            )
        )
    return {fact_id: tuple(versions) for fact_id, versions in found.items()}


def fact_ids_by_key(kind: str, keys: Iterable[str]) -> Mapping[str, int]:
    """Source key → fact id, for the keys that are known."""
    wanted = Fact.objects.filter(kind=kind, source_key__in=list(keys))
    return dict(wanted.values_list("source_key", "pk"))


def keys_of_facts(fact_ids: Iterable[int]) -> Mapping[int, str]:
    """Fact id → source key."""
    return dict(Fact.objects.filter(pk__in=list(fact_ids)).values_list("pk", "source_key"))


def _rows(kind: Kind, own: Sequence[str]) -> QuerySet[Any, Row]:
    named = (f"{name}_id" for name in kind.names)
    return kind.model.objects.values_list(*own, *_CONTENT, *kind.columns, *named)


def _views(kind: Kind, rows: Sequence[Row], own: Sequence[str], *, whole: bool) -> list[Any]:
    """The view of each row, whose content comes after its own columns. whole: the rows are most of the table, so their parts
    are read without naming them."""
    fields = (
        "id",
        "source_key",
        "version",
        "client_id",
        *kind.columns,
        *(f"{name}_id" for name in kind.names),
    )
    contents = (row[len(own) :] for row in rows)
    if kind.name not in _PARTS:
        return [kind.view(**dict(zip(fields, content, strict=True))) for content in contents]
    name, read = _PARTS[kind.name]
    found = read(None if whole else [row[0] for row in rows]) if rows else {}
    parts = ({name: tuple(found.get(row[0], ()))} for row in rows)
    return [
        kind.view(**dict(zip(fields, content, strict=True)), **more)
        for content, more in zip(contents, parts, strict=True)
    ]


def _splits(version_ids: list[int] | None) -> Mapping[int, list[SplitView]]:
    rows = DealSplit.objects.order_by("id")
    if version_ids is not None:
        rows = rows.filter(deal_version_id__in=version_ids)
    found: dict[int, list[SplitView]] = defaultdict(list)
    columns = ("deal_version_id", "employee_id", "share_numerator", "share_denominator")
    for version_id, employee_id, numerator, denominator in rows.values_list(*columns):
        found[version_id].append(SplitView(employee_id, Fraction(numerator, denominator)))
    return found


def _allocations(version_ids: list[int] | None) -> Mapping[int, list[AllocationView]]:
    rows = ReceiptAllocation.objects.order_by("id")
    if version_ids is not None:
        rows = rows.filter(receipt_version_id__in=version_ids)
    found: dict[int, list[AllocationView]] = defaultdict(list)
    for version_id, deal_id, fen in rows.values_list("receipt_version_id", "deal_id", "amount_fen"):
        found[version_id].append(AllocationView(deal_id, fen))
    return found


_PARTS = {"deal": ("splits", _splits), "receipt": ("allocations", _allocations)}
