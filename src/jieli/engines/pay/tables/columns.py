"""Rows as Arrow tables of plain columns, and back."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pyarrow as pa

from jieli.kernel.ranges import DateRange

Row = tuple[Any, ...]

INT = pa.int64()
TEXT = pa.string()
DAY = pa.date32()
FLAG = pa.bool_()


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


def share_parts(share: Fraction) -> tuple[int, int]:
    return share.numerator, share.denominator


def range_parts(span: DateRange) -> Row:
    return span.from_, span.until


def grouped(rows: Iterable[Row], keys: int) -> Mapping[Row, list[Row]]:
    """The rest of each row under its first `keys` columns, in the rows' order."""
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[:keys], []).append(row[keys:])
    return groups
