"""The tables of facts in Spark, from Parquet files."""

from pathlib import Path

from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.sql.facts import facts_sql, missing_columns, no_facts_sql
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import refuse


def read_folder(store: SparkStore, folder: Path, currency: str) -> None:
    """A view on each table of facts of a folder; of one that is not there, without rows.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    files = source_files(folder)
    known = {table: store.read(f"files_of_{table}", *files[table]) for table in FACTS if table in files}
    refuse(problem for table, names in known.items() for problem in missing_columns(table, names))
    for table in FACTS:
        query = no_facts_sql(table, store.dialect)
        if table in known:
            query = facts_sql(table, f"files_of_{table}", known[table], currency, store.dialect)
        store.name(table, query)
