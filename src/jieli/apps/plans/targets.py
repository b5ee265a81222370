"""What people are to reach and what they have reached, as pay looks at it. Written over days, never edited."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange
from django.db.models import QuerySet

from jieli.apps.audit.api import sign_writes
from jieli.apps.people.api import list_employments
from jieli.apps.plans import models
from jieli.apps.plans.values import NewAchievement, NewQuota
from jieli.engines.pay import Achievement, Quota
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.ranges import DateRange, gaps
from jieli.lib.days import implausible
from jieli.lib.known import as_known, too_early
from jieli.lib.problems import problem

MOST = 10**15  # fen or hundredths: more is a slip
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")

Row = models.Quota | models.Achievement
New = TypeVar("New", NewQuota, NewAchievement)


def set_quotas(*, acting_user_id: int | None, at: datetime, quotas: Sequence[NewQuota]) -> int:
    """How many quotas were written, each over what stood for that person and key on those days.

    All or nothing; what stands already in the same form is left as it is. Raises Problems with the place of each.
    """
    refuse(_problems(quotas, "quotas"))
    return _write(models.Quota, quotas, _quota_row, acting_user_id, at)


def record_achievements(
    *, acting_user_id: int | None, at: datetime, achievements: Sequence[NewAchievement]
) -> int:
    """How many results were written, as set_quotas does. Raises Problems."""
    refuse(_problems(achievements, "achievements"))
    return _write(models.Achievement, achievements, _achievement_row, acting_user_id, at)


def list_quotas(*, known_at: datetime | None) -> tuple[Quota, ...]:
    """Every quota as known at a moment (None: now), for the pay engine."""
    return tuple(
        Quota(row.employee_id, row.key, _range(row), row.target_fen) for row in _known(models.Quota, known_at)
    )


def list_achievements(*, known_at: datetime | None) -> tuple[Achievement, ...]:
    """Every result as known at a moment (None: now), for the pay engine."""
    return tuple(
        Achievement(
            row.employee_id,
            row.key,
            _range(row),
            Fraction(row.actual_numerator, row.actual_denominator),
            None if row.target_numerator is None else Fraction(row.target_numerator, row.target_denominator),
        )
        for row in _known(models.Achievement, known_at)
    )


def list_result_keys() -> tuple[str, ...]:
    """The keys of all results that were ever recorded, for anybody, by name."""
    return tuple(models.Achievement.objects.order_by("key").values_list("key", flat=True).distinct())


def _known(model: type[Row], known_at: datetime | None) -> QuerySet:
    return as_known(model.objects.order_by("employee_id", "key", "valid", "pk"), known_at)


def _problems(new: Sequence[NewQuota | NewAchievement], what: str) -> Iterator[Problem]:
    people = {span.employee_id for span in list_employments(known_at=None)}
    for index, one in enumerate(new):
        place = f"{what}[{index}]"
        yield from implausible(f"{place}.range", one.range.from_, one.range.until)
        if one.employee_id not in people:
            yield problem(
                "PLAN-TARGET-001",
                f"{place}.employee_id",
                "There is no employee with the id {employee}.",
                "Choose somebody who works here.",
                employee=one.employee_id,
            )
        if not _KEY.fullmatch(one.key):
            yield problem(
                "PLAN-TARGET-002",
                f"{place}.key",
                "“{key}” cannot be a key.",
                "Write it as the plan does: small letters, digits and _, beginning with a letter; at most 60.",
                key=one.key,
            )
        if not _is_sensible(one):
            yield problem(
                "PLAN-TARGET-003",
                place,
                "The target or result is negative where it cannot be, or far too large.",
                "Check the number and its unit.",
            )
        if any(
            (other.employee_id, other.key) == (one.employee_id, one.key) and other.range.overlaps(one.range)
            for other in new[:index]
        ):
            yield problem(
                "PLAN-TARGET-004",
                f"{place}.range",
                "The same person and key stand here twice for the same days.",
                "Give each person one number a day.",
            )


def _is_sensible(one: NewQuota | NewAchievement) -> bool:
    if isinstance(one, NewQuota):
        return 0 <= one.target_fen <= MOST
    numbers = [one.actual] if one.target is None else [one.actual, one.target]
    return all(abs(number.numerator) <= MOST and number.denominator <= MOST for number in numbers)


def _write(
    model: type[Row],
    new: Sequence[New],
    row_of: Callable[[New, DateRange], Row],
    acting_user_id: int | None,
    at: datetime,
) -> int:
    """Each over what stood; what is left of a row outside the days taken stands on as a row of its own."""
    standing = list(_known(model, None).filter(employee__in={one.employee_id for one in new}))
    written: list[Row] = []
    superseded: dict[int, Row] = {}
    taken: dict[int, list[DateRange]] = {}
    for one in new:
        rows = [row for row in standing if (row.employee_id, row.key) == (one.employee_id, one.key)]
        if any(_says_the_same(row, row_of(one, one.range)) for row in rows):
            continue
        written.append(row_of(one, one.range))
        for row in rows:
            if _range(row).overlaps(one.range):
                superseded[row.pk] = row
                taken.setdefault(row.pk, []).append(one.range)
    rests = [_part(row, rest) for pk, row in superseded.items() for rest in gaps(taken[pk], _range(row))]
    if not written:
        return 0
    refuse(too_early(at, _of_same_days(model, written)))
    sign_writes(acting_user_id=acting_user_id)
    for row in (*written, *rests):
        row.recorded_at, row.recorded_by_id = at, acting_user_id
    try:
        with transaction.atomic():
            model.objects.filter(pk__in=superseded).update(superseded_at=at)
            model.objects.bulk_create([*written, *rests])
    except IntegrityError as raced:
        raise Problems([_written_meanwhile()]) from raced
    return len(written)


def _of_same_days(model: type[Row], written: Sequence[Row]) -> Iterator[Row]:
    """Whatever was ever known of the same people, keys and days."""
    for row in model.objects.filter(employee__in={row.employee_id for row in written}):
        if any(
            (row.employee_id, row.key) == (new.employee_id, new.key) and _overlap(row, new) for new in written
        ):
            yield row


def _overlap(row: Row, other: Row) -> bool:
    return _range(row).overlaps(_range(other))


def _quota_row(new: NewQuota, days: DateRange) -> models.Quota:
    return models.Quota(
        employee_id=new.employee_id, key=new.key, valid=_stored(days), target_fen=new.target_fen
    )


def _achievement_row(new: NewAchievement, days: DateRange) -> models.Achievement:
    target = (None, None) if new.target is None else (new.target.numerator, new.target.denominator)
    return models.Achievement(
        employee_id=new.employee_id,
        key=new.key,
        valid=_stored(days),
        actual_numerator=new.actual.numerator,
        actual_denominator=new.actual.denominator,
        target_numerator=target[0],
        target_denominator=target[1],
    )


_OWN = {
    models.Quota: ("employee_id", "key", "target_fen"),
    models.Achievement: (
        *("employee_id", "key", "actual_numerator", "actual_denominator"),
        *("target_numerator", "target_denominator"),
    ),
}


def _says_the_same(row: Row, other: Row) -> bool:
    same = all(getattr(row, name) == getattr(other, name) for name in _OWN[type(row)])
    return same and _range(row) == _range(other)


def _part(row: Row, days: DateRange) -> Row:
    return type(row)(**{name: getattr(row, name) for name in _OWN[type(row)]}, valid=_stored(days))


def _stored(days: DateRange) -> StoredRange:
    return StoredRange(days.from_, days.until, "[)")


def _range(row: Row) -> DateRange:
    return DateRange(row.valid.lower, row.valid.upper)


def _written_meanwhile() -> Problem:
    return problem(
        "PLAN-TARGET-005",
        "targets",
        "Somebody else wrote targets or results of these people at the same moment.",
        "Look at what stands now, then write again what is still needed.",
    )
