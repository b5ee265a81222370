"""What no statement could hold is said and never computed, on every back end; numbers are written in the usual digits."""

from datetime import date

import pytest
from tests.engines.pay.loader import plan_text

from jieli.engines.crediting import Book
from jieli.engines.pay import (
    Assignment,
    Employment,
    PayInputs,
    PlanVersion,
    WorkCalendar,
    compute_pay,
    parse_plan,
)
from jieli.engines.pay.backends.duckdb import compute as columns
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.engines.pay.limits import MOST_FEN
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

NAMES = {"zh": "例", "en": "Example"}
ALWAYS = DateRange(date(2020, 1, 1), None)
BACKENDS = (compute_pay, lambda inputs: columns.compute_pay(inputs, limits=Limits()))


def inputs_of(*components):
    keyed = [{"key": f"f{number}", "name": NAMES, **one} for number, one in enumerate(components)]
    text = plan_text({"name": NAMES, "currency": "CNY", "components": keyed})
    return PayInputs(
        currency="CNY",
        period=Period.month("2026-01"),
        earlier=(),
        book=Book(deals=(), receipts=(), refunds=()),
        issued=(),
        versions=(PlanVersion("p", 1, text, date(2020, 1, 1), False),),
        assignments=(Assignment(1, "p", ALWAYS, None),),
        employments=(Employment(1, ALWAYS),),
        calendar=WorkCalendar(None, frozenset()),
    )


def formula(text):
    return {"type": "formula", "formula": text, "rounding": "half_up"}


def refused(compute, inputs):
    with pytest.raises(Problems) as wrong:
        compute(inputs)
    return [(one.code, one.place, one.values["person"], one.values["period"]) for one in wrong.value.problems]


@pytest.mark.parametrize("compute", BACKENDS)
def test_a_chain_of_formulas_ends_at_the_first_that_is_too_much(compute):
    chain = [formula("9999999999.99" + " * 999999" * 30), formula("earned(f0)" + " * 999999" * 30)]
    assert refused(compute, inputs_of(*chain)) == [("PAY-LIMIT-001", "p.f0", "1", "2026-01")]


@pytest.mark.parametrize("compute", BACKENDS)
def test_the_limit_itself_is_paid(compute):
    inputs = inputs_of(formula("5000000000.00 * 2000"))
    assert sum(one.desired_fen for one in compute(inputs)) == MOST_FEN
    over = inputs_of(formula("5000000000.00 * 2000 + 0.01"))
    assert refused(compute, over) == [("PAY-LIMIT-001", "p.f0", "1", "2026-01")]


@pytest.mark.parametrize("compute", BACKENDS)
def test_any_component_is_held_against_it(compute):
    whole = formula("5000000000.00 * 2000")
    guarantee = {
        "type": "draw",
        "on": ["f0"],
        "pays": "top_up",
        "recoverable": "never",
        "amount": "0.01",
        "proration": "none",
        "rounding": "half_up",
    }
    inputs = inputs_of(formula("0.00 - 5000000000.00 * 2000"), guarantee, whole)
    assert refused(compute, inputs) == [("PAY-LIMIT-001", "p.f1", "1", "2026-01")]


@pytest.mark.parametrize("digits", ["٣٠", "३०", "３０"])
def test_days_are_written_in_the_usual_digits(digits):
    reward = {
        "type": "commission",
        "basis": "receipts",
        "owner_date": "received",
        "credit_by": "ownership",
        "transition_credits": "included",
        "rate": "2%",
        "rounding": "half_up",
        "factors": [{"within_days": digits, "factor": "150%"}],
    }
    with pytest.raises(Problems) as wrong:
        parse_plan(
            plan_text(
                {"name": NAMES, "currency": "CNY", "components": [{"key": "c", "name": NAMES, **reward}]}
            )
        )
    assert [one.code for one in wrong.value.problems] == ["PAY-DAYS-001"]
