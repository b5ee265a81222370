"""Spans of days are half-open, and their algebra is that of sets of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.ranges import DateRange, EmptyRange, gaps, merge

FIRST = date(2026, 1, 1)
HORIZON = 40  # no bound lies beyond, so that the days up to one more stand for all


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def days_of(*ranges: DateRange) -> set[int]:
    return {number for number in range(HORIZON + 1) if any(on(number) in each for each in ranges)}


@st.composite
def spans(draw) -> DateRange:
    start = draw(st.integers(0, HORIZON - 1))
    end = draw(st.none() | st.integers(start + 1, HORIZON))
    return DateRange(on(start), None if end is None else on(end))


JANUARY = DateRange(date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = DateRange(date(2026, 2, 1), date(2026, 3, 1))
FROM_MID_JANUARY = DateRange(date(2026, 1, 15), None)


def test_the_first_day_counts_and_the_last_does_not():
    assert date(2026, 1, 1) in JANUARY
    assert date(2026, 1, 31) in JANUARY
    assert date(2026, 2, 1) not in JANUARY
    assert date(2025, 12, 31) not in JANUARY
    assert JANUARY.contains(date(2026, 1, 15))
    assert date(9999, 12, 31) in FROM_MID_JANUARY


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_span_without_a_day_is_refused(until):
    with pytest.raises(EmptyRange):
        DateRange(date(2026, 1, 1), until)


def test_a_span_has_a_number_of_days_if_it_ends():
    assert JANUARY.days == 31
    with pytest.raises(EmptyRange):
        _ = FROM_MID_JANUARY.days


def test_spans_that_touch_are_adjacent_and_do_not_overlap():
    assert JANUARY.is_adjacent(FEBRUARY)
    assert FEBRUARY.is_adjacent(JANUARY)
    assert not JANUARY.overlaps(FEBRUARY)
    assert not JANUARY.is_adjacent(FROM_MID_JANUARY)


def test_taking_the_middle_out_leaves_two_spans():
    middle = DateRange(date(2026, 1, 10), date(2026, 1, 20))
    assert JANUARY.subtract(middle) == (
        DateRange(date(2026, 1, 1), date(2026, 1, 10)),
        DateRange(date(2026, 1, 20), date(2026, 2, 1)),
    )


@given(spans(), spans())
def test_what_two_spans_share_are_the_days_in_both(one, other):
    common = one.intersect(other)
    assert (days_of(common) if common else set()) == days_of(one) & days_of(other)
    assert common == other.intersect(one)
    assert one.overlaps(other) == bool(days_of(one) & days_of(other))


@given(spans(), spans())
def test_subtracting_leaves_the_days_of_the_one_without_the_other(one, other):
    left = one.subtract(other)
    assert days_of(*left) == days_of(one) - days_of(other)
    assert not any(rest.overlaps(other) for rest in left)
    assert list(left) == sorted(left, key=lambda rest: rest.from_)


@given(st.lists(spans(), max_size=6))
def test_merged_spans_are_the_same_days_in_as_few_spans_as_possible(ranges):
    merged = merge(ranges)
    assert days_of(*merged) == days_of(*ranges)
    for one, other in pairwise(merged):
        assert one.until is not None
        assert one.until < other.from_


@given(st.lists(spans(), max_size=6), spans())
def test_gaps_are_the_days_that_nothing_covers(ranges, within):
    found = gaps(ranges, within)
    assert days_of(*found) == days_of(within) - days_of(*ranges)
    assert list(found) == sorted(found, key=lambda gap: gap.from_)
    assert len(merge(found)) == len(found)
