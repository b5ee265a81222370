"""Pay as the reference defines it, with sums from columns on Spark."""

from typing import Any

from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.pricer import ColumnPricer
from jieli.engines.pay.backends.reference import outcomes_of
from jieli.engines.pay.backends.spark.facts import read_book
from jieli.engines.pay.backends.spark.session import active
from jieli.engines.pay.backends.spark.source import SparkCredits
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.desired import asked_works, computed_parts
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.pricing.pricer import ReferencePricer
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.values import Outcome, PayInputs

NAME = "spark"


def compute_pay(inputs: PayInputs, *, traces: bool = True, session: Any = None) -> tuple[Outcome, ...]:
    """The very outcomes of the reference's compute_pay. session: None for the one that this process has. traces: False
    leaves out how each segment came about. **Raises** Problems and ValueError, as the reference does."""
    inputs = in_own_currency(inputs)
    store = SparkStore(session or active())
    try:
        read_book(store, inputs.book)
        book = ColumnBook.of(store)
        credits = SparkCredits.of_book(book)
        sources = Sources.of_inputs(inputs, credits, BookFacts(inputs.book, inputs.confirmations))
        pricer = ColumnPricer(book, ReferencePricer(credits))
        pricer.ask(asked_works(inputs, sources, pricer))
        parts = computed_parts(inputs, sources, pricer)
        return outcomes_of(inputs, parts, traces=traces)
    finally:
        store.close()
