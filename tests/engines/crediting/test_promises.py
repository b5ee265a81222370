"""Promises that the callers of crediting keep; each broken one is said with the fact that breaks it."""

import time
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from jieli.engines.crediting import (
    OWNER_DATES,
    Allocation,
    Basis,
    Book,
    Deal,
    Group,
    Invoice,
    OwnerDate,
    Receipt,
    Refund,
    Split,
    credit_book,
    list_not_credited_yet,
)
from jieli.engines.ownership import Span, Terms, TermsStep
from jieli.kernel.ranges import DateRange

DAY = date(2026, 1, 1)
HALF = Fraction(1, 2)
DEAL = Deal(1, "D-1", 1, "", 100, DAY, quantity=300, margin_fen=40)
RECEIPT = Receipt(1, "R-1", 1, 100, DAY, (Allocation(1, 60),))
INVOICE = Invoice(1, "I-1", 1, 1, 70, DAY)
REFUND = Refund(1, "F-1", 1, 1, 1, 10, DAY)
SPAN = Span(1, "ownership", 1, "owner", Fraction(1), DateRange(DAY, None))
STEPS = (TermsStep(None, Fraction(0)),)
TERMS = Terms(5, 1, 1, 2, DAY, None, STEPS, STEPS, STEPS)
BOOK = Book((DEAL,), (RECEIPT,), (REFUND,), (SPAN,), (TERMS,), (INVOICE,))

BROKEN = {
    "a deal twice": (evolve(BOOK, deals=(DEAL, DEAL)), "deal 1 is in the book twice"),
    "a receipt twice": (evolve(BOOK, receipts=(RECEIPT, RECEIPT)), "receipt 1 is in the book twice"),
    "a refund twice": (evolve(BOOK, refunds=(REFUND, REFUND)), "refund 1 is in the book twice"),
    "an invoice twice": (evolve(BOOK, invoices=(INVOICE, INVOICE)), "invoice 1 is in the book twice"),
    "an invoice of a deal that is not there": (
        evolve(BOOK, invoices=(evolve(INVOICE, deal=9),)),
        "Invoice 1 bills deal 9",
    ),
    "an invoice to another client": (
        evolve(BOOK, invoices=(evolve(INVOICE, client=2),)),
        "Invoice 1 bills deal 1",
    ),
    "an invoice of nothing": (
        evolve(BOOK, invoices=(evolve(INVOICE, amount_fen=0),)),
        "Invoice 1 bills nothing",
    ),
    "a deal of less than no units": (
        evolve(BOOK, deals=(evolve(DEAL, quantity=-1),)),
        "Deal 1 has a negative quantity",
    ),
    "a refund of less than no units": (
        evolve(BOOK, refunds=(evolve(REFUND, quantity=-1),)),
        "Refund 1 takes back a negative quantity",
    ),
    "facts in two currencies": (
        evolve(BOOK, invoices=(evolve(INVOICE, currency="USD"),)),
        "several currencies, not yet brought into one: USD, the book's own",
    ),
    "terms twice": (evolve(BOOK, terms=(TERMS, TERMS)), "Handover 5 has terms for client 1 twice"),
    "a deal of less than nothing": (evolve(BOOK, deals=(evolve(DEAL, amount_fen=-1),)), "Deal 1"),
    "splits that do not come to one": (
        evolve(BOOK, deals=(evolve(DEAL, splits=(Split(1, HALF), Split(2, Fraction(1, 3)))),)),
        "splits of deal 1",
    ),
    "a split of the same person twice": (
        evolve(BOOK, deals=(evolve(DEAL, splits=(Split(1, HALF), Split(1, HALF))),)),
        "splits of deal 1",
    ),
    "a split of nothing": (
        evolve(BOOK, deals=(evolve(DEAL, splits=(Split(1, Fraction(1)), Split(2, Fraction(0)))),)),
        "splits of deal 1",
    ),
    "a receipt of a deal that is not there": (
        evolve(BOOK, receipts=(evolve(RECEIPT, allocations=(Allocation(9, 60),)),), refunds=()),
        "Receipt 1 settles deal 9",
    ),
    "a receipt of another client's deal": (
        evolve(BOOK, receipts=(evolve(RECEIPT, client=2),), refunds=()),
        "Receipt 1 settles deal 1",
    ),
    "a receipt that settles a deal twice": (
        evolve(BOOK, receipts=(evolve(RECEIPT, allocations=(Allocation(1, 1), Allocation(1, 2))),)),
        "Receipt 1 is allocated to the same deal twice",
    ),
    "a receipt allocated beyond its amount": (
        evolve(BOOK, receipts=(evolve(RECEIPT, allocations=(Allocation(1, 101),)),)),
        "Receipt 1 is allocated beyond its amount",
    ),
    "an allocation of nothing": (
        evolve(BOOK, receipts=(evolve(RECEIPT, allocations=(Allocation(1, 0),)),)),
        "Receipt 1 allocates nothing",
    ),
    "a receipt of less than nothing": (
        evolve(BOOK, receipts=(evolve(RECEIPT, amount_fen=-1, allocations=()),), refunds=()),
        "Receipt 1",
    ),
    "a refund of nothing": (evolve(BOOK, refunds=(evolve(REFUND, amount_fen=0),)), "Refund 1 gives nothing"),
    "a refund on a deal that is not there": (
        evolve(BOOK, refunds=(evolve(REFUND, deal=9),)),
        "Refund 1 is on deal 9",
    ),
    "a refund to another client": (
        evolve(BOOK, refunds=(evolve(REFUND, client=2),)),
        "Refund 1 is on deal 1",
    ),
    "a refund of a receipt that is not there": (
        evolve(BOOK, refunds=(evolve(REFUND, receipt=9),)),
        "Refund 1 undoes receipt 9",
    ),
    "a refund of a receipt that settles nothing of the deal": (
        evolve(BOOK, receipts=(evolve(RECEIPT, allocations=()),)),
        "Refund 1 undoes receipt 1",
    ),
    "shares that do not come to one": (
        evolve(BOOK, spans=(evolve(SPAN, share=HALF),)),
        "client 1 in ownership do not come to one on 2026-01-01",
    ),
    "a span of a handover without terms": (
        evolve(BOOK, spans=(evolve(SPAN, handover=6),)),
        "handover 6, whose terms are missing",
    ),
}


