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
    OWNER_DATES,
    Basis,
    Book,
    CreditLine,
    CreditRule,
    Group,
    OwnerDate,
    Party,
    Refund,
    WaitsFor,
    credit_book,
    list_not_credited_yet,
)

WAYS = tuple((basis, day) for basis in Basis for day in OwnerDate if day in OWNER_DATES[basis])
OF_DEALS = (Basis.DEALS, Basis.MARGIN, Basis.QUANTITY)
# Where the shares of the day on which a part counts decide.
ON_ITS_DAY = tuple(way for way in WAYS if way[0] in OF_DEALS or way[1] is not OwnerDate.SIGNED)

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
        assert len({(line.of_receipt, line.of_invoice, line.person) for line in part}) == len(part)
        assert all(line.share > 0 and line.amount_fen * line.fact_fen >= 0 for line in part)


@given(books(), ways)
def test_each_fact_is_credited_once_and_in_full_or_said_to_wait(book, way):
    basis, owner_date = way[0]
    found: dict[tuple[str, int], int] = defaultdict(int)
    for line in credited(book, way):
        found[line.kind, line.fact] += line.amount_fen
    waiting = {
        (one.kind, one.fact): one
        for one in list_not_credited_yet(book, basis=basis, owner_date=owner_date)
        if basis in OF_DEALS
    }
    assert not waiting.keys() & found.keys()
    refunds = {("refund", refund.id): -refund.amount_fen for refund in book.refunds}
    if basis in OF_DEALS:
        amounts = {Basis.DEALS: "amount_fen", Basis.MARGIN: "margin_fen", Basis.QUANTITY: "quantity"}
        expected = {("deal", deal.id): getattr(deal, amounts[basis]) for deal in book.deals}
        if basis is not Basis.DEALS:
            refunds = {fact: fen for fact, fen in found.items() if fact[0] == "refund"}
            assert found.keys() | waiting.keys() >= {("refund", refund.id) for refund in book.refunds}
    else:
        facts = {Basis.RECEIPTS: ("receipt", book.receipts), Basis.INVOICED: ("invoice", book.invoices)}
        kind, of_basis = facts[basis]
        expected = {(kind, fact.id): fact.amount_fen for fact in of_basis}
    expected = {fact: fen for fact, fen in (expected | refunds).items() if fact not in waiting}
    assert found == expected


@given(books(), ways)
def test_what_waits_says_what_for_and_counts_once_it_has_come(book, way):
    basis, owner_date = way[0]
    deals = {deal.id: deal for deal in book.deals}
    counted = {(line.kind, line.fact) for line in credited(book, way)}
    for one in list_not_credited_yet(book, basis=basis, owner_date=owner_date):
        assert one.waits_for
        if one.kind == "deal":
            deal = deals[one.fact]
            assert (WaitsFor.DELIVERY in one.waits_for) <= (deal.delivered_on is None)
            assert (WaitsFor.APPROVAL in one.waits_for) <= (deal.approved_on is None)
            assert (WaitsFor.MARGIN in one.waits_for) <= (deal.margin_fen is None)
            assert (WaitsFor.QUANTITY in one.waits_for) <= (deal.quantity is None)
            assert 0 <= one.open_fen <= deal.amount_fen
    assert len(counted) >= len(book.deals) * (basis is Basis.DEALS and owner_date is OwnerDate.SIGNED)
    day = date(2026, 5, 1)
    whole = evolve(
        book,
        deals=tuple(
            evolve(deal, delivered_on=day, approved_on=day, margin_fen=1, quantity=1) for deal in book.deals
        ),
    )
    if basis in OF_DEALS:
        assert not list_not_credited_yet(whole, basis=basis, owner_date=owner_date)


@given(books(), ways, st.randoms(use_true_random=False))
def test_the_order_of_facts_spans_and_terms_means_nothing(book, way, dice: random.Random):
    def mixed(items: tuple) -> tuple:
        return tuple(dice.sample(items, len(items)))

    receipts = tuple(evolve(receipt, allocations=mixed(receipt.allocations)) for receipt in book.receipts)
    deals = tuple(evolve(deal, splits=mixed(deal.splits)) for deal in book.deals)
    other = Book(
        mixed(deals),
        mixed(receipts),
        mixed(book.refunds),
        mixed(book.spans),
        mixed(book.terms),
        mixed(book.invoices),
    )
    assert credited(other, way) == credited(book, way)


