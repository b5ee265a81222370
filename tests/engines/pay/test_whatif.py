"""What would have been paid if one fact had been otherwise."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import ALWAYS, PEOPLE, pay_inputs
from tests.engines.pay.loader import plan_of

from jieli.engines.crediting import Allocation, Book, Deal, ExchangeRate, Receipt, Split
from jieli.engines.ownership import Span
from jieli.engines.pay import (
    Assignment,
    Employment,
    PayInputs,
    PlanVersion,
    TeamMember,
    WorkCalendar,
    compute_pay,
)
from jieli.engines.pay.whatif import Difference, Fact, Larger, Later, NoSuchFact, OwnedBy, what_if
from jieli.kernel.period import Period
from jieli.kernel.rate import Share

TIERED = {
    "type": "commission",
    "basis": "receipts",
    "owner_date": "received",
    "credit_by": "ownership",
    "transition_credits": "included",
    "rates": [
        {
            "product_line": "*",
            "method": "whole",
            "tier_on": "period",
            "tiers": [{"from": "0.00", "rate": "2%"}, {"from": "1000.00", "rate": "3%"}],
        }
    ],
    "rounding": "half_up",
}
JANUARY, FEBRUARY = Period.month("2026-01"), Period.month("2026-02")


def world() -> PayInputs:
    """Client 1 is of person 1, client 2 of person 2; 900.00 came in for each on 31 January."""
    deals = tuple(Deal(n, f"D{n}", n, "软件", 90_000, date(2026, 1, 5)) for n in (1, 2))
    receipts = tuple(
        Receipt(n, f"R{n}", n, 90_000, date(2026, 1, 31), (Allocation(n, 90_000),)) for n in (1, 2)
    )
    return PayInputs(
        currency="CNY",
        period=FEBRUARY,
        earlier=(JANUARY,),
        book=Book(
            deals,
            receipts,
            spans=tuple(Span(n, "ownership", n, "owner", Share(1), ALWAYS) for n in (1, 2)),
        ),
        versions=(PlanVersion("p", 1, plan_of(TIERED), date(2025, 1, 1), False),),
        assignments=tuple(Assignment(n, "p", ALWAYS, None) for n in (1, 2)),
        employments=tuple(Employment(n, ALWAYS) for n in (1, 2)),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )


def test_a_day_later_it_is_paid_in_the_next_month():
    assert what_if(world(), Later(Fact("receipt", 1), 1)) == (
        Difference(1, JANUARY, "p", "it", 1800, 0),
        Difference(1, FEBRUARY, "p", "it", 0, 1800),
    )


def test_under_the_other_owner_it_lifts_him_into_the_next_tier():
    assert what_if(world(), OwnedBy(Fact("receipt", 1), 2)) == (
        Difference(1, JANUARY, "p", "it", 1800, 0),
        Difference(2, JANUARY, "p", "it", 1800, 5400),
    )


def test_larger_by_what_the_next_tier_needs():
    assert what_if(world(), Larger(Fact("receipt", 1), 10_000)) == (
        Difference(1, JANUARY, "p", "it", 1800, 3000),
    )


OVERRIDE = {
    "type": "team_override",
    "basis": "deals",
    "owner_date": "signed",
    "credit_by": "origin",
    "levels": "direct",
    "own": "excluded",
    "rate": "1%",
    "rounding": "up",
}


def test_a_deal_in_another_currency_is_larger_by_an_amount_of_the_run_s():
    """95 cents at 6.8 are 646 fen, of which those whom person 1 leads have 154 and 277; 12,991 fen, of which they have 3,093 and
    5,568. Found among books of everything: 12,345 cents more would be 564 fen of override."""
    shares = ((4, Share(1, 3)), (3, Share(3, 7)), (2, Share(5, 21)))
    splits = tuple(Split(person, share) for person, share in shares)
    deal = Deal(6, "D6", 1, "服务", 95, date(2026, 1, 11), splits=splits, currency="USD")
    inputs = evolve(
        world(),
        book=Book((deal,), spans=(Span(1, "origin", 4, "originator", Share(1), ALWAYS),)),
        versions=(PlanVersion("p", 1, plan_of(OVERRIDE), date(2025, 1, 1), False),),
        teams=tuple(TeamMember(1, member, ALWAYS) for member in (2, 3)),
        exchange=(ExchangeRate("USD", date(2025, 1, 1), Fraction(34, 5)),),
    )
    assert what_if(inputs, Larger(Fact("deal", 6), 12_345)) == (Difference(1, JANUARY, "p", "it", 5, 87),)


def test_a_deal_that_no_component_pays_on_changes_nothing():
    assert what_if(world(), Larger(Fact("deal", 1), 10_000)) == ()


def test_what_is_not_in_the_book_is_said():
    for fact in (Fact("receipt", 3), Fact("visit", 1)):
        with pytest.raises(NoSuchFact):
            what_if(world(), Later(fact, 1))


@given(pay_inputs(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_differences_are_those_of_the_two_whole_runs(inputs, data):
    if not inputs.book.deals:
        return
    deal = data.draw(st.sampled_from(inputs.book.deals))
    by_fen, days, person = data.draw(st.sampled_from(((12_345, 0, None), (0, 40, None), (0, 0, PEOPLE[2]))))
    fact = Fact("deal", deal.id)
    change = OwnedBy(fact, person) if person else Later(fact, days) if days else Larger(fact, by_fen)
    otherwise = evolve(
        deal,
        amount_fen=deal.amount_fen + by_fen,
        signed_on=deal.signed_on + timedelta(days),
        splits=(Split(person, Share(1)),) if person else deal.splits,
    )
    deals = tuple(otherwise if one is deal else one for one in inputs.book.deals)
    before, after = desired(inputs), desired(evolve(inputs, book=evolve(inputs.book, deals=deals)))
    assert {
        (one.person, one.period, one.component): (one.is_fen, one.would_be_fen)
        for one in what_if(inputs, change)
    } == {key: (before[key], after[key]) for key in {*before, *after} if before[key] != after[key]}


def desired(inputs):
    """What everything comes to; what comes to nothing has no outcome in an earlier period."""
    amounts = defaultdict(int)
    for one in compute_pay(evolve(inputs, issued=())):
        amounts[one.person, one.period, one.component] = one.desired_fen
    return amounts
