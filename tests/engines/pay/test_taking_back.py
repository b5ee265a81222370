"""Who paid takes back: a refund of everything undoes it to the fen, whatever version has come since."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.engines.pay.loader import plan_text
from tests.engines.pay.monthly import NAMES, inputs_of
from tests.engines.pay.test_frozen import ALWAYS, FOLLOW_THE_DEAL

from jieli.engines.crediting import Allocation, Book, Deal, Receipt, Refund
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import PlanVersion, compute_pay, parse_plan
from jieli.engines.pay.backends.duckdb import compute as duckdb
from jieli.engines.pay.conservation import check_run, used_plans
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.values import NamedDeal, TeamMember
from jieli.kernel.ranges import DateRange

VIEWS = (
    {"basis": "receipts", "owner_date": "received", "credit_by": "ownership"},
    {"basis": "receipts", "owner_date": "signed", "credit_by": "ownership"},
    {"basis": "deals", "owner_date": "signed", "credit_by": "ownership"},
)
TIERS = {
    "product_line": "*",
    "method": "whole",
    "tier_on": "fact",
    "tiers": [{"from": "0.00", "rate": "1%"}, {"from": "2000.00", "rate": "1/30"}],
}
KINDS = {
    "commission": {"transition_credits": "included"},
    "holdover": {"own_share": "kept"},
    "new_client_reward": {"within_days": "70"},
    "servicing_commission": {"transition_credits": "included", "after_days": "20"},
    "team_override": {"levels": "all", "own": "included"},
    "transition_share": {},
}
RATES = ({"rate": "5%"}, {"rate": "2%"}, {"rate": "1/30"}, {"rates": [TIERS]})
OTHER = {
    "type": "commission",
    **VIEWS[0],
    "transition_credits": "excluded",
    "rate": "0%",
    "rounding": "half_up",
}
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
FACTS = st.lists(st.tuples(DAYS, DAYS, st.integers(1, 500_000)), min_size=1, max_size=6)
SETTINGS = settings(max_examples=20, deadline=None)


def test_every_kind_that_pays_a_rate_on_the_deal_is_here():
    assert set(KINDS) == set(FOLLOW_THE_DEAL) - {"spif"}, "What a SPIF takes back has cases of its own."


def of(kind, view, rate):
    """As the kind can say it: tiers found by fact stay with those that have them."""
    if kind in ("holdover", "new_client_reward", "team_override") and "rate" not in rate:
        rate = RATES[0]
    return {"type": kind, **view, **KINDS[kind], **rate, "rounding": "half_up"}


def version(number, on, it, *, freezes=False):
    components = [{"key": key, "name": NAMES, **one} for key, one in (*it.items(), ("other", OTHER))]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": components})
    return PlanVersion("p", number, text, on, False, freezes)


def inputs_over(versions, facts):
    """Of each fact a deal, all of whose money comes in on a day and is given back on that day or another after it. 1 has
    handed over his clients to 2, his member, and keeps the half."""
    half = (TermsStep(None, Fraction(1, 2)),)
    spans, terms, deals, receipts, refunds = [], [], [], [], []
    for number, (one, other, fen) in enumerate(facts, 1):
        own = Span(number, "ownership", 1, "owner", Fraction(1), ALWAYS)
        terms.append(Terms(number, number, 1, 2, date(2025, 6, 1), None, half, half, half))
        spans += hand_over([own], terms[-1])
        first, last = sorted((one, other))
        deals.append(Deal(number, f"D{number}", number, "软件", fen, first))
        receipts.append(Receipt(number, f"R{number}", number, fen, first, (Allocation(number, fen),)))
        refunds.append(Refund(number, f"B{number}", number, number, number, fen, last))
    return evolve(
        inputs_of({}, {1: {}}, months=3),
        book=Book(tuple(deals), tuple(receipts), tuple(refunds), tuple(spans), tuple(terms)),
        versions=versions,
        named_deals=tuple(NamedDeal(1, one.id, Fraction(1, 3), ALWAYS) for one in deals),
        teams=(TeamMember(1, 2, ALWAYS),),
    )


def paid(inputs):
    outcomes = compute_pay(inputs)
    assert all(one.holds for one in check_run(inputs, outcomes, Credits.of_book(inputs.book)))
    return sum(one.desired_fen for one in outcomes)


@pytest.mark.parametrize("kind", KINDS)
@SETTINGS
@given(
    view=st.sampled_from(VIEWS),
    rates=st.integers(1, 3).flatmap(
        lambda keys: st.lists(
            st.lists(st.none() | st.sampled_from(RATES), min_size=keys, max_size=keys),
            min_size=3,
            max_size=3,
        )
    ),
    frozen=st.booleans(),
    days=st.tuples(DAYS, DAYS),
    facts=FACTS,
)
@example(
    view=VIEWS[2],
    rates=[[RATES[0]], [None], [RATES[1]]],
    frozen=False,
    days=(date(2026, 1, 20), date(2026, 2, 10)),
    facts=[(date(2026, 1, 10), date(2026, 1, 30), 100_000), (date(2026, 1, 11), date(2026, 3, 1), 100_000)],
)
def test_what_is_given_back_in_full_comes_to_nothing(kind, view, rates, frozen, days, facts):
    """rates: of three versions, by key; None: it is not there. Of holdovers a version has one alone on a basis."""
    second, third = sorted(days)
    most = 1 if kind == "holdover" else None
    has = [
        {
            f"it{place}": of(kind, view, rate)
            for place, rate in [one for one in enumerate(of_keys) if one[1] is not None][:most]
        }
        for of_keys in rates
    ]
    versions = (
        version(1, date(2025, 1, 1), has[0], freezes=frozen),
        version(2, second, has[1]),
        *((version(3, third, has[2]),) if third > second else ()),
    )
    assert paid(inputs_over(versions, facts)) == 0


@SETTINGS
@given(
    kinds=st.lists(
        st.sampled_from(["commission", "transition_share", "servicing_commission"]), min_size=2, max_size=2
    ),
    view=st.sampled_from(VIEWS),
    rates=st.tuples(st.sampled_from(RATES), st.sampled_from(RATES)),
    second=DAYS,
    facts=FACTS,
)
def test_columns_say_the_same(kinds, view, rates, second, facts):
    keys = [f"it_{kind}" for kind in kinds]
    first, later = ({key: of(kind, view, rate)} for key, kind, rate in zip(keys, kinds, rates, strict=True))
    inputs = inputs_over((version(1, date(2025, 1, 1), first), version(2, second, later)), facts)
    assert duckdb.compute_pay(inputs) == compute_pay(inputs)


def test_who_pays_by_sums_leaves_nothing_to_earlier_versions():
    tiers = {**TIERS, "tier_on": "period"}
    for kind in ("commission", "transition_share", "servicing_commission", "team_override"):
        one = parse_plan(version(1, ALWAYS.from_, {"it": of(kind, VIEWS[0], RATES[0]) | {}}).text).components[
            0
        ]
        assert one.takes_back_as_paid()
        summed = {name: value for name, value in of(kind, VIEWS[0], RATES[0]).items() if name != "rate"}
        other = version(1, ALWAYS.from_, {"it": {**summed, "rates": [tiers]}})
        assert not parse_plan(other.text).components[0].takes_back_as_paid()


def test_another_stay_takes_back_at_its_own_rate():
    """Days on no plan lie between, or another plan's."""
    it = [{"it": of("commission", VIEWS[2], rate)} for rate in RATES[:2]]
    facts = [(date(2026, 1, 10), date(2026, 3, 10), 100_000)]
    inputs = inputs_over((version(1, date(2025, 1, 1), it[0]), version(2, date(2026, 2, 1), it[1])), facts)
    (own,) = inputs.assignments
    left, back = date(2026, 2, 10), date(2026, 2, 20)
    apart = (
        evolve(own, range=DateRange(own.range.from_, left)),
        evolve(own, range=DateRange(back, None)),
    )
    assert paid(inputs) == 0
    assert paid(evolve(inputs, assignments=apart)) == 50_000 * (5 - 2) // 100


