"""Builds the book that crediting looks at and asks the engine for credits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from jieli.apps.clients import api as clients
from jieli.apps.crediting.values import Conservation, FactCredits
from jieli.apps.handovers.api import list_terms
from jieli.apps.intake.api import (
    AllocationView,
    DealView,
    InvoiceView,
    ReceiptView,
    RefundView,
    SplitView,
    facts_as_known,
    get_fact,
    list_rates,
)
from jieli.apps.organizations.api import get_organization
from jieli.apps.ownership.api import list_spans
from jieli.engines.crediting import (
    Allocation,
    Basis,
    Book,
    CreditLine,
    Deal,
    Group,
    Invoice,
    OwnerDate,
    Receipt,
    Refund,
    Split,
    credit_book,
    in_currency,
)
from jieli.engines.ownership import Span

Part = tuple[str, int, int | None]


def build_book(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> Book:
    """Facts, ownership and terms of these clients (None: of all) as known at a moment; None: as they stand now.

    A deal without a region or a class of its own has its client's, as known then. Facts name their currency where it is a
    foreign one.
    """
    own = get_organization().currency
    facts = facts_as_known(known_at=known_at, client_ids=client_ids)
    places = clients.regions_and_classes(known_at=known_at, client_ids=client_ids)
    return Book(
        deals=tuple(_deal(view, places, own) for view in facts.deals),
        receipts=tuple(_receipt(view, own) for view in facts.receipts),
        refunds=tuple(_refund(view, own) for view in facts.refunds),
        spans=list_spans(known_at=known_at, client_ids=client_ids),
        terms=list_terms(known_at=known_at, client_ids=client_ids),
        invoices=tuple(_invoice(view, own) for view in facts.invoices),
    )


def _book_in_own_currency(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> Book:
    """The same with every amount in the company's own currency, at the rates known at the moment."""
    book = build_book(known_at=known_at, client_ids=client_ids)
    if not any(one.currency for one in (*book.deals, *book.receipts, *book.invoices, *book.refunds)):
        return book
    return in_currency(book, get_organization().currency, list_rates(known_at=known_at))


def credits_of_fact(*, fact_id: int, known_at: datetime | None = None) -> FactCredits:
    """The credit lines of one deal, receipt, invoice or refund on the bases that count it, in the company's own currency; of
    anything else there are none.

    What a client's facts come to depends on no other client, so only his are read. Raises NotFound.
    """
    versions = get_fact(fact_id=fact_id).versions
    clients = frozenset(version.content.client_id for version in versions)
    book = _book_in_own_currency(known_at=known_at, client_ids=clients)
    return FactCredits(
        fact_id=fact_id,
        on_deals=tuple(line for line in _on_deals(book) if line.fact == fact_id),
        on_receipts=tuple(line for line in _on_receipts(book) if line.fact == fact_id),
        on_invoices=tuple(line for line in _on_invoices(book) if line.fact == fact_id),
    )


def check_conservation(*, known_at: datetime | None) -> Conservation:
    """What became of every deal and receipt of the book, in the company's own currency."""
    book = _book_in_own_currency(known_at=known_at)
    deals = [line for line in _on_deals(book) if line.kind == "deal"]
    receipts = [line for line in _on_receipts(book) if line.kind == "receipt"]
    return Conservation(
        facts=len(book.deals),
        clients=len({fact.client for fact in (*book.deals, *book.receipts, *book.spans)}),
        credited_once=_credited_once(deals, {deal.id: deal.amount_fen for deal in book.deals})
        and _credited_once(receipts, {receipt.id: receipt.amount_fen for receipt in book.receipts}),
        sum_facts_fen=sum(deal.amount_fen for deal in book.deals),
        sum_credits_fen=sum(line.amount_fen for line in deals),
        unowned_fen=sum(line.amount_fen for line in deals if line.person is None),
        receipts=len(book.receipts),
        sum_receipts_fen=sum(receipt.amount_fen for receipt in book.receipts),
        sum_receipt_credits_fen=sum(line.amount_fen for line in receipts),
        clients_with_several_owners=_with_several_owners(book.spans),
    )


def _on_deals(book: Book) -> tuple[CreditLine, ...]:
    return credit_book(book, basis=Basis.DEALS, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)


def _on_receipts(book: Book) -> tuple[CreditLine, ...]:
    return credit_book(book, basis=Basis.RECEIPTS, owner_date=OwnerDate.RECEIVED, group=Group.OWNERSHIP)


def _on_invoices(book: Book) -> tuple[CreditLine, ...]:
    """Nothing where the client was never billed here, so that a refund does not stand there for nothing."""
    if not book.invoices:
        return ()
    return credit_book(book, basis=Basis.INVOICED, owner_date=OwnerDate.INVOICED, group=Group.OWNERSHIP)


def _credited_once(lines: Sequence[CreditLine], amounts: Mapping[int, int]) -> bool:
    """Each fact is there, its parts come to it, and of each part the shares come to one and the amounts to the part."""
    parts: dict[Part, list[CreditLine]] = defaultdict(list)
    for line in lines:
        parts[line.kind, line.fact, line.deal].append(line)
    credited: dict[int, int] = defaultdict(int)
    for (_kind, fact, _deal_id), of_part in parts.items():
        whole = of_part[0].fact_fen
        if sum(line.share for line in of_part) != 1 or sum(line.amount_fen for line in of_part) != whole:
            return False
        credited[fact] += whole
    return dict(credited) == dict(amounts)


def _with_several_owners(spans: Iterable[Span]) -> int:
    owners: dict[int, set[int]] = defaultdict(set)
    for span in spans:
        if span.group == Group.OWNERSHIP:
            owners[span.client].add(span.person)
    return sum(len(people) > 1 for people in owners.values())


def _deal(view: DealView, places: Mapping[int, tuple[str, str]], own: str) -> Deal:
    region, client_class = places.get(view.client_id, ("", ""))
    return Deal(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        product_line=view.product_line,
        amount_fen=view.amount_fen,
        signed_on=view.signed_on,
        opened_on=view.opened_on,
        splits=tuple(_split(split) for split in view.splits),
        quantity=view.quantity,
        margin_fen=view.margin_fen,
        region=view.region or region,
        client_class=view.client_class or client_class,
        delivered_on=view.delivered_on,
        approved_on=view.approved_on,
        accepted_on=view.accepted_on,
        currency=_foreign(view.currency, own),
        renews=view.renews_id,
    )


def _foreign(currency: str, own: str) -> str:
    """The currency of a fact, where it is not the book's own."""
    return "" if currency == own else currency


def _split(view: SplitView) -> Split:
    return Split(person=view.employee_id, share=view.share)


def _receipt(view: ReceiptView, own: str) -> Receipt:
    return Receipt(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        amount_fen=view.amount_fen,
        received_on=view.received_on,
        allocations=tuple(_allocation(one) for one in view.allocations),
        currency=_foreign(view.currency, own),
    )


def _allocation(view: AllocationView) -> Allocation:
    return Allocation(deal=view.deal_id, amount_fen=view.amount_fen)


def _invoice(view: InvoiceView, own: str) -> Invoice:
    return Invoice(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        deal=view.deal_id,
        amount_fen=view.amount_fen,
        invoiced_on=view.invoiced_on,
        currency=_foreign(view.currency, own),
    )


def _refund(view: RefundView, own: str) -> Refund:
    return Refund(
        id=view.id,
        source_key=view.source_key,
        client=view.client_id,
        deal=view.deal_id,
        receipt=view.receipt_id,
        amount_fen=view.amount_fen,
        refunded_on=view.refunded_on,
        currency=_foreign(view.currency, own),
    )
