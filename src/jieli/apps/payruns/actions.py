"""The steps of a run from computing to issuing, one function per verb."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import asdict

from jieli.apps.audit.api import sign_writes
from jieli.apps.payruns import compute, findings, models, queries
from jieli.apps.payruns.events import run_issued
from jieli.apps.payruns.hashing import Key, amounts_of, key_of, outcome_hash, outcome_line
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.starting import organization_day
from jieli.apps.payruns.values import Finding, Rerun
from jieli.engines.pay import Credits, Outcome, compute_pay
from jieli.kernel.problem import Problem, refuse
from jieli.lib.problems import problem


class ChangedOutcomes(RuntimeError):
    """What is stored of a run is not what was computed from its frozen inputs."""


def compute_run(*, acting_user_id: int | None, at: datetime, run_id: int) -> str:
    """The hash of the run's outcomes. A run that is computed already is computed again and compared, not written again.

    Raises Problems of the engine, and ChangedOutcomes where the second computing differs from the first.
    """
    run = _locked(run_id, acting_user_id)
    if run.state == RunState.ABANDONED:
        refuse(
            [
                problem(
                    "RUN-COMPUTE-001",
                    "run",
                    "An abandoned run is not computed.",
                    "Start a new run for {period}.",
                    period=run.period_label,
                )
            ]
        )
    if run.state != RunState.FROZEN:
        rerun = rerun_from_frozen(run_id=run_id)
        if not rerun.is_identical:
            raise ChangedOutcomes(
                f"Run {run_id} computed again differs: {', '.join(rerun.differing) or 'hash'}."
            )
        return rerun.outcome_hash
    inputs = compute.thaw_inputs(run_id)
    credits = Credits.of_book(inputs.book)
    outcomes = compute_pay(inputs, credits=credits)
    if not outcomes and not inputs.earlier:
        refuse([_nobody_to_pay(run)])
    models.Outcome.objects.bulk_create(_rows(run, outcomes), batch_size=500)
    known_on = organization_day(at=run.known_at)
    _write_findings(run, findings.findings_of(inputs, outcomes, credits=credits, known_on=known_on))
    run.outcome_hash = outcome_hash(outcomes)
    _step(run, RunState.COMPUTED, "computed", acting_user_id, at)
    return run.outcome_hash


def review_run(*, acting_user_id: int | None, at: datetime, run_id: int, note: str = "") -> None:
    """Somebody has looked at the outcomes and findings. Raises Problems."""
    run = _locked(run_id, acting_user_id)
    if run.state != RunState.COMPUTED:
        refuse(
            [
                problem(
                    "RUN-REVIEW-001",
                    "run",
                    "Only a computed run that was not reviewed yet can be marked as reviewed.",
                    "Open the run to see where it stands.",
                )
            ]
        )
    _step(run, RunState.REVIEWED, "reviewed", acting_user_id, at, note)


def approve_run(*, acting_user_id: int | None, at: datetime, run_id: int, note: str = "") -> None:
    """The amounts may be issued. Raises Problems."""
    run = _locked(run_id, acting_user_id)
    if run.state != RunState.REVIEWED:
        refuse(
            [
                problem(
                    "RUN-APPROVE-001",
                    "run",
                    "Only a reviewed run that was not approved yet can be approved.",
                    "Open the run to see where it stands.",
                )
            ]
        )
    _write_findings(run, findings.same_person(run_id, acting_user_id))
    _step(run, RunState.APPROVED, "approved", acting_user_id, at, note)


def issue_run(*, acting_user_id: int | None, at: datetime, run_id: int) -> None:
    """The amounts are said to the people, once. Whoever comes second is refused. Raises Problems, ChangedOutcomes."""
    run = _locked(run_id, acting_user_id)
    if run.state == RunState.ISSUED:
        refuse(
            [
                problem(
                    "RUN-ISSUE-001",
                    "run",
                    "The run for {period} was issued already.",
                    "Nothing more is to be done: everybody has his statement.",
                    period=run.period_label,
                )
            ]
        )
    if run.state != RunState.APPROVED:
        refuse(
            [
                problem(
                    "RUN-ISSUE-002",
                    "run",
                    "Only an approved run can be issued.",
                    "Have it reviewed and approved first.",
                )
            ]
        )
    if organization_day(at=at) < run.period_until:
        refuse([_not_over(run)])
    if outcome_hash(queries.stored_outcomes(run_id=run_id)) != run.outcome_hash:
        raise ChangedOutcomes(f"The stored outcomes of run {run_id} are not those that were approved.")
    run.issued_at = at
    _step(run, RunState.ISSUED, "issued", acting_user_id, at)
    run_issued.send(sender=models.Run, run_id=run_id, issued_at=at)


def abandon_run(*, acting_user_id: int | None, at: datetime, run_id: int, reason: str) -> None:
    """The run will not be issued; the period can be run anew. Raises Problems."""
    run = _locked(run_id, acting_user_id)
    if not reason.strip():
        refuse(
            [
                problem(
                    "RUN-ABANDON-001",
                    "reason",
                    "Whoever comes later will want to know why this run was abandoned.",
                    "Say the reason in a few words.",
                )
            ]
        )
    if run.state in (RunState.ISSUED, RunState.ABANDONED):
        refuse(
            [
                problem(
                    "RUN-ABANDON-002",
                    "run",
                    "An issued or abandoned run is not abandoned.",
                    "What is wrong in an issued run is put right by the next one.",
                )
            ]
        )
    _step(run, RunState.ABANDONED, "abandoned", acting_user_id, at, reason.strip())


def rerun_from_frozen(*, run_id: int) -> Rerun:
    """The run computed again from its stored bytes alone, compared line by line with what was stored. Writes nothing."""
    run = models.Run.objects.filter(pk=run_id).first()
    if run is None:
        raise queries.NoSuchRun(run_id)
    outcomes = compute_pay(compute.thaw_inputs(run_id))
    stored = queries.stored_outcomes(run_id=run_id)
    now = {key_of(outcome): outcome for outcome in outcomes}
    then = {key_of(outcome): outcome for outcome in stored}
    keys = sorted(now.keys() | then.keys())
    return Rerun(
        outcomes=outcomes,
        outcome_hash=outcome_hash(outcomes),
        stored_hash=run.outcome_hash,
        differing=_differing(keys, now, then, outcome_line),
        differing_amounts=_differing(keys, now, then, amounts_of),
    )


def _differing(
    keys: Sequence[Key],
    now: Mapping[Key, Outcome],
    then: Mapping[Key, Outcome],
    said: Callable[[Outcome], object],
) -> tuple[str, ...]:
    """The keys of which now and then do not say the same, or only one says anything."""
    return tuple(
        "/".join(str(part) for part in key)
        for key in keys
        if (key in now) != (key in then) or (key in now and said(now[key]) != said(then[key]))
    )


def _locked(run_id: int, acting_user_id: int | None) -> models.Run:
    """The run, held until the transaction ends: two people who press at once come one after the other."""
    sign_writes(acting_user_id=acting_user_id)
    run = models.Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise queries.NoSuchRun(run_id)
    return run


def _step(
    run: models.Run,
    state: RunState,
    verb: str,
    acting_user_id: int | None,
    at: datetime,
    note: str = "",
) -> None:
    run.state = state
    run.save()
    models.RunEvent.objects.create(run=run, verb=verb, at=at, by_user_id=acting_user_id, note=note)


def _not_over(run: models.Run) -> Problem:
    return problem(
        "RUN-ISSUE-003",
        "run",
        "{period} is not over: what is sold and received until its last day is not known yet.",
        "It can be issued from {until} on; start it anew then, so that nothing of the period is missing.",
        period=run.period_label,
        until=run.period_until,
    )


def _nobody_to_pay(run: models.Run) -> Problem:
    """Of a first run: it can begin with a later period. After others a run may be empty, or no later one could follow;
    a finding says so.
    """
    return problem(
        "RUN-COMPUTE-002",
        "period",
        "Nobody is employed and on a plan in {period}, so there is nothing to pay.",
        "Assign plans to people, then start the run anew, or start with the first period that has somebody.",
        period=run.period_label,
    )


def _write_findings(run: models.Run, found: Sequence[Finding]) -> None:
    models.RunFinding.objects.bulk_create(
        models.RunFinding(
            run=run,
            kind=one.kind,
            employee_id=one.employee_id,
            amount_fen=one.amount_fen,
            previous_fen=one.previous_fen,
            from_on=one.from_on,
            until_on=one.until_on,
            facts=[asdict(fact) for fact in one.facts],
        )
        for one in found
    )


def _rows(run: models.Run, outcomes: Sequence[Outcome]) -> list[models.Outcome]:
    return [
        models.Outcome(
            run=run,
            employee_id=outcome.person,
            for_label=outcome.period.label,
            for_from=outcome.period.from_,
            for_until=outcome.period.until,
            plan_code=outcome.plan,
            plan_hash=outcome.plan_hash,
            component_key=outcome.component,
            component_name=dict(outcome.names),
            desired_fen=outcome.desired_fen,
            issued_before_fen=outcome.issued_fen,
            posted_fen=outcome.posted_fen,
            trace=outcome.trace.to_json(),
        )
        for outcome in outcomes
    ]
