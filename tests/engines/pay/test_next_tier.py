"""By how much a fact would have to be larger for the next tier, held against computing it again."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.loader import plan_of
from tests.engines.pay.test_whatif import JANUARY, TIERED, world

from jieli.engines.crediting import Allocation, Basis, Deal, Receipt, Split
from jieli.engines.pay import PlanVersion, compute_pay
from jieli.engines.pay.next_tier import Paid, to_next_tier
from jieli.engines.pay.whatif import Fact, Larger, NoSuchFact, changed_book, what_if
from jieli.kernel.rate import Share

ACCELERATED = {
    **{name: value for name, value in TIERED.items() if name != "rates"},
    "rate": "2%",
    "accelerator": {
        "on": "credited",
        "method": "whole",
        "tier_on": "period",
        "tiers": [{"from": "0.00", "factor": "1"}, {"from": "1000.00", "factor": "1.5"}],
    },
}


def tiered(**row):
    return {**TIERED, "rates": [{**TIERED["rates"][0], **row}]}


def paid_by(component):
    """The world of what-if, in January alone."""
    version = PlanVersion("p", 1, plan_of(component), date(2025, 1, 1), False)
    return evolve(world(), versions=(version,), period=JANUARY, earlier=())


def lacking(inputs, kind="receipt", fact=1, person=1):
    """Fen."""
    found = to_next_tier(inputs, Paid(person, JANUARY, "p", "it"), Fact(kind, fact))
    return None if found is None else found.by_fen


@pytest.mark.parametrize(
    "component",
    [
        TIERED,
        tiered(method="marginal"),
        tiered(tier_on="to_date"),
        tiered(tier_on="to_date", method="reached"),
        tiered(reset="quarter"),
        ACCELERATED,
    ],
)
def test_the_next_tier_is_reached_by_exactly_so_much(component):
    inputs = paid_by(component)
    assert lacking(inputs) == 10_000
    rates = [
        what_if(inputs, Larger(Fact("receipt", 1), by_fen))[0].would_be_fen
        for by_fen in (9_900, 10_000, 11_000)
    ]
    assert rates[0] < 2000 <= rates[1] < rates[2]


@pytest.mark.parametrize(
    ("tier_on", "method"), [("period", "whole"), ("to_date", "reached"), ("to_date", "marginal")]
)
def test_the_sum_of_an_accelerator_runs_on_through_the_groups_of_product_lines(tier_on, method):
    """900.00 of software, then 50.00 of service on the same day: 50.00 more of either reach the tier of 1,000.00."""
    accelerator = {**ACCELERATED["accelerator"], "tier_on": tier_on, "method": method}
    rates = [{"product_line": line, "rate": rate} for line, rate in (("软件", "2%"), ("服务", "1%"))]
    component = {**TIERED, "rates": rates, "accelerator": accelerator}
    inputs = paid_by(component)
    book = evolve(
        inputs.book,
        deals=(*inputs.book.deals, Deal(3, "D3", 1, "服务", 5_000, date(2026, 1, 5))),
        receipts=(
            *inputs.book.receipts,
            Receipt(3, "R3", 1, 5_000, date(2026, 1, 31), (Allocation(3, 5_000),)),
        ),
    )
    assert lacking(evolve(inputs, book=book)) == 5_000
    assert lacking(evolve(inputs, book=book), fact=3) == 5_000


def halved(inputs):
    split = (Split(1, Share(1, 2)), Split(2, Share(1, 2)))
    deals = tuple(evolve(one, splits=split) if one.id == 1 else one for one in inputs.book.deals)
    return evolve(inputs, book=evolve(inputs.book, deals=deals))


def test_a_fact_of_which_half_counts_must_grow_by_twice_as_much():
    """1,999.99 are enough: the odd fen is the first one's."""
    assert lacking(halved(paid_by(TIERED))) == 109_999


