"""What always holds of credits, whatever was decided, handed over, signed, received and refunded."""

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.crediting.books import books, orderly_histories

from jieli.engines.crediting import (
    Basis,
    Book,
    CreditLine,
    CreditRule,
    Group,
    OwnerDate,
    Party,
    Refund,
    credit_book,
)

BY_SIGNING = (Basis.DEALS, OwnerDate.SIGNED), (Basis.RECEIPTS, OwnerDate.SIGNED)
WAYS = (*BY_SIGNING, (Basis.RECEIPTS, OwnerDate.RECEIVED))

ways = st.tuples(st.sampled_from(WAYS), st.sampled_from(list(Group)))


def credited(book: Book, way: tuple) -> tuple[CreditLine, ...]:
    (basis, owner_date), group = way
    return credit_book(book, basis=basis, owner_date=owner_date, group=group)


def parts(lines: tuple[CreditLine, ...]) -> list[list[CreditLine]]:
    return [list(part) for _, part in groupby(lines, key=lambda line: (line.kind, line.fact, line.deal))]


@given(books(), ways)
def test_each_parts_shares_come_to_one_and_its_amounts_to_the_part(book, way):
    for part in parts(credited(book, way)):
        assert sum((line.share for line in part), Fraction(0)) == 1
        assert sum(line.amount_fen for line in part) == part[0].fact_fen
        assert len({(line.of_receipt, line.person) for line in part}) == len(part)
        assert all(line.share > 0 and line.amount_fen * line.fact_fen >= 0 for line in part)


@given(books(), ways)
def test_each_fact_is_credited_once_and_in_full(book, way):
    lines = credited(book, way)
    found: dict[tuple[str, int], int] = defaultdict(int)
    for line in lines:
        found[line.kind, line.fact] += line.amount_fen
    expected = {("refund", refund.id): -refund.amount_fen for refund in book.refunds}
    if way[0][0] is Basis.DEALS:
        expected |= {("deal", deal.id): deal.amount_fen for deal in book.deals}
    else:
        expected |= {("receipt", receipt.id): receipt.amount_fen for receipt in book.receipts}
    assert found == expected


@given(books(), ways, st.randoms(use_true_random=False))
def test_the_order_of_facts_spans_and_terms_means_nothing(book, way, dice: random.Random):
    def mixed(items: tuple) -> tuple:
        return tuple(dice.sample(items, len(items)))

    receipts = tuple(evolve(receipt, allocations=mixed(receipt.allocations)) for receipt in book.receipts)
    deals = tuple(evolve(deal, splits=mixed(deal.splits)) for deal in book.deals)
    other = Book(mixed(deals), mixed(receipts), mixed(book.refunds), mixed(book.spans), mixed(book.terms))
    assert credited(other, way) == credited(book, way)


@given(books(), ways)
def test_amounts_stay_within_a_fen_of_the_exact_share_without_refunds(book, way):
    for line in credited(evolve(book, refunds=()), way):
        assert abs(line.amount_fen - line.share * line.fact_fen) < 1


@given(books(), ways, st.booleans(), st.randoms(use_true_random=False))
def test_giving_all_back_cancels_to_zero_for_each_person(book, way, naming, dice: random.Random):
    """In pieces and on several days; each naming its receipt, or none."""
    owed = [
        (part[0].deal, part[0].fact if part[0].kind == "receipt" and naming else None, part[0].fact_fen)
        for part in parts(credited(evolve(book, refunds=()), way))
        if part[0].deal is not None and part[0].fact_fen
    ]
    refunds: list[Refund] = []
    for deal, receipt, fen in owed:
        for piece in cut(fen, dice):
            day = date(2031, 1, 1) + timedelta(days=dice.randrange(60))
            refunds.append(Refund(len(refunds) + 1, "F", 1, deal, receipt, piece, day))
    totals: dict[tuple, int] = defaultdict(int)
    for line in credited(evolve(book, refunds=tuple(refunds)), way):
        if line.deal is not None:
            totals[line.deal, line.person] += line.amount_fen
    assert not any(totals.values())


