"""Days that business can mean. A slip of the finger (0226, 9999) is caught where it is typed, not where it explodes."""

from datetime import date

from jieli.kernel.problem import Problem

EARLIEST = date(1950, 1, 1)
LATEST = date(2150, 1, 1)  # not included


def is_plausible(day: date) -> bool:
    return EARLIEST <= day < LATEST


def implausible(place: str, *days: date | None) -> list[Problem]:
    """A problem for each day that no business can mean; None is no day."""
    return [
        Problem(
            "DAY-RANGE-001",
            place,
            "The day {day} lies outside {earliest} to {latest}.",
            "Check the year.",
            {"day": day.isoformat(), "earliest": EARLIEST.isoformat(), "latest": LATEST.isoformat()},
        )
        for day in days
        if day is not None and not is_plausible(day)
    ]
