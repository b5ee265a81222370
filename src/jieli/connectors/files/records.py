"""What a mapping reads out of the files, still in the files' own keys. `place` is the file, line and column behind it."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen


@frozen
class EmployeeRecord:
    place: str
    number: str
    name: str
    department: str
    position: str
    employed_from: date
    employed_until: date | None


@frozen
class ClientRecord:
    place: str
    code: str
    name: str
    fields: Mapping[str, str]  # kind, client_class, status, industry, region, source, phone, tags
    created_on: date
    bought_since: date | None  # he bought before the records begin: the day of his first deal


@frozen
class RateRecord:
    """What one unit of a foreign currency is worth from a day on."""

    place: str
    currency: str
    from_on: date
    rate: Fraction


@frozen
class DealRecord:
    place: str
    key: str
    client: str
    amount_fen: int
    signed_on: date
    opened_on: date | None
    title: str
    contract: str
    product_line: str
    seller: str
    quantity: int | None  # hundredths of a unit
    margin_fen: int | None
    region: str
    client_class: str
    delivered_on: date | None
    approved_on: date | None
    accepted_on: date | None
    currency: str  # empty: the organisation's
    renews: str  # key of the deal that it renews; empty: none


@frozen
class ReceiptRecord:
    place: str
    key: str
    client: str
    amount_fen: int
    received_on: date
    allocations: tuple[tuple[str, int], ...]  # deal key, fen
    currency: str  # empty: the organisation's


@frozen
class InvoiceRecord:
    place: str
    key: str
    client: str
    deal: str
    amount_fen: int
    invoiced_on: date
    currency: str  # empty: the organisation's


@frozen
class RefundRecord:
    place: str
    key: str
    client: str
    deal: str
    receipt: str
    amount_fen: int
    refunded_on: date
    currency: str  # empty: the organisation's


@frozen
class TouchRecord:
    """A visit or a service record."""

    place: str
    key: str
    client: str
    employee: str
    on: date
    kind: str
    topic: str
    minutes: int | None
    note: str


@frozen
class OwnershipRecord:
    """From this day on the client is this employee's, until the client's next record."""

    place: str
    client: str
    employee: str
    since: date


@frozen
class Records:
    """Everything that could be read. The keys are also those of rows in which something else is wrong."""

    employees: tuple[EmployeeRecord, ...] = ()
    clients: tuple[ClientRecord, ...] = ()
    rates: tuple[RateRecord, ...] = ()
    deals: tuple[DealRecord, ...] = ()
    receipts: tuple[ReceiptRecord, ...] = ()
    invoices: tuple[InvoiceRecord, ...] = ()
    refunds: tuple[RefundRecord, ...] = ()
    visits: tuple[TouchRecord, ...] = ()
    services: tuple[TouchRecord, ...] = ()
    ownership: tuple[OwnershipRecord, ...] = ()
    numbers: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
