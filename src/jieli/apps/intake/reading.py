"""Versions of facts read from their tables, in few queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet

from jieli.apps.intake.kinds import Kind
from jieli.apps.intake.models import DealSplit, Fact, ReceiptAllocation
from jieli.apps.intake.values import AllocationView, FactContent, SplitView, VersionView

_LATEST = ("id", "fact_id", "number", "client_id", "is_void")
_VERSION = (*_LATEST, "reason", "recorded_at", "recorded_by_id")


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
    latest = [row for row in rows.order_by("fact_id", "-number").distinct("fact_id") if not row["is_void"]]
    if client_ids is not None:
        latest = [row for row in latest if row["client_id"] in wanted]
    whole = fact_ids is None and client_ids is None
    return tuple(view for _row, view in _views(kind, latest, whole=whole))


def read_versions(kind: Kind, *, fact_ids: Iterable[int]) -> Mapping[int, tuple[VersionView, ...]]:
    """Fact id → all its versions, the oldest first."""
    found: dict[int, list[VersionView]] = defaultdict(list)
    rows = list(_rows(kind, _VERSION).filter(fact_id__in=list(fact_ids)).order_by("fact_id", "number"))
    for row, view in _views(kind, rows, whole=False):
        found[row["fact_id"]].append(
            VersionView(
                number=row["number"],
                recorded_at=row["recorded_at"],
                recorded_by_id=row["recorded_by_id"],
                is_void=row["is_void"],
                reason=row["reason"],
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


def _rows(kind: Kind, own: Sequence[str]) -> QuerySet[Any, dict[str, Any]]:
    more = tuple(f"{name}_id" for name in kind.names)
    return kind.model.objects.values(*own, *kind.columns, *more, source_key=F("fact__source_key"))


def _views(
    kind: Kind, rows: Sequence[dict[str, Any]], *, whole: bool
) -> list[tuple[dict[str, Any], FactContent]]:
    """Each row with its view. whole: the rows are most of the table, so its parts are read without naming them."""
    ids = None if whole else [row["id"] for row in rows]
    parts = {"deal": _splits, "receipt": _allocations}.get(kind.name)
    found = parts(ids) if parts and rows else {}
    return [(row, _view(kind, row, tuple(found.get(row["id"], ())))) for row in rows]


def _view(kind: Kind, row: dict[str, Any], parts: tuple[Any, ...]) -> FactContent:
    more: dict[str, Any] = {f"{name}_id": row[f"{name}_id"] for name in kind.names}
    if kind.name == "deal":
        more["splits"] = parts
    elif kind.name == "receipt":
        more["allocations"] = parts
    return kind.view(
        id=row["fact_id"],
        source_key=row["source_key"],
        version=row["number"],
        client_id=row["client_id"],
        **{name: row[name] for name in kind.columns},
        **more,
    )


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
