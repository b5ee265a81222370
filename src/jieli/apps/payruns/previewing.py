"""What a run would say, without writing anything: the same computing, without the freezing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from attrs import frozen

from jieli.apps.payruns import certifying, compute, engines, queries, runs_before
from jieli.apps.payruns.findings import findings_of
from jieli.apps.payruns.freezing import freeze, hash_of_all
from jieli.apps.payruns.since import Since, since_run
from jieli.apps.payruns.starting import organization_day, period_problems, span_problems
from jieli.apps.payruns.values import Finding, OutcomeView, RunView
from jieli.engines.pay import Credits, check_run, in_own_currency
from jieli.engines.pay.recomputing import is_correction
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, refuse
from jieli.lib.problems import problem


@frozen
class Preview:
    """What a run of the period would say of what is known at a moment. outcomes: their id and run are 0.

    is_correction: the period was issued by then, and only what differs is said. input_hash: that of the tables which
    the run would freeze. since: what differs from the last run that was computed by then; None before the first.
    """

    period: Period
    known_at: datetime
    is_correction: bool
    input_hash: str
    outcomes: tuple[OutcomeView, ...]
    findings: tuple[Finding, ...]
    since: Since | None

    @property
    def touched(self) -> tuple[OutcomeView, ...]:
        """What differs from what was issued for periods that were issued."""
        return tuple(one for one in self.outcomes if one.is_adjustment and one.posted_fen)

    @property
    def own(self) -> tuple[OutcomeView, ...]:
        """What the period itself would be paid for the first time."""
        return tuple(one for one in self.outcomes if not one.is_adjustment)

    @property
    def total_fen(self) -> int:
        return sum(one.posted_fen for one in self.outcomes)


def preview_run(*, period: Period, at: datetime, known_at: datetime | None = None) -> Preview:
    """What a run of the period would say now (at), or would have said at an earlier moment (known_at), when only what
    was recorded and issued by then counts. Raises Problems, of the period and of the engine. Writes nothing.
    """
    issued = queries.issued_periods(by=known_at)
    refuse(_problems(period, at, known_at, issued))
    moment = known_at or at
    inputs, calendar_name = compute.gather_inputs(period=period, known_at=moment, issued_by=known_at)
    input_hash = hash_of_all(freeze(inputs, calendar_name=calendar_name))
    inputs = in_own_currency(inputs)
    credits = Credits.of_book(inputs.book)
    comparable = runs_before.find_comparable(inputs, by=moment)
    outcomes, _ = runs_before.compute_after(comparable, inputs, credits, engines.engine_for(inputs).compute)
    before = comparable or runs_before.find_last(by=moment)
    checks = tuple(map(certifying.check_view, check_run(inputs, outcomes, credits)))
    known_on = organization_day(at=moment)
    run = _run(period, moment, input_hash, is_correction=is_correction(inputs))
    return Preview(
        period=period,
        known_at=moment,
        is_correction=is_correction(inputs),
        input_hash=input_hash,
        outcomes=queries.as_views(run=run, outcomes=outcomes),
        findings=(
            *certifying.broken_promises(checks),
            *findings_of(inputs, outcomes, credits=credits, known_on=known_on),
        ),
        since=None if before is None else since_run(before, inputs, outcomes),
    )


def _problems(
    period: Period, at: datetime, known_at: datetime | None, issued: Sequence[Period]
) -> Iterator[Problem]:
    today: date = organization_day(at=known_at or at)
    if known_at is not None and known_at > at:
        yield problem(
            "RUN-PREVIEW-001",
            "known_at",
            "{known_at} has not come yet, so nobody knows what will be known then.",
            "Name a moment that is past, or none for now.",
            known_at=known_at.isoformat(timespec="minutes"),
        )
    elif period in issued:
        yield from span_problems(period, today, is_first=False)
    else:
        yield from period_problems(period, today, issued)


def _run(period: Period, known_at: datetime, input_hash: str, *, is_correction: bool) -> RunView:
    """The run that is not started."""
    return RunView(
        id=0,
        period=period,
        state="",
        known_at=known_at,
        input_hash=input_hash,
        outcome_hash="",
        issued_at=None,
        total_fen=None,
        people=0,
        number=int(is_correction),
    )
