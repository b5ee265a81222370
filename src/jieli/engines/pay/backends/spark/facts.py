"""The tables of facts in Spark, from Parquet files or from values."""

from pathlib import Path

from jieli.engines.crediting import Book
from jieli.engines.pay.backends.duckdb.facts import missing_column
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.relations import FACTS, name_literal
from jieli.engines.pay.tables import SCHEMAS, facts_tables
from jieli.kernel.problem import Problem, Problems

_TYPES = {"int64": "BIGINT", "string": "STRING", "date32[day]": "DATE"}


def read_folder(store: SparkStore, folder: Path, currency: str) -> None:
    """A view on `<table>.parquet`, or on every file below `<table>/`, for each table of facts; where there is none, no row.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    found: list[Problem] = []
    for table, columns in FACTS.items():
        types = {field.name.removesuffix("_or_none"): _TYPES[str(field.type)] for field in SCHEMAS[table]}
        known = _read(store, folder, table)
        chosen = []
        for column, other in columns.items():
            name = next((one for one in (column, f"{column}_or_none") if one in known), None)
            if known and name is None and other is None:
                found.append(missing_column(f"{table}.parquet", column))
            value = name_literal(name) if name else other or "NULL"
            if name == "currency":
                value = f"CASE WHEN currency = {store.dialect.text(currency)} THEN '' ELSE currency END"
            if other == "''":
                value = f"coalesce({value}, '')"  # another file of the table may lack the column
            chosen.append(f"CAST({value} AS {types[column]}) AS {name_literal(column)}")
        if not found:
            rows = f"FROM files_of_{table}" if known else "WHERE false"
            store.name(table, f"SELECT {', '.join(chosen)} {rows}")
    if found:
        raise Problems(found)


def read_book(store: SparkStore, book: Book) -> None:
    """The same from a book in memory."""
    for table, arrow in facts_tables(book).items():
        if table in FACTS:
            store.bring(table, arrow.rename_columns(list(FACTS[table])))


def _read(store: SparkStore, folder: Path, table: str) -> frozenset[str]:
    """`files_of_<table>`; its columns. Empty: there is no file."""
    single, several = folder.joinpath(f"{table}.parquet"), folder.joinpath(table)
    path = single if single.exists() else several
    if not path.is_file() and not any(path.rglob("*.parquet")):
        return frozenset()
    return store.read(f"files_of_{table}", path)
