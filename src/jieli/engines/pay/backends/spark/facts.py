"""The tables of facts in Spark, from a book in memory."""

from jieli.engines.crediting import Book
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.relations import FACTS
from jieli.engines.pay.tables import facts_tables


def read_book(store: SparkStore, book: Book) -> None:
    for table, arrow in facts_tables(book).items():
        if table in FACTS:
            store.bring(table, arrow.rename_columns(list(FACTS[table])))
