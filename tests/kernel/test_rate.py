"""Rates and shares are exact and written back so that nothing is lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.rate import NotARate, decimal_text, format_rate, parse_rate


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("0.02", Fraction(1, 50)),
        ("2%", Fraction(1, 50)),
        ("1.5 %", Fraction(3, 200)),
        ("1/3", Fraction(1, 3)),
        ("-2/6", Fraction(-1, 3)),
        ("+1", Fraction(1)),
        ("0", Fraction(0)),
        (" 33.335% ", Fraction(33335, 100000)),
    ],
)
def test_rates_are_read_exactly(text, exact):
    assert parse_rate(text) == exact


@pytest.mark.parametrize(
    "text", ["", "%", "1/0", "1/-3", "1/3%", "1e-2", "2 0%", ".5", "5.", "two", "nan", "inf", "1,5"]
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(NotARate):
        parse_rate(text)


@pytest.mark.parametrize("value", [0.02, 1, None, Fraction(1, 3)])
def test_only_text_is_a_rate(value):
    with pytest.raises(NotARate, match="not text"):
        parse_rate(value)


def test_a_text_of_endless_digits_is_no_rate():
    with pytest.raises(NotARate):
        parse_rate("0." + "3" * 1000)


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(1, 50), "2%"),
        (Fraction(67, 200), "33.5%"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 8), "-12.5%"),
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
        (Fraction(-2, 3), "-2/3"),
        (Fraction(1, 2**40), "1/1099511627776"),
    ],
)
def test_rates_are_written(exact, text):
    assert format_rate(exact) == text


@given(st.fractions())
def test_any_rate_is_read_back(exact):
    assert parse_rate(format_rate(exact)) == exact


@given(st.integers(-(10**18), 10**18), st.integers(0, 62), st.integers(0, 26))
def test_rates_whose_percentage_is_very_long_are_read_back(numerator, twos, fives):
    exact = Fraction(numerator, 2**twos * 5**fives)
    assert parse_rate(format_rate(exact)) == exact


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(1, 4), "0.25"),
        (Fraction(-1, 40), "-0.025"),
        (Fraction(12), "12"),
        (Fraction(1, 5), "0.2"),
        (Fraction(1, 7), None),
        (Fraction(1, 6), None),
        (Fraction(0), "0"),
    ],
)
def test_only_what_ends_has_a_decimal_text(exact, text):
    assert decimal_text(exact) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_decimals_are_written_exactly(number):
    text = decimal_text(Fraction(number))
    assert text is not None
    assert Fraction(text) == Fraction(number)