def test_one_that_is_shared_when_it_is_paid_out_must_grow_by_as_much():
    inputs = halved(paid_by({**tiered(tier_on="to_date", method="marginal"), "split": "payout"}))
    assert lacking(inputs) == 10_000
    assert lacking(inputs, person=2) == 10_000  # by the sum of who leads it


def test_one_that_counts_twice_must_grow_by_half():
    uplifts = [{"product_line": "软件", "factor": "200%"}]
    tiers = [{"from": "0.00", "factor": "1"}, {"from": "2000.00", "factor": "1.5"}]
    accelerator = {**ACCELERATED["accelerator"], "uplifts": uplifts, "tiers": tiers}
    inputs = paid_by({**ACCELERATED, "accelerator": accelerator})
    assert lacking(inputs) == 10_000


@pytest.mark.parametrize(("basis", "name"), [("margin", "margin_fen"), ("quantity", "quantity")])
def test_what_the_basis_looks_at_grows(basis, name):
    rates = TIERED["rates"][0]["tiers"]
    rates = [{**one, "rate": f"{at}.00"} for at, one in enumerate(rates, 1)] if basis == "quantity" else rates
    inputs = paid_by({**tiered(tiers=rates), "basis": basis, "owner_date": "signed"})
    deals = tuple(evolve(one, **{name: 40_000}) for one in inputs.book.deals)
    inputs = evolve(inputs, book=evolve(inputs.book, deals=deals))
    found = to_next_tier(inputs, Paid(1, JANUARY, "p", "it"), Fact("deal", 1))
    assert found == Larger(Fact("deal", 1), 60_000, Basis(basis))
    (difference,) = what_if(inputs, found)
    less = what_if(inputs, evolve(found, by_fen=59_999))[0]
    assert difference.is_fen < less.would_be_fen < difference.would_be_fen


def sums_of(inputs, person):
    """Of a person's tiers by period: the sum and where its tier ends."""
    trace = next(one.trace for one in compute_pay(inputs) if one.person == person)
    (group,) = (step for step in trace.walk() if step.rule == "pay.group")
    begins = [step.values["from_fen"] for step in group.children if step.rule == "pay.slice"]
    return max(begins, default=0), group.values["credited_fen"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 300_000), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=2, max_size=3),
    st.integers(1, 2),
)
def test_a_fact_reaches_the_next_tier_by_exactly_so_much_and_by_no_fen_less(amounts, weights, person):
    """Whatever else there is, and whoever shares the fact how."""
    inputs = paid_by(TIERED)
    split = tuple(Split(who, Share(weight, sum(weights))) for who, weight in enumerate(weights, 1))
    deals = tuple(
        Deal(n, f"D{n}", 1, "软件", 1, date(2026, 1, 5), splits=split) for n, _ in enumerate(amounts, 1)
    )
    receipts = tuple(
        Receipt(n, f"R{n}", 1, fen, date(2026, 1, 9), (Allocation(n, fen),))
        for n, fen in enumerate(amounts, 1)
    )
    inputs = evolve(inputs, book=evolve(inputs.book, deals=deals, receipts=receipts))
    tier, sum_fen = sums_of(inputs, person)
    by_fen = lacking(inputs, person=person)
    assert (by_fen is None) is (tier > 0) is (sum_fen >= 100_000)
    if by_fen is not None:
        reached = [
            sums_of(evolve(inputs, book=changed_book(inputs.book, Larger(Fact("receipt", 1), fen))), person)[
                0
            ]
            for fen in (by_fen - 1, by_fen)
        ]
        assert reached == [0, 100_000]


def test_above_the_last_tier_by_single_facts_without_tiers_and_of_other_facts_there_is_none():
    assert lacking(paid_by(tiered(tiers=[{"from": "0.00", "rate": "2%"}]))) is None
    assert lacking(paid_by(tiered(tier_on="fact"))) is None
    flat = {**{name: value for name, value in TIERED.items() if name != "rates"}, "rate": "2%"}
    assert lacking(paid_by(flat)) is None
    with pytest.raises(NoSuchFact):  # of a client of whom he has nothing
        lacking(paid_by(TIERED), fact=2)
