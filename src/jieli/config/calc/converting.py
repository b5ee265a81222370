"""A folder of facts with those in foreign currencies brought into the plan's, so that every engine pays the same."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jieli.config.calc.inputs import read_table
from jieli.engines.crediting import in_currency
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.columns import FACTS, facts_of
from jieli.engines.pay.tables import book_of_tables, exchange_from_arrow, facts_tables
from jieli.engines.pay.tables.folder import source_files
from jieli.kernel.problem import Problem

_CONVERTED = ("deals", "receipts", "invoices", "refunds")
_OF_RECEIPTS = "SELECT id AS receipt FROM receipts SEMI JOIN foreign_clients USING (client)"


def converted_folder(folder: Path, into: Path, currency: str, limits: Limits) -> Path:
    """The tables of `folder` with all facts in one currency. Clients whose facts are in it already stay in columns; those of
    the others are in memory meanwhile. **Raises** Problems with every fact that has no rate."""
    into.mkdir(parents=True)
    connection = connect(limits)
    try:
        read_folder(connection, folder, currency)
        tables = " UNION ".join(f"SELECT client FROM {one} WHERE currency <> ''" for one in _CONVERTED)
        store = DuckStore(connection)
        store.keep("foreign_clients", tables)
        book = book_of_tables(facts_of(store, "foreign_clients"))
        rates = exchange_from_arrow(read_table(folder, "exchange"))
        made = facts_tables(in_currency(book, currency, rates))
        for table in source_files(folder):
            if table in (*_CONVERTED, "allocations"):
                _write(connection, table, made[table], into)
            elif table != "exchange":
                name = f"{table}.parquet" if folder.joinpath(f"{table}.parquet").exists() else table
                into.joinpath(name).symlink_to(folder.joinpath(name).absolute())
    finally:
        connection.close()
    return into


def _write(connection: duckdb.DuckDBPyConnection, table: str, made: pa.Table, into: Path) -> None:
    """The other clients' rows as they are, beside the converted ones."""
    own = into / table
    own.mkdir()
    others = (
        f"FROM allocations ANTI JOIN ({_OF_RECEIPTS}) r USING (receipt)"
        if table == "allocations"
        else f"FROM {table} ANTI JOIN foreign_clients USING (client)"
    )
    file = str(own / "own.parquet").replace("'", "''")
    connection.execute(f"COPY (SELECT * {others}) TO '{file}' (FORMAT parquet)").fetchall()
    renamed = made.rename_columns(list(FACTS[table]))
    pq.write_table(renamed, own / "converted.parquet")


def not_again(currencies: tuple[str, ...], currency: str) -> Problem:
    return Problem(
        "PAY-FACTS-021",
        "",
        "Facts are in {currencies}, not in {currency}; such a run is not computed again in part.",
        "Compute the whole run with `jieli calc`.",
        {"currencies": ", ".join(currencies), "currency": currency},
    )
