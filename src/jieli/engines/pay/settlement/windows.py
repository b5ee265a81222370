"""Windows over which sums are looked at together."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.engines.pay.days import quarter_of, year_of
from jieli.kernel.period import Period, PeriodKind
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.ranges import DateRange


class Window(StrEnum):
    PERIOD = "period"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALWAYS = "always"


@frozen
class SoFar:
    """A window up to the end of a period. label: of the whole window."""

    label: str
    days: DateRange


def so_far(window: Window, period: Period, place: str) -> SoFar:
    """Raises Problems where the period covers more than a window."""
    if window is Window.ALWAYS:
        return SoFar(window.value, DateRange(date.min, period.until))
    whole = _whole(window, period, place)
    return SoFar(whole.label, DateRange(whole.from_, period.until))


def _whole(window: Window, period: Period, place: str) -> Period:
    """The window that has the period's first day."""
    if window is Window.PERIOD:
        return period
    first = period.from_
    if window is Window.MONTH:
        found = Period.month_of(first)
    elif window is Window.QUARTER:
        found = quarter_of(first)
    else:
        found = year_of(first)
    longer = period.kind is not PeriodKind.CUSTOM and period.until > found.until
    if longer or (period.from_ <= found.from_ and period.until > found.until):
        raise Problems([_beyond(window, period, place)])
    return found


def _beyond(window: Window, period: Period, place: str) -> Problem:
    return Problem(
        "PAY-WINDOW-001",
        place,
        "The period {period} is longer than the window of one {window}.",
        "Run shorter periods, or look at a longer window.",
        {"period": period.label, "window": window.value},
    )
