"""Traces are stored, read back and worded without loss."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.trace import Trace, plain_exact, plain_fen, value_text

TRACE = Trace(
    "pay.group",
    {"credited_fen": 150000_00, "product_line": "软件"},
    "2000.00 + 1500.00 = 3500.00",
    (
        Trace("pay.slice", {"rate_rate": "2%"}, "100000.00 × 2% = 2000.00", sources=("D-1",)),
        Trace("pay.slice", {"rate_rate": "3%"}, "50000.00 × 3% = 1500.00"),
        Trace("pay.note"),
    ),
    ("D-1", "D-2"),
)


def test_a_trace_is_walked_from_the_top():
    assert [step.rule for step in TRACE.walk()] == ["pay.group", "pay.slice", "pay.slice", "pay.note"]


def test_the_arithmetic_goes_from_the_leaves_to_the_top():
    assert TRACE.arithmetic() == (
        "100000.00 × 2% = 2000.00",
        "50000.00 × 3% = 1500.00",
        "2000.00 + 1500.00 = 3500.00",
    )


def test_empty_parts_are_left_out_of_the_stored_form():
    assert Trace("pay.note").to_json() == {"rule": "pay.note"}


texts = st.text(max_size=5)
values = st.dictionaries(texts, texts | st.integers(), max_size=3)
traces = st.recursive(
    st.builds(Trace, texts, values, st.none() | texts, st.just(()), st.lists(texts, max_size=2).map(tuple)),
    lambda below: st.builds(Trace, texts, values, st.none() | texts, st.lists(below, max_size=3).map(tuple)),
    max_leaves=6,
)


@given(traces)
def test_a_stored_trace_is_read_back(trace):
    assert Trace.from_json(json.loads(json.dumps(trace.to_json()))) == trace


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("result_fen", 1234_50, "1,234.50"),
        ("rate_rate", "0.02", "2%"),
        ("share_share", "1/3", "1/3"),
        ("counts_on", "2026-03-01", "2026-03-01"),
        ("client", 7, "7"),
    ],
)
def test_values_are_shown_by_the_unit_in_their_name(name, value, text):
    assert value_text(name, value) == text


def test_calculations_have_no_separators():
    assert plain_fen(100000_00) == "100000.00"
    assert plain_fen(-5) == "-0.05"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (Fraction(10), "0.10"),
        (Fraction(33335, 10), "33.335"),
        (Fraction(500), "5.00"),
        (Fraction(100, 3), "1/3"),
        (Fraction(-50), "-0.50"),
        (Fraction(0), "0.00"),
    ],
)
def test_exact_amounts_keep_all_their_decimals(fen, text):
    assert plain_exact(fen) == text
