"""Facts, ownership and terms as the crediting engine sees them, and the credit lines that it makes of them."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.ownership import Span, Terms
from jieli.kernel.rate import Share
from jieli.kernel.rounding import Rounding, round_fen


class Basis(StrEnum):
    """What a component pays on. quantity counts in hundredths of a unit, everything else in fen."""

    DEALS = "deals"
    RECEIPTS = "receipts"
    INVOICED = "invoiced"
    MARGIN = "margin"
    QUANTITY = "quantity"


class OwnerDate(StrEnum):
    """Which day decides who owns a fact. A receipt of a deal signed before a handover follows that handover's terms."""

    SIGNED = "signed"
    DELIVERED = "delivered"  # only with bases that count deals: deals, margin, quantity
    APPROVED = "approved"  # the same
    INVOICED = "invoiced"  # only with basis invoiced
    RECEIVED = "received"  # only with basis receipts


class Group(StrEnum):
    """Whose shares decide. Where no service keeper or originator is named on the day, the owners' do, and it is said."""

    OWNERSHIP = "ownership"
    SERVICE = "service"
    ORIGIN = "origin"


class CreditRule(StrEnum):
    """Which rule made a credit line."""

    OWNER = "owner"  # the client's shares on the owner date
    SPLIT = "split"  # the deal's own agreed splits
    EARLIER_DEALS = "earlier_deals"  # a handover's terms for receipts of deals signed before it
    OPEN_PIPELINE = "open_pipeline"  # a handover's terms for deals opened before it
    UNOWNED = "unowned"  # nobody answered for the client that day: person is None


class Party(StrEnum):
    OUTGOING = "outgoing"
    INCOMING = "incoming"


@frozen
class Split:
    person: int
    share: Share


@frozen
class Deal:
    """What was agreed with a client.

    quantity: hundredths of a unit. margin_fen: may be negative. region, client_class: the deal's own, empty where not
    known. currency: of amount_fen and margin_fen; empty for the book's own. foreign_fen: amount_fen as it was agreed, where
    that was in another currency. renews: the earlier deal of the client that this one renews.
    """

    id: int
    source_key: str
    client: int
    product_line: str
    amount_fen: int
    signed_on: date
    opened_on: date | None = None
    splits: tuple[Split, ...] = ()
    quantity: int | None = None
    margin_fen: int | None = None
    region: str = ""
    client_class: str = ""
    delivered_on: date | None = None
    approved_on: date | None = None
    accepted_on: date | None = None
    currency: str = ""
    foreign_fen: int | None = None
    renews: int | None = None

    @property
    def deal_fen(self) -> int:
        """In the currency in which it was agreed, in which everything about it is compared."""
        return _in_deal(self)

    def own_fen(self, deal_fen: int) -> int:
        """What a part of it in that currency comes to in the book's own, as all of it comes to amount_fen."""
        if self.foreign_fen is None or not self.foreign_fen:
            return deal_fen
        return round_fen(Fraction(self.amount_fen * deal_fen, self.foreign_fen), Rounding.HALF_UP)


@frozen
class Allocation:
    """foreign_fen: in the currency of the deal, where that is another than the book's."""

    deal: int
    amount_fen: int
    foreign_fen: int | None = None

    @property
    def deal_fen(self) -> int:
        return _in_deal(self)


@frozen
class Receipt:
    """Money in; what its allocations leave over settles no deal yet and is credited by the client's owners that day."""

    id: int
    source_key: str
    client: int
    amount_fen: int
    received_on: date
    allocations: tuple[Allocation, ...] = ()
    currency: str = ""


@frozen
class Invoice:
    """What was billed of a deal. foreign_fen: in the currency of the deal, where that is another than the book's."""

    id: int
    source_key: str
    client: int
    deal: int
    amount_fen: int  # positive; what is billed back is a refund
    invoiced_on: date
    currency: str = ""
    foreign_fen: int | None = None

    @property
    def deal_fen(self) -> int:
        return _in_deal(self)


