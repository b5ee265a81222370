"""Pay as the reference defines it, with sums from columns in this process."""

from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.columns.run import ColumnRun
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.values import Outcome, PayInputs


def compute_pay(
    inputs: PayInputs,
    *,
    credits: CreditSource | None = None,
    traces: bool = True,
    limits: Limits | None = None,
) -> tuple[Outcome, ...]:
    """The very outcomes of the reference's compute_pay. credits: those of the inputs' book (in the run's currency), where
    they are at hand; lines are then made of them, while sums are still those of columns. traces: False leaves out how each
    segment came about, which is what makes lines come into memory. **Raises** Problems and ValueError, as the reference
    does."""
    with connect(limits or Limits()) as connection:
        run = ColumnRun.of_values(inputs, DuckStore(connection), lambda book: credits or ColumnCredits(book))
        return run.run.outcomes(traces=traces)
