"""A DuckDB of this process alone: nothing is installed, loaded or fetched, and it ends with the process."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import field, frozen

from jieli.engines.pay.backends.duckdb.dialect import DuckDB


@frozen
class Limits:
    """threads: as many at once. memory: such as 4GB; None: DuckDB's own, most of the machine's. What does not fit is
    spilled to `spill`; None: not at all."""

    threads: int | None = None
    memory: str | None = None
    spill: Path | None = None


def connect(limits: Limits) -> duckdb.DuckDBPyConnection:
    settings: dict[str, Any] = {
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "" if limits.spill is None else str(limits.spill),
    }
    if limits.threads is not None:
        settings["threads"] = limits.threads
    if limits.memory is not None:
        settings["memory_limit"] = limits.memory
    return duckdb.connect(config=settings)


def first_row(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()
) -> tuple[Any, ...] | None:
    """The first row of a result that is then read to its end: a connection has one result at a time."""
    rows = connection.execute(query, list(values)).fetchall()
    return rows[0] if rows else None


def memory_limit(connection: duckdb.DuckDBPyConnection) -> int:
    """In bytes, at most what DuckDB itself takes; it says it as in 3.7 GiB."""
    row = first_row(connection, "SELECT current_setting('memory_limit')")
    assert row is not None
    size, unit = str(row[0]).split()
    return int(size.split(".")[0]) << _UNITS[unit]


_UNITS = {"bytes": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40}


@frozen
class DuckStore:
    """Relations as tables of a connection. is_small: facts are tables too, and no files."""

    connection: duckdb.DuckDBPyConnection
    dialect: DuckDB = field(factory=DuckDB)
    is_small: bool = field(default=False, kw_only=True)
    is_near: bool = field(default=True, init=False)

    def keep(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")

    def bring(self, name: str, table: Any) -> None:
        self.connection.register("brought", table)
        self.keep(name, "SELECT * FROM brought")
        self.connection.unregister("brought")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def arrow(self, query: str) -> Any:
        return self.connection.sql(query).to_arrow_table()

    def ends(
        self, table: str, columns: Sequence[str], texts: Sequence[str]
    ) -> tuple[int, Mapping[str, tuple[Any, ...]]]:
        """Of files each by a query of its own, which their statistics answer where they have them."""
        names = (*columns, *texts)
        if self.is_small:
            asked = [f"min({name}), max({name})" for name in columns]
            asked += [f"min(nullif({name}, '')), max({name})" for name in texts]
            ((rows, *found),) = self.rows(f"SELECT {', '.join(('count(*)', *asked))} FROM {table}")
            pairs = list(zip(found[::2], found[1::2], strict=True))
        else:
            ((rows,),) = self.rows(f"SELECT count(*) FROM {table}")
            wheres = [f" WHERE {name} <> ''" if name in texts else "" for name in names]
            pairs = [
                self.rows(f"SELECT min({name}), max({name}) FROM {table}{where}")[0]
                for name, where in zip(names, wheres, strict=True)
            ]
        ends = {
            name: () if least is None else (least, most)
            for name, (least, most) in zip(names, pairs, strict=True)
        }
        return int(rows), ends

    def rises(self, table: str) -> bool:
        rise = f"SELECT id > lag(id) OVER () AS rises FROM {table}"
        row = first_row(self.connection, f"SELECT coalesce(bool_and(rises), true) FROM ({rise})")
        return row is not None and bool(row[0])
