"""The working days that a run prorates by."""

from datetime import date, timedelta
from enum import StrEnum

import chinese_calendar
from chinese_calendar.constants import holidays as published_holidays

from jieli.engines.pay import WorkCalendar
from jieli.kernel.ranges import DateRange


class CalendarName(StrEnum):
    """Which days count as working days; frozen with the run and shown on its page."""

    MAINLAND_CHINA = "mainland_china"  # State Council's holidays and working weekends, in the years published
    WEEKDAYS = "weekdays"  # Monday to Friday, public holidays not taken out


def calendar_for(currency: str) -> CalendarName:
    """Mainland China's calendar for pay in its currency; elsewhere plain weekdays, and the run says so."""
    return CalendarName.MAINLAND_CHINA if currency == "CNY" else CalendarName.WEEKDAYS


def work_calendar(name: CalendarName, span: DateRange) -> WorkCalendar:
    """The working days of a span with an end. What is not published yet is outside `known`: nothing is assumed."""
    if name is CalendarName.WEEKDAYS:
        return WorkCalendar(span, frozenset(day for day in _days(span) if day.weekday() < 5))
    known = span.intersect(_published())
    if known is None:
        return WorkCalendar(None, frozenset())
    return WorkCalendar(known, frozenset(day for day in _days(known) if chinese_calendar.is_workday(day)))


def _published() -> DateRange:
    years = {day.year for day in published_holidays}
    return DateRange(date(min(years), 1, 1), date(max(years) + 1, 1, 1))


def _days(span: DateRange) -> list[date]:
    return [span.from_ + timedelta(days=index) for index in range(span.days)]