@frozen
class Refund:
    """Money given back, or a bill taken back. margin_fen, quantity: what of the deal's goes with it, None: its part.
    foreign_fen: in the currency of the deal, where that is another than the book's."""

    id: int
    source_key: str
    client: int
    deal: int
    receipt: int | None
    amount_fen: int  # positive; its credits are negative
    refunded_on: date
    margin_fen: int | None = None  # in the sign of what is taken back: of a deal with a loss it is negative
    quantity: int | None = None
    currency: str = ""
    foreign_fen: int | None = None

    @property
    def deal_fen(self) -> int:
        return _in_deal(self)


@frozen
class Book:
    """Everything that crediting looks at, in any order. spans: current knowledge, all groups. terms: applied handovers."""

    deals: tuple[Deal, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    refunds: tuple[Refund, ...] = ()
    spans: tuple[Span, ...] = ()
    terms: tuple[Terms, ...] = ()
    invoices: tuple[Invoice, ...] = ()

    def of_clients(self, clients: Collection[int]) -> "Book":
        """Everything of these clients. What a client's facts come to depends on no other client."""
        return Book(
            deals=tuple(one for one in self.deals if one.client in clients),
            receipts=tuple(one for one in self.receipts if one.client in clients),
            refunds=tuple(one for one in self.refunds if one.client in clients),
            spans=tuple(one for one in self.spans if one.client in clients),
            terms=tuple(one for one in self.terms if one.client in clients),
            invoices=tuple(one for one in self.invoices if one.client in clients),
        )


class WaitsFor(StrEnum):
    """What a fact lacks to be credited on a basis and an owner date."""

    DELIVERY = "delivery"
    APPROVAL = "approval"
    MARGIN = "margin"
    QUANTITY = "quantity"
    INVOICE = "invoice"
    RECEIPT = "receipt"


@frozen
class NotCreditedYet:
    """A fact of which nothing, or not all, is credited, and what it waits for.

    open_fen: how much of the fact's own amount; negative for a refund, which waits for its deal.
    """

    kind: str  # deal or refund
    fact: int
    source_key: str
    client: int
    open_fen: int
    waits_for: tuple[WaitsFor, ...]


@frozen
class ExchangeRate:
    """What one unit of a foreign currency is worth in the book's own, from a day on until the next rate's day."""

    currency: str
    from_on: date
    rate: Fraction


@frozen
class CreditLine:
    """How much of one part of one fact counts for one person.

    A part is: a deal; a receipt's allocation to one deal; what a receipt leaves unallocated (deal is None); an invoice;
    a refund. The lines of a part have shares that sum to one and amounts that sum to the part's, to the fen.
    fact_fen: the whole part (negative for a refund). On basis quantity both amounts are hundredths of a unit.
    counts_on: the day that puts it into a period (signed, delivered, approved, received, invoiced, refunded). owner_on: the day whose ownership decided. first_deal_on: the day of the client's first deal, None if
    there is none by then. handover, party: set where the share comes from a handover's step. by_group: the group whose
    shares were used; ownership also where the wanted group names nobody on the day.
    """

    kind: str  # deal, receipt, invoice or refund
    fact: int
    source_key: str
    deal: int | None
    client: int
    product_line: str
    person: int | None
    share: Share
    fact_fen: int
    amount_fen: int
    counts_on: date
    owner_on: date
    first_deal_on: date | None
    rule: CreditRule
    handover: int | None = None
    party: Party | None = None
    of_receipt: int | None = None  # for a refund: the receipt whose shares it mirrors
    by_group: Group = Group.OWNERSHIP
    region: str = ""
    client_class: str = ""
    of_invoice: int | None = None  # for a refund on basis invoiced: the invoice whose shares it mirrors


def _in_deal(fact: Deal | Allocation | Invoice | Refund) -> int:
    return fact.amount_fen if fact.foreign_fen is None else fact.foreign_fen
