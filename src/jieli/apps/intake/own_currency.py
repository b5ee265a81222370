"""What facts in foreign currencies come to in the company's own. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable, Mapping

from jieli.apps.intake.exchange import list_rates
from jieli.apps.intake.sums import DealBalance
from jieli.apps.intake.values import DealView, InvoiceView, KnownFacts, ReceiptView, RefundView
from jieli.apps.organizations.api import get_organization
from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund, in_currency


def own_amounts(*, facts: KnownFacts) -> Mapping[int, int]:
    """Fact id → what it comes to in the company's own currency, as rates stand; what comes to nothing is not in it.

    facts: all of their clients, for a refund goes at the rate of what it gives back.
    """
    own = _in_own(
        Book(
            deals=tuple(_deal(one, one.amount_fen) for one in facts.deals),
            receipts=tuple(_receipt(one) for one in facts.receipts),
            invoices=tuple(_invoice(one) for one in facts.invoices),
            refunds=tuple(_refund(one) for one in facts.refunds),
        )
    )
    return {
        one.id: one.amount_fen
        for many in (own.deals, own.receipts, own.invoices, own.refunds)
        for one in many
    }


def open_in_own_currency(*, balances: Iterable[DealBalance]) -> int:
    """What is still to come on deals of any currency together, each at the rate of the day it was signed."""
    own = _in_own(Book(deals=tuple(_deal(one.deal, one.open_fen) for one in balances)))
    return sum(one.amount_fen for one in own.deals)


def _in_own(book: Book) -> Book:
    return in_currency(book, get_organization().currency, list_rates(known_at=None))


def _deal(view: DealView, fen: int) -> Deal:
    return Deal(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        product_line=view.product_line,
        amount_fen=fen,
        signed_on=view.signed_on,
        currency=view.currency,
    )


def _receipt(view: ReceiptView) -> Receipt:
    return Receipt(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        amount_fen=view.amount_fen,
        received_on=view.received_on,
        allocations=tuple(Allocation(one.deal_id, one.amount_fen) for one in view.allocations),
        currency=view.currency,
    )


def _invoice(view: InvoiceView) -> Invoice:
    return Invoice(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        deal=view.deal_id,
        amount_fen=view.amount_fen,
        invoiced_on=view.invoiced_on,
        currency=view.currency,
    )


def _refund(view: RefundView) -> Refund:
    return Refund(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        deal=view.deal_id,
        receipt=view.receipt_id,
        amount_fen=view.amount_fen,
        refunded_on=view.refunded_on,
        currency=view.currency,
    )
