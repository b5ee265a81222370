"""Rows that hold on some days (`valid`) and are known from `recorded_at` until `superseded_at`."""

from datetime import datetime
from typing import TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Func, Model, Q, QuerySet

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
