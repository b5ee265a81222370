"""Days that cannot be meant."""

from datetime import date

import pytest

from jieli.lib.days import EARLIEST, LATEST, implausible, is_plausible


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(226, 3, 1), date(1949, 12, 31), LATEST, date(9999, 12, 31)]
)
def test_a_day_nobody_can_mean_is_named(day):
    (found,) = implausible("signed_on", day)
    assert (found.code, found.place) == ("DAY-RANGE-001", "signed_on")
    assert day.isoformat() in found.text()


def test_days_of_business_pass():
    assert implausible("x", EARLIEST, date(2026, 2, 28), None) == []
    assert is_plausible(date(2149, 12, 31))