@given(books(), ways)
def test_amounts_stay_within_a_fen_of_the_exact_share_without_refunds(book, way):
    for line in credited(evolve(book, refunds=()), way):
        assert abs(line.amount_fen - line.share * line.fact_fen) < 1


@given(books(), ways, st.booleans(), st.randoms(use_true_random=False))
def test_giving_all_back_cancels_to_zero_for_each_person(book, way, naming, dice: random.Random):
    """In pieces and on several days; each naming its receipt, or none."""
    (basis, _), _ = way
    amounts = {deal.id: deal.amount_fen for deal in book.deals}
    owed = [
        (
            part[0].deal,
            part[0].fact if part[0].kind == "receipt" and naming else None,
            amounts[part[0].deal] if basis in OF_DEALS else part[0].fact_fen,
        )
        for part in parts(credited(evolve(book, refunds=()), way))
        if part[0].deal is not None and part[0].fact_fen
    ]
    refunds: list[Refund] = []
    for deal, receipt, fen in owed:
        for piece in cut(fen or 1, dice):
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
    silent = tuple(evolve(refund, margin_fen=None, quantity=None) for refund in book.refunds)
    had: dict[tuple, int] = defaultdict(int)
    for line in credited(evolve(book, refunds=()), way):
        fact = line.fact if line.kind in ("receipt", "invoice") else None
        had[line.deal, fact, line.person] += line.amount_fen
    asked: dict[tuple, int] = defaultdict(int)
    for line in (line for line in credited(evolve(book, refunds=silent), way) if line.kind == "refund"):
        asked[line.deal, line.of_receipt or line.of_invoice, line.person] -= line.amount_fen
    taken: dict[tuple, int] = defaultdict(int)
    for (deal, fact, _), fen in asked.items():
        taken[deal, fact] += fen
    for (deal, fact, person), fen in asked.items():
        of_source = [fen for (d, f, _), fen in had.items() if (d, f) == (deal, fact)]
        if of_source and abs(taken[deal, fact]) <= abs(sum(of_source)):
            assert 0 <= fen <= had[deal, fact, person] or 0 >= fen >= had[deal, fact, person]


@given(books(), st.sampled_from([way for way in WAYS if way[0] in OF_DEALS[1:]]))
def test_margin_and_quantity_go_back_in_proportion_to_the_amount(book, way):
    """Within half a unit of the exact part after each refund, and all of it once the amount is given back."""
    silent = tuple(evolve(refund, margin_fen=None, quantity=None) for refund in book.refunds)
    lines = credited(evolve(book, refunds=silent), (way, Group.OWNERSHIP))
    taken: dict[int, int] = defaultdict(int)
    for line in (line for line in lines if line.kind == "refund"):
        taken[line.fact] -= line.amount_fen
    wholes = {line.deal: line.fact_fen for line in lines if line.kind == "deal"}
    for deal in (deal for deal in book.deals if deal.id in wholes):
        given = so_far = 0
        for refund in sorted(silent, key=lambda refund: (refund.refunded_on, refund.id)):
            if refund.deal != deal.id:
                continue
            given, so_far = given + refund.amount_fen, so_far + taken[refund.id]
            if given >= deal.amount_fen:
                assert so_far == wholes[deal.id]
            else:
                assert abs(2 * (so_far * deal.amount_fen - wholes[deal.id] * given)) <= deal.amount_fen


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
        assert (line.kind == "refund") or (line.of_receipt is None and line.of_invoice is None)
        assert line.region == ("" if deal is None else deal.region)
        assert line.client_class == ("" if deal is None else deal.client_class)
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
    for way in ON_ITS_DAY:
        for part in parts(credited(plain, (way, group))):
            found = {line.person: line.share for line in part if line.person is not None}
            assert found == shares_of_the_day(plain, group, part[0].counts_on)


@given(books(), st.sampled_from(list(Group)))
def test_whom_no_handover_names_has_what_the_timeline_of_the_day_says(book, group):
    named = {person for terms in book.terms for person in (terms.outgoing, terms.incoming)}
    plain = evolve(book, deals=tuple(evolve(deal, splits=()) for deal in book.deals), refunds=())
    for way in ON_ITS_DAY:
        for part in parts(credited(plain, (way, group))):
            standing = shares_of_the_day(plain, group, part[0].counts_on)
            found = {line.person: line.share for line in part if line.person is not None}
            for person in (standing.keys() | found.keys()) - named:
                assert found.get(person) == standing.get(person)
