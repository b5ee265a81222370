"""Counting days: of the calendar or working days, of several spans, without leave."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from jieli.engines.pay.values import WorkCalendar
from jieli.kernel.period import Period, add_months
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange, gaps, merge


class Proration(StrEnum):
    """By what a part of a month is measured."""

    CALENDAR_DAYS = "calendar_days"
    WORK_DAYS = "work_days"


class MaybeProrated(StrEnum):
    """By what a part of a month or a longer window is measured, if at all."""

    CALENDAR_DAYS = "calendar_days"
    WORK_DAYS = "work_days"
    NONE = "none"


def common(some: Iterable[DateRange], others: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """The days in both, in as few spans as possible, in order."""
    within = merge(others)
    parts = [part for one in merge(some) for other in within if (part := one.intersect(other)) is not None]
    return merge(parts)


def without(some: Iterable[DateRange], others: Sequence[DateRange]) -> tuple[DateRange, ...]:
    """The days of the first that are not in the others."""
    return merge(part for one in some for part in gaps(others, one))


def last_day(spans: Sequence[DateRange]) -> date | None:
    """The last of these days; None without any. The spans have ends."""
    return max((_before(one.until) for one in spans if one.until is not None), default=None)


def months_of(span: DateRange) -> tuple[Period, ...]:
    """Every month that has a day of the span, which has an end."""
    assert span.until is not None
    months = [Period.month_of(span.from_)]
    while months[-1].until < span.until:
        months.append(months[-1].next())
    return tuple(months)


def months_since(employed: Sequence[DateRange], month: Period) -> int:
    """Full months from the day the employment of a month began until the month begins; 0 where it had not begun."""
    began = [span.from_ for span in employed if span.from_ < month.until]
    if not began or began[-1] >= month.from_:
        return 0
    start = began[-1]
    months = (month.from_.year - start.year) * 12 + month.from_.month - start.month
    return months if add_months(start, months, end="clip") <= month.from_ else months - 1


def quarter_of(day: date) -> Period:
    return Period.quarter(f"{day.year:04d}-Q{(day.month + 2) // 3}")


def year_of(day: date) -> Period:
    return Period.year(f"{day.year:04d}")


def count_days(spans: Iterable[DateRange], by: Proration, calendar: WorkCalendar) -> int:
    """Days, or working days, of spans that do not overlap."""
    if by is Proration.CALENDAR_DAYS:
        return sum(span.days for span in spans)
    return sum(1 for span in spans for day in days_of(span) if day in calendar.work_days)


def days_of(span: DateRange) -> list[date]:
    first = span.from_.toordinal()
    return [date.fromordinal(first + index) for index in range(span.days)]


def measured_days(
    spans: Sequence[DateRange], of: DateRange, by: Proration, calendar: WorkCalendar
) -> tuple[int, int]:
    """How many days spans have, and how many the whole has. Raises Problems where the calendar does not know them."""
    if by is Proration.WORK_DAYS:
        found = [problem for month in months_of(of) if (problem := unknown_days(calendar, month)) is not None]
        if found:
            raise Problems(found)
    return count_days(spans, by, calendar), count_days([of], by, calendar)


def unknown_days(calendar: WorkCalendar, month: Period) -> Problem | None:
    """Why a month cannot be measured in working days."""
    known = calendar.known
    if known is None or known.intersect(month.range) != month.range:
        return Problem(
            "PAY-CALENDAR-001",
            month.label,
            "The work calendar does not know all days of {month}, and a plan counts work days.",
            "Record the working days of that month, or count calendar days in the plan.",
            {"month": month.label},
        )
    if count_days([month.range], Proration.WORK_DAYS, calendar) == 0:
        return Problem(
            "PAY-CALENDAR-002",
            month.label,
            "The work calendar has no working day in {month}, so that no part of it can be measured.",
            "Correct the calendar of that month.",
            {"month": month.label},
        )
    return None


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
