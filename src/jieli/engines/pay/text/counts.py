"""How whole numbers, days of the calendar and rates above 100% are spelled in a plan's text."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, format_rate, parse_rate

MOST_COUNT = 600
MOST_MULTIPLE = 100

_WHOLE = re.compile(r"[1-9][0-9]{0,2}")


@frozen
class Count(UnderOneKey):
    """“6”: periods or months, from 1 to 600."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"6"',)

    def read(self, table: Table, name: str) -> int | None:
        node = table.number(name)
        if node is None:
            return None
        text = node.value.strip()
        if not _WHOLE.fullmatch(text) or int(text) > MOST_COUNT:
            table.found.append(
                Problem(
                    "PAY-COUNT-001",
                    node.place,
                    "“{text}” is not a number of periods or months.",
                    'Write a whole number from 1 to 600 in quotes, such as `"6"`.',
                    {"text": node.value},
                )
            )
            return None
        return int(text)

    def write(self, value: int, name: str) -> Mapping[str, Plain]:
        return {name: str(value)}


@frozen
class Day(UnderOneKey):
    """“2026-03-01”."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"2026-03-01"',)

    def read(self, table: Table, name: str) -> date | None:
        node = table.number(name)
        if node is None:
            return None
        try:
            return date.fromisoformat(node.value.strip())
        except ValueError:
            table.found.append(
                Problem(
                    "PAY-DAY-001",
                    node.place,
                    "“{text}” is not a day.",
                    'Write it in quotes as year, month and day, such as `"2026-03-01"`.',
                    {"text": node.value},
                )
            )
            return None

    def write(self, value: date, name: str) -> Mapping[str, Plain]:
        return {name: value.isoformat()}


@frozen
class Multiple(UnderOneKey):
    """“250%” or “2.5”, above nothing and at most a hundredfold."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"250%"', '"2.5"')

    def read(self, table: Table, name: str) -> Fraction | None:
        node = table.number(name)
        if node is None:
            return None
        try:
            rate = parse_rate(node.value)
        except NotARate:
            rate = Fraction(0)
        if not 0 < rate <= MOST_MULTIPLE:
            table.found.append(
                Problem(
                    "PAY-MULTIPLE-001",
                    node.place,
                    "“{text}” is not a multiple above 0 and up to 10000%.",
                    'Write it like `"250%"`, `"2.5"` or `"5/2"`.',
                    {"text": node.value},
                )
            )
            return None
        return rate

    def write(self, value: Fraction, name: str) -> Mapping[str, Plain]:
        return {name: format_rate(value)}
