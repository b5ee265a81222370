"""Divided amounts come to the whole."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.allocate import NothingToDivideBy, allocate, apportion, equal_parts

THIRDS = [Fraction(1, 3)] * 3


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100_00, THIRDS, (33_34, 33_33, 33_33)),
        (-100_00, THIRDS, (-33_34, -33_33, -33_33)),
        (2, THIRDS, (1, 1, 0)),
        (0, THIRDS, (0, 0, 0)),
        (10, [Fraction(1), Fraction(0), Fraction(1)], (5, 0, 5)),
        (100, [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], (50, 33, 17)),
        (7, [Fraction(5)], (7,)),
        (100, [Fraction(3, 10), Fraction(7, 10)], (30, 70)),
    ],
)
def test_amounts_are_divided_with_the_largest_remainders_first(total, weights, parts):
    assert allocate(total, weights, range(len(weights))) == parts


def test_equal_remainders_go_by_the_stated_order_and_not_by_place():
    assert allocate(100, THIRDS, [3, 1, 2]) == (33, 34, 33)
    assert allocate(101, THIRDS, [3, 1, 2]) == (33, 34, 34)


@pytest.mark.parametrize("weights", [[], [Fraction(0)], [Fraction(2), Fraction(-1)], [Fraction(-1)]])
def test_nothing_and_less_than_nothing_divide_nothing(weights):
    with pytest.raises(NothingToDivideBy):
        allocate(100, weights, range(len(weights)))


def test_every_weight_has_an_order():
    with pytest.raises(ValueError, match="one order key per weight"):
        allocate(100, THIRDS, [1, 2])


weights = st.lists(st.fractions(0, 10**6), min_size=1, max_size=8).filter(lambda found: sum(found) > 0)


@given(st.integers(-(10**12), 10**12), weights)
def test_parts_come_to_the_whole_and_stay_within_one_of_the_exact_part(total, found):
    parts = allocate(total, found, range(len(found)))
    assert sum(parts) == total
    for part, weight in zip(parts, found, strict=True):
        assert abs(part - total * weight / sum(found)) < 1
        assert part * total >= 0


@given(st.integers(0, 10**9), weights)
def test_taking_back_cancels_to_the_fen(total, found):
    order = range(len(found))
    assert allocate(-total, found, order) == tuple(-part for part in allocate(total, found, order))


@given(st.integers(0, 10**6), weights, st.randoms(use_true_random=False))
def test_the_place_of_a_weight_means_nothing(total, found, dice):
    order = dice.sample(range(len(found)), len(found))
    by_key = dict(zip(range(len(found)), allocate(total, found, range(len(found))), strict=True))
    mixed = allocate(total, [found[key] for key in order], order)
    assert mixed == tuple(by_key[key] for key in order)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any), st.data())
def test_a_part_of_what_is_left_never_exceeds_it(left, data):
    """What refunds rely on."""
    total = data.draw(st.integers(0, sum(left)))
    parts = allocate(total, [Fraction(each) for each in left], range(len(left)))
    assert all(part <= each for part, each in zip(parts, left, strict=True))


signed = st.lists(st.fractions(-(10**6), 10**6), min_size=1, max_size=8)


@given(signed, st.sampled_from([floor, ceil]))
def test_amounts_of_both_signs_come_to_their_sum_cut_either_way(found, cut):
    total, order = cut(sum(found)), range(len(found))
    parts = apportion(total, found, order)
    assert sum(parts) == total
    assert all(abs(part - exact) < 1 and part * exact >= 0 for part, exact in zip(parts, found, strict=True))
    assert apportion(-total, [-exact for exact in found], order) == tuple(-part for part in parts)


def test_a_total_that_is_of_other_amounts_is_refused():
    with pytest.raises(ValueError, match="not what the amounts come to"):
        apportion(3, [Fraction(1, 2), Fraction(1, 2)], range(2))


def test_the_last_of_equal_parts_bears_the_residue():
    assert equal_parts(1_500_000, 36) == (*[41_667] * 35, 41_655)
    assert equal_parts(20, 36) == (*[0] * 35, 20)
    with pytest.raises(NothingToDivideBy):
        equal_parts(1, 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 600))
def test_equal_parts_come_to_the_whole_and_never_turn_its_sign(total, count):
    parts = equal_parts(total, count)
    assert sum(parts) == total
    assert len(parts) == count
    assert all(part * total >= 0 for part in parts)
    assert len(set(parts[:-1])) <= 1
    assert equal_parts(-total, count) == tuple(-part for part in parts)
