"""The worked cases as whole books: facts through crediting and pay, run after run."""

import random

import pytest
from attrs import evolve
from tests.engines.pay.loader import BookExample, book_examples

from jieli.engines.pay import Issued, Outcome, PayInputs, WorkCalendar, compute_pay, parse_plan
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems

ALL = tuple(book_examples())
COMPUTED = [example for example in ALL if example.refuse is None]
NO_CALENDAR = WorkCalendar(None, frozenset())


def issued_by(outcomes: tuple[Outcome, ...]) -> tuple[Issued, ...]:
    return tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )


def runs_of(example: BookExample):
    """Each run of an example: its inputs, its outcomes and what is expected of them."""
    issued: tuple[Issued, ...] = ()
    earlier: tuple[Period, ...] = ()
    for step in example.steps:
        if step.run is None:
            continue
        inputs = PayInputs(
            currency=example.currency,
            period=step.run,
            earlier=earlier,
            book=step.book,
            versions=example.versions,
            assignments=example.assignments,
            employments=example.employments,
            calendar=NO_CALENDAR,
            issued=issued,
            adjustments=example.adjustments,
            confirmations=example.confirmations,
            named_deals=example.named_deals,
            teams=example.teams,
            services=example.services,
        )
        outcomes = compute_pay(inputs)
        yield inputs, outcomes, step.expect
        issued, earlier = issued + issued_by(outcomes), (*earlier, step.run)


@pytest.mark.parametrize("example", COMPUTED, ids=str)
def test_the_case_posts_exactly_what_it_expects(example: BookExample):
    for inputs, outcomes, expected in runs_of(example):
        posted = {
            (one.person, one.period.label, one.plan, one.component): one
            for one in outcomes
            if one.posted_fen != 0
        }
        wanted = {
            (
                example.people[row["person"]],
                row.get("for", inputs.period.label),
                row["plan"] if "plan" in row else _plan(example, row),
                row["component"],
            ): row
            for row in expected
        }
        assert posted.keys() == wanted.keys()
        for key, row in wanted.items():
            _compare(posted[key], row)


def _plan(example: BookExample, row) -> str:
    return next(one.plan for one in example.assignments if one.person == example.people[row["person"]])


def _compare(outcome: Outcome, row) -> None:
    posted_fen = parse_fen(row["posted"])
    assert outcome.posted_fen == posted_fen
    assert outcome.desired_fen == (parse_fen(row["desired"]) if "desired" in row else posted_fen)
    if "because" in row:
        assert list(outcome.trace.arithmetic()) == row["because"]
    for name, text in row.get("values", {}).items():
        assert parse_fen(text) in [step.values.get(name) for step in outcome.trace.walk()], name
    if "credits" in row:
        each = [step.values["result_fen"] for step in outcome.trace.walk() if step.rule == "pay.credit"]
        assert each == [parse_fen(text) for text in row["credits"]]


@pytest.mark.parametrize("example", COMPUTED, ids=str)
def test_a_run_again_after_issuing_posts_nothing(example: BookExample):
    for inputs, outcomes, _ in runs_of(example):
        again = compute_pay(evolve(inputs, issued=inputs.issued + issued_by(outcomes)))
        assert all(one.posted_fen == 0 for one in again)


@pytest.mark.parametrize("example", COMPUTED, ids=str)
def test_the_order_in_which_anything_came_changes_nothing(example: BookExample):
    for inputs, outcomes, _ in runs_of(example):
        shuffle = random.Random(7)

        def mixed(items, shuffle=shuffle):
            return tuple(shuffle.sample(items, len(items)))

        book = inputs.book
        other = evolve(
            inputs,
            book=evolve(
                book,
                deals=mixed(book.deals),
                receipts=mixed(book.receipts),
                refunds=mixed(book.refunds),
                spans=mixed(book.spans),
                terms=mixed(book.terms),
                invoices=mixed(book.invoices),
            ),
            versions=mixed(inputs.versions),
            assignments=mixed(inputs.assignments),
            employments=mixed(inputs.employments),
            issued=mixed(inputs.issued),
            earlier=mixed(inputs.earlier),
            adjustments=mixed(inputs.adjustments),
            confirmations=mixed(inputs.confirmations),
            named_deals=mixed(inputs.named_deals),
            teams=mixed(inputs.teams),
            services=mixed(inputs.services),
        )
        assert compute_pay(other) == outcomes


@pytest.mark.parametrize("example", [one for one in ALL if one.refuse is not None], ids=str)
def test_the_case_is_refused_at_its_place(example: BookExample):
    with pytest.raises(Problems) as refused:
        parse_plan(example.versions[0].text)
    assert {problem.code for problem in refused.value.problems} == {example.refuse}
    assert refused.value.problems[0].place == example.at


def test_the_cases_that_the_components_can_express_are_all_here():
    assert {"1", "5", "6", "8", "10", "11", "16", "18", "19", "21", "22", "23", "27", "28", "29"} <= {
        example.case for example in ALL
    }
    assert all(example.source for example in ALL)
