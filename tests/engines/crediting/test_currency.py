"""What always holds of a book that is brought into one currency, and what cannot be."""

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.crediting.books import FIRST, books, days

from jieli.engines.crediting import (
    Allocation,
    Basis,
    Book,
    Deal,
    ExchangeRate,
    Group,
    Invoice,
    OwnerDate,
    Receipt,
    Refund,
    credit_book,
    in_currency,
    list_not_credited_yet,
)
from jieli.engines.pay.conservation.credits import shares
from jieli.engines.pay.pricing import View
from jieli.kernel.problem import Problems

DAY = date(2026, 3, 1)
FOREIGN = ("USD", "JPY")
DEAL = Deal(1, "D-1", 1, "", 1000_00, DAY, currency="USD")


@st.composite
def rates(draw) -> tuple[ExchangeRate, ...]:
    """For each currency one from before all facts, and some later ones."""
    worth = st.fractions(Fraction(1, 1000), Fraction(12), max_denominator=10**4)
    long_ago = FIRST - timedelta(days=1000)
    return tuple(
        ExchangeRate(currency, day, draw(worth))
        for currency in FOREIGN
        for day in {long_ago, *draw(st.lists(days, max_size=3))}
    )


@st.composite
def foreign_books(draw) -> Book:
    book = draw(books())

    def told(facts: tuple) -> tuple:
        return tuple(evolve(fact, currency=draw(st.sampled_from(["", "CNY", *FOREIGN]))) for fact in facts)

    return evolve(
        book,
        deals=told(book.deals),
        receipts=told(book.receipts),
        invoices=told(book.invoices),
        refunds=told(book.refunds),
    )


@given(foreign_books(), rates())
def test_whatever_was_brought_into_one_currency_can_be_credited(book, known):
    own = in_currency(book, "CNY", known)
    for basis in Basis:
        credit_book(own, basis=basis, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)
    assert in_currency(own, "CNY", ()) == own


@given(foreign_books(), rates())
def test_an_amount_is_within_half_a_fen_of_its_exact_worth(book, known):
    own = in_currency(book, "CNY", known)
    latest = {
        (rate.currency, day): rate.rate
        for rate in sorted(known, key=lambda rate: rate.from_on)
        for day in {fact.signed_on for fact in book.deals} | {fact.received_on for fact in book.receipts}
        if rate.from_on <= day
    }
    by_id = {one.id: one for one in own.receipts}
    left_out = [
        Receipt(one.id, "", 1, 0, one.received_on, ()) for one in book.receipts if one.id not in by_id
    ]
    by_id |= {one.id: one for one in left_out}
    receipts = [(one, by_id[one.id]) for one in book.receipts]
    for before, after in (*zip(book.deals, own.deals, strict=True), *receipts):
        day = before.signed_on if isinstance(before, Deal) else before.received_on
        rate = latest.get((before.currency, day), Fraction(1))
        assert abs(after.amount_fen - before.amount_fen * rate) <= Fraction(1, 2)
    for before, after in receipts:
        parts = {one.deal: one.amount_fen for one in after.allocations}
        assert sum(parts.values()) <= after.amount_fen
        for one in before.allocations:
            exact = Fraction(one.amount_fen * after.amount_fen, before.amount_fen)
            assert abs(parts.get(one.deal, 0) - exact) < 1


