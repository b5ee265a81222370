"""Spans of days, half-open: the first day counts, the last does not; an open end is None."""

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen


class EmptyRange(ValueError):
    """A span that ends on or before the day it begins."""


@frozen
class DateRange:
    """The days from `from_` on, until before `until` (None: without end)."""

    from_: date
    until: date | None = field()

    @until.validator
    def _ends_after_it_begins(self, _attribute: object, until: date | None) -> None:
        if until is not None and until <= self.from_:
            raise EmptyRange(f"A span from {self.from_} until {until} has no day in it.")

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day < self.until)

    def contains(self, day: date) -> bool:
        return day in self

    @property
    def days(self) -> int:
        """How many days; only of a span with an end."""
        if self.until is None:
            raise EmptyRange("A span without end has no number of days.")
        return (self.until - self.from_).days

    def before(self, day: date) -> "DateRange | None":
        """The days before that one; None where there are none."""
        if day <= self.from_:
            return None
        return self if self.until is not None and self.until <= day else DateRange(self.from_, day)

    def overlaps(self, other: "DateRange") -> bool:
        return self.intersect(other) is not None

    def intersect(self, other: "DateRange") -> "DateRange | None":
        """The days in both."""
        start = max(self.from_, other.from_)
        until = _earlier(self.until, other.until)
        return None if until is not None and until <= start else DateRange(start, until)

    def subtract(self, other: "DateRange") -> "tuple[DateRange, ...]":
        """The days here that are not in the other: none, one or two spans."""
        if not self.overlaps(other):
            return (self,)
        rest = []
        if self.from_ < other.from_:
            rest.append(DateRange(self.from_, other.from_))
        if other.until is not None and (self.until is None or other.until < self.until):
            rest.append(DateRange(other.until, self.until))
        return tuple(rest)

    def is_adjacent(self, other: "DateRange") -> bool:
        """One begins on the very day the other has ended."""
        return self.until == other.from_ or other.until == self.from_


def merge(ranges: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """The same days in as few spans as possible, in order."""
    merged: list[DateRange] = []
    for span in sorted(ranges, key=lambda span: span.from_):
        last = merged[-1] if merged else None
        if last is None or (last.until is not None and last.until < span.from_):
            merged.append(span)
        else:
            merged[-1] = DateRange(last.from_, _later(last.until, span.until))
    return tuple(merged)


def gaps(ranges: Iterable[DateRange], within: DateRange) -> tuple[DateRange, ...]:
    """The days of `within` that no span covers, in order."""
    left = [within]
    for span in ranges:
        left = [rest for part in left for rest in part.subtract(span)]
    return tuple(sorted(left, key=lambda span: span.from_))


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
