"""Pay as the reference defines it, with sums from columns on Spark."""

from typing import Any

from jieli.engines.pay.backends.spark.session import active
from jieli.engines.pay.backends.spark.source import SparkCredits
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.run import ColumnRun
from jieli.engines.pay.values import Outcome, PayInputs


def compute_pay(inputs: PayInputs, *, traces: bool = True, session: Any = None) -> tuple[Outcome, ...]:
    """The very outcomes of the reference's compute_pay. session: None for the one that this process has. traces: False
    leaves out how each segment came about. **Raises** Problems and ValueError, as the reference does."""
    store = SparkStore(session or active())
    try:
        return ColumnRun.of_values(inputs, store, SparkCredits.of_book).run.outcomes(traces=traces)
    finally:
        store.close()
