"""Rows of a CSV or XLSX file as text, whatever its encoding, each with the line it came from."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from attrs import frozen
from python_calamine import CalamineError, CalamineWorkbook

from jieli.kernel.problem import Problem, Problems

MOST_BYTES = 500_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Row:
    """One record of a file: column → text. line: as a person counts, the header being line 1 of a plain file."""

    file: str
    line: int
    values: Mapping[str, str]


def read_rows(path: Path) -> tuple[Row, ...]:
    """Every row of the file that is not empty. Raises Problems (FILE-READ-…)."""
    if not path.is_file():
        raise Problems(
            [
                Problem(
                    "FILE-READ-001",
                    path.name,
                    "There is no such file in {folder}.",
                    "Put it there, or correct its path in the mapping.",
                    {"folder": str(path.parent)},
                )
            ]
        )
    if path.stat().st_size > MOST_BYTES:
        raise Problems([_too_large(path)])
    cells = (
        _xlsx_cells(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _csv_cells(path)
    )
    return tuple(_records(path.name, cells))


def _records(name: str, cells: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    header: list[str] | None = None
    problems: list[Problem] = []
    for line, values in cells:
        if not any(values):
            continue
        if header is None:
            header = _header(name, line, values)
            continue
        if len(values) > len(header) and any(values[len(header) :]):
            problems.append(
                Problem(
                    "FILE-READ-004",
                    f"{name}:{line}",
                    "This row has {found} cells and the header has {expected}.",
                    "Put cells that contain a comma in quotes, or name the missing column in the header.",
                    {"found": str(len(values)), "expected": str(len(header))},
                )
            )
            continue
        padded = [*values, *[""] * (len(header) - len(values))]
        yield Row(name, line, dict(zip(header, padded, strict=False)))
    if header is None:
        problems.append(
            Problem(
                "FILE-READ-005",
                name,
                "The file has no header row.",
                "The first row must name the columns.",
            )
        )
    if problems:
        raise Problems(problems)


def _header(name: str, line: int, values: Sequence[str]) -> list[str]:
    """Column names; a title or merged band above the header is said so, because guessing would shift columns."""
    names = [value.strip() for value in values]
    while names and not names[-1]:
        names.pop()
    empty = [index + 1 for index, value in enumerate(names) if not value]
    twice = sorted({value for value in names if value and names.count(value) > 1})
    if empty or len(names) < 2:
        raise Problems(
            [
                Problem(
                    "FILE-READ-002",
                    f"{name}:{line}",
                    "Column {column} has no name in the header row: cells seem to be merged, or a title stands above.",
                    "Unmerge the header, name every column once, and remove titles above it.",
                    {"column": str(empty[0] if empty else len(names) + 1)},
                )
            ]
        )
    if twice:
        raise Problems(
            [
                Problem(
                    "FILE-READ-003",
                    f"{name}:{line}",
                    "The column {column} stands in the header twice.",
                    "Give every column a name of its own.",
                    {"column": twice[0]},
                )
            ]
        )
    return names


def _csv_cells(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(path, _content(path))
    if "\0" in text:
        raise Problems([_not_text(path)])
    sample = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for values in reader:
            # A quoted cell may span lines: the row is where it begins.
            begins, line = line + 1, reader.line_num
            yield begins, [value.strip() for value in values]
    except csv.Error as error:
        raise Problems(
            [
                Problem(
                    "FILE-READ-006",
                    f"{path.name}:{reader.line_num}",
                    "This line is not proper CSV: {reason}.",
                    "Look for a quotation mark that is opened and never closed.",
                    {"reason": str(error)},
                )
            ]
        ) from error


def _content(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError) as error:
        raise Problems([_not_text(path)]) from error
    if len(content) > MOST_BYTES:
        raise Problems([_too_large(path)])
    return content


def _decoded(path: Path, content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB18030, which holds GBK and GB2312."""
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problems([_not_text(path)])


def _xlsx_cells(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise Problems(
            [
                Problem(
                    "FILE-READ-008",
                    path.name,
                    "This is not a workbook that can be read.",
                    "Open it in a spreadsheet program and save it as XLSX, without a password.",
                )
            ]
        ) from error
    for line, values in enumerate(rows, start=1):
        yield line, [_cell_text(value) for value in values]


def _cell_text(value: object) -> str:
    """A cell as a person reads it. Excel keeps every number as a binary fraction; its shortest text is what was typed."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    return str(value).strip()


def _not_text(path: Path) -> Problem:
    return Problem(
        "FILE-READ-007",
        path.name,
        "The file is neither UTF-8 nor GBK text.",
        "Save it as CSV in UTF-8 or GBK, or as XLSX.",
    )


def _too_large(path: Path) -> Problem:
    return Problem(
        "FILE-READ-009",
        path.name,
        "The file is larger than {most} MB.",
        "Split it into several files by date and import them one after the other.",
        {"most": str(MOST_BYTES // 1_000_000)},
    )
