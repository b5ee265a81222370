"""An amount for a whole period, and what it is for a part of it."""

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import prorated
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen


class DayShare(StrEnum):
    """calendar_days: by the days of the period that count. none: the whole amount, if any day counts."""

    CALENDAR_DAYS = "calendar_days"
    NONE = "none"


@frozen
class PartAmount:
    """exact, in fen, × days ÷ of_days, rounded once; with `none` the whole for any day."""

    whole: Fraction
    days: int
    of_days: int
    proration: DayShare
    rounding: Rounding

    @property
    def is_part(self) -> bool:
        return self.proration is DayShare.CALENDAR_DAYS and 0 < self.days < self.of_days

    @property
    def exact(self) -> Fraction:
        if self.days == 0:
            return Fraction(0)
        return self.whole * Fraction(self.days, self.of_days) if self.is_part else self.whole

    @property
    def fen(self) -> int:
        return round_fen(self.exact, self.rounding)

    @property
    def calculation(self) -> str | None:
        """None where it is the whole amount."""
        if not self.is_part or self.whole.denominator != 1:
            return None
        return prorated(int(self.whole), self.days, self.of_days, self.exact, self.fen)


def days_paid(work: Work, within: DateRange) -> int:
    """On how many days of the period the person is employed and on the plan, within others."""
    days = within.intersect(work.period.range)
    if days is None:
        return 0
    on_plan = [part for one in work.on_plan if (part := one.intersect(days)) is not None]
    return sum(
        part.days
        for one in on_plan
        for employed in work.employed
        if (part := employed.intersect(one)) is not None
    )
