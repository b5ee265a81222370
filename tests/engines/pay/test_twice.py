"""What two components of a plan would do twice: a floor is kept by all recoveries together, and doubles are refused."""

from datetime import date

import pytest
from attrs import evolve
from tests.engines.pay.monthly import (
    BALANCE,
    CAP,
    DRAW,
    HOLDBACK,
    INSTALMENTS,
    inputs_of,
    lines,
    text_of,
)

from jieli.engines.pay import Credits, compute_pay, parse_plan
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.conservation import CheckName, check_run
from jieli.kernel.problem import Problems
from jieli.kernel.trace import Trace

FLOOR = {"statutory_floor": "2000.00"}
ONCE = {"last_period": "1"}
KEPT = {**DRAW, **ONCE, **FLOOR}
BACK = [(1, 200_000, date(2026, 1, 20)), (1, 100_000, date(2026, 1, 25))]


def paid(inputs, month):
    return sum(one.desired_fen for one in compute_pay(inputs) if one.period.from_ == date(2026, month, 1))


@pytest.mark.parametrize(
    ("has", "refunds"),
    [
        ({"d1": KEPT, "d2": KEPT}, []),
        ({"d1": KEPT, "d2": {**DRAW, **ONCE}}, []),
        ({"d1": {**DRAW, **ONCE}, "d2": KEPT}, []),
        ({"d1": KEPT, "balance": {**BALANCE, **FLOOR}}, BACK),
        ({"balance": BALANCE, "d1": KEPT}, BACK),
    ],
)
def test_recoveries_of_a_period_keep_the_floor_together(has, refunds):
    inputs = inputs_of({1: 200_000, 2: 300_000, 3: 400_000}, {1: has}, refunds, months=4)
    assert paid(inputs, 2) == 200_000
    checked = check_run(inputs, compute_pay(inputs), Credits.of_book(inputs.book))
    assert all(one.holds for one in checked)
    assert columns.compute_pay(inputs) == compute_pay(inputs)


def test_what_is_wound_down_keeps_the_floor_of_the_version_in_force():
    inputs = inputs_of({2: 300_000, 3: 300_000}, {1: {"d1": {**DRAW, **ONCE}}, 2: {"d2": KEPT}}, months=4)
    assert lines(inputs, "d1") == {1: 100_000, 2: -100_000}
    old = inputs_of(
        {2: 300_000}, {1: {"d1": {**DRAW, "amount": "1500.00"}, "d2": KEPT}, 2: {"d2": KEPT}}, months=3
    )
    assert lines(old, "d2")[2] + lines(old, "d1").get(2, 0) == -100_000


def test_what_all_recoveries_took_is_added_again_from_the_outcomes():
    inputs = inputs_of({1: 200_000, 2: 300_000}, {1: {"d1": KEPT, "d2": KEPT}}, months=2)
    outcomes = compute_pay(inputs)
    step = Trace("pay.recovery", {"recovered_on": "commission", "recovered_fen": 1})
    bent = tuple(
        evolve(one, trace=evolve(one.trace, children=(*one.trace.children, step)))
        if one.component == "d2" and one.period == inputs.period
        else one
        for one in outcomes
    )
    credits = Credits.of_book(inputs.book)
    broken = [one for one in check_run(inputs, bent, credits) if not one.holds]
    assert [one.name for one in broken] == [CheckName.FLOOR]
    assert {(one.wanted, one.found) for one in broken[0].breaches} == {("200000", "199999")}


@pytest.mark.parametrize(
    ("one", "code"),
    [(CAP, "PAY-TWICE-001"), (BALANCE, "PAY-TWICE-001"), (INSTALMENTS, "PAY-TWICE-001")],
)
def test_two_that_act_on_the_whole_are_refused_unless_the_second_sees_the_first(one, code):
    with pytest.raises(Problems) as wrong:
        parse_plan(text_of({"first": one, "second": one}))
    assert [problem.code for problem in wrong.value.problems] == [code]
    name = "of" if "of" in one else "on"
    parse_plan(text_of({"first": one, "second": {**one, name: ["commission", "first"]}}))


def test_no_more_than_all_is_held():
    parse_plan(text_of({"first": HOLDBACK, "second": HOLDBACK}))
    with pytest.raises(Problems) as wrong:
        parse_plan(text_of({"first": HOLDBACK, "second": {**HOLDBACK, "part": "50.01%"}}))
    assert [problem.code for problem in wrong.value.problems] == ["PAY-TWICE-002"]
