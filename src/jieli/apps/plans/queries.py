"""Reading plans and assignments."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from jieli.apps.plans import models
from jieli.apps.plans.values import AssignmentView, DiffLine, PlanVersionView, PlanView, WithdrawalView
from jieli.engines.pay import Assignment, PlanVersion
from jieli.kernel.ranges import DateRange
from jieli.lib.errors import NotFound
from jieli.lib.known import as_known


class NoSuchPlan(NotFound):
    """There is no plan with this code in this organisation."""


def list_plans() -> tuple[PlanView, ...]:
    """Every plan with all its versions, by code."""
    return _plans(models.Plan.objects.all())


def get_plan(*, code: str) -> PlanView:
    """One plan with all its versions. Raises NoSuchPlan."""
    found = _plans(models.Plan.objects.filter(code=code))
    if not found:
        raise NoSuchPlan(code)
    return found[0]


def list_versions(*, known_at: datetime | None) -> tuple[PlanVersion, ...]:
    """The versions known at a moment, for the pay engine. One whose place a later one took on its first day is left out,
    and so is one that was withdrawn by then."""
    rows = models.PlanVersion.objects.select_related("plan").order_by("plan__code", "number")
    withdrawn = models.VersionWithdrawal.objects.all()
    if known_at is not None:
        rows, withdrawn = rows.filter(recorded_at__lte=known_at), withdrawn.filter(recorded_at__lte=known_at)
    rows = rows.exclude(pk__in=withdrawn.values("version_id"))
    standing = {(row.plan_id, row.in_force_from): row for row in rows}
    return tuple(
        PlanVersion(
            plan=row.plan.code,
            number=row.number,
            text=row.text,
            in_force_from=row.in_force_from,
            keeps_previous=_keeps(row),
            freezes_deals=row.freezes_deals,
        )
        for row in standing.values()
    )


def list_assignments(*, known_at: datetime | None) -> tuple[Assignment, ...]:
    """Who is on which plan when, as known at a moment, for the pay engine."""
    return tuple(
        Assignment(person=row.employee_id, plan=row.plan.code, range=_range(row), base_fen=row.base_fen)
        for row in _assignments(known_at)
    )


def assignments_of(*, employee_id: int) -> tuple[AssignmentView, ...]:
    """One person's plans as known now, oldest first."""
    return tuple(_view(row) for row in _assignments(None).filter(employee=employee_id))


def assignments_on(*, on: date, plan_id: int | None = None) -> tuple[AssignmentView, ...]:
    """Who is on a plan on a day, as known now; of one plan only, where it is named."""
    rows = _assignments(None).filter(valid__contains=on)
    return tuple(_view(row) for row in (rows if plan_id is None else rows.filter(plan=plan_id)))


def assignments_of_plan(*, plan_id: int) -> tuple[AssignmentView, ...]:
    """Everybody who was, is or will be on a plan, as known now."""
    return tuple(_view(row) for row in _assignments(None).filter(plan=plan_id))


def diff_texts(*, old: str, new: str) -> tuple[DiffLine, ...]:
    """What became of a text, line by line, with three lines around each change."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3)
    return tuple(DiffLine(line[:1], line[1:]) for line in lines if not line.startswith(("---", "+++")))


def _plans(rows: Iterable[models.Plan]) -> tuple[PlanView, ...]:
    plans = sorted(rows, key=lambda row: row.code)
    versions = _versions_of({row.pk for row in plans})
    return tuple(PlanView(row.pk, row.code, tuple(versions[row.pk])) for row in plans if row.pk in versions)


def _versions_of(plan_ids: set[int]) -> Mapping[int, list[PlanVersionView]]:
    rows = models.PlanVersion.objects.filter(plan__in=plan_ids).select_related("plan")
    withdrawals = {
        row.version_id: WithdrawalView(row.reason, row.recorded_at, row.recorded_by_id)
        for row in models.VersionWithdrawal.objects.filter(version__plan__in=plan_ids)
    }
    found: dict[int, list[PlanVersionView]] = defaultdict(list)
    for row in rows.order_by("plan_id", "number"):
        found[row.plan_id].append(
            PlanVersionView(
                id=row.pk,
                plan_id=row.plan_id,
                plan_code=row.plan.code,
                number=row.number,
                text=row.text,
                text_hash=row.text_hash,
                in_force_from=row.in_force_from,
                keeps_previous=_keeps(row),
                freezes_deals=row.freezes_deals,
                recorded_at=row.recorded_at,
                recorded_by_id=row.recorded_by_id,
                withdrawal=withdrawals.get(row.pk),
            )
        )
    return found


def _keeps(row: models.PlanVersion) -> bool:
    return row.on_previous == models.PlanVersion.OnPrevious.KEEP


def _assignments(known_at: datetime | None) -> QuerySet[models.PlanAssignment]:
    rows = models.PlanAssignment.objects.select_related("plan").order_by("employee_id", "valid", "pk")
    return as_known(rows, known_at)


def _view(row: models.PlanAssignment) -> AssignmentView:
    return AssignmentView(
        id=row.pk,
        employee_id=row.employee_id,
        plan_id=row.plan_id,
        plan_code=row.plan.code,
        range=_range(row),
        base_fen=row.base_fen,
        recorded_at=row.recorded_at,
    )


def _range(row: models.PlanAssignment) -> DateRange:
    return DateRange(row.valid.lower, row.valid.upper)
