"""The five kinds of facts side by side: which values carry them, which table keeps their versions."""

from typing import Any

from attrs import frozen

from jieli.apps.intake.models import (
    DealVersion,
    FactKind,
    FactVersion,
    ReceiptVersion,
    RefundVersion,
    ServiceVersion,
    VisitVersion,
)
from jieli.apps.intake.values import (
    DealView,
    NewDeal,
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
    """One kind of fact. plural: its place in NewFacts; columns: what its value and its row have alike."""

    name: str
    plural: str
    value: type[Any]
    view: type[Any]
    model: type[FactVersion]
    day: str
    columns: tuple[str, ...]


_PAID = ("amount_fen", "currency")
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
            ("title", "contract_number", "product_line", "signed_on", "opened_on", *_PAID),
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
            FactKind.REFUND.value,
            "refunds",
            NewRefund,
            RefundView,
            RefundVersion,
            "refunded_on",
            ("refunded_on", *_PAID),
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


def kind_of(value: Any) -> Kind:
    """The kind of a new fact."""
    return next(kind for kind in KINDS.values() if isinstance(value, kind.value))