@given(foreign_books(), rates(), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_rates_means_nothing(book, known, dice: random.Random):
    def mixed(items: tuple) -> tuple:
        return tuple(dice.sample(items, len(items)))

    other = evolve(
        book,
        deals=mixed(book.deals),
        receipts=tuple(evolve(one, allocations=mixed(one.allocations)) for one in mixed(book.receipts)),
        invoices=mixed(book.invoices),
        refunds=mixed(book.refunds),
    )
    one, two = in_currency(book, "CNY", known), in_currency(other, "CNY", mixed(known))
    for name in ("deals", "receipts", "invoices", "refunds"):
        assert plain(getattr(one, name)) == plain(getattr(two, name))


def plain(facts: tuple) -> dict[int, object]:
    return {
        fact.id: evolve(fact, allocations=tuple(sorted(fact.allocations, key=lambda one: one.deal)))
        if isinstance(fact, Receipt)
        else fact
        for fact in facts
    }


@given(foreign_books(), rates(), st.integers(1, 10**6))
def test_giving_all_back_in_pieces_takes_back_exactly_what_it_came_to(book, known, piece):
    """Of a deal, or of what a receipt settled; whatever the rate is by then."""
    wholes = [(deal.id, None, deal.amount_fen, deal.currency) for deal in book.deals]
    wholes += [
        (one.deal, receipt.id, one.amount_fen, receipt.currency)
        for receipt in book.receipts
        for one in receipt.allocations
    ]
    refunds: list[Refund] = []
    for deal, receipt, fen, currency in wholes:
        for part in (part for part in (min(piece, fen), fen - min(piece, fen)) if part):
            on = FIRST + timedelta(days=900 + len(refunds))
            number = len(refunds) + 1
            refunds.append(Refund(number, "F", 1, deal, receipt, part, on, currency=currency))
    own = in_currency(evolve(book, refunds=tuple(refunds)), "CNY", known)
    given_fen: dict[tuple, int] = defaultdict(int)
    for refund in own.refunds:
        if refund.amount_fen:
            given_fen[refund.deal, refund.receipt] += refund.amount_fen
    expected = {(deal.id, None): deal.amount_fen for deal in own.deals if deal.amount_fen}
    for receipt in own.receipts:
        expected |= {(one.deal, receipt.id): one.amount_fen for one in receipt.allocations if one.amount_fen}
    assert given_fen == expected


LATE = FIRST + timedelta(days=900)


def left_over(book: Book, known: tuple[ExchangeRate, ...], basis: Basis) -> dict[tuple, int]:
    """By deal and person what is credited and not taken back."""
    owner_date = OwnerDate.SIGNED
    lines = credit_book(
        in_currency(book, "CNY", known), basis=basis, owner_date=owner_date, group=Group.OWNERSHIP
    )
    left: dict[tuple, int] = defaultdict(int)
    for line in lines:
        if line.deal is not None:
            left[line.deal, line.person] += line.amount_fen
    return {of: fen for of, fen in left.items() if fen}


@given(foreign_books(), rates(), st.integers(1, 10**6), st.booleans())
def test_of_a_deal_that_is_given_back_in_full_nothing_is_left(book, known, piece, names_receipts):
    """Whatever the rates of its receipts, and whether the refunds name one."""
    named = {part.deal: one.id for one in book.receipts for part in one.allocations} if names_receipts else {}
    refunds: list[Refund] = []
    for deal in book.deals:
        for part in (min(piece, deal.amount_fen), deal.amount_fen - min(piece, deal.amount_fen)):
            if part:
                number, on = len(refunds) + 1, LATE + timedelta(days=len(refunds))
                receipt = named.get(deal.id)
                refunds.append(Refund(number, "F", 1, deal.id, receipt, part, on, currency=deal.currency))
    sold = tuple(deal for deal in book.deals if deal.amount_fen)
    given = evolve(book, refunds=tuple(refunds))
    for basis in (Basis.DEALS, Basis.MARGIN, Basis.QUANTITY):
        left = left_over(given, known, basis)
        assert {deal for deal, _ in left} <= {deal.id for deal in book.deals} - {deal.id for deal in sold}


@given(foreign_books(), rates(), st.integers(1, 10**6))
def test_of_what_came_in_and_is_given_back_in_full_nothing_is_left(book, known, piece):
    """Several receipts, or invoices, of one deal at different rates, and no refund that names one."""
    bare = evolve(book, refunds=())
    own = in_currency(bare, "CNY", known)
    came = {
        Basis.RECEIPTS: [(part.deal, part.deal_fen) for one in own.receipts for part in one.allocations],
        Basis.INVOICED: [(one.deal, one.deal_fen) for one in own.invoices],
    }
    for basis, parts in came.items():
        whole: dict[int, int] = defaultdict(int)
        for deal_id, fen in parts:
            whole[deal_id] += fen
        refunds: list[Refund] = []
        for deal in book.deals:
            fen = whole[deal.id]
            for part in (min(piece, fen), fen - min(piece, fen)):
                if part:
                    number, on = len(refunds) + 1, LATE + timedelta(days=len(refunds))
                    refunds.append(Refund(number, "F", 1, deal.id, None, part, on, currency=deal.currency))
        assert left_over(evolve(bare, refunds=tuple(refunds)), known, basis) == {}


def test_a_deal_is_open_by_its_own_currency():
    rates = (ExchangeRate("USD", DAY, Fraction(7)), ExchangeRate("USD", date(2026, 4, 1), Fraction(8)))
    paid = Receipt(1, "R", 1, 875_00, date(2026, 4, 1), (Allocation(1, 875_00),), "USD")
    own = in_currency(Book(deals=(DEAL,), receipts=(paid,)), "CNY", rates)
    (waiting,) = list_not_credited_yet(own, basis=Basis.RECEIPTS, owner_date=OwnerDate.RECEIVED)
    assert waiting.open_fen == 125_00 * 7


def test_what_comes_to_no_fen_is_left_out():
    """10.00 VND is 0.28 fen: nothing was received, invoiced or refunded, and nothing must be credited."""
    deals = (Deal(1, "D", 1, "软件", 100, FIRST),)
    settled = (Allocation(1, 1000),)
    tiny = Book(
        deals=deals,
        receipts=(Receipt(1, "R", 1, 1000, FIRST, settled, "VND"), Receipt(2, "S", 1, 0, FIRST, ())),
        invoices=(Invoice(1, "I", 1, 1, 1000, FIRST, "VND"),),
        refunds=(Refund(1, "B", 1, 1, 1, 1000, FIRST, currency="VND"), Refund(2, "C", 1, 1, 1, 50, FIRST)),
        spans=(),
        terms=(),
    )
    own = in_currency(tiny, "CNY", [ExchangeRate("VND", FIRST, Fraction(28, 100000))])
    assert [one.id for one in own.receipts] == [2]
    assert own.invoices == ()
    assert [(one.id, one.receipt) for one in own.refunds] == [(2, None)]
    lines = credit_book(own, basis=Basis.RECEIPTS, owner_date=OwnerDate.RECEIVED, group=Group.OWNERSHIP)
    assert shares(own, lines, View(Basis.RECEIPTS, OwnerDate.RECEIVED, Group.OWNERSHIP))[1] == []


def test_every_fact_without_a_rate_of_its_day_is_named():
    """CREDIT-CURRENCY-001; a rate from a later day does not help, and one of another currency neither."""
    book = Book(
        deals=(DEAL, evolve(DEAL, id=2, source_key="D-2", signed_on=date(2026, 2, 28))),
        receipts=(Receipt(1, "R-1", 1, 5, DAY, (Allocation(1, 5),), currency="JPY"),),
        invoices=(Invoice(1, "I-1", 1, 1, 5, DAY, currency="EUR"),),
        refunds=(Refund(1, "F-1", 1, 1, None, 5, DAY, currency="EUR"),),
    )
    known = (ExchangeRate("USD", DAY, Fraction(7)), ExchangeRate("EUR", date(2026, 3, 2), Fraction(8)))
    with pytest.raises(Problems) as refused:
        in_currency(book, "CNY", known)
    assert [problem.text() for problem in refused.value.problems] == [
        f"CREDIT-CURRENCY-001 {place}: No exchange rate from {currency} to CNY is known on {day}."
        " Enter a rate that holds from that day or an earlier one."
        for place, currency, day in [
            ("deal D-2", "USD", "2026-02-28"),
            ("invoice I-1", "EUR", "2026-03-01"),
            ("receipt R-1", "JPY", "2026-03-01"),
            ("refund F-1", "EUR", "2026-03-01"),
        ]
    ]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ((ExchangeRate("USD", DAY, Fraction(7)),) * 2, "two rates of USD from 2026-03-01"),
        ((ExchangeRate("USD", DAY, Fraction(0)),), "rate of USD from 2026-03-01 is not above zero"),
    ],
)
def test_a_broken_promise_about_rates_is_said(known, said):
    with pytest.raises(ValueError, match=said):
        in_currency(Book(deals=(DEAL,)), "CNY", known)
