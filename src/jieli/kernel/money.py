"""Amounts: whole fen of one currency. Text in, text out, nothing in between is inexact."""

import re
from typing import Self

from attrs import frozen

MOST_DIGITS = 16  # before the point: what is larger is a slip, and would not fit into a column
_AMOUNT = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.(?P<part>[0-9]{1,2}))?"
)


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum or comparison."""


class NotAnAmount(ValueError):
    """The text is not an amount with at most two decimals."""


@frozen
class Money:
    """An amount of one currency."""

    fen: int
    currency: str

    def __add__(self, other: Self) -> "Money":
        return Money(self.fen + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.fen - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.fen, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.fen < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.fen <= self._same(other)

    def __str__(self) -> str:
        return f"{format_fen(self.fen)} {self.currency}"

    def _same(self, other: Self) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                f"{self} and {other} are of different currencies and are not added or compared."
            )
        return other.fen


def parse_fen(text: str) -> int:
    """Fen of "1234.5", "1,234.50" or "-3". More than two decimals, or anything else, is NotAnAmount: never rounded."""
    found = _AMOUNT.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or len(found["whole"].replace(",", "")) > MOST_DIGITS:
        raise NotAnAmount(
            f"“{str(text)[:40]}” is not an amount with at most sixteen digits and two decimals."
        )
    fen = int(found["whole"].replace(",", "")) * 100 + int((found["part"] or "").ljust(2, "0"))
    return -fen if found["sign"] else fen


def format_fen(fen: int) -> str:
    """“1,234.50”, exact, with an ASCII minus."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02d}"
