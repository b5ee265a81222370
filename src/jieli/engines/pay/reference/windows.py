"""Where sums begin anew: the parts of a segment that have one sum each, and the days before them that count to it."""

from datetime import date

from attrs import frozen

from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.work import Work
from jieli.kernel.period import add_months
from jieli.kernel.ranges import DateRange

_MONTHS = {Reset.MONTH: 1, Reset.QUARTER: 3, Reset.YEAR: 12}


@frozen
class SumWindow:
    """Days of a segment with one sum.

    whole: all days of the window, of the calendar, also those without a plan; the segment where it is the window.
    earlier: the days before these on which the person was on the plan, whose credits count to the sum.
    """

    days: DateRange
    whole: DateRange
    earlier: tuple[DateRange, ...] = ()


def windows_of(reset: Reset, work: Work) -> tuple[SumWindow, ...]:
    """The windows of a segment, in order."""
    days = work.days
    if reset is Reset.PERIOD:
        return (SumWindow(days, days),)
    if reset is Reset.NEVER:
        return (_window(DateRange(work.on_plan[0].from_, days.until), days, work),)
    found = []
    whole = _around(days.from_, _MONTHS[reset])
    while (part := whole.intersect(days)) is not None:
        found.append(_window(whole, part, work))
        assert whole.until is not None
        whole = _around(whole.until, _MONTHS[reset])
    return tuple(found)


def _window(whole: DateRange, days: DateRange, work: Work) -> SumWindow:
    before = whole.before(days.from_)
    earlier = (
        ()
        if before is None
        else tuple(part for one in work.on_plan if (part := one.intersect(before)) is not None)
    )
    return SumWindow(days, whole, earlier)


def _around(day: date, months: int) -> DateRange:
    """The calendar's month, quarter or year in which a day lies."""
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return DateRange(first, add_months(first, months, end="refuse"))
