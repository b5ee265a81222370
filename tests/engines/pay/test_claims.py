"""What handovers' terms divide is credited in columns as by definition, and only that by claims."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parity.books import EXCHANGE, books

from jieli.engines.crediting import (
    OWNER_DATES,
    Allocation,
    Basis,
    Book,
    CreditRule,
    Deal,
    Group,
    OwnerDate,
    Party,
    Receipt,
    credit_book,
    in_currency,
)
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.sql.relations import name_of
from jieli.engines.pay.credits import line_order
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.ranges import DateRange

VIEWS = [
    View(basis, day, group) for basis, days in OWNER_DATES.items() for day in sorted(days) for group in Group
]
SIGNED = View(Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP)
RECEIPTS = View(Basis.RECEIPTS, OwnerDate.SIGNED, Group.OWNERSHIP)
FROM = date(2026, 1, 31)
HALF_YEAR = (
    TermsStep(1, Fraction(1, 2)),
    TermsStep(2, Fraction(1, 5)),
    TermsStep(None, Fraction(0)),
)


def by_definition(book, view):
    lines = credit_book(book, basis=view.basis, owner_date=view.owner_date, group=view.group)
    return sorted(lines, key=line_order)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(books(), st.booleans(), st.data())
def test_random_handovers_are_credited_as_by_definition(book, has_refunds, data):
    book = in_currency(book if has_refunds else evolve(book, refunds=()), "CNY", EXCHANGE)
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnBook.of(store)
        for view in data.draw(st.lists(st.sampled_from(VIEWS), min_size=3, max_size=3, unique=True)):
            lines = by_definition(book, view)
            assert ColumnCredits(columns).every_line(view) == lines
            if columns.claims(view).is_there or book.terms:
                assert divided_by(lines, view) <= divided(store, view)


def divided_by(lines, view):
    """Deals and days that say something else than the shares of the day on which they are asked."""
    as_signed = view.owner_date is OwnerDate.SIGNED and view.basis in (Basis.RECEIPTS, Basis.INVOICED)
    signed = {line.deal: line.owner_on for line in lines if line.rule is CreditRule.OWNER}
    return {
        (line.deal, line.counts_on)
        for line in lines
        if line.kind != "refund" and line.rule is not CreditRule.SPLIT and line.deal is not None
        if line.rule in (CreditRule.EARLIER_DEALS, CreditRule.OPEN_PIPELINE)
        or (line.owner_on != line.counts_on and not as_signed)
        or (as_signed and line.owner_on != signed.get(line.deal, line.owner_on))
    }


def divided(store, view):
    return set(store.rows(f"SELECT deal, counts_on FROM divided_{name_of(view)}"))


def handed(steps=HALF_YEAR, **changed):
    """A client of person 1, handed over to person 2."""
    terms = evolve(Terms(9, 7, 1, 2, FROM, None, steps, steps, HALF_YEAR), **changed)
    held = Span(7, "ownership", 1, "owner", Fraction(1), DateRange(date(2025, 1, 1), None))
    deals = (
        Deal(1, "D1", 7, "", 10_001, date(2025, 12, 20)),
        Deal(2, "D2", 7, "", 10_001, date(2026, 2, 27), date(2026, 1, 1)),
        Deal(3, "D3", 7, "", 10_001, date(2026, 2, 28), date(2026, 1, 30)),
        Deal(4, "D4", 7, "", 10_001, date(2026, 4, 30), date(2026, 1, 31)),
        Deal(5, "D5", 7, "", 10_001, date(2026, 4, 30)),
    )
    receipts = tuple(
        Receipt(number, f"R{number}", 7, 1_001, on, (Allocation(deal, 1_001),))
        for number, (deal, on) in enumerate([(1, FROM), (1, date(2026, 2, 28)), (3, date(2026, 4, 30))], 1)
    )
    return Book(deals, receipts, (), hand_over((held,), terms), (terms,))


@pytest.mark.parametrize("view", VIEWS, ids=name_of)
@pytest.mark.parametrize(
    ("book", "is_plain"),
    [
        (handed(), True),
        (handed((TermsStep(None, Fraction(2, 3)),)), True),
        (handed((TermsStep(None, Fraction(1)),)), True),
        (handed(ended_from=date(2026, 3, 1)), False),
    ],
    ids=["steps", "thirds", "all", "reversed"],
)
def test_one_handover_is_credited_without_the_reference(book, is_plain, view):
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnBook.of(store)
        assert ColumnCredits(columns).every_line(view) == by_definition(book, view)
        assert columns.claims(view).is_decided <= (not is_plain)
        assert not columns.rest_clients()


def test_only_what_was_begun_before_a_handover_and_asked_after_it_is_divided():
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, handed())
        columns = ColumnBook.of(store)
        for view, found in ((SIGNED, {2, 3}), (RECEIPTS, {1, 3})):
            assert columns.claims(view).is_there
            assert {deal for deal, _ in divided(store, view)} == found


@pytest.mark.parametrize(
    "wrong",
    [
        lambda book: evolve(book, terms=()),
        lambda book: evolve(book, terms=book.terms * 2),
    ],
)
def test_a_handover_that_is_not_told_right_is_refused_as_by_definition(wrong):
    refused_alike(wrong(handed()), "erms")


@pytest.mark.parametrize("renews", [1, 6, 99], ids=["itself", "another client's", "unknown"])
def test_a_deal_that_renews_no_other_one_of_its_client_is_refused_as_by_definition(renews):
    book = handed()
    deals = (evolve(book.deals[0], renews=renews), *book.deals[1:], Deal(6, "D6", 8, "", 1, FROM))
    refused_alike(evolve(book, deals=deals), f"Deal 1 renews deal {renews}")


def test_a_deal_that_renews_another_one_of_its_client_is_credited_in_columns():
    book = handed()
    book = evolve(book, deals=(*book.deals[:-1], evolve(book.deals[-1], renews=1)))
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        assert not ColumnBook.of(store).rest_clients()


def refused_alike(book, said):
    with pytest.raises(ValueError, match=said) as by_reference:
        by_definition(book, SIGNED)
    with connect(Limits(threads=1)) as connection, pytest.raises(ValueError) as in_columns:
        store = DuckStore(connection)
        read_book(store, book)
        ColumnCredits(ColumnBook.of(store)).every_line(SIGNED)
    assert str(in_columns.value) == str(by_reference.value)


def test_whose_party_turns_within_a_span_the_reference_credits():
    """A span that goes over the day on which the outgoing person keeps nothing any more."""
    book = handed()
    spans = tuple(
        evolve(span, range=DateRange(FROM, None), share=Fraction(1)) if span.person == 2 else span
        for span in book.spans
        if span.handover is None or (span.person == 2 and span.range.from_ == FROM)
    )
    book = evolve(book, spans=spans)
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnBook.of(store)
        lines = ColumnCredits(columns).every_line(SIGNED)
        assert lines == by_definition(book, SIGNED)
        assert columns.rest_clients() == 1
    assert {line.party for line in lines if line.person == 2} == {Party.INCOMING, None}
