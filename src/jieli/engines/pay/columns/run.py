"""A run computed in columns, whatever engine has them."""

from collections.abc import Callable

from attrs import frozen

from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.pricer import ColumnPricer
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.run import Run
from jieli.engines.pay.sources import CreditSource, FactSource
from jieli.engines.pay.values import PayInputs


@frozen
class ColumnRun:
    """A run whose credits are in columns. pricer: the run's own; it knows all that will be asked."""

    run: Run
    pricer: ColumnPricer

    @staticmethod
    def of(inputs: PayInputs, book: ColumnBook, credits: CreditSource, facts: FactSource) -> "ColumnRun":
        pricer = ColumnPricer(book, ReferencePricer(credits))
        run = Run.of(inputs, credits, facts, pricer)
        pricer.ask(run.asked())
        return ColumnRun(run, pricer)

    @staticmethod
    def of_values(
        inputs: PayInputs, store: Store, credits: Callable[[ColumnBook], CreditSource]
    ) -> "ColumnRun":
        """Of inputs in memory, whose book is brought into the store. **Raises** Problems."""
        inputs = in_own_currency(inputs)
        read_book(store, inputs.book)
        book = ColumnBook.of(store)
        facts = BookFacts(inputs.book, inputs.confirmations)
        return ColumnRun.of(inputs, book, credits(book), facts)
