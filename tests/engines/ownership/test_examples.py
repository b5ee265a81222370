"""The worked examples of timelines and transitions hold."""

from tests.engines.crediting_examples import (
    GROUP_OF,
    cases,
    ledger_of,
    people_of,
    shares_of,
    span_of,
    steps_of,
    terms_of,
)

from jieli.engines.ownership import Stream, check_terms, check_timeline, pass_on, shares_on, step_spans
from jieli.kernel.problem import Problem
from jieli.kernel.rate import parse_rate


def assert_problems(found: list[Problem], expected: list[dict]) -> None:
    assert [problem.code for problem in found] == [told["code"] for told in expected]
    for problem, told in zip(found, expected, strict=True):
        assert problem.place == told.get("place", problem.place)
        assert dict(problem.values) == told.get("values", dict(problem.values))
        assert problem.text()  # its templates are filled by its values


@cases("ownership", "spans", "problems")
def test_a_timeline_has_these_problems_and_no_other(case):
    people, group = people_of(case), case.get("group", "ownership")
    spans = [span_of(told, people, group) for told in case["spans"]]
    assert_problems(check_timeline(spans, "spans"), case["problems"])


@cases("ownership", "spans", "shares")
def test_the_shares_of_a_day_are_these(case):
    people = people_of(case)
    spans = [span_of(told, people) for told in case["spans"]]
    for on, told in case["shares"].items():
        assert shares_on(spans, on) == shares_of(told, people)


@cases("ownership", "history", "timeline")
def test_a_history_makes_this_timeline(case):
    people = people_of(case)
    expected = tuple(span_of(told, people) for told in case["timeline"])
    found = ledger_of(case).timelines[case.get("group", GROUP_OF[case["timeline"][0]["role"]])]
    assert found == expected
    assert check_timeline(found, "") == []


@cases("ownership", "steps", "problems")
def test_steps_have_these_problems_and_no_other(case):
    assert_problems(check_terms(steps_of(case["steps"]), "steps"), case["problems"])


@cases("ownership", "steps", "days")
def test_steps_hold_on_these_days(case):
    found = step_spans(steps_of(case["steps"]), case["effective_from"])
    assert [(days.from_, days.until, share) for days, share in found] == [
        (told["from"], told.get("until"), parse_rate(told["outgoing"])) for told in case["days"]
    ]


@cases("ownership", "passed_on")
def test_terms_pass_shares_on_like_this(case):
    people = people_of(case)
    terms = [terms_of(told, people) for told in case["terms"]]
    for on, told in case["passed_on"].items():
        found = pass_on(shares_of(case["base"], people), terms, Stream(case["stream"]), on)
        assert found == shares_of(told, people)
