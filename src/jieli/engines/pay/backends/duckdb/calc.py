"""A whole run from files to files in this process."""

from pathlib import Path

import duckdb

from jieli.engines.pay.backends.duckdb.connection import DuckStore
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.backends.duckdb.writing import DuckFiles
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.calculation import Calculation
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.columns.spans import NOTHING_KNOWN, Known


def calculation(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    currency: str,
    known: Known = NOTHING_KNOWN,
    *,
    is_small: bool = False,
) -> Calculation:
    """Reads what the facts are like. known: what was found out about them before. is_small: they fit into memory. **Raises**
    Problems."""
    read_folder(connection, folder, currency, is_small=is_small)
    book = ColumnBook.of(DuckStore(connection, is_small=is_small), known)
    return Calculation(book, ColumnCredits(book), DuckFiles(connection, book))
