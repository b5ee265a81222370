"""What a version no longer has is settled by the version that had it: nothing held, deferred, lifted or owed vanishes."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.monthly import (
    ALONE,
    BALANCE,
    BASE,
    CAP,
    COMMISSION,
    DRAW,
    HOLDBACK,
    INSTALMENTS,
    PART,
    SETTLING,
    broken,
    by_hand,
    inputs_of,
    issued_by,
    lines,
    run_of,
    total,
)

from jieli.engines.pay import (
    CheckName,
    compute_pay,
)
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.desired import _Computing
from jieli.engines.pay.values import AdjustmentKind
from jieli.kernel.problem import Problems


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("hold", {1: -50_000, 3: 50_000}),
        ("parts", {1: -66_667, 2: 33_333, 3: 33_334}),
        ("cap", {1: -40_000, 2: 40_000}),
    ],
)
def test_what_a_version_no_longer_has_is_still_paid(key, expected):
    inputs = inputs_of({1: 100_000}, {1: {key: SETTLING[key]}, 2: {}})
    assert lines(inputs, key) == expected


def test_what_is_owed_is_recovered_as_the_version_that_had_it_said():
    inputs = inputs_of({3: 70_000, 4: 70_000}, {1: {"ahead": DRAW}, 2: {}})
    assert lines(inputs, "ahead") == {1: 100_000, 3: -70_000, 4: -30_000}
    refund = [(1, 100_000, date(2026, 2, 9))]
    balance = inputs_of({1: 100_000, 4: 300_000}, {1: {"balance": BALANCE}, 3: {}}, refund)
    assert lines(balance, "balance") == {2: 100_000, 4: -100_000}


def test_it_is_recovered_from_what_was_decided_by_hand_too():
    """In February the version has the commission and nothing of scope period, from March on no commission either."""
    inputs = inputs_of({}, {1: {"ahead": DRAW}, 2: {}, 3: {"base": BASE}})
    decided = (by_hand(2, "commission", 30_000), by_hand(3, "commission", 40_000))
    assert lines(evolve(inputs, adjustments=decided), "ahead") == {1: 100_000, 2: -30_000, 3: -40_000}
    assert lines(inputs, "ahead") == {1: 100_000}


def test_what_is_wound_down_sees_what_was_decided_for_others_that_are():
    """A cap that pays out what waited, of which somebody decides, and a draw that is recovered from both."""
    draw = {**DRAW, "on": ["commission", "cap"]}
    inputs = inputs_of({1: 100_000}, {1: {"cap": CAP, "ahead": draw}, 2: {}})
    assert lines(inputs, "ahead") == {1: 100_000, 2: -40_000}
    kept = evolve(inputs, adjustments=(by_hand(2, "cap", 10_000, AdjustmentKind.REPLACES),))
    assert lines(kept, "cap") == {1: -40_000, 2: 10_000}
    assert lines(kept, "ahead") == {1: 100_000, 2: -10_000}


def test_a_floor_stands_as_long_as_something_above_it_is_open():
    """Version 2 has a draw of its own without a floor; it leaves what the draw before it promised, until that is settled."""
    kept = {**DRAW, "last_period": "1", "recover_most": "300.00", "statutory_floor": "800.00"}
    own = {**DRAW, "last_period": "1"}
    inputs = inputs_of(
        {2: 100_000, 3: 100_000, 4: 200_000, 5: 200_000}, {1: {"ahead": kept}, 2: {"own": own}}
    )
    assert lines(inputs, "ahead") == {1: 100_000, 2: -20_000, 4: -30_000, 5: -30_000}
    assert lines(inputs, "own") == {2: 100_000, 3: -20_000, 4: -80_000}


def test_nothing_new_is_drawn_held_or_lifted():
    refund = [(2, 50_000, date(2026, 5, 9))]
    had = {"hold": HOLDBACK, "ahead": DRAW, "balance": BALANCE}
    inputs = inputs_of({1: 100_000, 2: 50_000}, {1: had, 2: {}}, refund)
    assert lines(inputs, "hold") == {1: -50_000, 3: 50_000}
    assert lines(inputs, "ahead") == {1: 100_000, 2: -50_000}  # the rest stays owed, and is told
    assert lines(inputs, "balance") == {}
    (told,) = [one for one in compute_pay(inputs) if one.component == "ahead" and one.period == inputs.period]
    assert [
        step.values["debt_after_fen"] for step in told.trace.walk() if "debt_after_fen" in step.values
    ] == [50_000]


def test_a_renamed_component_is_a_new_one_beside_the_old():
    inputs = inputs_of({1: 100_000, 2: 40_000}, {1: {"hold": HOLDBACK}, 2: {"kept": HOLDBACK}})
    assert lines(inputs, "hold") == {1: -50_000, 3: 50_000}
    assert lines(inputs, "kept") == {2: -20_000, 4: 20_000}


def test_it_goes_on_after_the_plan_too_and_is_as_it_was_when_it_comes_back():
    gone = inputs_of({1: 100_000}, {1: {"hold": HOLDBACK}, 2: {}}, until=date(2026, 3, 1))
    assert lines(gone, "hold") == {1: -50_000, 3: 50_000}
    slow = {**HOLDBACK, "after_periods": "4"}
    back = inputs_of({1: 100_000, 4: 20_000}, {1: {"hold": slow}, 2: {}, 4: {"hold": HOLDBACK}})
    assert lines(back, "hold") == {1: -50_000, 4: 40_000, 6: 10_000}


def test_a_release_that_says_nothing_of_a_lot_lets_it_go():
    by_handover = {"type": "holdback", **PART, "release": "handover_confirmed"}
    accepted = {"type": "holdback", **PART, "release": "accepted"}
    assert lines(inputs_of({1: 100_000}, {1: {"hold": accepted}, 2: {"hold": by_handover}}), "hold") == {
        1: -50_000,
        2: 50_000,
    }


def test_another_type_under_an_open_key_is_refused():
    inputs = inputs_of({1: 100_000}, {1: {"it": HOLDBACK}, 2: {"it": INSTALMENTS}})
    with pytest.raises(Problems) as wrong:
        compute_pay(inputs)
    assert [(one.code, one.place) for one in wrong.value.problems] == [("PAY-KEY-003", "p.it")]
    settled = inputs_of({1: 100_000}, {1: {"it": HOLDBACK}, 4: {"it": INSTALMENTS}})
    assert total(settled, "it") == 0


def test_so_it_is_where_what_a_cap_lost_is_still_told_as_open():
    """Nobody would say that it was given up, since the other type keeps its own account."""
    lost = {**CAP, "excess": "lost"}
    inputs = inputs_of({1: 100_000}, {1: {"it": lost}, 2: {"it": INSTALMENTS}})
    with pytest.raises(Problems) as wrong:
        compute_pay(inputs)
    assert [(one.code, one.place) for one in wrong.value.problems] == [("PAY-KEY-003", "p.it")]
    nothing_above = inputs_of({1: 50_000}, {1: {"it": lost}, 2: {"it": INSTALMENTS}})
    assert not broken(nothing_above, compute_pay(nothing_above))


@pytest.mark.parametrize(
    ("excess", "expected"),
    [
        ("payable_later", {2: -50_000, 3: -50_000, 4: 100_000}),
        ("lost", {2: -50_000, 3: -50_000}),
    ],
)
def test_a_cap_that_falls_inside_its_window_takes_nothing_back_and_loses_nothing_else(excess, expected):
    high = {**CAP, "most": "2000.00", "window": "quarter", "excess": excess}
    earned = {1: 200_000, 2: 50_000, 3: 50_000}
    inputs = inputs_of(earned, {1: {"cap": high}, 2: {"cap": {**high, "most": "1000.00"}}})
    assert lines(inputs, "cap") == expected
    assert not broken(inputs, compute_pay(inputs))


def test_a_cap_of_a_base_that_was_lowered_by_hand_takes_nothing_back():
    base = {**BASE, "monthly": "1000.00"}
    of_base = {"most_rate": "100%", "of": ["base"], "rounding": "half_up", "excess": "payable_later"}
    cap = {"type": "cap", **ALONE, "window": "quarter", **of_base}
    inputs = inputs_of({1: 200_000}, {1: {"base": base, "commission": COMMISSION, "cap": cap}})
    lowered = evolve(inputs, adjustments=(by_hand(2, "base", -250_000),))
    assert lines(inputs, "cap") == {1: -100_000, 2: 100_000}
    assert lines(lowered, "cap") == {1: -100_000, 4: 100_000}
    assert not broken(lowered, compute_pay(lowered))


@pytest.mark.parametrize(
    ("key", "then", "left"),
    [
        ("ahead", {"recoverable": "never"}, -200_000),
        ("balance", {"policy": "show_and_carry"}, -100_000),
        ("cap", {"excess": "lost"}, 0),
    ],
)
def test_what_a_version_has_no_way_to_settle_stays_and_is_told_or_is_lost(key, then, left):
    earned, refunds = {1: 100_000}, [(1, 100_000, date(2026, 2, 9))] if key == "balance" else []
    dropped = {"recover_rate", "recover_above"} if key == "ahead" else set()
    later = {name: value for name, value in SETTLING[key].items() if name not in dropped} | then
    inputs = inputs_of(earned, {1: {key: SETTLING[key]}, 3: {key: later}}, refunds, months=4)
    inputs = evolve(inputs, versions=inputs.versions[: None if key != "cap" else 2])
    outcomes = compute_pay(inputs)
    assert not broken(inputs, outcomes)
    (told,) = [one for one in outcomes if (one.component, one.period) == (key, inputs.period)]
    assert told.trace.values["open_fen"] == left
    assert [step.values["debt_after_fen"] for step in told.trace.walk() if step.rule == "pay.debt"] == (
        [-left] if left else []
    )


OPEN = {
    "hold": {**HOLDBACK, "after_periods": "9"},
    "parts": {**INSTALMENTS, "periods": "9"},
    "ahead": DRAW,
    "balance": BALANCE,
    "cap": {**CAP, "most": "1.00"},
}


@pytest.mark.parametrize("key", OPEN)
def test_what_is_open_and_not_told_any_more_is_found(key, monkeypatch):
    refunds = [(1, 100_000, date(2026, 2, 9))] if key == "balance" else []
    earned = {1: 100_000} if key != "ahead" else {}
    world = inputs_of(earned, {1: {key: OPEN[key]}, 3: {}}, refunds, months=3)
    issued = issued_by(compute_pay(run_of(world, 1, ())))
    issued += issued_by(compute_pay(run_of(world, 2, issued)))
    march = run_of(world, 3, issued)
    outcomes = compute_pay(march)
    assert not broken(march, outcomes)
    (told,) = [one for one in outcomes if one.component == key]
    assert told.trace.values["open_fen"] == told.open_fen
    for outcome in (evolve(told, open_fen=told.open_fen + 1), None):
        others = [one for one in outcomes if one is not told]
        found = broken(march, [*others, outcome] if outcome else others)
        assert set(found) == {CheckName.CARRIED}
        assert [(one.person, one.component) for one in found[CheckName.CARRIED]] == [(1, key)]
    assert found[CheckName.CARRIED][0].found == str(
        sum(one.amount_fen for one in issued if one.component == key)
    )

    monkeypatch.setattr(_Computing, "_over", lambda *_: ())  # what a version no longer has is forgotten
    assert set(broken(march, compute_pay(march))) == {CheckName.CARRIED}


@pytest.mark.parametrize("key", OPEN)
def test_a_correction_that_tells_only_what_differs_loses_nothing_that_is_open(key):
    refunds = [(1, 100_000, date(2026, 2, 9))] if key == "balance" else []
    earned = {1: 100_000} if key != "ahead" else {}
    world = inputs_of(earned, {1: {key: OPEN[key]}}, refunds, months=2)
    issued = issued_by(compute_pay(run_of(world, 1, ())))
    february = run_of(world, 2, issued)
    issued += issued_by(compute_pay(february))
    correction = evolve(february, earlier=(*february.earlier, february.period), issued=issued)
    differing = [one for one in compute_pay(correction) if one.posted_fen]
    assert differing == []
    assert not broken(correction, differing)


has = st.lists(st.sampled_from(sorted(SETTLING)), max_size=3, unique=True).map(
    lambda keys: {key: SETTLING[key] for key in keys}
)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.integers(1, 5), st.integers(1, 300_000), max_size=4),
    has,
    st.dictionaries(st.integers(2, 7), has, max_size=3),
    st.booleans(),
)
def test_in_the_end_all_that_was_earned_is_paid_by_any_versions(earned, first, later, is_refunded):
    refunds = (
        [(number, fen, date(2026, 6, 9)) for number, fen in list(earned.items())[:1]] if is_refunded else []
    )
    cleared = {8: 9_000_000}  # more than may be owed
    inputs = inputs_of({**earned, **cleared}, {1: first, **later, 8: {}}, refunds, months=26)
    assert total(inputs) == total(inputs, "commission")
    assert all(
        not one.breaches for one in check_run(inputs, compute_pay(inputs), Credits.of_book(inputs.book))
    )


@settings(max_examples=10, deadline=None)
@given(has, st.dictionaries(st.integers(2, 5), has, min_size=1, max_size=2))
def test_every_back_end_settles_the_same(first, later):
    inputs = inputs_of({1: 100_000, 3: 55_555}, {1: first, **later}, months=6)
    assert columns.compute_pay(inputs) == compute_pay(inputs)
    assert compute_pay(evolve(inputs, versions=inputs.versions[::-1])) == compute_pay(inputs)


TARGET = {"type": "quota", "target": "1000.00", "per": "month", "proration": "none"}
SALARY = BASE | {"monthly": "1.00"}
REACHED = "credited(deals, signed, ownership) >= target(q)"
HELD = {
    "type": "holdback",
    **PART,
    "release": "condition",
    "condition": REACHED,
    "last_periods": "9",
    "at_last": "forfeited",
}
RATED = {
    "type": "cap",
    **ALONE,
    "most_rate": "60%",
    "of_quota": "q",
    "rounding": "half_up",
    "window": "month",
    "excess": "payable_later",
}


@pytest.mark.parametrize("later", [{}, {"q": SALARY}], ids=["no quota", "a salary by the quota's key"])
@pytest.mark.parametrize(
    ("key", "settled", "expected"),
    [("hold", HELD, {1: -40_000, 3: 40_000}), ("most", RATED, {1: -20_000, 2: 20_000})],
)
def test_what_is_settled_asks_the_quota_of_the_version_that_had_it(key, settled, expected, later):
    inputs = inputs_of(
        {1: 80_000, 3: 100_000}, {1: {"commission": COMMISSION, "q": TARGET, key: settled}, 2: later}
    )
    assert lines(inputs, key) == expected
