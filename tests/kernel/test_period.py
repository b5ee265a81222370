"""Periods, their names, and months that are added."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.period import NoSuchDay, NotAPeriod, Period, PeriodKind, add_months
from jieli.kernel.ranges import DateRange, EmptyRange


@pytest.mark.parametrize(
    ("text", "kind", "from_", "until"),
    [
        ("2026-03", PeriodKind.MONTH, date(2026, 3, 1), date(2026, 4, 1)),
        ("2026-12", PeriodKind.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q1", PeriodKind.QUARTER, date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", PeriodKind.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", PeriodKind.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-01-15..2026-02-01", PeriodKind.CUSTOM, date(2026, 1, 15), date(2026, 2, 1)),
    ],
)
def test_periods_are_read_and_named(text, kind, from_, until):
    period = Period.parse(f" {text} ")
    assert period == Period(kind, from_, until)
    assert period.label == text
    assert period.range == DateRange(from_, until)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-3",
        "2026-Q5",
        "26",
        "0000",
        "0000-01",
        "March 2026",
        "2026-02-01..2026-02-01",
        "2026-02-30..2026-03-01",
        "2026-03-01..2026-02-01",
        "2026-01-01 .. 2026-02-01",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(NotAPeriod):
        Period.parse(text)


def test_a_period_is_read_as_the_kind_that_was_asked_for():
    assert Period.month("2026-03").label == "2026-03"
    assert Period.quarter("2026-Q3").range == DateRange(date(2026, 7, 1), date(2026, 10, 1))
    assert Period.year("2026").label == "2026"
    for read, text in [(Period.month, "2026"), (Period.quarter, "2026-03"), (Period.year, "2026-Q1")]:
        with pytest.raises(NotAPeriod):
            read(text)


def test_a_custom_period_has_a_day():
    assert Period.custom(date(2026, 1, 1), date(2026, 1, 2)).label == "2026-01-01..2026-01-02"
    with pytest.raises(EmptyRange):
        Period.custom(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "next_"),
    [
        ("2026-12", "2027-01"),
        ("2026-Q4", "2027-Q1"),
        ("2026", "2027"),
        ("2026-01-15..2026-01-25", "2026-01-25..2026-02-04"),
    ],
)
def test_periods_follow_each_other(text, next_):
    assert Period.parse(text).next() == Period.parse(next_)
    assert Period.parse(next_).previous() == Period.parse(text)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_each_day_lies_in_its_month(day):
    month = Period.month_of(day)
    assert day in month.range
    assert month.label == f"{day:%Y-%m}"
    assert month.next().previous() == month


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_added_and_a_missing_day_is_the_last_of_its_month(day, months, reached):
    assert add_months(day, months, end="clip") == reached


def test_who_does_not_want_to_be_moved_is_told():
    assert add_months(date(2026, 1, 28), 1, end="refuse") == date(2026, 2, 28)
    with pytest.raises(NoSuchDay, match="2026-02 has no day 29"):
        add_months(date(2026, 1, 29), 1, end="refuse")


@given(st.dates(date(1000, 1, 1), date(8000, 1, 1)), st.integers(1, 600))
def test_later_months_are_later_days(day, months):
    reached = add_months(day, months, end="clip")
    assert reached < add_months(day, months + 1, end="clip")
    assert timedelta(days=28 * months - 3) <= reached - day <= timedelta(days=31 * months)


def test_a_label_has_four_digits_for_every_year():
    assert Period.parse("0226-03").label == "0226-03"
    assert Period.parse(Period.month_of(date(33, 4, 3)).label) == Period.month_of(date(33, 4, 3))
