"""Days of unpaid leave: recorded, taken back, never edited."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.people import models, spans, timelines
from jieli.apps.people.values import LeaveSpan, NewLeave
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.days import implausible
from jieli.lib.known import STANDING, as_known, too_early
from jieli.lib.problems import problem


def record_leaves(*, acting_user_id: int | None, at: datetime, leaves: Sequence[NewLeave]) -> int:
    """How many were written; one that stands already in the same form is left as it is. Raises Problems."""
    found: list[Problem] = []
    for index, one in enumerate(leaves):
        found += implausible(f"leaves[{index}].range", one.range.from_, one.range.until)
        days = spans.stored(one.range.from_, one.range.until)
        if not timelines.employments().filter(employee=one.employee_id, valid__overlap=days).exists():
            found.append(_not_employed(f"leaves[{index}].range", one.range.from_))
        same_days = models.UnpaidLeave.objects.filter(employee=one.employee_id, valid__overlap=days)
        found += too_early(at, same_days.exclude(STANDING))
    refuse(found)
    standing = {(one.employee_id, one.range) for one in list_leaves(known_at=None)}
    new = [one for one in leaves if (one.employee_id, one.range) not in standing]
    sign_writes(acting_user_id=acting_user_id)
    try:
        with transaction.atomic():
            models.UnpaidLeave.objects.bulk_create(
                models.UnpaidLeave(
                    employee_id=one.employee_id,
                    valid=spans.stored(one.range.from_, one.range.until),
                    recorded_at=at,
                    recorded_by_id=acting_user_id,
                )
                for one in new
            )
    except IntegrityError as reason:
        raise Problems([_overlaps()]) from reason
    return len(new)


def withdraw_leave(*, acting_user_id: int | None, at: datetime, leave_id: int) -> None:
    """It was not taken after all. Nothing changes where it was withdrawn already. Raises Problems."""
    standing = models.UnpaidLeave.objects.filter(STANDING, pk=leave_id)
    refuse(too_early(at, standing))
    sign_writes(acting_user_id=acting_user_id)
    standing.update(superseded_at=at)


def list_leaves(*, known_at: datetime | None) -> tuple[LeaveSpan, ...]:
    """As known at a moment (None: now), by employee and day."""
    rows = as_known(models.UnpaidLeave.objects.order_by("employee_id", "valid", "pk"), known_at)
    return tuple(LeaveSpan(row.pk, row.employee_id, spans.read(row.valid)) for row in rows)


def _not_employed(place: str, on: date) -> Problem:
    return problem(
        "PEOPLE-LEAVE-001",
        place,
        "This person is not employed on any day of the leave that begins on {on}.",
        "Choose days within the employment.",
        on=on,
    )


def _overlaps() -> Problem:
    return problem(
        "PEOPLE-LEAVE-002",
        "leaves",
        "Some of these days are recorded as unpaid leave of the same person already.",
        "Withdraw the leave that stands, or record only the other days.",
    )
