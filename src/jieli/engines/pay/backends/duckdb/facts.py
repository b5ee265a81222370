"""The tables of facts in DuckDB, from Parquet files."""

from pathlib import Path

import duckdb

from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.columns.sql.facts import facts_sql, missing_columns, no_facts_sql
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.tables.folder import column_names, source_files
from jieli.kernel.problem import refuse


def read_folder(
    connection: duckdb.DuckDBPyConnection, folder: Path, currency: str, *, is_small: bool = False
) -> None:
    """A view on each table of facts of a folder; of one that is not there, without rows. is_small: the rows themselves, since
    every look into a file takes longer than its rows.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    files, dialect = source_files(folder), DuckDB()
    known = {table: column_names(files[table]) for table in FACTS if table in files}
    refuse(problem for table, names in known.items() for problem in missing_columns(table, names))
    made = "TABLE" if is_small else "VIEW"
    for table in FACTS:
        query = no_facts_sql(table, dialect)
        if table in known:
            query = facts_sql(table, parquet(files[table]), known[table], currency, dialect)
        connection.execute(f"CREATE OR REPLACE {made} {table} AS {query}")
