"""Which back end computes a run: the reference, or DuckDB where the book is large. Decided in ADR 0026."""

from attrs import frozen
from django.conf import settings

from jieli.engines.pay import REFERENCE, PayInputs, compute_pay
from jieli.engines.pay.backends.duckdb.compute import compute_pay as compute_in_columns
from jieli.engines.pay.recomputing import Compute


@frozen
class Engine:
    """name: as the certificate says it."""

    name: str
    compute: Compute


def engine_for(inputs: PayInputs) -> Engine:
    """The sums of all periods come from columns where there are many facts; what explains them comes of the reference's credits,
    which the run's checks look at anyway. Both give the same, word for word."""
    book = inputs.book
    facts = len(book.deals) + len(book.receipts) + len(book.invoices) + len(book.refunds)
    return _IN_COLUMNS if facts >= settings.LARGE_BOOK else _BY_DEFINITION


_BY_DEFINITION = Engine(REFERENCE, compute_pay)
_IN_COLUMNS = Engine("duckdb", compute_in_columns)
