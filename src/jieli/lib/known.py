"""Rows that hold on some days (`valid`) and are known from `recorded_at` until `superseded_at`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Func, Max, Model, Q, QuerySet

from jieli.kernel.problem import Problem
from jieli.lib.problems import problem

Row = TypeVar("Row", bound=Model)
STANDING = Q(superseded_at__isnull=True)


def one_known_at_a_time(
    name: str, *keys: str, condition: Q | None = None, holds: str | None = "valid"
) -> ExclusionConstraint:
    """Of what is known at one moment, no two rows of the same keys hold on the same day.

    holds: the column of the days; None: the keys say it all.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("organization", RangeOperators.EQUAL),
            *((key, RangeOperators.EQUAL) for key in keys),
            *([(holds, RangeOperators.OVERLAPS)] if holds else []),
            (Func(F("recorded_at"), F("superseded_at"), function="tstzrange"), RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def as_known(rows: QuerySet[Row], at: datetime | None) -> QuerySet[Row]:
    """The rows that were known at a moment; None: those that stand now."""
    if at is None:
        return rows.filter(STANDING)
    return rows.filter(STANDING | Q(superseded_at__gt=at), recorded_at__lte=at)


def moment_after(at: datetime, rows: QuerySet[Row]) -> datetime:
    """`at`, or just after what is already known of these rows: what is learnt late is not known earlier."""
    known = rows.aggregate(Max("recorded_at"), Max("superseded_at")).values()
    return max([at, *(moment + timedelta(microseconds=1) for moment in known if moment is not None)])


def too_early(at: datetime, rows: Iterable[Model]) -> list[Problem]:
    """A problem where any of these rows became known, or ceased to be, only after `at`: it would have to be unknown again."""
    known = [moment for row in rows for moment in (row.recorded_at, row.superseded_at) if moment is not None]
    if all(moment <= at for moment in known):
        return []
    return [
        problem(
            "KNOWN-AT-001",
            "at",
            "What is known of these days was written at {known}, which is later than {at}.",
            "Write it with a later moment: what was known then stays known.",
            known=max(known).isoformat(timespec="seconds"),
            at=at.isoformat(timespec="seconds"),
        )
    ]
