"""底薪: fixed pay by the month."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.pricing.arithmetic import prorated
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.segments import BaseSpan
from jieli.engines.pay.text.parameters import AmountOrAssignment, Choice, spelled
from jieli.engines.pay.values import WorkCalendar
from jieli.engines.pay.work import Work, days_after
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact


class Proration(StrEnum):
    """By what a part of a month is measured."""

    CALENDAR_DAYS = "calendar_days"
    WORK_DAYS = "work_days"


@frozen(kw_only=True)
class BaseSalary(Component):
    """A fixed amount for each month, less where the person is employed or on the plan for a part of it.

    **When to use**: for the part of pay that does not depend on sales. **Parameters**: `monthly`: the amount of a whole
    month, or `from_assignment`: agreed with each person; `proration`: `calendar_days` counts all days of the month,
    `work_days` the working days of the calendar; `rounding`. **Paid**: for each month of the period, monthly × days ÷
    days of the month, where days are those on which the person is both employed and on the plan; rounded once per month
    and agreed base. **Refused**: a month that the work calendar does not know; an assignment without a base where the
    plan takes it from there.

    **Example**: 8000.00 a month by calendar days, employed from 10 March: 8000.00 × 22/31 ≈ 5677.42.
    """

    type: ClassVar[str] = "base_salary"

    key: str
    names: Mapping[str, str]
    monthly_fen: int | None = field(
        metadata=spelled(AmountOrAssignment(), "monthly")
    )  # None: from the assignment
    proration: Proration = field(metadata=spelled(Choice(Proration)))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    def compute(self, work: Work) -> Result:
        found: list[Problem] = []
        lines = [
            line
            for span in work.segment.bases
            for month in _months(span.range)
            if (line := self._month(work, span, month, found)) is not None
        ]
        if found:
            raise Problems(found)
        return Lines(tuple(lines))

    def _month(self, work: Work, span: BaseSpan, month: Period, found: list[Problem]) -> "BasePay | None":
        paid = span.range.intersect(month.range)
        assert paid is not None
        days = [part for employed in work.employed if (part := employed.intersect(paid)) is not None]
        if not days:
            return None
        monthly_fen = span.base_fen if self.monthly_fen is None else self.monthly_fen
        if monthly_fen is None:
            found.append(_no_base(work, span))
            return None
        if self.proration is Proration.CALENDAR_DAYS:
            count, of = sum(part.days for part in days), month.range.days
        else:
            wrong = _calendar_problem(work.calendar, month)
            if wrong is not None:
                found.append(wrong)
                return None
            count = sum(_work_days(work.calendar, part) for part in days)
            of = _work_days(work.calendar, month.range)
        return BasePay(monthly_fen, count, of, self.proration, month, self.rounding)


@frozen
class BasePay:
    """The base of one month."""

    monthly_fen: int
    days: int
    of_days: int
    proration: Proration
    month: Period
    rounding: Rounding

    @property
    def exact(self) -> Fraction:
        return self.monthly_fen * Fraction(self.days, self.of_days)

    @property
    def result_fen(self) -> int:
        return round_fen(self.exact, self.rounding)

    def trace(self) -> Trace:
        return Trace(
            "pay.base",
            {
                "monthly_fen": self.monthly_fen,
                "days": self.days,
                "of_days": self.of_days,
                "day_kind": self.proration.value,
                "month": self.month.label,
                "exact": plain_exact(self.exact),
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=prorated(self.monthly_fen, self.days, self.of_days, self.exact, self.result_fen),
        )


def _months(span: DateRange) -> tuple[Period, ...]:
    assert span.until is not None
    months = [Period.month_of(span.from_)]
    while months[-1].until < span.until:
        months.append(months[-1].next())
    return tuple(months)


def _days(span: DateRange) -> list[date]:
    return [days_after(span.from_, index) for index in range(span.days)]


def _work_days(calendar: WorkCalendar, span: DateRange) -> int:
    return sum(1 for day in _days(span) if day in calendar.work_days)


def _calendar_problem(calendar: WorkCalendar, month: Period) -> Problem | None:
    known = calendar.known
    if known is None or known.intersect(month.range) != month.range:
        return Problem(
            "PAY-CALENDAR-001",
            month.label,
            "The work calendar does not know all days of {month}, and a plan counts work days.",
            "Record the working days of that month, or count calendar days in the plan.",
            {"month": month.label},
        )
    if _work_days(calendar, month.range) == 0:
        return Problem(
            "PAY-CALENDAR-002",
            month.label,
            "The work calendar has no working day in {month}, so that no part of it can be measured.",
            "Correct the calendar of that month.",
            {"month": month.label},
        )
    return None


def _no_base(work: Work, span: BaseSpan) -> Problem:
    return Problem(
        "PAY-BASE-001",
        f"plan {work.segment.plan}",
        "The plan {plan} takes the base salary from the assignment, and that of person {person} from {from_on} names none.",
        "Enter the base salary in the assignment.",
        {
            "plan": work.segment.plan,
            "person": str(work.segment.person),
            "from_on": span.range.from_.isoformat(),
        },
    )
