"""Amounts are whole fen, read and written without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.money import CurrencyMismatch, Money, NotAnAmount, format_fen, parse_fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1234.5", 1234_50),
        ("1,234.50", 1234_50),
        ("12,345,678.09", 12_345_678_09),
        ("-3", -3_00),
        ("−3.01", -3_01),  # the true minus sign
        ("  7.00 ", 7_00),
        ("0.07", 7),
        ("007", 7_00),
    ],
)
def test_amounts_are_read(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1.234",
        "1.",
        ".5",
        "1,23",
        "12,34,567.00",
        "1 234",
        "1e3",
        "¥5",
        "+5",
        "--5",
        "NaN",
        "1,234,5",
    ],
)
def test_what_is_no_amount_is_refused_and_never_rounded(text):
    with pytest.raises(NotAnAmount):
        parse_fen(text)


@pytest.mark.parametrize("value", [1.5, 5, None])
def test_only_text_is_an_amount(value):
    with pytest.raises(NotAnAmount):
        parse_fen(value)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (1234_50, "1,234.50"), (-1_000_000_00, "-1,000,000.00")],
)
def test_amounts_are_written(fen, text):
    assert format_fen(fen) == text


# The most that is read: sixteen digits before the point, which a bigint of fen still holds.
MOST_FEN = 10**18 - 1


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_what_is_written_is_read_back(fen):
    assert parse_fen(format_fen(fen)) == fen


def test_money_of_one_currency_is_added_and_compared():
    three, five = Money(3, "CNY"), Money(5, "CNY")
    assert three + five == Money(8, "CNY")
    assert three - five == Money(-2, "CNY")
    assert -three == Money(-3, "CNY")
    assert three < five
    assert three <= Money(3, "CNY")
    assert not five <= three
    assert str(Money(1234_56, "CNY")) == "1,234.56 CNY"


@pytest.mark.parametrize(
    "mix",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: one < other,
        lambda one, other: one <= other,
    ],
)
def test_two_currencies_never_mix(mix):
    with pytest.raises(CurrencyMismatch, match=r"1\.00 CNY and 1\.00 USD"):
        mix(Money(100, "CNY"), Money(100, "USD"))


@pytest.mark.parametrize(
    "text",
    ["9" * 17, "1" + ",000" * 6, "12,345,678,901,234,567", "9" * 5000, "１２３", "١٢٣", "1e3", "NaN", "0x10"],
)
def test_what_no_column_could_hold_or_only_looks_like_digits_is_no_amount(text):
    with pytest.raises(NotAnAmount):
        parse_fen(text)
