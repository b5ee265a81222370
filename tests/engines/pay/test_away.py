"""Who leaves and comes back, with refunds afterwards, decisions by hand and several recoveries: nothing is lost or taken twice."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.monthly import (
    ALONE,
    HOLDBACK,
    INSTALMENTS,
    inputs_of,
    issued_by,
    month,
    run_of,
)

from jieli.engines.pay import Assignment, Employment, compute_pay
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.conservation import check_run
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.values import Adjustment, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import plain_fen

MONTHS = 9
counts = st.integers(1, 5)
small = st.integers(0, 150_000)


@st.composite
def draws(draw):
    amount = draw(small)
    found = {
        "type": "draw",
        **ALONE,
        "pays": draw(st.sampled_from(("top_up", "on_top"))),
        "amount": plain_fen(amount),
        "proration": draw(st.sampled_from(("calendar_days", "none"))),
        "rounding": "half_up",
        "last_period": str(draw(counts)),
        "recoverable": draw(st.sampled_from(("never", "until_recovered", "forgiven_at_end"))),
    }
    if found["recoverable"] == "never":
        return found
    found |= {"recover_rate": draw(st.sampled_from(("100%", "1/3"))), "recover_above": plain_fen(amount)}
    found |= {"recover_most": plain_fen(draw(small))} if draw(st.booleans()) else {}
    found |= draw(floors())
    if found["recoverable"] == "forgiven_at_end":
        found["recover_last_period"] = str(draw(counts))
    return found


@st.composite
def floors(draw):
    return draw(st.sampled_from(({}, {"statutory_floor": plain_fen(draw(small))})))


@st.composite
def balances(draw):
    instalments = draw(st.booleans())
    policy = (
        {"policy": "instalments", "most": plain_fen(draw(small))}
        if instalments
        else {"policy": "pay_zero_and_carry"}
    )
    return {"type": "negative_balance", **ALONE, **policy, **draw(floors())}


@st.composite
def caps(draw):
    later = {"later_periods": str(draw(counts))} if draw(st.booleans()) else {}
    excess = {"excess": "payable_later", **later} if draw(st.booleans()) else {"excess": "lost"}
    window = draw(st.sampled_from(("period", "quarter")))
    return {"type": "cap", **ALONE, "most": plain_fen(draw(small)), "window": window, **excess}


KINDS = {
    "ahead": draws(),
    "more": draws(),
    "balance": balances(),
    "cap": caps(),
    "hold": counts.map(lambda after: {**HOLDBACK, "after_periods": str(after)}),
    "parts": counts.map(lambda periods: {**INSTALMENTS, "periods": str(periods)}),
}


@st.composite
def versions(draw):
    keys = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True))
    first = {key: draw(KINDS[key]) for key in keys}
    if draw(st.booleans()):
        return {1: first}
    kept = draw(st.sets(st.sampled_from(keys)))
    return {1: first, draw(st.integers(2, MONTHS)): {key: draw(KINDS[key]) for key in sorted(kept)}}


@st.composite
def worlds(draw):
    earned = draw(st.dictionaries(st.integers(1, MONTHS), st.integers(1, 300_000), max_size=5))
    refunds = [
        (of, draw(st.sampled_from((fen, fen // 2 or 1))), month(draw(st.integers(of, MONTHS))) + timedelta(8))
        for of, fen in earned.items()
        if draw(st.booleans())
    ]
    inputs = inputs_of(earned, draw(versions()), refunds, months=MONTHS)
    days = sorted(draw(st.sets(st.integers(0, 270), min_size=1, max_size=4)))
    bounds = [*(month(1) + timedelta(day) for day in days), None]
    stays = [DateRange(from_, until) for from_, until in pairwise(bounds)][:: draw(st.sampled_from((1, 2)))]
    employed = draw(st.sampled_from(((DateRange(month(1), None),), tuple(stays))))
    by_hand = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(("commission", *KINDS)), st.integers(1, MONTHS)),
            st.integers(-90_000, 90_000),
            max_size=3,
        )
    )
    return evolve(
        inputs,
        assignments=tuple(Assignment(1, "p", stay, None) for stay in stays),
        employments=tuple(Employment(1, one) for one in employed),
        adjustments=tuple(
            Adjustment(
                number,
                1,
                Period.month_of(month(at)),
                "p",
                key,
                draw(st.sampled_from(AdjustmentKind)),
                fen,
                "because",
                3,
            )
            for number, ((key, at), fen) in enumerate(by_hand.items(), 1)
        ),
    )


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_month_by_month_every_promise_holds_and_it_comes_to_all_at_once(world):
    issued = ()
    for number in range(1, MONTHS + 1):
        run = run_of(world, number, issued)
        outcomes = compute_pay(run)
        assert not [one for one in check_run(run, outcomes, Credits.of_book(run.book)) if not one.holds]
        assert not any(one.posted_fen for one in outcomes if one.period != run.period)
        for outcome in outcomes:
            _keeps_its_limits(outcome)
        issued += issued_by(outcomes)
    assert _sums(issued) == {
        (one.period, one.component): one.desired_fen for one in compute_pay(world) if one.desired_fen
    }


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, MONTHS), st.randoms(use_true_random=False))
def test_what_comes_to_be_known_late_and_in_any_order_comes_to_the_same(world, number, dice):
    """The first run knows half of the facts and decisions; the last one all."""
    half = [dice.sample(many, len(many) // 2) for many in (world.book.refunds, world.adjustments)]
    early = evolve(run_of(world, number, ()), adjustments=tuple(half[1]))
    early = evolve(early, book=evolve(early.book, refunds=tuple(half[0])))
    issued = issued_by(compute_pay(early))
    late = evolve(
        world,
        issued=issued,
        assignments=tuple(dice.sample(world.assignments, len(world.assignments))),
        versions=world.versions[::-1],
        adjustments=world.adjustments[::-1],
    )
    outcomes = compute_pay(late)
    assert not [one for one in check_run(late, outcomes, Credits.of_book(late.book)) if not one.holds]
    posted = _sums(issued)
    for one in outcomes:
        posted[one.period, one.component] += one.posted_fen
    again = evolve(
        late, period=_periods(world)[number - 1], earlier=_periods(world)
    )  # as a correction of that month
    assert not [
        one for one in check_run(again, compute_pay(again), Credits.of_book(again.book)) if not one.holds
    ]
    assert {key: fen for key, fen in posted.items() if fen} == {
        (one.period, one.component): one.desired_fen for one in compute_pay(world) if one.desired_fen
    }


def _periods(world):
    return (*world.earlier, world.period)


@settings(max_examples=10, deadline=None)
@given(worlds())
def test_columns_come_to_the_same(world):
    assert columns.compute_pay(world) == compute_pay(world)


def _keeps_its_limits(outcome):
    for step in outcome.trace.walk():
        values = step.values
        if step.rule == "pay.recovery":
            most = [
                values["debt_before_fen"],
                values["rated_fen"],
                *([values["most_fen"]] if values["most_fen"] != "" else []),
            ]
            assert 0 <= values["recovered_fen"] <= min(most)
        if step.rule == "pay.cap":
            assert values["waiting_after_fen"] >= 0
            assert values["counted_after_fen"] <= values["most_fen"]
        if step.rule == "pay.floor":
            assert values["paid_fen"] >= values["floor_fen"]


def _sums(issued):
    found = Counter()
    for one in issued:
        found[one.period, one.component] += one.amount_fen
    return Counter({key: fen for key, fen in found.items() if fen})
