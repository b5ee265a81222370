"""What is decided by hand: what is refused, and what always holds."""

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import PEOPLE, pay_inputs

from jieli.engines.pay import Issued, compute_pay
from jieli.engines.pay.adjusting import OWN_LINE
from jieli.engines.pay.values import Adjustment, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems

FEW = settings(max_examples=30, deadline=None)
MARCH = Period.month("2026-03")


def adjustment(number, kind=AdjustmentKind.ADDS, component="c0", fen=100, person=1, period=MARCH):
    return Adjustment(number, person, period, "p", component, kind, fen, "because", 3)


@st.composite
def adjustments(draw):
    found = []
    for number in range(draw(st.integers(1, 6))):
        key = draw(st.sampled_from(["", "c0", "c1", "gone"]))
        months = [Period.month(f"2026-0{month}") for month in (1, 3, 5, 6)]
        one = adjustment(
            number,
            component=key,
            fen=draw(st.integers(-90_000, 90_000)),
            period=draw(st.sampled_from(months)),
        )
        person = draw(st.sampled_from([*PEOPLE, 9]))
        replaced = {(old.person, old.period, old.component) for old in found if old.kind == "replaces"}
        replaces = key and (person, one.period, key) not in replaced and draw(st.booleans())
        kind = AdjustmentKind.REPLACES if replaces else AdjustmentKind.ADDS
        found.append(evolve(one, person=person, kind=kind))
    return tuple(found)


def desired(outcomes):
    return {(one.person, one.period.label, one.component): one.desired_fen for one in outcomes}


@FEW
@given(pay_inputs(("base_salary", "commission")), adjustments())
def test_every_adjustment_is_in_what_should_be_and_in_nothing_else(inputs, by_hand):
    before, after = (
        desired(compute_pay(evolve(inputs, adjustments=one, issued=()))) for one in ((), by_hand)
    )
    in_run = {one.period.label for one in by_hand} & {"2026-01", "2026-03", "2026-05"}
    wanted = dict(before)
    for one in sorted(by_hand, key=lambda one: (one.kind == "adds", one.id)):
        key = (one.person, one.period.label, one.component or OWN_LINE)
        if one.period.label in in_run:
            wanted[key] = one.amount_fen + (wanted.get(key, 0) if one.kind == "adds" else 0)
    assert {key: fen for key, fen in wanted.items() if fen} == {key: fen for key, fen in after.items() if fen}


@FEW
@given(pay_inputs(("base_salary", "commission")), adjustments(), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_twice_is_once(inputs, by_hand, shuffle):
    outcomes = compute_pay(evolve(inputs, adjustments=by_hand))
    mixed = tuple(shuffle.sample(by_hand, len(by_hand)))
    assert compute_pay(evolve(inputs, adjustments=mixed)) == outcomes
    issued = tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )
    again = compute_pay(evolve(inputs, adjustments=by_hand, issued=issued))
    assert not any(one.posted_fen for one in again)
    taken_back = compute_pay(evolve(inputs, issued=issued))
    posted = {key: fen for key, fen in sums(outcomes, taken_back).items() if fen}
    assert posted == {key: fen for key, fen in desired(compute_pay(inputs)).items() if fen}


def sums(*runs):
    found = {}
    for one in (one for outcomes in runs for one in outcomes):
        key = (one.person, one.period.label, one.component)
        found[key] = found.get(key, 0) + one.posted_fen
    return found


@pytest.mark.parametrize(
    ("by_hand", "code"),
    [
        (
            (adjustment(1, AdjustmentKind.REPLACES), adjustment(2, AdjustmentKind.REPLACES, fen=7)),
            "PAY-ADJUSTMENT-001",
        ),
        ((adjustment(1, AdjustmentKind.REPLACES, component=""),), "PAY-ADJUSTMENT-002"),
    ],
)
@given(inputs=pay_inputs(("base_salary",)))
@settings(max_examples=1, deadline=None)
def test_what_contradicts_itself_is_refused(inputs, by_hand, code):
    with pytest.raises(Problems) as refused:
        compute_pay(evolve(inputs, adjustments=by_hand))
    assert [problem.code for problem in refused.value.problems] == [code]
    assert all(problem.text() for problem in refused.value.problems)
