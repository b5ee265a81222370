"""Tables of plain columns as Parquet bytes that are the same whenever the rows are the same."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from jieli.kernel.ranges import DateRange

Row = tuple[Any, ...]

INT = pa.int64()
TEXT = pa.string()
DAY = pa.date32()
FLAG = pa.bool_()


@frozen
class FrozenTable:
    """One table of a run's inputs: its name, its Parquet bytes and the SHA-256 of these bytes."""

    name: str
    content: bytes
    content_hash: str
    row_count: int


class ChangedTable(RuntimeError):
    """The stored bytes of a table are not those that were frozen."""


def schema(**columns: pa.DataType) -> pa.Schema:
    """Columns by name; a name that ends in `_or_none` may be null, every other may not."""
    return pa.schema(
        [pa.field(name, kind, nullable=name.endswith("_or_none")) for name, kind in columns.items()]
    )


def table_of(columns: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    """The rows under the columns, in the order given."""
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(values, field.type) for values, field in zip(by_column, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=columns)


def rows_of(table: pa.Table) -> Iterator[Row]:
    """The rows again, as Python values."""
    return zip(*table.to_pydict().values(), strict=True)


def freeze_table(name: str, table: pa.Table) -> FrozenTable:
    """The table as bytes; no statistics and no time of writing, so that equal rows are equal bytes."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_statistics=False, store_schema=True)
    content = buffer.getvalue()
    return FrozenTable(name, content, hashlib.sha256(content).hexdigest(), table.num_rows)


def thaw_table(frozen_table: FrozenTable) -> pa.Table:
    """The table of the bytes. Raises ChangedTable where they do not have the hash that they were frozen with."""
    if hashlib.sha256(frozen_table.content).hexdigest() != frozen_table.content_hash:
        raise ChangedTable(f"The frozen table {frozen_table.name} does not have its hash any more.")
    return pq.read_table(io.BytesIO(frozen_table.content))


def hash_of_all(tables: Iterable[FrozenTable]) -> str:
    """One hash over the names and hashes of all tables, in the order of their names."""
    lines = sorted(f"{table.name} {table.content_hash}" for table in tables)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def share_parts(share: Fraction) -> tuple[int, int]:
    return share.numerator, share.denominator


def grouped(rows: Iterable[Row], keys: int) -> Mapping[Row, list[Row]]:
    """The rest of each row under its first `keys` columns, in the rows' order."""
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[:keys], []).append(row[keys:])
    return groups


def range_parts(span: DateRange) -> Row:
    return span.from_, span.until
