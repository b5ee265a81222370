"""Ids and counts as browsers send them."""

import pytest

from jieli.lib.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("0042", 42), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "²", "３", "٣", "-1", "+1", "1.0", "1_0", " 1", "1\n", "x", "9" * 19, "1" * 5000]
)
def test_anything_else_is_none(text):
    assert whole_number(text) is None
