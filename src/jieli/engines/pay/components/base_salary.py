"""底薪: fixed pay by the month."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy
from jieli.engines.pay.days import Proration, common, count_days, months_of, unknown_days
from jieli.engines.pay.pricing.arithmetic import prorated
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.segments import BaseSpan
from jieli.engines.pay.text.parameters import AmountOr, Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact


class UnpaidLeave(StrEnum):
    """Days of unpaid leave lower the base, unless this stands."""

    PAID = "paid"


@frozen(kw_only=True)
class BaseSalary(Component):
    """A fixed amount for each month, less where the person is employed or on the plan for a part of it.

    **When to use**: for the part of pay that does not depend on sales. **Parameters**: `monthly`: the amount of a whole
    month, or `from_assignment`: agreed with each person; `proration`: `calendar_days` counts all days of the month,
    `work_days` the working days of the calendar; `unpaid_leave: paid` where days of unpaid leave are paid all the same;
    `rounding`. **Paid**: for each month of the period, monthly × days ÷ days of the month, where days are those on which
    the person is both employed and on the plan, without his unpaid leave; rounded once per month and agreed base.
    **Refused**: a month that the work calendar does not know; an assignment without a base where the plan takes it from
    there.

    **Example**: 8000.00 a month by calendar days, employed from 10 March: 8000.00 × 22/31 ≈ 5677.42.
    """

    type: ClassVar[str] = "base_salary"
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    monthly_fen: int | None = field(metadata=spelled(AmountOr(), "monthly"))  # None: from the assignment
    proration: Proration = field(metadata=spelled(Choice(Proration)))
    unpaid_leave: UnpaidLeave | None = field(default=None, metadata=spelled(Choice(UnpaidLeave)))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    def compute(self, work: Work) -> Result:
        found: list[Problem] = []
        lines = [
            line
            for span in work.segment.bases
            for month in months_of(span.range)
            if (line := self._month(work, span, month, found)) is not None
        ]
        if found:
            raise Problems(found)
        return Lines(tuple(lines))

    def _month(self, work: Work, span: BaseSpan, month: Period, found: list[Problem]) -> "BasePay | None":
        paid = span.range.intersect(month.range)
        assert paid is not None
        days = common(work.employed, [paid])
        if not days:
            return None
        monthly_fen = span.base_fen if self.monthly_fen is None else self.monthly_fen
        if monthly_fen is None:
            found.append(_no_base(work, span))
            return None
        wrong = None if self.proration is Proration.CALENDAR_DAYS else unknown_days(work.calendar, month)
        if wrong is not None:
            found.append(wrong)
            return None
        on_leave = () if self.unpaid_leave is UnpaidLeave.PAID else common(_leaves(work), days)
        leave_days, of = (
            count_days(spans, self.proration, work.calendar) for spans in (on_leave, [month.range])
        )
        count = count_days(days, self.proration, work.calendar) - leave_days
        return BasePay(monthly_fen, count, of, self.proration, month, self.rounding, leave_days)


@frozen
class BasePay:
    """The base of one month. days: paid; leave_days: those that unpaid leave has taken from them."""

    monthly_fen: int
    days: int
    of_days: int
    proration: Proration
    month: Period
    rounding: Rounding
    leave_days: int = 0

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
                **({"leave_days": self.leave_days} if self.leave_days else {}),
                "exact": plain_exact(self.exact),
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=prorated(self.monthly_fen, self.days, self.of_days, self.exact, self.result_fen),
        )


def _leaves(work: Work) -> list[DateRange]:
    return [leave.range for leave in work.sources.leaves.get(work.person, ())]


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
