"""Problems say what, where, why and what to do, all at once."""

import pytest

from jieli.kernel.problem import Problem, Problems, refuse

FIRST = Problem(
    "PAY-TIER-003",
    "components[2].tiers[1].from",
    "The bound {bound} does not rise.",
    "Give more than {before}.",
    {"bound": "0.00", "before": "100.00"},
)
SECOND = Problem("X-Y-001", "", "It is empty.", "Fill it.")


def test_a_problem_is_one_line_with_code_place_reason_and_remedy():
    assert FIRST.text() == (
        "PAY-TIER-003 components[2].tiers[1].from: The bound 0.00 does not rise. Give more than 100.00."
    )


def test_a_problem_without_a_place_has_no_colon():
    assert SECOND.text() == "X-Y-001 It is empty. Fill it."


def test_values_are_not_read_as_templates():
    named = Problem("X-Y-002", "", "{name} is unknown.", "Add it.", {"name": "{braces}"})
    assert named.text() == "X-Y-002 {braces} is unknown. Add it."


def test_everything_wrong_is_raised_together():
    with pytest.raises(Problems) as caught:
        refuse(iter([FIRST, SECOND]))
    assert caught.value.problems == (FIRST, SECOND)
    assert str(caught.value) == f"{FIRST.text()}\n{SECOND.text()}"


def test_nothing_wrong_raises_nothing():
    refuse([])
