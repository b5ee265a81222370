"""The columns of every file: there, of the right type, filled. From what the files say of themselves, where they do."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from jieli.engines.pay.backends.duckdb.connection import first_row
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.columns import FACTS, name_literal
from jieli.engines.pay.tables import SCHEMAS
from jieli.engines.pay.tables.folder import missing_column, source_files
from jieli.kernel.problem import Problem, refuse

MOST = 2**63 - 1
_WORDS = {pa.int64(): "whole numbers", pa.string(): "text", pa.date32(): "days", pa.bool_(): "true or false"}


def check_columns(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """**Raises** Problems with every column of every file."""
    refuse(
        problem
        for table, files in source_files(folder).items()
        for file in files
        for problem in _File(connection, table, file, file.relative_to(folder).as_posix()).problems()
    )


@frozen
class _File:
    connection: duckdb.DuckDBPyConnection
    table: str
    path: Path
    name: str

    def problems(self) -> Iterator[Problem]:
        try:
            with pq.ParquetFile(self.path) as opened:
                columns, metadata = opened.schema_arrow, opened.metadata
        except (pa.ArrowException, OSError) as error:
            yield _unreadable(self.name, str(error))
            return
        yield from self._names(columns.names)
        for field in SCHEMAS[self.table]:
            base = field.name.removesuffix("_or_none")
            named = [name for name in columns.names if name in (field.name, base)]
            if not named and self._is_must(field):
                yield missing_column(self.name, base)
            if len(named) > 1:
                yield _column_twice(self.name, base)
            if len(named) == 1:
                yield from self._column(field, columns.field(named[0]), metadata)

    def _names(self, names: list[str]) -> Iterator[Problem]:
        """Columns that differ from one of the table's only in how they are written."""
        known = {_plain(field.name): field.name.removesuffix("_or_none") for field in SCHEMAS[self.table]}
        right = {name for field in SCHEMAS[self.table] for name in (field.name, known[_plain(field.name)])}
        for name, times in Counter(names).items():
            meant = known.get(_plain(name))
            if name in right and times == 1:
                continue
            if meant is not None:
                yield (
                    _column_twice(self.name, name)
                    if times > 1
                    else _written_otherwise(self.name, name, meant)
                )

    def _is_must(self, field: pa.Field) -> bool:
        base = field.name.removesuffix("_or_none")
        if self.table in FACTS:
            return FACTS[self.table][base] is None
        return not field.nullable and field.type != pa.string()

    def _column(self, field: pa.Field, found: pa.Field, metadata: pq.FileMetaData) -> Iterator[Problem]:
        is_empty = pa.types.is_null(found.type) and (field.nullable or not metadata.num_rows)
        if not is_empty and not _fits(field.type, found.type) and not pa.types.is_null(found.type):
            yield _wrong_type(self.name, found, _WORDS[field.type])
            return
        if not field.nullable and self._may_be_null(found.name, metadata):
            row = self._first(f"{name_literal(found.name)} IS NULL")
            if row is not None:
                yield _null(self.name, found.name, row)
        if pa.types.is_uint64(found.type):
            row = self._first(f"{name_literal(found.name)} > {MOST}")
            if row is not None:
                yield _too_large(self.name, found.name, row)

    def _may_be_null(self, column: str, metadata: pq.FileMetaData) -> bool:
        """False only where every part of the file says that none is."""
        for group in range(metadata.num_row_groups):
            part = metadata.row_group(group)
            own = next(
                (
                    part.column(place)
                    for place in range(part.num_columns)
                    if part.column(place).path_in_schema == column
                ),
                None,
            )
            said = own.statistics if own is not None and own.is_stats_set else None
            if said is None or not said.has_null_count or said.null_count:
                return True
        return False

    def _first(self, condition: str) -> int | None:
        """The number of the first such row, from 1."""
        found = first_row(
            self.connection,
            f"SELECT min(file_row_number) FROM {parquet([self.path], is_numbered=True)} WHERE {condition}",
        )
        return None if found is None or found[0] is None else int(found[0]) + 1


def _fits(wanted: pa.DataType, found: pa.DataType) -> bool:
    if pa.types.is_dictionary(found):
        found = found.value_type
    if wanted == pa.int64():
        return bool(pa.types.is_integer(found))
    if wanted == pa.string():
        return found in (pa.string(), pa.large_string(), pa.string_view())
    if wanted == pa.date32():
        return bool(pa.types.is_date(found))
    return bool(found == wanted)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.removesuffix("_or_none").casefold() if letter.isalnum())


def _wrong_type(file: str, found: pa.Field, wanted: str) -> Problem:
    return Problem(
        "PAY-FACTS-004",
        file,
        "The column “{column}” is of type {found}; {wanted} must be in it.",
        "Write it in that type: amounts as whole fen, days as dates without a time.",
        {"column": found.name, "found": str(found.type), "wanted": wanted},
    )


def _null(file: str, column: str, row: int) -> Problem:
    return Problem(
        "PAY-FACTS-005",
        file,
        "The column “{column}” is empty in row {row}.",
        "Fill it in every row; only columns whose name may end in _or_none can be empty.",
        {"column": column, "row": str(row)},
    )


def _column_twice(file: str, column: str) -> Problem:
    return Problem(
        "PAY-FACTS-018",
        file,
        "The column “{column}” is there twice.",
        "Leave one of them away.",
        {"column": column},
    )


def _written_otherwise(file: str, name: str, meant: str) -> Problem:
    return Problem(
        "PAY-FACTS-019",
        file,
        "The column “{name}” would not be read, but looks like “{meant}”.",
        "Name it so, or leave it away.",
        {"name": name, "meant": meant},
    )


def _too_large(file: str, column: str, row: int) -> Problem:
    return Problem(
        "PAY-FACTS-020",
        file,
        "The column “{column}” is above 2⁶³ − 1 in row {row}.",
        "Numbers have 64 bits with a sign.",
        {"column": column, "row": str(row)},
    )


def _unreadable(file: str, error: str) -> Problem:
    return Problem(
        "PAY-FACTS-008",
        file,
        "The file is not Parquet, or is broken: {error}.",
        "Write it again; a copy that was cut off ends too early.",
        {"error": error.splitlines()[0].rstrip(".") if error else ""},
    )
