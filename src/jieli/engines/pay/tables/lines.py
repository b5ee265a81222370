"""Finished lines of arrays and Arrow columns as Parquet files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Sorted by person and day these are near to each other from row to row; of everything else there are few different values.
_RISING = ("fact", "deal", "client", "fact_fen", "credit_fen", "before_fen", "part_fen", "result_fen")
_ROWS = 131_072  # a group


def array_of(column: pa.ChunkedArray, empty: int = 0) -> Any:
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


def chosen(column: pa.ChunkedArray, rows: Any) -> Any:
    """The column's values at these rows."""
    kind = column.type
    if pa.types.is_string(kind):
        encoded = column.combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        return encoded.take(pa.array(rows))
    if column.null_count:
        return column.combine_chunks().take(pa.array(rows))
    values = pa.array(array_of(column)[rows])
    return values.cast(kind) if values.type != kind else values


def texts_of(texts: Sequence[str], places: Any) -> Any:
    """The text at each place, said by place."""
    once = list(dict.fromkeys(texts))
    codes = np.array([once.index(text) for text in texts], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes[places]), pa.array(once, pa.string()))


def looked_up(values: Any, places: Any) -> Any:
    """The value at each place."""
    return np.asarray(values, np.int64)[places]


def write_lines(file: Path, columns: Mapping[str, Any]) -> None:
    rising = [name for name in columns if name in _RISING]
    pq.write_table(
        pa.table(dict(columns)),
        file,
        row_group_size=_ROWS,
        compression="none",
        write_statistics=False,
        store_schema=False,
        use_dictionary=[name for name in columns if name not in _RISING],
        column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
    )
