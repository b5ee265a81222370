"""The book as crediting reads it: every fact by its id, every client's spans and terms at hand, promises checked once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from jieli.engines.crediting.values import Allocation, Book, Deal, Invoice, Receipt, Refund
from jieli.engines.ownership import Span, Terms

Fact = TypeVar("Fact", Deal, Receipt, Invoice, Refund)


class Index:
    """A book, looked up. **Raises** ValueError where the caller broke a promise (docs/algorithms/crediting.md)."""

    def __init__(self, book: Book) -> None:
        self.deals = _by_id(book.deals, "deal")
        self.receipts = _by_id(book.receipts, "receipt")
        self.invoices = _by_id(book.invoices, "invoice")
        self.refunds = _by_id(book.refunds, "refund")
        _check_currencies(book)
        self._check_facts()
        self._terms = _terms_by_client(book.terms)
        self._spans: dict[tuple[int, str], list[Span]] = defaultdict(list)
        for span in book.spans:
            self._spans[span.client, span.group].append(span)
        self._check_handovers(book.spans)
        self._standing: dict[tuple[int, str, date], tuple[Span, ...]] = {}
        self._first: dict[int, date] = {}
        for deal in book.deals:
            self._first[deal.client] = min(deal.signed_on, self._first.get(deal.client, deal.signed_on))

    def terms_of(self, client: int) -> tuple[Terms, ...]:
        """The client's handovers, oldest first."""
        return self._terms.get(client, ())

    def terms_by_handover(self, client: int, handover: int) -> Terms:
        return next(terms for terms in self.terms_of(client) if terms.handover == handover)

    def spans_on(self, client: int, group: str, on: date) -> tuple[Span, ...]:
        """The spans of a day, by person; they come to one, or there are none."""
        key = (client, group, on)
        found = self._standing.get(key)
        if found is None:
            spans = [span for span in self._spans.get((client, group), ()) if on in span.range]
            found = self._standing[key] = tuple(sorted(spans, key=lambda span: span.person))
            if found and sum((span.share for span in found), Fraction(0)) != 1:
                raise ValueError(f"The shares of client {client} in {group} do not come to one on {on}.")
        return found

    def first_deal_on(self, client: int, by: date) -> date | None:
        """The day of the client's first deal, if it was signed by then."""
        first = self._first.get(client)
        return first if first is not None and first <= by else None

    def _check_facts(self) -> None:
        for deal in self.deals.values():
            _check_deal(deal)
            _check_renewed(deal, self.deals)
        for receipt in self.receipts.values():
            _check_receipt(receipt, self.deals)
        for invoice in self.invoices.values():
            _check_invoice(invoice, self.deals)
        for refund in self.refunds.values():
            _check_refund(refund, self.deals, self.receipts)

    def _check_handovers(self, spans: Iterable[Span]) -> None:
        known = {(terms.client, terms.handover) for each in self._terms.values() for terms in each}
        for span in spans:
            if span.handover is not None and (span.client, span.handover) not in known:
                raise ValueError(
                    f"A span of client {span.client} is of handover {span.handover}, whose terms are missing."
                )


def _check_currencies(book: Book) -> None:
    found: set[str] = set()
    for facts in (book.deals, book.receipts, book.invoices, book.refunds):
        found |= {fact.currency for fact in facts}
    if len(found) > 1:
        named = ", ".join(sorted(currency or "the book's own" for currency in found))
        raise ValueError(f"The book has facts in several currencies, not yet brought into one: {named}.")


def _by_id(facts: Sequence[Fact], kind: str) -> dict[int, Fact]:
    found = {fact.id: fact for fact in facts}
    if len(found) != len(facts):
        twice = next(id_ for id_, times in Counter(fact.id for fact in facts).items() if times > 1)
        raise ValueError(f"The {kind} {twice} is in the book twice.")
    return found


