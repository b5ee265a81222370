"""What of a row's sum is for each of its credits, however the sum came about and however small it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.pay.loader import credit_line

from jieli.engines.pay.pricing.tiers import Method, Point, Tier, period_slices, slopes
from jieli.engines.pay.reference.groups import RowPay, SumDue
from jieli.engines.pay.results import Lines
from jieli.engines.pay.settlement.by_credit import fen_by_credit
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding
from jieli.kernel.trace import plain_fen

TIERS = (Tier(0, Rate(2, 100)), Tier(100_000_00, Rate(3, 100)))
amounts = st.integers(-30_000_000, 30_000_000)
rates = st.fractions(0, 1, max_denominator=1000)


@st.composite
def tables(draw):
    bounds = sorted(draw(st.sets(st.integers(1, 40_000_000), max_size=3)))
    if draw(st.integers(0, 3)) == 0:
        points = (Point(0, 0), *(Point(at, draw(st.integers(0, 40_000_000))) for at in bounds))
        return slopes(points), Method.MARGINAL
    tiers = tuple(Tier(bound, draw(rates)) for bound in (0, *bounds))
    return tiers, draw(st.sampled_from((Method.MARGINAL, Method.WHOLE)))


def credits_of(periods):
    """One line per amount, by period, numbered through."""
    numbers = iter(range(1, 1000))
    return [
        tuple(
            credit_line({"amount": plain_fen(fen), "day": "2026-01-09", "client": "甲"}, next(numbers))
            for fen in period
        )
        for period in periods
    ]


def rows_of(periods, table, rounding=Rounding.HALF_UP):
    """The line of each period of one window."""
    tiers, method = table
    earlier = ()
    for own in credits_of(periods):
        before, after = (sum(one.amount_fen for one in many) for many in (earlier, (*earlier, *own)))
        due, paid = (
            SumDue.of(fen, period_slices(tiers, method, fen), rounding, tiers[0].rate)
            for fen in (after, before)
        )
        yield RowPay({}, own, rounding, due=due, paid=paid, earlier=earlier)
        earlier = (*earlier, *own)


def behind(*rows):
    found = {}
    for credit, fen in fen_by_credit(Lines(rows)):
        found[credit.fact] = found.get(credit.fact, 0) + fen
    return found


@pytest.mark.parametrize(
    ("periods", "method", "expected"),
    [
        ([[99_000_00], [101_000_00, -100_000_00]], Method.WHOLE, {1: 990_00, 2: 3_030_00, 3: -3_000_00}),
        ([[80_000_00], [40_000_00]], Method.MARGINAL, {1: 133_33, 2: 866_67}),
        ([[80_000_00], [40_000_00], [-40_000_00]], Method.MARGINAL, {1: -133_33, 2: -66_67, 3: -800_00}),
        ([[50_000_00, -50_000_00]], Method.MARGINAL, {1: 1_000_00, 2: -1_000_00}),
        ([[50_000_00, -60_000_00]], Method.WHOLE, {1: 1_000_00, 2: -1_200_00}),
        ([[100_000_000_00, -99_999_999_99]], Method.MARGINAL, {1: 2_000_000_00, 2: -2_000_000_00}),
    ],
)
def test_it_is_the_credits_amount_at_the_rate_of_the_sum(periods, method, expected):
    *_, last = rows_of(periods, (TIERS, method))
    assert behind(last) == expected
    assert sum(expected.values()) == last.result_fen


windows = st.lists(st.lists(amounts, min_size=1, max_size=4), min_size=1, max_size=4)


@given(windows, tables(), st.sampled_from(Rounding))
def test_it_comes_to_the_line_and_is_never_more_than_the_amount_at_the_highest_rate(periods, table, rounding):
    highest = max(abs(tier.rate) for tier in table[0])
    every = {one.fact: one.amount_fen for own in credits_of(periods) for one in own}
    for row in rows_of(periods, table, rounding):
        own = behind(row)
        assert sum(own.values()) == row.result_fen
        now = behind(RowPay({}, (*row.earlier, *row.credits), rounding, due=row.due))
        assert all(abs(fen) <= highest * abs(every[fact]) + 1 for fact, fen in now.items())
        assert all(now[fact] * every[fact] * (1 if row.due.rate >= 0 else -1) >= 0 for fact in now)
        assert all(abs(own[one.fact]) <= highest * abs(one.amount_fen) + 1 for one in row.credits)


@given(windows, tables(), st.sampled_from(Rounding))
def test_however_a_window_is_cut_each_credit_has_the_same_in_the_end(periods, table, rounding):
    in_parts = behind(*rows_of(periods, table, rounding))
    at_once = behind(*rows_of([[fen for own in periods for fen in own]], table, rounding))
    assert in_parts == at_once


@given(windows, tables(), amounts)
def test_a_refund_of_all_leaves_a_fen_at_most(periods, table, fen):
    in_window = behind(*rows_of([[fen], *periods, [-fen]], table))
    assert abs(in_window[1] + in_window[max(in_window)]) <= 1
