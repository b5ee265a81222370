"""Reading runs, their outcomes and what was issued."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum, Window

from jieli.apps.payruns import models
from jieli.apps.payruns.values import (
    FactRef,
    Finding,
    FindingKind,
    FrozenInputView,
    OutcomeView,
    PostedAmount,
    RunEventView,
    RunView,
)
from jieli.engines.pay import Issued, Outcome
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace
from jieli.lib.errors import NotFound


class NoSuchRun(NotFound):
    """There is no run with this id in this organisation."""


class NoSuchOutcome(NotFound):
    """There is no outcome with this id in this organisation."""


def get_run(*, run_id: int) -> RunView:
    """One run. Raises NoSuchRun."""
    row = models.Run.objects.filter(pk=run_id).first()
    if row is None:
        raise NoSuchRun(run_id)
    return _run_views([row])[0]


def list_runs() -> tuple[RunView, ...]:
    """Every run, the period's own and corrections, the latest period first and in it the latest run."""
    return _run_views(models.Run.objects.order_by("-period_from", "-pk"))


def find_open_run() -> RunView | None:
    """The one run that is neither issued nor abandoned."""
    open_rows = models.Run.objects.exclude(state__in=["issued", "abandoned"])
    return next(iter(_run_views(open_rows)), None)


def find_run(*, period: Period) -> RunView | None:
    """The period's own run, wherever it stands; an abandoned one is none."""
    rows = models.Run.objects.filter(period_from=period.from_, period_until=period.until, number=0)
    return next(iter(_run_views(rows.exclude(state=models.RunState.ABANDONED))), None)


def find_issued_run(*, period: Period) -> RunView | None:
    """The run that was issued for a period, not one that corrects it."""
    found = find_run(period=period)
    return found if found is not None and found.state == models.RunState.ISSUED else None


def list_corrections(*, period: Period) -> tuple[RunView, ...]:
    """The runs that correct a period, the abandoned ones too, first to last."""
    rows = models.Run.objects.filter(period_from=period.from_, period_until=period.until, number__gt=0)
    return _run_views(rows.order_by("pk"))


def issued_periods(*, by: datetime | None = None) -> tuple[Period, ...]:
    """The periods that were issued (by a moment), oldest first, each once."""
    labels = _issued_runs(by).filter(number=0).order_by("period_from").values_list("period_label", flat=True)
    return tuple(Period.parse(label) for label in labels)


def find_closed_period(*, on: date) -> Period | None:
    """The issued period in which a day lies. What is recorded for such a day leads to a difference in a later run."""
    return next((period for period in issued_periods() if on in period.range), None)


def issued_amounts(*, by: datetime | None = None) -> tuple[Issued, ...]:
    """What issued runs have posted (by a moment), in sum, for each person, period, plan and component, with its latest
    name."""
    outcomes = models.Outcome.objects.filter(run__in=_issued_runs(by))
    keys = ("employee_id", "for_label", "plan_code", "component_key")
    posted = Window(Sum("posted_fen"), partition_by=keys)
    # Runs are issued one after the other, so the last of them has the latest name.
    latest = outcomes.annotate(posted=posted).order_by(*keys, "-run_id").distinct(*keys)
    return tuple(
        Issued(
            person=person,
            period=Period.parse(label),
            plan=plan,
            component=component,
            amount_fen=int(fen),
            names=names,
        )
        for person, label, plan, component, fen, names in latest.values_list(
            *keys, "posted", "component_name"
        )
    )


def list_outcomes(*, run_id: int, employee_id: int | None = None) -> tuple[OutcomeView, ...]:
    """Every outcome of a run with its trace, by person, period, plan and component; of one person where he is named."""
    rows = _outcomes(run_id) if employee_id is None else _outcomes(run_id).filter(employee=employee_id)
    run = models.Run.objects.filter(pk=run_id).first()  # once, instead of beside every row
    return tuple(_outcome_view(row, run) for row in rows) if run else ()


def as_views(*, run: RunView, outcomes: Iterable[Outcome]) -> tuple[OutcomeView, ...]:
    """Outcomes that a run has or would have, in the order of list_outcomes; id: of the row that is stored, 0 without one."""
    rows = models.Outcome.objects.filter(run=run.id)
    keys = ("employee_id", "for_label", "plan_code", "component_key")
    ids = {row[1:]: row[0] for row in rows.values_list("pk", *keys)}
    ordered = sorted(
        outcomes,
        key=lambda one: (one.person, -one.period.from_.toordinal(), one.period.until, one.plan),
    )
    return tuple(
        OutcomeView(
            id=ids.get((one.person, one.period.label, one.plan, one.component), 0),
            run_id=run.id,
            employee_id=one.person,
            for_period=one.period,
            in_period=run.period,
            plan_code=one.plan,
            plan_hash=one.plan_hash,
            component_key=one.component,
            names=one.names,
            desired_fen=one.desired_fen,
            issued_before_fen=one.issued_fen,
            posted_fen=one.posted_fen,
            trace=one.trace,
            is_adjustment=run.is_correction or one.period != run.period,
        )
        for one in ordered
    )


def get_outcome(*, outcome_id: int) -> OutcomeView:
    """One outcome with its trace. Raises NoSuchOutcome."""
    row = models.Outcome.objects.select_related("run").filter(pk=outcome_id).first()
    if row is None:
        raise NoSuchOutcome(outcome_id)
    return _outcome_view(row, row.run)


