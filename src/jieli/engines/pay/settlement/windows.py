"""Calendar windows over which sums are looked at together."""

from enum import StrEnum

from jieli.engines.pay.days import quarter_of, year_of
from jieli.kernel.period import Period, PeriodKind
from jieli.kernel.problem import Problem, Problems


class Window(StrEnum):
    PERIOD = "period"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def window_of(window: Window, period: Period, place: str) -> Period:
    """The window that has the period's first day. Raises Problems where the period covers more than a window."""
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