def test_the_book_that_is_broken_below_is_whole():
    for basis in Basis:
        assert credit_book(BOOK, basis=basis, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)


@pytest.mark.parametrize(("book", "said"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("basis", list(Basis))
def test_a_broken_promise_is_said(book, said, basis):
    with pytest.raises(ValueError, match=said):
        credit_book(book, basis=basis, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)


def test_what_was_signed_has_no_day_of_receipt():
    with pytest.raises(ValueError, match="owner date signed"):
        credit_book(BOOK, basis=Basis.DEALS, owner_date=OwnerDate.RECEIVED, group=Group.OWNERSHIP)


@pytest.mark.parametrize(
    ("basis", "owner_date"),
    [(basis, day) for basis in Basis for day in OwnerDate if day not in OWNER_DATES[basis]],
)
def test_a_basis_is_not_asked_for_a_day_that_its_facts_do_not_have(basis, owner_date):
    with pytest.raises(ValueError, match=f"Basis {basis} has no owner date {owner_date}"):
        credit_book(BOOK, basis=basis, owner_date=owner_date, group=Group.OWNERSHIP)
    with pytest.raises(ValueError, match=f"Basis {basis} has no owner date {owner_date}"):
        list_not_credited_yet(BOOK, basis=basis, owner_date=owner_date)


def test_an_empty_book_has_no_credits():
    for basis in Basis:
        assert credit_book(Book(), basis=basis, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP) == ()


def test_clients_do_not_mix():
    """The other client has the same people, days and deals, and neither owners nor terms."""
    book = Book(
        deals=(DEAL, evolve(DEAL, id=2, client=2, signed_on=date(2025, 6, 1))),
        spans=(SPAN,),
        terms=(TERMS,),
    )
    first, second = credit_book(book, basis=Basis.DEALS, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)
    assert (first.client, first.person, first.first_deal_on) == (2, None, date(2025, 6, 1))
    assert (second.client, second.person, second.first_deal_on) == (1, 1, DAY)


def test_terms_never_divide_who_brought_the_client():
    """Also if a span of the originator should carry a handover."""
    brought = Span(1, "origin", 1, "originator", Fraction(1), DateRange(date(2025, 1, 1), None), 5)
    earlier = evolve(DEAL, signed_on=date(2025, 6, 1))
    book = Book((earlier,), (evolve(RECEIPT, amount_fen=60),), (), (brought,), (TERMS,))
    for owner_date in OWNER_DATES[Basis.RECEIPTS]:
        (line,) = credit_book(book, basis=Basis.RECEIPTS, owner_date=owner_date, group=Group.ORIGIN)
        assert (line.person, line.share, line.by_group) == (1, 1, Group.ORIGIN)


def test_thousands_of_deals_and_receipts_are_credited_fast():
    """Timed only roughly, by the processor: a quadratic look-up would take minutes."""
    spans = tuple(evolve(SPAN, client=client, person=client % 30 + 1) for client in range(1, 601))
    deals = tuple(evolve(DEAL, id=n, client=n % 600 + 1, source_key=f"D-{n}") for n in range(1, 4001))
    receipts = tuple(
        Receipt(n, f"R-{n}", n % 4000 % 600 + 1, 100, DAY, (Allocation(n % 4000 or 4000, 60),))
        for n in range(1, 20_001)
        if n % 4000
    )
    book = Book(deals, receipts, (), spans, ())
    started = time.process_time()
    lines = credit_book(book, basis=Basis.RECEIPTS, owner_date=OwnerDate.RECEIVED, group=Group.OWNERSHIP)
    assert len(lines) == 2 * len(receipts)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("renews", [1, 2, 99], ids=["itself", "another client's", "unknown"])
def test_what_a_deal_renews_is_another_one_of_its_client(renews):
    deals = (evolve(DEAL, renews=renews), Deal(2, "D-2", 2, "", 100, DAY))
    with pytest.raises(
        ValueError, match=f"Deal 1 renews deal {renews}, which is not another deal of client 1"
    ):
        credit_book(
            Book(deals, spans=(SPAN,)),
            basis=Basis.DEALS,
            owner_date=OwnerDate.SIGNED,
            group=Group.OWNERSHIP,
        )


def test_a_renewal_of_no_earlier_day_is_credited_like_any_other_deal():
    deals = (DEAL, Deal(2, "D-2", 1, "", 100, DAY, renews=1))
    lines = credit_book(
        Book(deals, spans=(SPAN,)), basis=Basis.DEALS, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP
    )
    assert [(line.deal, line.person, line.amount_fen) for line in lines] == [(1, 1, 100), (2, 1, 100)]
