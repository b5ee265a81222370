"""The inputs of a run with all facts in its own currency."""

from itertools import chain

from attrs import evolve

from jieli.engines.crediting import in_currency
from jieli.engines.pay.values import PayInputs


def in_own_currency(inputs: PayInputs) -> PayInputs:
    """The same inputs, each fact at the rate of its day; as they are where no fact is in another currency.

    **Raises** Problems with every fact of whose currency no rate is known on its day.
    """
    book = inputs.book
    used = chain(
        (deal.currency for deal in book.deals),
        (receipt.currency for receipt in book.receipts),
        (invoice.currency for invoice in book.invoices),
        (refund.currency for refund in book.refunds),
    )
    if all(currency in ("", inputs.currency) for currency in used):
        return inputs
    return evolve(inputs, book=in_currency(book, inputs.currency, inputs.exchange), exchange=())
