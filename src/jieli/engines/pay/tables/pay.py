"""Plan versions, assignments, employments, the work calendar, what was issued and the periods to Arrow and back."""

import json
from collections.abc import Sequence

import pyarrow as pa

from jieli.engines.pay.tables.columns import DAY, FLAG, INT, TEXT, range_parts, rows_of, schema, table_of
from jieli.engines.pay.values import Assignment, Employment, Issued, PlanVersion, WorkCalendar
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

VERSIONS = schema(
    plan=TEXT, number=INT, text=TEXT, in_force_from=DAY, keeps_previous=FLAG, freezes_deals=FLAG
)
ASSIGNMENTS = schema(person=INT, from_=DAY, until_or_none=DAY, plan=TEXT, base_fen_or_none=INT)
EMPLOYMENTS = schema(person=INT, from_=DAY, until_or_none=DAY)
WORK_CALENDAR = schema(work_day=DAY)
ISSUED = schema(person=INT, period=TEXT, plan=TEXT, component=TEXT, amount_fen=INT, names=TEXT)
PERIODS = schema(period=TEXT, is_own=FLAG)
RUN = schema(currency=TEXT, calendar=TEXT, calendar_from_or_none=DAY, calendar_until_or_none=DAY)


def versions_to_arrow(versions: Sequence[PlanVersion]) -> pa.Table:
    ordered = sorted(versions, key=lambda version: (version.plan, version.number))
    return table_of(
        VERSIONS,
        (
            (
                version.plan,
                version.number,
                version.text,
                version.in_force_from,
                version.keeps_previous,
                version.freezes_deals,
            )
            for version in ordered
        ),
    )


def versions_from_arrow(versions: pa.Table) -> tuple[PlanVersion, ...]:
    return tuple(PlanVersion(*row) for row in rows_of(versions))


def assignments_to_arrow(assignments: Sequence[Assignment]) -> pa.Table:
    ordered = sorted(assignments, key=lambda one: (one.person, one.range.from_))
    return table_of(
        ASSIGNMENTS, ((one.person, *range_parts(one.range), one.plan, one.base_fen) for one in ordered)
    )


def assignments_from_arrow(assignments: pa.Table) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(person, plan, DateRange(from_, until), base_fen)
        for person, from_, until, plan, base_fen in rows_of(assignments)
    )


def employments_to_arrow(employments: Sequence[Employment]) -> pa.Table:
    ordered = sorted(employments, key=lambda one: (one.person, one.range.from_))
    return table_of(EMPLOYMENTS, ((one.person, *range_parts(one.range)) for one in ordered))


def employments_from_arrow(employments: pa.Table) -> tuple[Employment, ...]:
    return tuple(Employment(person, DateRange(from_, until)) for person, from_, until in rows_of(employments))


def work_calendar_to_arrow(calendar: WorkCalendar) -> pa.Table:
    return table_of(WORK_CALENDAR, ((day,) for day in sorted(calendar.work_days)))


def work_calendar_from_arrow(work_days: pa.Table, run: pa.Table) -> WorkCalendar:
    _currency, _name, from_, until = next(iter(rows_of(run)))
    known = None if from_ is None else DateRange(from_, until)
    return WorkCalendar(known, frozenset(day for (day,) in rows_of(work_days)))


def issued_to_arrow(issued: Sequence[Issued]) -> pa.Table:
    rows = sorted(
        (one.person, one.period.label, one.plan, one.component, one.amount_fen, names_text(one.names))
        for one in issued
    )
    return table_of(ISSUED, rows)


def issued_from_arrow(issued: pa.Table) -> tuple[Issued, ...]:
    return tuple(
        Issued(person, Period.parse(period), plan, component, amount_fen, json.loads(names))
        for person, period, plan, component, amount_fen, names in rows_of(issued)
    )


def periods_to_arrow(period: Period, earlier: Sequence[Period]) -> pa.Table:
    ordered = sorted(earlier, key=lambda one: (one.from_, one.until))
    return table_of(PERIODS, [(period.label, True), *((one.label, False) for one in ordered)])


def periods_from_arrow(periods: pa.Table) -> tuple[Period, tuple[Period, ...]]:
    rows = list(rows_of(periods))
    own = next(Period.parse(label) for label, is_own in rows if is_own)
    return own, tuple(Period.parse(label) for label, is_own in rows if not is_own)


def run_to_arrow(currency: str, calendar_name: str, calendar: WorkCalendar) -> pa.Table:
    known = calendar.known
    bounds = (None, None) if known is None else (known.from_, known.until)
    return table_of(RUN, [(currency, calendar_name, *bounds)])


def currency_from_arrow(run: pa.Table) -> str:
    return str(next(iter(rows_of(run)))[0])


def calendar_name_from_arrow(run: pa.Table) -> str:
    return str(next(iter(rows_of(run)))[1])


def names_text(names: object) -> str:
    return json.dumps(names, ensure_ascii=False, sort_keys=True)
