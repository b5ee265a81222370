"""A DuckDB of this process alone: nothing is installed, loaded or fetched, and it ends with the process."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from attrs import frozen


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
