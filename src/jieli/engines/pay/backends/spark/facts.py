"""The tables of facts in Spark, from Parquet files."""

from pathlib import Path

from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.sql.facts import facts_sql, missing_columns, no_facts_sql
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.kernel.problem import refuse


def read_folder(store: SparkStore, folder: Path, currency: str) -> None:
    """A view on each table of facts of a folder; of one that is not there, without rows.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    known = {table: _read(store, folder, table) for table in FACTS}
    refuse(problem for table, names in known.items() if names for problem in missing_columns(table, names))
    for table, names in known.items():
        query = no_facts_sql(table, store.dialect)
        if names:
            query = facts_sql(table, f"files_of_{table}", names, currency, store.dialect)
        store.name(table, query)


def _read(store: SparkStore, folder: Path, table: str) -> frozenset[str]:
    """`files_of_<table>`; its columns. Empty: there is no file."""
    single, several = folder.joinpath(f"{table}.parquet"), folder.joinpath(table)
    path = single if single.exists() else several
    if not path.is_file() and not any(path.rglob("*.parquet")):
        return frozenset()
    return store.read(f"files_of_{table}", path)
