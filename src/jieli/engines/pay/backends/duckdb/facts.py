"""The tables of facts in DuckDB, from Parquet files or from values."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from jieli.engines.crediting import Book
from jieli.engines.pay.columns.relations import FACTS, name_literal
from jieli.engines.pay.tables import SCHEMAS, facts_tables
from jieli.kernel.problem import Problem, Problems

_TYPES = {"int64": "BIGINT", "string": "VARCHAR", "date32[day]": "DATE"}


def read_folder(connection: duckdb.DuckDBPyConnection, folder: Path, currency: str) -> None:
    """A view on `<table>.parquet`, or on every file below `<table>/`, for each table of facts; where there is none, no row.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    found: list[Problem] = []
    for table, columns in FACTS.items():
        source = _source(folder, table)
        if source is None:
            connection.execute(f"CREATE OR REPLACE VIEW {table} AS {_empty(table)}")
            continue
        known = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        chosen = []
        for column, other in columns.items():
            name = next((one for one in (column, f"{column}_or_none") if one in known), None)
            if name is None and other is None:
                found.append(missing_column(table, column))
            else:
                value = name_literal(name) if name else other
                if name == "currency":
                    value = f"CASE WHEN currency = '{currency}' THEN '' ELSE currency END"
                chosen.append(f"{value} AS {name_literal(column)}")
        if not found:
            connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {', '.join(chosen)} FROM {source}")
    if found:
        raise Problems(found)


def read_book(connection: duckdb.DuckDBPyConnection, book: Book) -> None:
    """The same from a book in memory."""
    for table, arrow in facts_tables(book).items():
        if table in FACTS:
            connection.register("facts_read", arrow.rename_columns(list(FACTS[table])))
            connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM facts_read")
            connection.unregister("facts_read")


def source_files(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Table → its files, of every table of inputs that is there."""
    found = {}
    for table in SCHEMAS:
        single = folder.joinpath(f"{table}.parquet")
        files = (single,) if single.exists() else tuple(sorted(folder.joinpath(table).rglob("*.parquet")))
        if files:
            found[table] = files
    return found


def _source(folder: Path, table: str) -> str | None:
    files = source_files(folder).get(table)
    if not files:
        return None
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], union_by_name = true)"


def _empty(table: str) -> str:
    columns = ", ".join(
        f"CAST(NULL AS {_TYPES[str(field.type)]}) AS {name_literal(field.name.removesuffix('_or_none'))}"
        for field in SCHEMAS[table]
    )
    return f"SELECT {columns} WHERE false"


def missing_column(table: str, column: str) -> Problem:
    return Problem(
        "PAY-FACTS-001",
        f"{table}.parquet",
        "The table has no column “{column}”.",
        "Write the columns as a pay run freezes them; docs/algorithms/columns.md lists them.",
        {"column": column},
    )
