"""Starting a run: which period may be next, and freezing what it looks at."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db import IntegrityError, transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns import compute, models, queries
from jieli.apps.payruns.adjusting import stranded_adjustments
from jieli.apps.payruns.freezing import freeze, hash_of_all
from jieli.apps.payruns.stepping import tell
from jieli.engines.pay import in_own_currency
from jieli.kernel.period import Period, add_months
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.bulk import insert_rows
from jieli.lib.days import implausible
from jieli.lib.memory import uncollected
from jieli.lib.problems import problem

LONGEST_DAYS = 366
FIRST_WITHIN_YEARS = 10  # before today


@frozen
class Origin:
    """What a run is: the period's own (0), or the correction of this number that a reopening allows."""

    number: int = 0
    reopening_id: int | None = None


def start_run(*, acting_user_id: int | None, at: datetime, period: Period) -> int:
    """The id of a new run with everything it looks at frozen, as known at `at`. Raises Problems."""
    sign_writes(acting_user_id=acting_user_id)
    refuse(_open_problems())
    refuse(period_problems(period, organization_day(at=at), queries.issued_periods()))
    return freeze_run(period, at=at, acting_user_id=acting_user_id, origin=Origin())


@uncollected()
def freeze_run(period: Period, *, at: datetime, acting_user_id: int | None, origin: Origin) -> int:
    """The id of the run that freezes what is known at `at`. Raises Problems where another was started meanwhile."""
    inputs, calendar_name = compute.gather_inputs(period=period, known_at=at)
    in_own_currency(inputs)  # what has no rate is refused before anything is frozen
    tables = freeze(inputs, calendar_name=calendar_name)
    run = models.Run(
        period_label=period.label,
        period_from=period.from_,
        period_until=period.until,
        state=models.RunState.FROZEN,
        known_at=at,
        input_hash=hash_of_all(tables),
        number=origin.number,
        reopening_id=origin.reopening_id,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as raced:
        raise Problems([_open_already(_open_label())]) from raced
    insert_rows(
        [
            models.FrozenInput(
                run=run,
                name=table.name,
                content=table.content,
                content_hash=table.content_hash,
                row_count=table.row_count,
            )
            for table in tables
        ]
    )
    tell(run.pk, "started", acting_user_id, at)
    return run.pk


def next_period(*, today: date) -> Period:
    """The period that a new run should pay: after the last issued one, else the last month that is over."""
    issued = queries.issued_periods()
    return issued[-1].next() if issued else Period.month_of(today).previous()


def _open_problems() -> Iterator[Problem]:
    """What must be finished before a run begins."""
    running = queries.find_open_run()
    if running is not None:
        yield _open_already(running.period.label)
    for opened in models.Reopening.objects.filter(closed_at__isnull=True).select_related("run"):
        yield problem(
            "RUN-OPEN-002",
            "period",
            "{period} was reopened: “{why}”. Its correction comes first.",
            "Run the correction of {period}, or close it again.",
            period=opened.run.period_label,
            why=opened.reason,
        )


def period_problems(period: Period, today: date, issued: Sequence[Period]) -> Iterator[Problem]:
    """Why a period cannot be run after those that were issued."""
    if period in issued:
        yield problem(
            "RUN-PERIOD-001",
            "period",
            "The pay of {period} was issued already.",
            "Mend the facts; the next run posts the difference. What cannot wait: reopen the period on its run’s page.",
            period=period.label,
        )
    elif issued and period.from_ != issued[-1].until:
        yield problem(
            "RUN-PERIOD-002",
            "period",
            "Pay was last issued for {last}, so the next period begins on {next_from}.",
            "Start the period that begins on {next_from}.",
            last=issued[-1].label,
            next_from=issued[-1].until,
            period=period.label,
        )
    for one in stranded_adjustments(next_period=period):
        yield problem(
            "RUN-PERIOD-006",
            "period",
            "An adjustment by hand is approved for {stranded}, and no run would pay that period if {period} came next.",
            "Withdraw it and request it for another period, or begin with {stranded}.",
            stranded=one.period.label,
            period=period.label,
        )
    yield from implausible("period", period.from_)
    yield from span_problems(period, today, is_first=not issued)


def span_problems(period: Period, today: date, *, is_first: bool) -> Iterator[Problem]:
    """What a run cannot pay whatever was paid before. Only the first is free to choose its beginning."""
    if period.from_ > today:
        yield problem(
            "RUN-PERIOD-003",
            "period",
            "{period} has not begun.",
            "Start the run when the period is over.",
            period=period.label,
        )
    if (days := (period.until - period.from_).days) > LONGEST_DAYS:
        yield problem(
            "RUN-PERIOD-004",
            "period",
            "{period} has {days} days; a run pays a year at most.",
            "Name a month, a quarter, a year, or days that are no more than {longest}.",
            period=period.label,
            days=days,
            longest=LONGEST_DAYS,
        )
    earliest = add_months(today, -12 * FIRST_WITHIN_YEARS, end="clip")
    if is_first and period.from_ < earliest:
        yield problem(
            "RUN-PERIOD-005",
            "period",
            "{period} begins more than {years} years ago. Every later period would have to be run after it.",
            "Check the year; the first period may begin on {earliest} or later.",
            period=period.label,
            years=FIRST_WITHIN_YEARS,
            earliest=earliest,
        )


def _open_already(period: str) -> Problem:
    return problem(
        "RUN-OPEN-001",
        "period",
        "The run for {period} is still open.",
        "Issue it or abandon it first; then the next can begin.",
        period=period,
    )


def _open_label() -> str:
    running = queries.find_open_run()
    return running.period.label if running else ""


def organization_day(*, at: datetime) -> date:
    """The day that the organisation's calendar shows at a moment."""
    return at.astimezone(ZoneInfo(get_organization().time_zone)).date()