def posted_amounts(*, run_id: int, within: frozenset[int] | None = None) -> tuple[PostedAmount, ...]:
    """What a run posts, without the traces; `within` leaves only these people."""
    rows = _outcomes(run_id).select_related("run").defer("trace")
    if within is not None:
        rows = rows.filter(employee__in=within)
    return tuple(
        PostedAmount(
            outcome_id=row.pk,
            employee_id=row.employee_id,
            for_period=Period.parse(row.for_label),
            is_adjustment=_is_adjustment(row, row.run),
            plan_code=row.plan_code,
            component_key=row.component_key,
            names=row.component_name,
            posted_fen=row.posted_fen,
        )
        for row in rows
    )


def totals_by_person(*, run_id: int) -> Mapping[int, int]:
    """Employee id → all that a run posts for him, in fen."""
    rows = models.Outcome.objects.filter(run=run_id).values("employee_id").annotate(total=Sum("posted_fen"))
    return {row["employee_id"]: row["total"] for row in rows.order_by("employee_id")}


def stored_outcomes(*, run_id: int) -> tuple[Outcome, ...]:
    """The outcomes of a run as the engine said them."""
    return tuple(_outcome(row, Trace.from_json(row.trace)) for row in _outcomes(run_id))


def _outcome(row: models.Outcome, trace: Trace) -> Outcome:
    """What it says beside its amounts is among the values of its trace."""
    values = trace.values
    return Outcome(
        person=row.employee_id,
        period=Period.parse(row.for_label),
        plan=row.plan_code,
        plan_hash=row.plan_hash,
        component=row.component_key,
        names=row.component_name,
        desired_fen=row.desired_fen,
        issued_fen=row.issued_before_fen,
        posted_fen=row.posted_fen,
        trace=trace,
        by_hand_fen=int(values.get("by_hand_fen", 0)),
        open_fen=int(values["open_fen"]) if "open_fen" in values else None,
        given_up_fen=int(values.get("given_up_fen", 0)),
    )


def list_events(*, run_id: int) -> tuple[RunEventView, ...]:
    """The steps of a run, first to last."""
    rows = models.RunEvent.objects.filter(run=run_id).order_by("at", "pk")
    return tuple(RunEventView(row.verb, row.at, row.by_user_id, row.note) for row in rows)


def run_findings(*, run_id: int) -> tuple[Finding, ...]:
    """What was found worth a look when the run was computed and approved, the gravest kind first."""
    return tuple(
        Finding(
            kind=FindingKind(row.kind),
            employee_id=row.employee_id,
            amount_fen=row.amount_fen,
            previous_fen=row.previous_fen,
            from_on=row.from_on,
            until_on=row.until_on,
            facts=tuple(FactRef(**fact) for fact in row.facts),
            plan_code=row.plan_code,
            component_key=row.component_key,
        )
        for row in models.RunFinding.objects.filter(run=run_id).order_by("pk")
    )


def list_frozen_inputs(*, run_id: int) -> tuple[FrozenInputView, ...]:
    """What a run looked at, table by table."""
    rows = models.FrozenInput.objects.filter(run=run_id).defer("content").order_by("name")
    return tuple(FrozenInputView(row.name, row.row_count, row.content_hash) for row in rows)


def _issued_runs(by: datetime | None = None) -> QuerySet[models.Run]:
    issued = models.Run.objects.filter(state=models.RunState.ISSUED)
    return issued if by is None else issued.filter(issued_at__lte=by)


def _outcomes(run_id: int) -> QuerySet[models.Outcome]:
    rows = models.Outcome.objects.filter(run=run_id)
    return rows.order_by("employee_id", "-for_from", "for_until", "plan_code", "pk")


def _run_views(rows: Any) -> tuple[RunView, ...]:
    runs = list(rows)
    reopened = set(models.Reopening.objects.filter(closed_at__isnull=True).values_list("run_id", flat=True))
    sums = models.Outcome.objects.filter(run__in=runs).values("run_id")
    found = {
        row["run_id"]: row
        for row in sums.annotate(
            total=Sum("posted_fen"), people=Count("employee_id", distinct=True)
        ).order_by()
    }
    return tuple(
        RunView(
            id=row.pk,
            period=Period.parse(row.period_label),
            state=str(row.state),
            known_at=row.known_at,
            input_hash=row.input_hash,
            outcome_hash=row.outcome_hash,
            issued_at=row.issued_at,
            total_fen=found[row.pk]["total"] if row.pk in found else (0 if row.outcome_hash else None),
            people=found[row.pk]["people"] if row.pk in found else 0,
            number=row.number,
            reopening_id=row.reopening_id,
            is_reopened=row.pk in reopened,
        )
        for row in runs
    )


def _outcome_view(row: models.Outcome, run: models.Run) -> OutcomeView:
    return OutcomeView(
        id=row.pk,
        run_id=row.run_id,
        employee_id=row.employee_id,
        for_period=Period.parse(row.for_label),
        in_period=Period.parse(run.period_label),
        plan_code=row.plan_code,
        plan_hash=row.plan_hash,
        component_key=row.component_key,
        names=row.component_name,
        desired_fen=row.desired_fen,
        issued_before_fen=row.issued_before_fen,
        posted_fen=row.posted_fen,
        trace=Trace.from_json(row.trace),
        is_adjustment=_is_adjustment(row, run),
    )


def _is_adjustment(row: models.Outcome, run: models.Run) -> bool:
    return run.number > 0 or row.for_label != run.period_label
