"""The inputs of a run with all facts in its own currency."""

from itertools import chain

from attrs import evolve

from jieli.engines.crediting import in_currency
from jieli.engines.pay.values import PayInputs


def in_own_currency(inputs: PayInputs) -> PayInputs:
    """The same inputs, each fact at the rate of its day; as they are where all name it, or none names any.

    **Raises** Problems with every fact of whose currency no rate is known on its day.
    """
    book = inputs.book
    used = set(
        chain(
            (deal.currency for deal in book.deals),
            (receipt.currency for receipt in book.receipts),
            (invoice.currency for invoice in book.invoices),
            (refund.currency for refund in book.refunds),
        )
    )
    if used <= {""} or used == {inputs.currency}:
        return inputs
    return evolve(inputs, book=in_currency(book, inputs.currency, inputs.exchange), exchange=())
