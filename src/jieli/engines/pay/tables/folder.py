"""Which files of a folder hold which table."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.problem import Problem


def source_files(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Table → `<table>.parquet`, or every file below `<table>/`, of every table of inputs that is there."""
    found = {}
    for table in SCHEMAS:
        single = folder.joinpath(f"{table}.parquet")
        files = (single,) if single.exists() else tuple(sorted(folder.joinpath(table).rglob("*.parquet")))
        if files:
            found[table] = files
    return found


def column_names(files: Iterable[Path]) -> frozenset[str]:
    """Of all the files of a table."""
    return frozenset(name for file in files for name in pq.read_schema(file).names)


def missing_column(file: str, column: str) -> Problem:
    return Problem(
        "PAY-FACTS-001",
        file,
        "The table has no column “{column}”.",
        "Write the columns as a pay run freezes them; docs/algorithms/columns.md lists them.",
        {"column": column},
    )
