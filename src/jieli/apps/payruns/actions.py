"""The steps of a run from computing to issuing, one function per verb."""

from collections.abc import Iterator
from datetime import datetime

from jieli.apps.payruns import (
    certifying,
    compute,
    engines,
    findings,
    four_eyes,
    models,
    queries,
    reopening,
    runs_before,
    sealing,
)
from jieli.apps.payruns.events import Told, run_issued
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.rerunning import ChangedOutcomes, rerun_from_frozen
from jieli.apps.payruns.starting import organization_day
from jieli.apps.payruns.stepping import locked, step, tell
from jieli.apps.payruns.storing import outcome_rows, write_findings
from jieli.engines.pay import Credits, check_run, outcome_hash
from jieli.kernel.problem import Problem, refuse
from jieli.lib.bulk import insert_rows
from jieli.lib.memory import uncollected
from jieli.lib.problems import problem


@uncollected()
def compute_run(*, acting_user_id: int | None, at: datetime, run_id: int) -> str:
    """The hash of the run's outcomes. A run that is computed already is computed again and compared, not written again.

    Raises Problems of the engine, and ChangedOutcomes where the second computing differs from the first.
    """
    run = locked(run_id, acting_user_id)
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
    _compute(run)
    step(run, RunState.COMPUTED, "computed", acting_user_id, at)
    return run.outcome_hash


def _compute(run: models.Run) -> None:
    """Outcomes, findings and certificate, written together with the step that they are of, or not at all."""
    inputs = compute.thaw_inputs(run.pk)
    credits = Credits.of_book(inputs.book)
    before = runs_before.find_comparable(inputs, by=run.known_at)
    engine = engines.engine_for(inputs)
    outcomes, taken_over = runs_before.compute_after(before, inputs, credits, engine.compute)
    if not outcomes and run.number:
        refuse([_nothing_to_correct(run)])
    if not outcomes and not inputs.earlier:
        refuse([_nobody_to_pay(run)])
    insert_rows(outcome_rows(run, outcomes))
    certificate, checks = certifying.certify(
        backend=engine.name,
        tables={one.name: one.content_hash for one in queries.list_frozen_inputs(run_id=run.pk)},
        input_hash=run.input_hash,
        inputs=inputs,
        outcomes=outcomes,
        checked=check_run(inputs, outcomes, credits),
        taken_over=taken_over,
    )
    certifying.write_certificate(run, certificate, checks)
    known_on = organization_day(at=run.known_at)
    found = findings.findings_of(inputs, outcomes, credits=credits, known_on=known_on)
    write_findings(run, (*certifying.broken_promises(checks), *found))
    run.outcome_hash = certificate.outcome_hash


def review_run(*, acting_user_id: int | None, at: datetime, run_id: int, note: str = "") -> None:
    """Somebody has looked at the outcomes and findings. Raises Problems."""
    run = locked(run_id, acting_user_id)
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
    refuse(_unproven(run))
    step(run, RunState.REVIEWED, "reviewed", acting_user_id, at, note)


def approve_run(*, acting_user_id: int | None, at: datetime, run_id: int, note: str = "") -> None:
    """The amounts may be issued, says somebody who did not make them. Raises Problems."""
    run = locked(run_id, acting_user_id)
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
    refuse(four_eyes.not_his_own(run_id=run_id, user_id=acting_user_id))
    write_findings(run, four_eyes.same_person(run_id=run_id, user_id=acting_user_id))
    step(run, RunState.APPROVED, "approved", acting_user_id, at, note)


@uncollected()
def issue_run(*, acting_user_id: int | None, at: datetime, run_id: int) -> None:
    """The amounts are said to the people, once. Whoever comes second is refused. Raises Problems, ChangedOutcomes."""
    run = locked(run_id, acting_user_id)
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
    run.state, run.issued_at = RunState.ISSUED, at
    run.save()
    heard = run_issued.send(sender=models.Run, run_id=run_id, issued_at=at)
    told = [answer for _, answer in heard if isinstance(answer, Told)]
    _check_told(run, told)
    if run.reopening_id is not None:
        reopening.close_with(run, acting_user_id=acting_user_id, at=at)
    sealing.seal_run(run, [one.digest for one in told])
    tell(run.pk, "issued", acting_user_id, at)


def abandon_run(*, acting_user_id: int | None, at: datetime, run_id: int, reason: str) -> None:
    """The run will not be issued; the period can be run anew. Raises Problems."""
    run = locked(run_id, acting_user_id)
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
    step(run, RunState.ABANDONED, "abandoned", acting_user_id, at, reason.strip())


def _check_told(run: models.Run, told: list[Told]) -> None:
    """The last check of the certificate: what people were told comes to what the run posts."""
    posted = sum(queries.totals_by_person(run_id=run.pk).values())
    for one in told:
        if one.total_fen != posted:
            raise ChangedOutcomes(f"Run {run.pk} posts {posted} fen, and people were told {one.total_fen}.")
    if told:
        lines = sum(one.lines for one in told)
        certifying.write_checks(run, [certifying.CheckView(certifying.STATEMENTS, lines, 0)])


def _unproven(run: models.Run) -> Iterator[Problem]:
    """Why a run must not go on, whoever looked at it."""
    if certifying.find_certificate(run_id=run.pk) is None:
        yield problem(
            "RUN-REVIEW-002",
            "run",
            "The run for {period} has no certificate: it was computed before runs kept one.",
            "Abandon it and start it anew.",
            period=run.period_label,
        )
    if broken := [one.name for one in certifying.list_checks(run_id=run.pk) if one.broken]:
        yield problem(
            "RUN-REVIEW-003",
            "run",
            "The run for {period} breaks a promise that every run keeps: {checks}.",
            "Tell whoever runs this installation; the certificate on the run’s page names each. Then abandon the run.",
            period=run.period_label,
            checks=", ".join(broken),
        )


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


def _nothing_to_correct(run: models.Run) -> Problem:
    return problem(
        "RUN-COMPUTE-003",
        "period",
        "Nothing differs from what was issued, so there is nothing to correct in {period}.",
        "Mend the facts first, or close the period again.",
        period=run.period_label,
    )
