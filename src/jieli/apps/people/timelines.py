"""Employments and departments' terms as they are known, and how they change: what stood gives way, nothing is edited."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from jieli.apps.people import models
from jieli.lib.known import as_known

Row = TypeVar("Row", models.Employment, models.DepartmentTerm)


def employments(*, known_at: datetime | None = None) -> QuerySet[models.Employment]:
    """Everybody's, as known at a moment (None: now)."""
    return as_known(models.Employment.objects.all(), known_at)


def department_terms(*, known_at: datetime | None = None) -> QuerySet[models.DepartmentTerm]:
    """Every department's, as known at a moment (None: now)."""
    return as_known(models.DepartmentTerm.objects.all(), known_at)


def write_over(
    superseded: Sequence[Row], written: Sequence[Row], *, acting_user_id: int | None, at: datetime
) -> None:
    """From one moment on the written rows are known and the superseded ones no longer are."""
    for row in superseded:
        row.superseded_at = at
        row.save(update_fields=["superseded_at"])
    for row in written:
        row.recorded_at, row.recorded_by_id = at, acting_user_id
        row.save(force_insert=True)
