"""By how much a fact would have to be larger for the next tier: read from traces, held against computing it again."""

from datetime import date

import pytest
from attrs import evolve
from tests.engines.pay.loader import plan_of
from tests.engines.pay.test_whatif import JANUARY, TIERED, world

from jieli.engines.crediting import Allocation, Deal, Receipt, Split
from jieli.engines.pay import PlanVersion, compute_pay
from jieli.engines.pay.next_tier import lacking_fen
from jieli.engines.pay.whatif import Fact, Larger, what_if
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
    """The world of what-if, in January alone, and the trace of person 1."""
    version = PlanVersion("p", 1, plan_of(component), date(2025, 1, 1), False)
    inputs = evolve(world(), versions=(version,), period=JANUARY, earlier=())
    return inputs, next(one.trace for one in compute_pay(inputs) if one.person == 1)


@pytest.mark.parametrize(
    "component",
    [
        TIERED,
        tiered(method="marginal"),
        tiered(tier_on="to_date"),
        tiered(reset="quarter"),
        ACCELERATED,
    ],
)
def test_the_next_tier_is_reached_by_exactly_so_much(component):
    inputs, trace = paid_by(component)
    assert lacking_fen(trace, kind="receipt", fact=1) == 10_000
    rates = [
        what_if(inputs, Larger(Fact("receipt", 1), by_fen))[0].would_be_fen
        for by_fen in (9_900, 10_000, 11_000)
    ]
    assert rates[0] < 2000 <= rates[1] < rates[2]


@pytest.mark.parametrize(
    ("tier_on", "method"), [("period", "whole"), ("to_date", "whole"), ("to_date", "marginal")]
)
def test_the_sum_of_an_accelerator_runs_on_through_the_groups_of_product_lines(tier_on, method):
    """900.00 of software, then 50.00 of service on the same day: 50.00 more of either reach the tier of 1,000.00."""
    accelerator = {**ACCELERATED["accelerator"], "tier_on": tier_on, "method": method}
    rates = [{"product_line": line, "rate": rate} for line, rate in (("软件", "2%"), ("服务", "1%"))]
    component = {**TIERED, "rates": rates, "accelerator": accelerator}
    inputs, _ = paid_by(component)
    book = evolve(
        inputs.book,
        deals=(*inputs.book.deals, Deal(3, "D3", 1, "服务", 5_000, date(2026, 1, 5))),
        receipts=(
            *inputs.book.receipts,
            Receipt(3, "R3", 1, 5_000, date(2026, 1, 31), (Allocation(3, 5_000),)),
        ),
    )
    trace = next(one.trace for one in compute_pay(evolve(inputs, book=book)) if one.person == 1)
    assert lacking_fen(trace, kind="receipt", fact=1) == 5_000
    assert lacking_fen(trace, kind="receipt", fact=3) == 5_000


def test_a_fact_of_which_half_counts_must_grow_by_twice_as_much():
    inputs, _ = paid_by(TIERED)
    split = (Split(1, Share(1, 2)), Split(2, Share(1, 2)))
    deals = tuple(evolve(one, splits=split) if one.id == 1 else one for one in inputs.book.deals)
    halved = evolve(inputs, book=evolve(inputs.book, deals=deals))
    trace = next(one.trace for one in compute_pay(halved) if one.person == 1)
    assert lacking_fen(trace, kind="receipt", fact=1) == 110_000


def test_above_the_last_tier_by_single_facts_without_tiers_and_of_other_facts_there_is_none():
    assert (
        lacking_fen(paid_by(tiered(tiers=[{"from": "0.00", "rate": "2%"}]))[1], kind="receipt", fact=1)
        is None
    )
    assert lacking_fen(paid_by(tiered(tier_on="fact"))[1], kind="receipt", fact=1) is None
    flat = {**{name: value for name, value in TIERED.items() if name != "rates"}, "rate": "2%"}
    assert lacking_fen(paid_by(flat)[1], kind="receipt", fact=1) is None
    assert lacking_fen(paid_by(TIERED)[1], kind="receipt", fact=2) is None
