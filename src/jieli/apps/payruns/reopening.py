"""Opening a period that was issued for one correction run, and closing it again. Decided in ADR 0015.

Nothing that was issued changes: a correction posts what differs, in a run and in statements of its own.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction

from jieli.apps.payruns import models, queries
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.starting import Origin, freeze_run
from jieli.apps.payruns.stepping import locked, tell
from jieli.apps.payruns.values import ReopeningView
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import N_, problem


def reopen_period(*, acting_user_id: int | None, at: datetime, run_id: int, reason: str) -> int:
    """The id of the reopening of the period that a run was issued for. Raises Problems."""
    run = locked(run_id, acting_user_id)
    refuse(_not_to_be_opened(run, reason))
    opened = models.Reopening(run=run, reason=reason.strip(), at=at, by_user_id=acting_user_id)
    try:
        with transaction.atomic():
            opened.save(force_insert=True)
    except IntegrityError as raced:
        raise Problems([_open_already()]) from raced
    tell(run.pk, "reopened", acting_user_id, at, opened.reason)
    return opened.pk


def start_correction(*, acting_user_id: int | None, at: datetime, run_id: int) -> int:
    """The id of a new run that corrects the reopened period of a run, frozen as known at `at`. Raises Problems."""
    opened = _held(run_id, acting_user_id)
    if running := queries.find_open_run():
        refuse([_other_run(running.period)])
    period = Period.parse(opened.run.period_label)
    done = [one for one in queries.list_corrections(period=period) if one.state == RunState.ISSUED]
    origin = Origin(number=len(done) + 1, reopening_id=opened.pk)
    return freeze_run(period, at=at, acting_user_id=acting_user_id, origin=origin)


def close_period(*, acting_user_id: int | None, at: datetime, run_id: int, reason: str) -> None:
    """The reopened period of a run is closed again without a correction. Raises Problems."""
    opened = _held(run_id, acting_user_id)
    if running := queries.find_open_run():
        refuse([_other_run(running.period)])
    if not reason.strip():
        refuse([_no_reason(N_("Whoever comes later will want to know why nothing was corrected."))])
    _close(opened, acting_user_id, at, reason.strip())


def close_with(run: models.Run, *, acting_user_id: int | None, at: datetime) -> None:
    """The period is closed again because its correction is issued."""
    opened = models.Reopening.objects.select_for_update().get(pk=run.reopening_id)
    _close(opened, acting_user_id, at, "")


def find_reopening() -> ReopeningView | None:
    """The one period that is open again."""
    rows = models.Reopening.objects.filter(closed_at__isnull=True).select_related("run")
    return next(map(_view, rows), None)


def list_reopenings(*, run_id: int) -> tuple[ReopeningView, ...]:
    """Every reopening of the period of a run, first to last."""
    rows = models.Reopening.objects.filter(run=run_id).select_related("run").order_by("pk")
    return tuple(map(_view, rows))


def _held(run_id: int, acting_user_id: int | None) -> models.Reopening:
    """The open reopening of a run's period. Both are held until the transaction ends."""
    locked(run_id, acting_user_id)
    found = (
        models.Reopening.objects.select_for_update(of=("self",))
        .filter(run=run_id, closed_at__isnull=True)
        .select_related("run")
        .first()
    )
    if found is None:
        refuse(
            [
                problem(
                    "RUN-CORRECT-001",
                    "run",
                    "The period of this run is closed.",
                    "Reopen it with a reason first. What is not urgent is settled by the next run by itself.",
                )
            ]
        )
    assert found is not None, "Refused above."
    return found


def _close(opened: models.Reopening, acting_user_id: int | None, at: datetime, note: str) -> None:
    opened.closed_at, opened.closed_by_user_id, opened.closing_note = at, acting_user_id, note
    opened.save()
    tell(opened.run_id, "closed", acting_user_id, at, note)


def _not_to_be_opened(run: models.Run, reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield _no_reason(N_("Whoever comes later will want to know why this period was opened again."))
    if run.state != RunState.ISSUED or run.number:
        yield problem(
            "RUN-REOPEN-002",
            "run",
            "Only a period whose own run is issued can be reopened.",
            "Open the period’s own run; one that is not issued yet can be abandoned and started anew.",
        )
    if (running := queries.find_open_run()) is not None:
        yield _other_run(running.period)
    if models.Reopening.objects.filter(closed_at__isnull=True).exists():
        yield _open_already()


def _no_reason(why: str) -> Problem:
    return problem("RUN-REOPEN-001", "reason", why, "Say the reason in a few words.")


def _other_run(period: Period) -> Problem:
    return problem(
        "RUN-REOPEN-003",
        "run",
        "The run for {period} is still open; it may already say what a correction would.",
        "Issue it or abandon it first.",
        period=period.label,
    )


def _open_already() -> Problem:
    opened = find_reopening()
    return problem(
        "RUN-REOPEN-004",
        "run",
        "{period} is open already. One period is open at a time.",
        "Run its correction, or close it again.",
        period=opened.period.label if opened else "",
    )


def _view(row: models.Reopening) -> ReopeningView:
    return ReopeningView(
        id=row.pk,
        run_id=row.run_id,
        period=Period.parse(row.run.period_label),
        reason=row.reason,
        at=row.at,
        by_user_id=row.by_user_id,
        closed_at=row.closed_at,
        closing_note=row.closing_note,
    )
