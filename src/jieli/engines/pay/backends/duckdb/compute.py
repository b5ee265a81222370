"""Pay as the reference defines it, with sums from columns."""

from attrs import define

from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.facts import read_book
from jieli.engines.pay.backends.duckdb.pricer import ColumnPricer
from jieli.engines.pay.backends.duckdb.source import ColumnCredits
from jieli.engines.pay.backends.reference import outcomes_of
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.desired import asked_works, computed_parts
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.pricing.pricer import ReferencePricer
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.values import Outcome, PayInputs

NAME = "duckdb"


@define
class Computed:
    """Outcomes, and what could not be said in columns."""

    outcomes: tuple[Outcome, ...]
    pricer: ColumnPricer


def compute_pay(
    inputs: PayInputs, *, traces: bool = True, limits: Limits | None = None
) -> tuple[Outcome, ...]:
    """The very outcomes of the reference's compute_pay. traces: False leaves out how each segment came about, which is
    what makes lines come into memory. **Raises** Problems and ValueError, as the reference does."""
    return computed(inputs, traces=traces, limits=limits or Limits()).outcomes


def computed(inputs: PayInputs, *, traces: bool, limits: Limits) -> Computed:
    inputs = in_own_currency(inputs)
    connection = connect(limits)
    try:
        read_book(connection, inputs.book)
        book = ColumnBook.of(DuckStore(connection))
        credits = ColumnCredits(book)
        reference = ReferencePricer(credits)
        sources = Sources.of_inputs(inputs, credits, BookFacts(inputs.book, inputs.confirmations))
        pricer = ColumnPricer(book, reference)
        pricer.ask(asked_works(inputs, sources, pricer))
        parts = computed_parts(inputs, sources, pricer)
        return Computed(outcomes_of(inputs, parts, traces=traces), pricer)
    finally:
        connection.close()