def cut(fen: int, dice: random.Random) -> list[int]:
    if fen > 1 and dice.random() < 0.5:
        first = dice.randrange(1, fen)
        return [first, fen - first]
    return [fen]


@given(books(), ways)
def test_a_refund_only_touches_who_was_credited_and_never_takes_more_than_there_was(book, way):
    had: dict[tuple, int] = defaultdict(int)
    for line in credited(evolve(book, refunds=()), way):
        had[line.deal, line.fact if line.kind == "receipt" else None, line.person] += line.amount_fen
    asked: dict[tuple, int] = defaultdict(int)
    for line in (line for line in credited(book, way) if line.kind == "refund"):
        asked[line.deal, line.of_receipt, line.person] -= line.amount_fen
    taken: dict[tuple, int] = defaultdict(int)
    for (deal, receipt, _), fen in asked.items():
        taken[deal, receipt] += fen
    for (deal, receipt, person), fen in asked.items():
        of_source = [fen for (d, r, _), fen in had.items() if (d, r) == (deal, receipt)]
        if of_source and taken[deal, receipt] <= sum(of_source):
            assert 0 <= fen <= had[deal, receipt, person]


@given(books(), ways)
def test_each_line_says_truthfully_why_it_is_there(book, way):
    _, group = way
    terms_of = {terms.handover: terms for terms in book.terms}
    deals = {deal.id: deal for deal in book.deals}
    first = min(deal.signed_on for deal in book.deals)
    for line in credited(book, way):
        terms = terms_of.get(line.handover)
        deal = deals.get(line.deal)
        assert (line.person is None) == (line.rule is CreditRule.UNOWNED)
        assert (line.rule is CreditRule.SPLIT) == (deal is not None and bool(deal.splits))
        assert line.first_deal_on == (first if first <= line.counts_on else None)
        assert line.by_group in (group, Group.OWNERSHIP)
        assert (line.kind == "refund") or line.of_receipt is None
        if line.party is not None:
            assert line.person == (terms.outgoing if line.party is Party.OUTGOING else terms.incoming)
        if line.rule is CreditRule.EARLIER_DEALS:
            assert deal.signed_on < terms.effective_from
            assert line.party is not None
        if line.rule is CreditRule.OPEN_PIPELINE:
            assert deal.opened_on < terms.effective_from <= deal.signed_on
            assert line.party is not None
        if line.by_group is Group.ORIGIN:
            assert line.handover is None


def shares_of_the_day(book: Book, group: Group, on: date) -> dict[int, Fraction]:
    def standing(named: Group) -> dict[int, Fraction]:
        return {span.person: span.share for span in book.spans if span.group == named and on in span.range}

    return standing(group) or standing(Group.OWNERSHIP)


@given(books(orderly_histories()), st.sampled_from(list(Group)))
def test_where_every_stream_has_the_same_steps_the_timeline_alone_decides(book, group):
    """With one set of steps for everything the day says all: the terms only explain what stands."""
    terms = tuple(
        evolve(each, earlier_deals=each.new_deals, open_pipeline=each.new_deals) for each in book.terms
    )
    deals = tuple(evolve(deal, splits=()) for deal in book.deals)
    plain = evolve(book, terms=terms, deals=deals, refunds=())
    for way in (WAYS[0], WAYS[2]):
        for part in parts(credited(plain, (way, group))):
            found = {line.person: line.share for line in part if line.person is not None}
            assert found == shares_of_the_day(plain, group, part[0].counts_on)


@given(books(), st.sampled_from(list(Group)))
def test_whom_no_handover_names_has_what_the_timeline_of_the_day_says(book, group):
    named = {person for terms in book.terms for person in (terms.outgoing, terms.incoming)}
    plain = evolve(book, deals=tuple(evolve(deal, splits=()) for deal in book.deals), refunds=())
    for way in (WAYS[0], WAYS[2]):
        for part in parts(credited(plain, (way, group))):
            standing = shares_of_the_day(plain, group, part[0].counts_on)
            found = {line.person: line.share for line in part if line.person is not None}
            for person in (standing.keys() | found.keys()) - named:
                assert found.get(person) == standing.get(person)
