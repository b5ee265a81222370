"""The tables of facts in DuckDB, from Parquet files."""

from pathlib import Path

import duckdb

from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.columns.sql.facts import facts_sql, missing_columns, no_facts_sql
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import refuse


def read_folder(connection: duckdb.DuckDBPyConnection, folder: Path, currency: str) -> None:
    """A view on each table of facts of a folder; of one that is not there, without rows.

    currency: the book's own, which a fact may name or not. **Raises** Problems where a file lacks a column that must be
    there.
    """
    files, dialect = source_files(folder), DuckDB()
    sources = {table: parquet(files[table]) for table in FACTS if table in files}
    known = {table: _columns(connection, source) for table, source in sources.items()}
    refuse(problem for table, names in known.items() for problem in missing_columns(table, names))
    for table in FACTS:
        query = no_facts_sql(table, dialect)
        if table in sources:
            query = facts_sql(table, sources[table], known[table], currency, dialect)
        connection.execute(f"CREATE OR REPLACE VIEW {table} AS {query}")


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> frozenset[str]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return frozenset(row[0] for row in described)
