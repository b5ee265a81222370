"""What differs between the SQL of the engines that compute in columns."""

from datetime import date
from typing import Protocol

ENDLESS = date(9999, 12, 31)  # stands for no end


class Dialect(Protocol):
    """whole: the type of 64-bit whole numbers. huge: a type of whole numbers below `most` at least."""

    @property
    def whole(self) -> str: ...

    @property
    def huge(self) -> str: ...

    @property
    def most(self) -> int: ...

    @property
    def chars(self) -> str:
        """The type of texts."""
        ...

    def quotient(self, value: str, by: str, *, is_huge: bool = False) -> str:
        """Whole division of numbers that are not negative, of 64 bits, or both of the huge type."""
        ...

    def remainder(self, value: str, by: str) -> str:
        """What whole division leaves of numbers that are not negative."""
        ...

    def days_between(self, first: str, last: str) -> str:
        """last − first in days."""
        ...

    def first_of(self, unit: str, day: str) -> str:
        """The first day of the month, quarter or year of a day."""
        ...

    def months_after(self, day: str, months: str) -> str:
        """So many months later; the last day of the month where that has no such day."""
        ...

    def text(self, value: str) -> str:
        """A text as a literal."""
        ...


def day_literal(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
