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
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        known = {row[0]: row[1] for row in described}
        chosen = []
        for column, other in columns.items():
            name = next((one for one in (column, f"{column}_or_none") if one in known), None)
            if name is None and other is None:
                found.append(missing_column(f"{table}.parquet", column))
            else:
                value = other if name is None else _value(table, name, known[name], other, currency)
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


def _value(table: str, name: str, kind: str, other: str | None, currency: str) -> str:
    """A column that is there, at least in one file: a text is empty, and not nothing, where another file lacks it."""
    field = next(
        one for one in SCHEMAS[table] if name.removesuffix("_or_none") == one.name.removesuffix("_or_none")
    )
    wanted = _TYPES[str(field.type)]
    value = name_literal(name) if kind == wanted else f"CAST({name_literal(name)} AS {wanted})"
    if name == "currency":
        value = f"CASE WHEN currency = '{currency}' THEN '' ELSE {value} END"
    return f"coalesce({value}, '')" if other == "''" else value


def _source(folder: Path, table: str) -> str | None:
    files = source_files(folder).get(table)
    if not files:
        return None
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], union_by_name = true, hive_partitioning = false)"


def _empty(table: str) -> str:
    columns = ", ".join(
        f"CAST(NULL AS {_TYPES[str(field.type)]}) AS {name_literal(field.name.removesuffix('_or_none'))}"
        for field in SCHEMAS[table]
    )
    return f"SELECT {columns} WHERE false"


def missing_column(file: str, column: str) -> Problem:
    return Problem(
        "PAY-FACTS-001",
        file,
        "The table has no column “{column}”.",
        "Write the columns as a pay run freezes them; docs/algorithms/columns.md lists them.",
        {"column": column},
    )