def _terms_by_client(terms: Iterable[Terms]) -> dict[int, tuple[Terms, ...]]:
    found: dict[int, list[Terms]] = defaultdict(list)
    for each in sorted(terms, key=lambda each: (each.effective_from, each.handover)):
        if any(other.handover == each.handover for other in found[each.client]):
            raise ValueError(f"Handover {each.handover} has terms for client {each.client} twice.")
        found[each.client].append(each)
    return {client: tuple(each) for client, each in found.items()}


def _check_deal(deal: Deal) -> None:
    if deal.amount_fen < 0:
        raise ValueError(f"Deal {deal.id} has a negative amount.")
    if deal.quantity is not None and deal.quantity < 0:
        raise ValueError(f"Deal {deal.id} has a negative quantity.")
    if not deal.splits:
        return
    people = {split.person for split in deal.splits}
    shares = [split.share for split in deal.splits]
    if len(people) != len(shares) or min(shares) <= 0 or sum(shares, Fraction(0)) != 1:
        raise ValueError(
            f"The splits of deal {deal.id} name a person twice, or their shares are not above zero and one in all."
        )


def _check_renewed(deal: Deal, deals: dict[int, Deal]) -> None:
    """On whichever day it was signed: a renewal is one, also where somebody asks what another day would have paid."""
    if deal.renews is None:
        return
    renewed = deals.get(deal.renews)
    if renewed is None or renewed is deal or renewed.client != deal.client:
        raise ValueError(
            f"Deal {deal.id} renews deal {deal.renews}, which is not another deal of client {deal.client} in the book."
        )


def _check_receipt(receipt: Receipt, deals: dict[int, Deal]) -> None:
    for allocation in receipt.allocations:
        _check_allocation(receipt, allocation, deals)
    settled = {allocation.deal for allocation in receipt.allocations}
    if len(settled) != len(receipt.allocations):
        raise ValueError(f"Receipt {receipt.id} is allocated to the same deal twice.")
    allocated = sum(allocation.amount_fen for allocation in receipt.allocations)
    if receipt.amount_fen < 0 or allocated > receipt.amount_fen:
        raise ValueError(f"Receipt {receipt.id} is allocated beyond its amount, or that is negative.")


def _check_allocation(receipt: Receipt, allocation: Allocation, deals: dict[int, Deal]) -> None:
    deal = deals.get(allocation.deal)
    if deal is None or deal.client != receipt.client:
        raise ValueError(
            f"Receipt {receipt.id} settles deal {allocation.deal}, which is not a deal of client {receipt.client}"
            " in the book."
        )
    if allocation.deal_fen <= 0:
        raise ValueError(f"Receipt {receipt.id} allocates nothing, or less, to deal {allocation.deal}.")


def _check_invoice(invoice: Invoice, deals: dict[int, Deal]) -> None:
    deal = deals.get(invoice.deal)
    if deal is None or deal.client != invoice.client:
        raise ValueError(
            f"Invoice {invoice.id} bills deal {invoice.deal}, which is not a deal of client {invoice.client} in the book."
        )
    if invoice.deal_fen <= 0:
        raise ValueError(f"Invoice {invoice.id} bills nothing, or less.")


def _check_refund(refund: Refund, deals: dict[int, Deal], receipts: dict[int, Receipt]) -> None:
    deal = deals.get(refund.deal)
    if deal is None or deal.client != refund.client:
        raise ValueError(
            f"Refund {refund.id} is on deal {refund.deal}, which is not a deal of client {refund.client} in the book."
        )
    if refund.deal_fen <= 0:
        raise ValueError(f"Refund {refund.id} gives nothing back, or less.")
    if refund.quantity is not None and refund.quantity < 0:
        raise ValueError(f"Refund {refund.id} takes back a negative quantity.")
    if refund.receipt is None:
        return
    receipt = receipts.get(refund.receipt)
    if receipt is None or all(allocation.deal != refund.deal for allocation in receipt.allocations):
        raise ValueError(
            f"Refund {refund.id} undoes receipt {refund.receipt}, which settles nothing of deal {refund.deal}"
            " in the book."
        )
