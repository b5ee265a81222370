"""Spans for which pay is computed: months, quarters, years, and others by their two days."""

import calendar
import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from attrs import frozen

from jieli.kernel.ranges import DateRange, EmptyRange

_FORMS = {
    "month": re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"([0-9]{4})-Q([1-4])"),
    "year": re.compile(r"([0-9]{4})"),
    "custom": re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})"),
}


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


class NotAPeriod(ValueError):
    """The text names no period."""


class NoSuchDay(ValueError):
    """Months were added and the month reached has no such day, and the caller chose not to be moved."""


@frozen(order=False)
class Period:
    """A named span. `label` is its canonical text: 2026-03, 2026-Q1, 2026, 2026-01-15..2026-02-01."""

    kind: PeriodKind
    from_: date
    until: date

    @property
    def range(self) -> DateRange:
        return DateRange(self.from_, self.until)

    @property
    def label(self) -> str:
        if self.kind is PeriodKind.MONTH:
            return f"{self.from_.year:04d}-{self.from_.month:02d}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.from_.year:04d}-Q{(self.from_.month + 2) // 3}"
        if self.kind is PeriodKind.YEAR:
            return f"{self.from_.year:04d}"
        return f"{self.from_.isoformat()}..{self.until.isoformat()}"

    def next(self) -> "Period":
        """The period of the same kind that begins when this one ends."""
        return _starting(self.kind, self.until) if self.kind is not PeriodKind.CUSTOM else self._shifted(1)

    def previous(self) -> "Period":
        if self.kind is PeriodKind.CUSTOM:
            return self._shifted(-1)
        return _starting(self.kind, add_months(self.from_, -_MONTHS[self.kind], end="refuse"))

    def _shifted(self, direction: int) -> "Period":
        length = self.until - self.from_
        return Period(self.kind, self.from_ + direction * length, self.until + direction * length)

    @staticmethod
    def month(text: str) -> "Period":
        return _of_kind("month", text)

    @staticmethod
    def quarter(text: str) -> "Period":
        return _of_kind("quarter", text)

    @staticmethod
    def year(text: str) -> "Period":
        return _of_kind("year", text)

    @staticmethod
    def custom(from_: date, until: date) -> "Period":
        return Period(PeriodKind.CUSTOM, DateRange(from_, until).from_, until)

    @staticmethod
    @lru_cache(maxsize=1024)  # thousands of rows name the same few periods
    def parse(text: str) -> "Period":
        """Raises NotAPeriod."""
        for kind, form in _FORMS.items():
            if form.fullmatch(text.strip()):
                return _of_kind(kind, text.strip())
        raise NotAPeriod(
            f"“{text}” is not a period. Write 2026-03, 2026-Q1, 2026 or 2026-01-15..2026-02-01 (the last day excluded)."
        )

    @staticmethod
    def month_of(day: date) -> "Period":
        """The month in which a day lies."""
        return _starting(PeriodKind.MONTH, day.replace(day=1))


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def _starting(kind: PeriodKind, first: date) -> Period:
    return Period(kind, first, add_months(first, _MONTHS[kind], end="refuse"))


def _of_kind(kind: str, text: str) -> Period:
    found = _FORMS[kind].fullmatch(text)
    if found is None:
        raise NotAPeriod(f"“{text}” is not a {kind}.")
    try:
        if kind == "custom":
            return Period.custom(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        return _starting(PeriodKind(kind), date(int(found[1]), _first_month(kind, found), 1))
    except (ValueError, EmptyRange) as reason:
        raise NotAPeriod(f"“{text}” is not a {kind}: {reason}") from reason


def _first_month(kind: str, found: re.Match[str]) -> int:
    if kind == "month":
        return int(found[2])
    return 3 * int(found[2]) - 2 if kind == "quarter" else 1


def add_months(day: date, months: int, *, end: Literal["clip", "refuse"]) -> date:
    """The same day of the month so many months on.

    31 January and one month: "clip" is the last day of February, "refuse" raises NoSuchDay. The caller chooses.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day > last and end == "refuse":
        raise NoSuchDay(f"{year:04d}-{month + 1:02d} has no day {day.day}.")
    return date(year, month + 1, min(day.day, last))
