"""Everything a run looks at, as Parquet tables with hashes, and back again from these tables alone."""

import hashlib
import io
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from jieli.engines.pay import PayInputs
from jieli.engines.pay.tables import calendar_name_of, inputs_of_tables, tables_of
from jieli.kernel.problem import Problems


@frozen
class FrozenTable:
    """One table of a run's inputs: its name, its Parquet bytes and the SHA-256 of these bytes."""

    name: str
    content: bytes
    content_hash: str
    row_count: int


class ChangedTable(RuntimeError):
    """The stored bytes of a table are not those that were frozen."""


def freeze(inputs: PayInputs, *, calendar_name: str) -> tuple[FrozenTable, ...]:
    """The tables of the inputs. The same inputs in any order are the same bytes."""
    tables = tables_of(inputs, calendar_name=calendar_name)
    return tuple(_freeze_table(name, table) for name, table in tables.items())


def thaw(frozen_tables: Iterable[FrozenTable]) -> PayInputs:
    """The inputs of the tables. Raises ChangedTable."""
    return inputs_of_tables({table.name: _thaw_table(table) for table in frozen_tables})


def readable(frozen_tables: Iterable[FrozenTable]) -> PayInputs | None:
    """The inputs of the tables; None where they are not what was frozen, or say nothing, as after a row was lost."""
    try:
        return thaw(frozen_tables)
    except (ChangedTable, KeyError, StopIteration, ValueError, Problems):
        return None


def calendar_name(run: FrozenTable) -> str:
    """The name of the work calendar, from the table `run`. Raises ChangedTable."""
    return calendar_name_of(_thaw_table(run))


def hash_of_all(tables: Iterable[FrozenTable]) -> str:
    """One hash over the names and hashes of all tables, in the order of their names."""
    lines = sorted(f"{table.name} {table.content_hash}" for table in tables)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _freeze_table(name: str, table: pa.Table) -> FrozenTable:
    """The table as bytes; no statistics and no time of writing, so that equal rows are equal bytes."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_statistics=False, store_schema=True)
    content = buffer.getvalue()
    return FrozenTable(name, content, hashlib.sha256(content).hexdigest(), table.num_rows)


def _thaw_table(frozen_table: FrozenTable) -> pa.Table:
    """The table of the bytes. Raises ChangedTable where they do not have the hash that they were frozen with."""
    if hashlib.sha256(frozen_table.content).hexdigest() != frozen_table.content_hash:
        raise ChangedTable(f"The frozen table {frozen_table.name} does not have its hash any more.")
    return pq.ParquetFile(pa.BufferReader(frozen_table.content)).read(use_threads=False)
