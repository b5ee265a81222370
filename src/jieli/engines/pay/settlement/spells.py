"""From when until when something holds: by periods counted from the first, or by days."""

from datetime import date

from attrs import frozen

from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange


@frozen
class Spell:
    """Periods first to last (both included), or days from_on until before until_on. What is None has no bound."""

    first: int | None = None
    last: int | None = None
    from_on: date | None = None
    until_on: date | None = None

    def days(self, period: Period, number: int) -> DateRange | None:
        """The days of a period, the number-th, on which it holds."""
        if (self.first is not None and number < self.first) or (self.last is not None and number > self.last):
            return None
        from_ = period.from_ if self.from_on is None else max(period.from_, self.from_on)
        until = period.until if self.until_on is None else min(period.until, self.until_on)
        return DateRange(from_, until) if from_ < until else None

    def has_ended(self, period: Period, number: int) -> bool:
        """At the end of this period it is over."""
        by_number = self.last is not None and number >= self.last
        return by_number or (self.until_on is not None and self.until_on <= period.until)

    @property
    def has_end(self) -> bool:
        return self.last is not None or self.until_on is not None

    def check(self, place: str) -> list[Problem]:
        by_number = self.first is not None or self.last is not None
        if by_number and (self.from_on is not None or self.until_on is not None):
            return [
                Problem(
                    "PAY-SPELL-001",
                    place,
                    "One and the same beginning and end are written both in periods and in days.",
                    "Count periods, or write days.",
                )
            ]
        backwards = self.first is not None and self.last is not None and self.last < self.first
        if self.from_on is not None and self.until_on is not None:
            backwards = self.until_on <= self.from_on
        if not backwards:
            return []
        return [
            Problem(
                "PAY-SPELL-002",
                place,
                "The end lies before the beginning.",
                "Correct the two periods or days.",
            )
        ]
