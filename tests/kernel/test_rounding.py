"""Rounding policies at and around the half, and mirrored below zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.rounding import Rounding, round_fen

AMOUNTS = [
    Fraction(1, 3),
    Fraction(1, 2),
    Fraction(2, 3),
    Fraction(1),
    Fraction(3, 2),
    Fraction(5, 2),
    Fraction(0),
]


@pytest.mark.parametrize(
    ("policy", "fen"),
    [
        (Rounding.HALF_UP, [0, 1, 1, 1, 2, 3, 0]),
        (Rounding.HALF_EVEN, [0, 0, 1, 1, 2, 2, 0]),
        (Rounding.DOWN, [0, 0, 0, 1, 1, 2, 0]),
        (Rounding.UP, [1, 1, 1, 1, 2, 3, 0]),
    ],
)
def test_each_policy_rounds_as_its_name_says(policy, fen):
    assert [round_fen(exact, policy) for exact in AMOUNTS] == fen


@given(st.fractions(), st.sampled_from(Rounding))
def test_taking_back_is_the_mirror_of_giving(exact, policy):
    assert round_fen(-exact, policy) == -round_fen(exact, policy)


@given(st.fractions(), st.sampled_from(Rounding))
def test_rounding_moves_by_less_than_a_fen_and_leaves_whole_fen_alone(exact, policy):
    rounded = round_fen(exact, policy)
    assert abs(rounded - exact) < 1
    assert round_fen(Fraction(rounded), policy) == rounded


@given(st.fractions())
def test_the_halves_policies_never_move_by_more_than_a_half(exact):
    for policy in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        assert abs(round_fen(exact, policy) - exact) <= Fraction(1, 2)


def test_every_policy_has_a_step():
    assert [round_fen(Fraction(7), policy) for policy in Rounding] == [7] * len(Rounding)
