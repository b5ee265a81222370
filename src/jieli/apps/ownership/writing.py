"""How a client's timeline is written: what no longer stands is closed at one moment, what is new begins at it.

A row that goes on unchanged is not touched; the remains of a row that was cut keep the act that decided them, so that a
step of a handover stays known as that handover's step however often its neighbours change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from attrs import frozen
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange
from django.db.models import Max, Q

from jieli.apps.ownership.models import Ownership, OwnershipChange
from jieli.engines.ownership import Span
from jieli.kernel.ranges import DateRange

Key = tuple[int, str]  # client, group
BATCH = 5_000


@frozen
class Row:
    """A stored row with the act that decided it."""

    id: int
    span: Span
    change_id: int


def moment_after(at: datetime, client_ids: Iterable[int]) -> datetime:
    """`at`, or just after what is already known of these clients: a writer who had to wait learns later, not earlier."""
    latest = at
    for ids in batches(sorted(set(client_ids))):
        known = Ownership.objects.filter(client_id__in=ids).aggregate(
            Max("recorded_at"), Max("superseded_at")
        )
        latest = max([latest, *(moment + timedelta(microseconds=1) for moment in known.values() if moment)])
    return latest


def standing(client_ids: Iterable[int]) -> dict[Key, tuple[Row, ...]]:
    """The rows that stand now."""
    return _rows(client_ids, Q(superseded_at__isnull=True))


def known_at(client_ids: Iterable[int], moment: datetime) -> dict[Key, tuple[Row, ...]]:
    """The rows as they were known at a moment."""
    later = Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment)
    return _rows(client_ids, Q(recorded_at__lte=moment) & later)


def known_before(client_ids: Iterable[int], moment: datetime) -> dict[Key, tuple[Row, ...]]:
    """The rows as they were known until a moment, without what was learnt at that very moment."""
    later = Q(superseded_at__isnull=True) | Q(superseded_at__gte=moment)
    return _rows(client_ids, Q(recorded_at__lt=moment) & later)


def _rows(client_ids: Iterable[int], condition: Q) -> dict[Key, tuple[Row, ...]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for ids in batches(sorted(set(client_ids))):
        chosen = Ownership.objects.filter(condition, client_id__in=ids).select_related("change")
        for row in chosen.order_by("client_id", "group", "valid", "id"):
            found[row.client_id, row.group].append(Row(row.id, span_of(row), row.change_id))
    return {key: tuple(rows) for key, rows in found.items()}


def span_of(row: Ownership) -> Span:
    """A stored row as the engine sees it."""
    return Span(
        client=row.client_id,
        group=row.group,
        person=row.employee_id,
        role=row.role,
        share=Fraction(row.share_numerator, row.share_denominator),
        range=DateRange(row.valid.lower, row.valid.upper),
        handover=handover_behind(row.change.kind, row.change.handover_id),
    )


def handover_behind(kind: str, handover_id: int | None) -> int | None:
    """The handover that a change says a span comes of; of one that reversed a handover, none."""
    return handover_id if kind == OwnershipChange.Kind.HANDOVER else None


def write_timelines(
    change: OwnershipChange,
    before: Mapping[Key, Sequence[Row]],
    wanted: Mapping[Key, Sequence[tuple[Span, int]]],
) -> None:
    """Make each wanted timeline stand from the change's moment on. A span comes with the change that decided it."""
    closing: list[int] = []
    adding: list[Ownership] = []
    for key, spans in wanted.items():
        kept = {row.span: row.id for row in before.get(key, ())}
        staying = {span for span, _ in spans}
        closing += [row_id for span, row_id in kept.items() if span not in staying]
        adding += [_new_row(span, decided, change) for span, decided in spans if span not in kept]
    for ids in batches(closing):
        Ownership.objects.filter(id__in=ids).update(superseded_at=change.recorded_at)
    Ownership.objects.bulk_create(adding, batch_size=BATCH)


def _new_row(span: Span, change_id: int, change: OwnershipChange) -> Ownership:
    return Ownership(
        client_id=span.client,
        group=span.group,
        role=span.role,
        employee_id=span.person,
        share_numerator=span.share.numerator,
        share_denominator=span.share.denominator,
        valid=StoredRange(span.range.from_, span.range.until),
        change_id=change_id,
        recorded_at=change.recorded_at,
    )


def decided_by(span: Span, rows: Sequence[Row], otherwise: int) -> int:
    """The act that decided a span: that of the row it is a part of, else the one being written."""
    for row in rows:
        same = (row.span.person, row.span.role, row.span.share, row.span.handover) == (
            span.person,
            span.role,
            span.share,
            span.handover,
        )
        if same and row.span.range.overlaps(span.range):
            return row.change_id
    return otherwise


def batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
