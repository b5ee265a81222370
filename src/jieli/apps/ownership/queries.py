"""Reading who answers for whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from jieli.apps.clients import api as clients
from jieli.apps.ownership.models import Ownership, OwnershipChange, ShareGroup
from jieli.apps.ownership.values import SpanView
from jieli.apps.ownership.writing import batches, handover_behind
from jieli.engines.ownership import Span
from jieli.kernel.ranges import DateRange
from jieli.lib.known import STANDING, as_known

# What a span says: of thousands, neither rows nor changes are made to objects.
_OF_SPANS = (
    *("client_id", "group", "employee_id", "role", "share_numerator", "share_denominator", "valid"),
    *("change__kind", "change__handover_id"),
)


def list_spans(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> tuple[Span, ...]:
    """These clients' spans (None: every client's) in all groups, as known at a moment (None: as they stand)."""
    rows = as_known(Ownership.objects.all(), known_at)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    rows = rows.order_by("client_id", "group", "valid", "employee_id", "id").values_list(*_OF_SPANS)
    return tuple(
        Span(
            client=client,
            group=group,
            person=person,
            role=role,
            share=Fraction(numerator, denominator),
            range=DateRange(valid.lower, valid.upper),
            handover=handover_behind(kind, handover),
        )
        for client, group, person, role, numerator, denominator, valid, kind, handover in rows.iterator()
    )


def timeline_of(*, client_id: int, known_at: datetime | None = None) -> tuple[SpanView, ...]:
    """One client's spans in all groups, from the earliest day on."""
    rows = as_known(Ownership.objects.all(), known_at).filter(client_id=client_id).select_related("change")
    return tuple(_view(row) for row in rows.order_by("group", "valid", "-role", "employee_id", "id"))


def timelines_of(
    *, client_ids: Iterable[int], known_at: datetime | None = None
) -> dict[int, tuple[SpanView, ...]]:
    """Client → his spans in all groups, as timeline_of has them. A client whom nobody ever held is not in it."""
    found: dict[int, list[SpanView]] = defaultdict(list)
    for ids in batches(sorted(set(client_ids))):
        rows = as_known(Ownership.objects.all(), known_at).filter(client_id__in=ids).select_related("change")
        for row in rows.order_by("client_id", "group", "valid", "-role", "employee_id", "id"):
            found[row.client_id].append(_view(row))
    return {client_id: tuple(views) for client_id, views in found.items()}


def owners_on(
    *, client_ids: Iterable[int], on: date, group: str = ShareGroup.OWNERSHIP
) -> dict[int, tuple[SpanView, ...]]:
    """Client → who holds him in a group on a day, the owner first. A client whom nobody holds is not in it."""
    found: dict[int, list[SpanView]] = defaultdict(list)
    for ids in batches(sorted(set(client_ids))):
        rows = _on(on, group).filter(client_id__in=ids).select_related("change")
        for row in rows.order_by("client_id", "-role", "employee_id"):
            found[row.client_id].append(_view(row))
    return {client_id: tuple(views) for client_id, views in found.items()}


def book_of(*, employee_id: int, on: date) -> frozenset[int]:
    """The clients in whose ownership a person has a share on a day."""
    rows = _on(on, ShareGroup.OWNERSHIP).filter(employee_id=employee_id)
    return frozenset(rows.values_list("client_id", flat=True))


def book_sizes(*, on: date) -> dict[int, int]:
    """Employee → with how many clients he has a share in the ownership on a day."""
    counted = (
        _on(on, ShareGroup.OWNERSHIP).values("employee_id").annotate(size=Count("client_id", distinct=True))
    )
    return {row["employee_id"]: row["size"] for row in counted}


def list_unowned(*, on: date) -> frozenset[int]:
    """The clients whom nobody owns on a day, among those who were there by then."""
    owned = _on(on, ShareGroup.OWNERSHIP).values_list("client_id", flat=True)
    return clients.client_ids_on(on=on).difference(owned)


def count_unowned(*, on: date) -> int:
    """How many clients list_unowned would name, counted without reading them."""
    owned = _on(on, ShareGroup.OWNERSHIP)
    early = owned.filter(client_id__in=clients.client_ids_after(on=on))  # owned before they were there
    return clients.count_clients(on=on) - _count_clients(owned) + _count_clients(early)


def held_from(*, employee_ids: Iterable[int], on: date) -> frozenset[int]:
    """The clients in whom one of these people holds any share on a day or after it."""
    return frozenset(_held_from(employee_ids, on).values_list("client_id", flat=True).distinct())


def is_held_from(*, client_id: int, employee_ids: Iterable[int], on: date) -> bool:
    """Whether one of these people holds any share of the client on a day or after it."""
    return _held_from(employee_ids, on).filter(client_id=client_id).exists()


def _held_from(employee_ids: Iterable[int], on: date) -> QuerySet[Ownership]:
    rows = Ownership.objects.filter(STANDING, employee_id__in=sorted(set(employee_ids)))
    return rows.filter(Q(valid__endswith__gt=on) | Q(valid__upper_inf=True))


def _count_clients(rows: QuerySet[Ownership]) -> int:
    return rows.aggregate(count=Count("client_id", distinct=True))["count"]


def _on(on: date, group: str) -> QuerySet[Ownership]:
    return Ownership.objects.filter(STANDING, group=group, valid__contains=on)


def _view(row: Ownership) -> SpanView:
    by_handover = row.change.kind == OwnershipChange.Kind.HANDOVER
    return SpanView(
        id=row.id,
        client_id=row.client_id,
        group=row.group,
        role=row.role,
        employee_id=row.employee_id,
        share=Fraction(row.share_numerator, row.share_denominator),
        range=DateRange(row.valid.lower, row.valid.upper),
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
        decided_at=row.change.recorded_at,
        kind=row.change.kind,
        handover_id=row.change.handover_id if by_handover else None,
        reason=row.change.reason,
    )