def test_a_refund_of_what_came_in_twice_goes_back_at_both_rates():
    it = [{"it": of("commission", VIEWS[0], rate)} for rate in RATES[:2]]
    inputs = inputs_over((version(1, ALWAYS.from_, it[0]), version(2, date(2026, 2, 1), it[1])), [])
    deal = Deal(1, "D1", 1, "软件", 100_000, date(2026, 1, 5))
    came = ((1, date(2026, 1, 10), 30_000), (2, date(2026, 2, 10), 70_000))
    book = Book(
        deals=(deal,),
        receipts=tuple(Receipt(n, f"R{n}", 1, fen, on, (Allocation(1, fen),)) for n, on, fen in came),
        refunds=(Refund(1, "B1", 1, 1, None, 50_000, date(2026, 3, 10)),),
        spans=(Span(1, "ownership", 1, "owner", Fraction(1), ALWAYS),),
    )
    of_all = 30_000 * 5 // 100 + 70_000 * 2 // 100
    assert paid(evolve(inputs, book=book)) == of_all - of_all // 2


def test_a_plan_that_only_takes_back_is_among_those_used():
    it = [{"it": of("commission", VIEWS[2], rate)} for rate in RATES[:2]]
    versions = (version(1, ALWAYS.from_, it[0]), version(2, date(2026, 3, 1), it[1]))
    inputs = evolve(inputs_over(versions, [(date(2026, 1, 10), date(2026, 3, 10), 100_000)]), earlier=())
    hashes = used_plans(inputs)
    assert list(hashes) == [("p", 1), ("p", 2)]
    (taken,) = (one for one in compute_pay(inputs) if one.component == "it")
    assert taken.desired_fen == -2_500, "The half, which he kept."
    paid_by = {one.values["version"] for one in taken.trace.children if one.values["result_fen"]}
    assert paid_by == {1}
