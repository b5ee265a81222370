"""The six kinds of facts side by side: which values carry them, which table keeps their versions."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from jieli.apps.intake.models import (
    DealVersion,
    FactKind,
    FactVersion,
    InvoiceVersion,
    ReceiptVersion,
    RefundVersion,
    ServiceVersion,
    VisitVersion,
)
from jieli.apps.intake.values import (
    DealView,
    InvoiceView,
    NewDeal,
    NewInvoice,
    NewReceipt,
    NewRefund,
    NewService,
    NewVisit,
    ReceiptView,
    RefundView,
    ServiceView,
    VisitView,
)


@frozen
class Kind:
    """One kind of fact. plural: its place in NewFacts; columns: what its value and its row have alike.

    names: what it calls the facts that it names, `deal_source_key` when it comes in and `deal_id` afterwards, and their kinds.
    """

    name: str
    plural: str
    value: type[Any]
    view: type[Any]
    model: type[FactVersion]
    day: str
    columns: tuple[str, ...]
    names: Mapping[str, str] = field(factory=dict)


_PAID = ("amount_fen", "currency")
_OF_A_DEAL = (
    *("title", "contract_number", "product_line", "region", "client_class"),
    *("signed_on", "opened_on", "delivered_on", "approved_on", "accepted_on"),
    *("quantity", "margin_fen", *_PAID),
)
_DONE = ("employee_id", "minutes", "note")
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            FactKind.DEAL.value,
            "deals",
            NewDeal,
            DealView,
            DealVersion,
            "signed_on",
            _OF_A_DEAL,
            {"renews": "deal"},
        ),
        Kind(
            FactKind.RECEIPT.value,
            "receipts",
            NewReceipt,
            ReceiptView,
            ReceiptVersion,
            "received_on",
            ("received_on", *_PAID),
        ),
        Kind(
            FactKind.INVOICE.value,
            "invoices",
            NewInvoice,
            InvoiceView,
            InvoiceVersion,
            "invoiced_on",
            ("invoiced_on", *_PAID),
            {"deal": "deal"},
        ),
        Kind(
            FactKind.REFUND.value,
            "refunds",
            NewRefund,
            RefundView,
            RefundVersion,
            "refunded_on",
            ("refunded_on", *_PAID),
            {"deal": "deal", "receipt": "receipt"},
        ),
        Kind(
            FactKind.VISIT.value,
            "visits",
            NewVisit,
            VisitView,
            VisitVersion,
            "visited_on",
            ("visit_kind", "visited_on", *_DONE),
        ),
        Kind(
            FactKind.SERVICE.value,
            "services",
            NewService,
            ServiceView,
            ServiceVersion,
            "served_on",
            ("served_on", "topic", *_DONE),
        ),
    )
}

# Value of a fact that is another fact → the kind of that one.
POINTING: Mapping[str, str] = {
    f"{name}_id": named for kind in KINDS.values() for name, named in kind.names.items()
}


def kind_of(value: Any) -> Kind:
    """The kind of a new fact."""
    return next(kind for kind in KINDS.values() if isinstance(value, kind.value))
