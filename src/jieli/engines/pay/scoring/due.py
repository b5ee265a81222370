"""The months, quarters or years whose bonus falls due in a pay period. Page: docs/algorithms/quotas-and-bonuses.md."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.engines.pay.days import common, last_day, quarter_of, year_of
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


class Every(StrEnum):
    """What a bonus is for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Leavers(StrEnum):
    """Whether who leaves the plan inside a window is paid for his days, on his last one."""

    PAID = "paid"
    UNPAID = "unpaid"


@frozen
class DueWindow:
    """A window that falls due. days: those of it on which the person is on the plan, by whatever version."""

    window: Period
    days: tuple[DateRange, ...]

    @property
    def from_(self) -> date:
        """His first day of it."""
        return self.days[0].from_

    @property
    def until(self) -> date:
        """The day after his last one of it."""
        until = self.days[-1].until
        assert until is not None, "A window has an end."
        return until


def window_of(day: date, every: Every) -> Period:
    """The month, quarter or year in which a day lies."""
    if every is Every.MONTH:
        return Period.month_of(day)
    if every is Every.QUARTER:
        return quarter_of(day)
    return year_of(day)


def due_in(work: Work, every: Every, leavers: Leavers) -> tuple[DueWindow, ...]:
    """The windows whose last day, of those on which the person is on the plan, is one of these days; in order."""
    windows = [window_of(work.days.from_, every)]
    until = work.days.until
    assert until is not None, "A period has an end."
    while windows[-1].until < until:
        windows.append(windows[-1].next())
    found = [DueWindow(window, common(work.placed, [window.range])) for window in windows]
    return tuple(one for one in found if _is_due(one, work.days, leavers))


def _is_due(due: DueWindow, days: DateRange, leavers: Leavers) -> bool:
    last = last_day(due.days)
    if last is None or last not in days:
        return False
    return leavers is Leavers.PAID or due.until == due.window.until
