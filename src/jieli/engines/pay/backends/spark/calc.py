"""A whole run from files to files on a cluster. The files are where every worker finds them under the same path."""

from pathlib import Path
from typing import Any

from jieli.engines.pay.backends.spark.facts import read_folder
from jieli.engines.pay.backends.spark.source import SparkCredits
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.backends.spark.writing import SparkFiles
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.calculation import Calculation


def calculation(session: Any, folder: Path, currency: str) -> Calculation:
    """Reads what the facts are like. **Raises** Problems."""
    store = SparkStore(session)
    read_folder(store, folder, currency)
    book = ColumnBook.of(store)
    return Calculation(book, SparkCredits.of_book(book), SparkFiles(store, book))
