"""Finished lines of arrays and Arrow columns as Parquet files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jieli.engines.pay.tables.columns import INT, TEXT, schema, table_of

TOTALS = schema(period=TEXT, person=INT, component=TEXT, credit_fen=INT, result_fen=INT)
# Sorted by person and day these are near to each other from row to row; of everything else there are few different values.
_RISING = ("fact", "deal", "client", "fact_fen", "credit_fen", "before_fen", "part_fen", "result_fen")


def array_of(column: pa.ChunkedArray | pa.Array, empty: int = 0) -> Any:
    """Whole numbers, days since 1970 or flags as an array. empty: what stands for null."""
    kind = column.type
    if pa.types.is_date(kind):
        column = column.cast(pa.int32())
    if column.null_count:
        column = pc.fill_null(column, empty)
    return column.to_numpy()


def is_there(column: pa.ChunkedArray) -> Any:
    """Which values are not null; None: all."""
    return pc.is_valid(column).to_numpy() if column.null_count else None


def column_of(column: pa.ChunkedArray) -> Any:
    """In the form in which `chosen` looks at it again and again."""
    if pa.types.is_string(column.type):
        return column.combine_chunks().dictionary_encode()
    if column.null_count:
        return column.combine_chunks()
    return array_of(column), column.type


def whole_of(values: Any) -> Any:
    """The same of an array, for whole numbers of 64 bits."""
    return values, pa.int64()


def chosen(column: Any, rows: Any) -> Any:
    """The values of a `column_of` at these rows."""
    if not isinstance(column, tuple):
        return column.take(pa.array(rows))
    values, kind = column
    found = pa.array(values.take(rows))
    return found if found.type == kind else found.cast(kind)


def texts_of(texts: Sequence[str], places: Any) -> Any:
    """The text at each place, said by place."""
    once = list(dict.fromkeys(texts))
    codes = np.array([once.index(text) for text in texts], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes[places]), pa.array(once, pa.string()))


def looked_up(values: Any, places: Any) -> Any:
    """The value at each place."""
    return np.asarray(values, np.int64).take(places)


def write_totals(file: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    pq.write_table(table_of(TOTALS, rows), file, compression="zstd")


def write_lines(file: Path, blocks: Iterable[Mapping[str, Any]], nothing: Mapping[str, Any]) -> None:
    """Each block is a group of rows. nothing: a block without rows."""
    schema = pa.table(dict(nothing)).schema
    rising = [name for name in schema.names if name in _RISING]
    with pq.ParquetWriter(
        file,
        schema,
        compression="none",
        write_statistics=False,
        store_schema=False,
        use_dictionary=[name for name in schema.names if name not in _RISING],
        column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
    ) as writer:
        for block in blocks:
            writer.write_table(pa.table(dict(block), schema=schema))
