"""One row read through a section's templates: texts, dates, amounts, each problem with its file, line and column."""

import re
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from jieli.connectors.files.mapping import Section, columns_of, fill
from jieli.connectors.files.readers import Row
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, parse_rate
from jieli.lib.days import is_plausible

_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T]00:00(?::00)?)?")


@frozen
class Reader:
    """Reads one section's rows; what is wrong is collected in `problems` and the value becomes None or empty."""

    section: Section
    problems: list[Problem] = field(factory=list)

    def place(self, row: Row, key: str) -> str:
        columns = " ".join(columns_of(self.section.templates.get(key, "")))
        return f"{row.file}:{row.line} {columns or key}"

    def text(self, row: Row, key: str, *, needed: bool = False) -> str:
        template = self.section.templates.get(key, "")
        try:
            text = fill(template, row.values).strip()
        except KeyError as missing:
            self.problems.append(_no_column(self.place(row, key), str(missing.args[0])))
            return ""
        if needed and not text:
            self.problems.append(_empty(self.place(row, key), key))
        return text

    def day(self, row: Row, key: str, *, needed: bool = False) -> date | None:
        text = self.text(row, key, needed=needed)
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found:
                day = date(int(found[1]), int(found[2]), int(found[3]))
                if is_plausible(day):
                    return day
        except ValueError:
            pass  # the 31st of February: said below, like a year that nobody can mean
        self.problems.append(_no_day(self.place(row, key), text))
        return None

    def fen(self, row: Row, key: str, *, needed: bool = True) -> int | None:
        """Fen, or hundredths of a unit."""
        text = self.text(row, key, needed=needed)
        if not text:
            return None
        try:
            return parse_fen(text.replace("¥", "").replace("￥", "").replace("，", ","))
        except NotAnAmount:
            self.problems.append(_no_amount(self.place(row, key), text))
            return None

    def rate(self, row: Row, key: str) -> Fraction | None:
        """An exact decimal."""
        text = self.text(row, key, needed=True)
        if not text:
            return None
        try:
            return parse_rate(text)
        except NotARate:
            self.problems.append(_no_rate(self.place(row, key), text))
            return None

    def count(self, row: Row, key: str) -> int | None:
        text = self.text(row, key)
        if not text:
            return None
        if text.isdecimal() and len(text) < 7:
            return int(text)
        self.problems.append(_no_count(self.place(row, key), text))
        return None


def _no_column(place: str, column: str) -> Problem:
    return Problem(
        "IMPORT-ROW-001",
        place,
        "The file has no column “{column}”.",
        "Correct the mapping or the header of the file.",
        {"column": column},
    )


def _empty(place: str, key: str) -> Problem:
    return Problem(
        "IMPORT-ROW-002",
        place,
        "The cell is empty, and {key} is needed.",
        "Fill it in the file.",
        {"key": key},
    )


def _no_day(place: str, text: str) -> Problem:
    return Problem(
        "IMPORT-ROW-003",
        place,
        "“{text}” is not a day.",
        "Write it like 2026-03-15, 2026/3/15 or 2026年3月15日.",
        {"text": text},
    )


def _no_rate(place: str, text: str) -> Problem:
    return Problem(
        "IMPORT-ROW-007",
        place,
        "“{text}” is not a rate.",
        "Write what one unit is worth, like 7.1234.",
        {"text": text},
    )


def _no_amount(place: str, text: str) -> Problem:
    return Problem(
        "IMPORT-ROW-004",
        place,
        "“{text}” is not an amount with at most two decimals.",
        "Write it like 1234.50; amounts are never rounded for you.",
        {"text": text},
    )


def _no_count(place: str, text: str) -> Problem:
    return Problem(
        "IMPORT-ROW-005", place, "“{text}” is not a whole number.", "Write minutes like 45.", {"text": text}
    )
