"""Nobody holds money that was not paid, whatever took it; and where somebody did it is found, in runs of columns too."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.settled import settled_inputs
from tests.engines.pay.test_run import ALWAYS, JANUARY, ON_DEALS, deal, inputs, owned, plan

from jieli.engines.crediting import Book
from jieli.engines.pay import CheckName, Credits, PlanVersion, compute_pay
from jieli.engines.pay.conservation import check_outcomes, check_run
from jieli.engines.pay.posting import outcomes_of
from jieli.engines.pay.run import Run
from jieli.engines.pay.values import Achievement, Adjustment, AdjustmentKind

HOLDBACK = {
    "type": "holdback",
    "of": "c1",
    "part": "20%",
    "rounding": "half_up",
    "release": "collected",
    "as_collected": "complete",
}
SERVICING = {
    **ON_DEALS,
    "type": "servicing_commission",
    "after_days": "1",
    "quality": {"of": "nps", "at_least": "8", "otherwise": "25%"},
}
CAP = {"type": "cap", "on": ["c1"], "most": "10.00", "window": "period", "excess": "lost"}
INSTALMENTS = {"type": "instalments", "of": ["c1"], "periods": "12"}
DRAW = {
    "type": "draw",
    "on": ["c1"],
    "pays": "on_top",
    "recoverable": "until_recovered",
    "amount": "100.00",
    "proration": "none",
    "recover_rate": "50%",
    "recover_above": "0.00",
    "statutory_floor": "50.00",
    "rounding": "half_up",
}
BOOK = Book(
    deals=(deal(9, 1, date(2025, 6, 1)), deal(1, 10000, date(2026, 1, 10))), spans=(owned(1, 1),)
)  # 200.00


def of_plan(*components, **changes):
    version = PlanVersion("p", 1, plan(*components), date(2025, 1, 1), False)
    return inputs(book=BOOK, versions=(version,), **changes)


def by_hand(fen, component="c1", kind=AdjustmentKind.ADDS):
    return {"adjustments": (Adjustment(1, 1, JANUARY, "p", component, kind, fen, "why", 9),)}


def judged(actual):
    return {"achievements": (Achievement(1, "nps", ALWAYS, Fraction(actual)),)}


GIVEN = {
    "gate": (of_plan(SERVICING, HOLDBACK, **judged(5)), [50_00, -10_00]),
    "by hand": (of_plan(ON_DEALS, HOLDBACK, **by_hand(0, kind=AdjustmentKind.REPLACES)), [0, 0]),
    "cap": (of_plan(ON_DEALS, CAP, HOLDBACK), [200_00, -190_00, -2_00]),
    "instalments": (
        of_plan(ON_DEALS, INSTALMENTS, {**HOLDBACK, "part": "50%"}),
        [200_00, -183_33, -8_34],
    ),
}


def broken(checked):
    return {one.name for one in checked if not one.holds}


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_held_is_a_part_of_what_was_paid_and_more_is_found(name):
    given, amounts = GIVEN[name]
    outcomes = compute_pay(given)
    assert [one.desired_fen for one in outcomes] == amounts
    checks = check_run(given, outcomes, Credits.of_book(given.book))
    assert not broken(checks)
    *rest, last = outcomes
    paid_fen = max(0, sum(one.desired_fen for one in rest))
    for taken_fen, found in ((paid_fen, set()), (paid_fen + 1, {CheckName.HELD})):
        bent = (*rest, evolve(last, desired_fen=-taken_fen, posted_fen=-taken_fen, open_fen=taken_fen))
        checks = check_outcomes(given, bent)
        assert broken(checks) == found
        assert all(one.looked_at for one in checks if one.name is CheckName.HELD)
        breaches = [breach for one in checks for breach in one.breaches]
        assert {(one.wanted, one.found, one.component) for one in breaches} == (
            {(str(paid_fen), str(taken_fen), last.component)} if found else set()
        )


def test_a_gate_takes_of_each_credit_its_own_part():
    book = evolve(BOOK, deals=(*BOOK.deals, deal(2, 1, date(2026, 1, 11)), deal(3, 1, date(2026, 1, 12))))
    given = evolve(of_plan(SERVICING, HOLDBACK, **judged(5)), book=book)
    (part,) = next(own for key, own in Run.by_definition(given, Credits.of_book(book)).parts().items())
    by_credit = [pair for line in part.result.lines for pair in line.fen_by_credit()]
    fen = {fact: sum(fen for credit, fen in by_credit if credit.fact == fact) for fact in (1, 2, 3)}
    assert sum(fen.values()) == part.result.fen == 50_01
    assert fen == {1: 50_00, 2: 0, 3: 1}, "what is cut beyond the fen falls to the lower"


def test_what_is_decided_by_hand_for_a_holding_is_not_its_own_doing():
    given = of_plan(ON_DEALS, HOLDBACK, **by_hand(-300_00, "c2"))
    outcomes = compute_pay(given)
    assert [one.desired_fen for one in outcomes] == [200_00, -340_00]
    assert not broken(check_outcomes(given, outcomes))


@pytest.mark.parametrize("traces", [True, False])
def test_a_run_without_traces_is_held_to_what_it_carries_and_to_its_floors(traces):
    given = of_plan(ON_DEALS, DRAW, **by_hand(-50_00, "c2"))
    given = evolve(given, period=JANUARY.next(), earlier=(JANUARY,))
    run = Run.by_definition(given, Credits.of_book(given.book))
    outcomes = outcomes_of(given, run.parts(), traces=traces)
    checks = {one.name: one for one in check_outcomes(given, outcomes)}
    assert not broken(checks.values())
    assert [one.by_hand_fen for one in outcomes] == [0, -50_00, 0, 0]
    for name in (CheckName.CARRIED, CheckName.RECOVERY, CheckName.FLOOR):
        assert checks[name].looked_at, name
    bent = tuple(evolve(one, by_hand_fen=0) for one in outcomes)
    assert broken(check_outcomes(given, bent)) == {CheckName.CARRIED}


@settings(max_examples=60, deadline=None)
@given(settled_inputs(("holdback", "retention_clawforward", "cap", "instalments", "draw")), st.data())
def test_nobody_holds_more_than_was_paid_whatever_is_decided_by_hand(inputs, data):
    keys = sorted({one.component for one in compute_pay(inputs)})
    decided = tuple(
        Adjustment(number, person, period, "p", key, AdjustmentKind.ADDS, fen, "why", 9)
        for number, (person, period, key, fen) in enumerate(
            data.draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(sorted({one.person for one in inputs.assignments})),
                        st.sampled_from((*inputs.earlier, inputs.period)),
                        st.sampled_from(keys),
                        st.integers(-3_000_000, 1_000_000),
                    ),
                    max_size=4,
                )
            )
        )
    )
    given = evolve(inputs, adjustments=decided)
    assert not broken(check_outcomes(given, compute_pay(given)))
