"""What somebody leaves open with his plan: what is his is paid, what nothing settles is told until somebody decides."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.monthly import (
    BALANCE,
    BASE,
    CAP,
    COMMISSION,
    DRAW,
    broken,
    by_hand,
    inputs_of,
    issued_by,
    lines,
    run_of,
    text_of,
)

from jieli.engines.pay import Assignment, Employment, PlanVersion, compute_pay
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.kernel.ranges import DateRange

LEFT = date(2026, 2, 1)
OTHER = PlanVersion("q", 1, text_of({"base": {**BASE, "monthly": "100.00"}}), date(2026, 1, 1), False)
ONCE = {**DRAW, "last_period": "1"}
OF_BASE = {"most_rate": "10%", "of": ["base"], "rounding": "half_up"}
RATED = {"type": "cap", "on": ["commission"], **OF_BASE, "window": "month", "excess": "payable_later"}


def moved(earned, settling, refunds=(), *, to_other=True, months=5, employed=None, **more):
    """One who is on the plan in January, then on another one or on none."""
    inputs = inputs_of(earned, {1: settling}, refunds, LEFT, months)
    other = (Assignment(1, "q", DateRange(LEFT, None), None),) if to_other else ()
    return evolve(
        inputs,
        versions=(*inputs.versions, OTHER),
        assignments=(*inputs.assignments, *other),
        employments=(Employment(1, DateRange(date(2020, 1, 1), employed)),),
        **more,
    )


def told(inputs, key):
    """Month → what is told to be left open."""
    found = {}
    for number in range(1, len(inputs.earlier) + 2):
        run = run_of(inputs, number, issued_by([]))
        outcomes = compute_pay(run)
        for one in outcomes:
            if (one.component, one.period) == (key, run.period):
                steps = [step.values for step in one.trace.walk() if step.rule == "pay.left_open"]
                if steps:
                    (found[number],) = [values["left_fen"] for values in steps]
        assert not broken(run, outcomes)
    return found


@pytest.mark.parametrize("to_other", [True, False])
def test_what_waits_under_a_cap_is_paid_as_the_most_of_each_window_leaves_room(to_other):
    inputs = moved({1: 150_000}, {"cap": CAP}, to_other=to_other)
    assert lines(inputs, "cap") == {1: -90_000, 2: 60_000, 3: 30_000}
    assert told(inputs, "cap") == {}


def test_it_is_lost_where_the_plan_says_so():
    assert lines(moved({1: 150_000}, {"cap": {**CAP, "later_periods": "1"}}), "cap") == {
        1: -90_000,
        2: 60_000,
    }
    assert lines(moved({1: 150_000}, {"cap": {**CAP, "excess": "lost"}}), "cap") == {1: -90_000}


def test_what_waits_under_a_rate_of_nothing_is_told():
    had = {"base": {**BASE, "monthly": "1000.00"}, "commission": COMMISSION, "cap": RATED}
    inputs = moved({1: 50_000}, had)
    assert lines(inputs, "cap") == {1: -40_000}
    assert told(inputs, "cap") == dict.fromkeys(range(2, 6), 40_000)
    gone = moved({1: 50_000}, had, to_other=False, employed=LEFT)
    assert told(gone, "cap") == dict.fromkeys(range(2, 6), 40_000)


@pytest.mark.parametrize(
    ("settling", "refunds", "owed"),
    [({"ahead": ONCE}, (), -100_000), ({"balance": BALANCE}, ((1, 30_000, date(2026, 1, 9)),), -20_000)],
)
def test_a_debt_stays_and_is_told_as_long_as_he_is_employed_and_once_more(settling, refunds, owed):
    earned = {1: 10_000} if refunds else {}
    (key,) = settling
    assert told(moved(earned, settling, refunds), key) == dict.fromkeys(range(2, 6), owed)
    here = moved(earned, settling, refunds, to_other=False, employed=date(2026, 4, 9))
    assert told(here, key) == dict.fromkeys(range(2, 5), owed)
    gone = moved(earned, settling, refunds, to_other=False, employed=LEFT)
    assert told(gone, key) == {2: owed}


def test_what_was_decided_by_hand_since_makes_up_for_it():
    inputs = moved(
        {}, {"ahead": ONCE}, adjustments=(by_hand(3, "ahead", -40_000), by_hand(4, "ahead", -60_000))
    )
    assert told(inputs, "ahead") == {2: -100_000, 3: -60_000}
    assert lines(inputs, "ahead") == {1: 100_000, 3: -40_000, 4: -60_000}


def test_it_is_taken_up_where_he_comes_back():
    inputs = moved({4: 30_000}, {"ahead": ONCE}, to_other=False)
    back = Assignment(1, "p", DateRange(date(2026, 4, 1), None), None)
    inputs = evolve(inputs, assignments=(*inputs.assignments, back))
    assert lines(inputs, "ahead") == {1: 100_000, 4: -30_000}
    assert told(inputs, "ahead") == {2: -100_000, 3: -100_000}


def test_of_a_component_that_is_gone_with_all_that_it_looks_at_the_same_is_told():
    inputs = inputs_of({}, {1: {"ahead": ONCE}, 2: {"base": BASE}}, months=4)
    assert told(inputs, "ahead") == dict.fromkeys(range(2, 5), -100_000)
    still_paid = inputs_of({}, {1: {"ahead": ONCE}, 2: {}}, months=4)
    assert told(still_paid, "ahead") == {}


kinds = st.sampled_from(({"ahead": ONCE}, {"balance": BALANCE}, {"cap": CAP}))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(1, 4), st.integers(1, 200_000), max_size=3),
    kinds,
    st.booleans(),
    st.booleans(),
)
def test_every_run_keeps_its_promises_on_every_back_end(earned, settling, to_other, is_refunded):
    refunds = [(number, fen, date(2026, 1, 20)) for number, fen in earned.items() if is_refunded]
    world, issued = moved(earned, settling, refunds, to_other=to_other), ()
    for number in range(1, 6):
        run = run_of(world, number, issued)
        outcomes = compute_pay(run)
        assert not broken(run, outcomes)
        assert not any(one.posted_fen for one in outcomes if one.period != run.period)
        issued += issued_by(outcomes)
    assert columns.compute_pay(run) == outcomes
