"""Facts as they come in and as they are read: frozen values, no models."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from attrs import frozen

from jieli.kernel.rate import Share

MOST_MINUTES = 100_000


@frozen
class NewSplit:
    """An agreed share of a deal for one person."""

    employee_id: int
    share: Share


@frozen
class NewDeal:
    """A signed deal as it comes in. opened_on: since when the opportunity was open, None if not known.

    quantity: hundredths of a unit. region, client_class: the deal's own; empty for the client's. renews_source_key: the
    client's earlier deal that this one renews, empty for none.
    """

    source_key: str
    client_id: int
    title: str
    amount_fen: int
    currency: str
    signed_on: date
    contract_number: str = ""
    product_line: str = ""
    opened_on: date | None = None
    splits: tuple[NewSplit, ...] = ()
    quantity: int | None = None
    margin_fen: int | None = None
    region: str = ""
    client_class: str = ""
    delivered_on: date | None = None
    approved_on: date | None = None
    accepted_on: date | None = None
    renews_source_key: str = ""


@frozen
class NewAllocation:
    """The part of a receipt that settles one deal, named by its source key."""

    deal_source_key: str
    amount_fen: int


@frozen
class NewReceipt:
    """Money that came in."""

    source_key: str
    client_id: int
    amount_fen: int
    currency: str
    received_on: date
    allocations: tuple[NewAllocation, ...] = ()


@frozen
class NewInvoice:
    """What was billed of a deal."""

    source_key: str
    client_id: int
    deal_source_key: str
    amount_fen: int
    currency: str
    invoiced_on: date


@frozen
class NewRefund:
    """Money given back on a deal; receipt_source_key where it is known which receipt it undoes."""

    source_key: str
    client_id: int
    deal_source_key: str
    amount_fen: int
    currency: str
    refunded_on: date
    receipt_source_key: str = ""


@frozen
class NewVisit:
    """A touch between an employee and a client: visit, call, message or meeting."""

    source_key: str
    client_id: int
    employee_id: int
    visit_kind: str
    visited_on: date
    minutes: int | None = None
    note: str = ""


@frozen
class NewService:
    """Work done for a client after the sale."""

    source_key: str
    client_id: int
    employee_id: int
    served_on: date
    topic: str
    minutes: int | None = None
    note: str = ""


NewFact = NewDeal | NewReceipt | NewInvoice | NewRefund | NewVisit | NewService


@frozen
class NewFacts:
    """Facts that come in together. Receipts, invoices and refunds may name deals of the same input."""

    deals: tuple[NewDeal, ...] = ()
    receipts: tuple[NewReceipt, ...] = ()
    refunds: tuple[NewRefund, ...] = ()
    visits: tuple[NewVisit, ...] = ()
    services: tuple[NewService, ...] = ()
    invoices: tuple[NewInvoice, ...] = ()


@frozen
class Recorded:
    """What became of an input. ids: (kind, source key) → id of the fact, for all facts of the input."""

    ids: Mapping[tuple[str, str], int]
    created: int
    unchanged: int


@frozen
class SplitView:
    employee_id: int
    share: Share


@frozen
class AllocationView:
    deal_id: int
    amount_fen: int


@frozen(kw_only=True)
class _View:
    """What every fact has. `id` is the fact's own; it stays through all versions."""

    id: int
    source_key: str
    version: int
    client_id: int


@frozen(kw_only=True)
class DealView(_View):
    title: str
    contract_number: str
    product_line: str
    amount_fen: int
    currency: str
    signed_on: date
    opened_on: date | None
    delivered_on: date | None
    approved_on: date | None
    accepted_on: date | None
    quantity: int | None
    margin_fen: int | None
    region: str
    client_class: str
    renews_id: int | None
    splits: tuple[SplitView, ...]


@frozen(kw_only=True)
class ReceiptView(_View):
    amount_fen: int
    currency: str
    received_on: date
    allocations: tuple[AllocationView, ...]


@frozen(kw_only=True)
class InvoiceView(_View):
    deal_id: int
    amount_fen: int
    currency: str
    invoiced_on: date


@frozen(kw_only=True)
class RefundView(_View):
    deal_id: int
    receipt_id: int | None
    amount_fen: int
    currency: str
    refunded_on: date


@frozen(kw_only=True)
class VisitView(_View):
    employee_id: int
    visit_kind: str
    visited_on: date
    minutes: int | None
    note: str


@frozen(kw_only=True)
class ServiceView(_View):
    employee_id: int
    served_on: date
    topic: str
    minutes: int | None
    note: str


FactContent = DealView | ReceiptView | InvoiceView | RefundView | VisitView | ServiceView


@frozen
class VersionView:
    """One version of a fact: what it said, since when we know it, who recorded it, why it corrected the one before."""

    number: int
    recorded_at: datetime
    recorded_by_id: int | None
    is_void: bool
    reason: str
    content: FactContent


@frozen
class FactView:
    """A fact with all its versions, the oldest first; the last one holds."""

    id: int
    kind: str
    source_key: str
    versions: tuple[VersionView, ...]

    @property
    def latest(self) -> VersionView:
        return self.versions[-1]

    @property
    def client_id(self) -> int:
        return self.latest.content.client_id


@frozen
class NewRate:
    """What one unit of a foreign currency is worth in the company's own, from a day on until the next rate's day.

    reason: why it is put right, where another stands for that day.
    """

    currency: str
    from_on: date
    rate: Fraction
    reason: str = ""


@frozen
class RateView:
    """A rate as it stands, since when we know it from whom and why, and what stood in its place before, the latest first."""

    currency: str
    from_on: date
    rate: Fraction
    recorded_at: datetime
    recorded_by_id: int | None
    reason: str = ""
    earlier: tuple["RateView", ...] = ()


@frozen
class KnownFacts:
    """The deals, money and bills that held at one moment of knowledge, void ones left out, by id."""

    deals: tuple[DealView, ...]
    receipts: tuple[ReceiptView, ...]
    invoices: tuple[InvoiceView, ...]
    refunds: tuple[RefundView, ...]
