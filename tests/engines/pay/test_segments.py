"""Which version pays on which days."""

from datetime import date

import pytest

from jieli.engines.pay.segments import BaseSpan, check_assignments, placements, version_spans
from jieli.engines.pay.values import Assignment, PlanVersion
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


def version(number: int, from_: date, *, keeps: bool = False) -> PlanVersion:
    return PlanVersion("p", number, "", from_, keeps)


THREE = (
    version(1, date(2026, 1, 1)),
    version(2, date(2026, 3, 1), keeps=True),
    version(3, date(2026, 5, 15)),
)


def numbers(since: date, until: date | None = None):
    spans = version_spans(DateRange(since, until), THREE)
    return [(span.range.from_, span.version and span.version.number) for span in spans]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 1, 10), [(date(2026, 1, 10), 1), (date(2026, 5, 15), 3)]),
        (date(2026, 3, 1), [(date(2026, 3, 1), 2), (date(2026, 5, 15), 3)]),
        (date(2026, 5, 1), [(date(2026, 5, 1), 2), (date(2026, 5, 15), 3)]),
        (date(2026, 5, 15), [(date(2026, 5, 15), 3)]),
        (date(2025, 12, 1), [(date(2025, 12, 1), None), (date(2026, 1, 1), 1), (date(2026, 5, 15), 3)]),
    ],
)
def test_a_stay_begins_on_the_version_of_its_day_and_moves_unless_it_is_kept(since, expected):
    assert numbers(since) == expected


def test_versions_after_the_end_of_a_stay_do_not_matter():
    assert numbers(date(2026, 1, 10), date(2026, 5, 15)) == [(date(2026, 1, 10), 1)]


def test_the_first_version_keeps_nobody():
    spans = version_spans(DateRange(date(2026, 1, 1), None), (version(1, date(2026, 2, 1), keeps=True),))
    assert [(span.range.from_, span.version and span.version.number) for span in spans] == [
        (date(2026, 1, 1), None),
        (date(2026, 2, 1), 1),
    ]


def assigned(from_: date, until: date | None, base_fen: int | None = None, plan: str = "p") -> Assignment:
    return Assignment(1, plan, DateRange(from_, until), base_fen)


def test_a_raise_is_no_new_stay_and_splits_only_the_base():
    (placed,) = placements(
        [assigned(date(2026, 4, 16), None, 900), assigned(date(2026, 1, 10), date(2026, 4, 16), 800)], THREE
    )
    (segment,) = placed.segments(Period.month("2026-04").range)
    assert segment.version == 1
    assert segment.bases == (
        BaseSpan(DateRange(date(2026, 4, 1), date(2026, 4, 16)), 800),
        BaseSpan(DateRange(date(2026, 4, 16), date(2026, 5, 1)), 900),
    )


def test_touching_assignments_with_one_base_are_as_one():
    cut = placements(
        [assigned(date(2026, 1, 10), date(2026, 4, 16), 800), assigned(date(2026, 4, 16), None, 800)], THREE
    )
    assert cut == placements([assigned(date(2026, 1, 10), None, 800)], THREE)


def test_who_comes_back_after_a_day_away_begins_anew():
    placed = placements(
        [assigned(date(2026, 1, 10), date(2026, 4, 15)), assigned(date(2026, 4, 16), None)], THREE
    )
    assert [one.segments(Period.month("2026-04").range)[0].version for one in placed] == [1, 2]


def test_a_segment_never_reaches_out_of_its_period():
    (placed,) = placements([assigned(date(2026, 1, 10), None)], THREE)
    first, second = placed.segments(Period.month("2026-05").range)
    assert first.range == DateRange(date(2026, 5, 1), date(2026, 5, 15))
    assert second.range == DateRange(date(2026, 5, 15), date(2026, 6, 1))
    assert placed.segments(Period.month("2025-12").range) == ()


def test_two_plans_on_one_day_are_a_problem():
    (problem,) = check_assignments(
        [assigned(date(2026, 1, 1), date(2026, 2, 2)), assigned(date(2026, 2, 1), None, plan="q")]
    )
    assert problem.code == "PAY-ASSIGNMENT-001"
    assert "2026-02-01" in problem.text()


def test_two_plans_after_another_or_for_two_people_are_none():
    other = Assignment(2, "q", DateRange(date(2026, 1, 1), None), None)
    rows = [assigned(date(2026, 1, 1), date(2026, 2, 1)), assigned(date(2026, 2, 1), None, plan="q"), other]
    assert check_assignments(rows) == []


def test_an_assignment_that_lasts_longer_than_its_follower_is_found():
    rows = [
        assigned(date(2026, 1, 1), None),
        assigned(date(2026, 2, 1), date(2026, 3, 1), plan="q"),
        assigned(date(2026, 4, 1), None, plan="r"),
    ]
    assert len(check_assignments(rows)) == 2
