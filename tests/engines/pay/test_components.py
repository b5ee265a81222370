"""Every worked example of a component, on credits made by hand."""

from pathlib import Path

import pytest
from attrs import define, evolve, field
from tests.engines.pay.loader import ComponentExample, carried_of, component_examples

from jieli.engines.pay import COMPONENTS, Component, canonical_text, parse_plan
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.sources import CreditSource
from jieli.kernel.money import parse_fen
from jieli.kernel.problem import Problems

ALL = tuple(component_examples())
DECISIONS = Path(__file__).parents[3] / "docs" / "decisions"
ASKS_FOR_LINES = {"holdover", "new_client_reward", "spif", "team_override"}


@pytest.mark.parametrize("example", [one for one in ALL if one.expect is not None], ids=str)
def test_the_example_comes_out_to_the_fen_and_says_why(example: ComponentExample):
    component = parse_plan(example.plan).components[-1]
    result = component.compute(example.work())
    traces = [line.trace() for line in result.lines]
    assert result.fen == parse_fen(example.expect["amount"])
    assert [text for trace in traces for text in trace.arithmetic()] == example.expect["because"]
    assert sum(trace.values["result_fen"] for trace in traces) == result.fen
    if "carried" in example.expect:
        assert {name: fen for name, fen in result.carried.items() if fen} == carried_of(
            example.expect["carried"]
        )


@pytest.mark.parametrize("example", [one for one in ALL if one.refuse is not None], ids=str)
def test_what_must_be_refused_is_refused_at_its_place(example: ComponentExample):
    with pytest.raises(Problems) as refused:
        component = parse_plan(example.plan).components[-1]
        component.compute(example.work())
    (problem,) = refused.value.problems
    assert problem.code == example.refuse
    assert problem.place.removeprefix(f"components[{example.position}]").removeprefix(".") == example.at
    assert problem.text()


@pytest.mark.parametrize("example", [one for one in ALL if one.expect is not None], ids=str)
def test_the_canonical_text_of_the_example_means_the_same(example: ComponentExample):
    plan = parse_plan(example.plan)
    text = canonical_text(plan)
    assert parse_plan(text) == plan
    assert canonical_text(parse_plan(text)) == text


def test_every_kind_of_component_has_examples_and_a_manual_page():
    assert {example.type for example in ALL} == set(COMPONENTS)
    for kind in COMPONENTS.values():
        for heading in ("**When to use**", "**Parameters**", "**Paid**", "**Refused**", "**Example**"):
            assert heading in kind.__doc__, (kind, heading)


def test_an_example_either_expects_or_refuses():
    assert all((example.expect is None) != (example.refuse is None) for example in ALL)
    assert len({str(example) for example in ALL}) == len(ALL)


@define
class Watched:
    """A source of credits that keeps which views were asked for."""

    credits: CreditSource
    views: set[View] = field(factory=set)

    def __getattr__(self, name: str):
        asked = getattr(self.credits, name)

        def watched(*given):
            self.views |= {one for one in given if isinstance(one, View)}
            return asked(*given)

        return watched


@pytest.mark.parametrize("example", [one for one in ALL if one.expect is not None], ids=str)
def test_a_component_says_every_view_that_it_looks_at(example: ComponentExample):
    component, work = parse_plan(example.plan).components[-1], example.work()
    watched = Watched(work.credits)
    sources = evolve(work.sources, credits=watched)
    component.compute(evolve(work, sources=sources, pricer=ReferencePricer(watched)))
    assert watched.views <= set(component.looks_at())
    assert component.looks_at()[: len(component.views())] == component.views()


class Unwatched(ReferencePricer):
    """Prices from its own credits, whatever the work has."""

    def price(self, pricing, work):
        return super().price(pricing, evolve(work, sources=evolve(work.sources, credits=self.credits)))


def test_only_kinds_with_a_recorded_reason_ask_for_lines_themselves():
    asking = set()
    for example in ALL:
        if example.expect is not None:
            work = example.work()
            watched = Watched(work.credits)
            sources = evolve(work.sources, credits=watched)
            asked = evolve(work, sources=sources, pricer=Unwatched(work.credits))
            parse_plan(example.plan).components[-1].compute(asked)
            asking |= {example.type} if watched.views else set()
    assert asking == ASKS_FOR_LINES
    (record,) = DECISIONS.glob("0022-*.md")
    assert all(f"| `{name}` |" in record.read_text("utf-8") for name in asking)


def test_the_views_of_a_rate_follow_from_the_pricings():
    says = {kind.type for kind in COMPONENTS.values() if kind.views is not Component.views}
    assert says == {"team_override"}


@pytest.mark.parametrize("example", [one for one in ALL if one.expect is not None], ids=str)
def test_the_pricings_of_a_component_are_made_once(example: ComponentExample):
    component = parse_plan(example.plan).components[-1]
    assert component.pricings() is component.pricings()


@pytest.mark.parametrize("example", [one for one in ALL if one.expect is not None], ids=str)
def test_a_component_says_every_result_that_it_asks_for(example: ComponentExample):
    component, work = parse_plan(example.plan).components[-1], example.work()
    said = {
        person: tuple(row for row in rows if row.key in component.results())
        for person, rows in work.sources.achievements.items()
    }
    same = component.compute(evolve(work, sources=evolve(work.sources, achievements=said)))
    assert same == component.compute(example.work())


def test_the_kinds_that_ask_for_results_are_known():
    asking = {kind.type for kind in COMPONENTS.values() if kind.results is not Component.results}
    assert asking == {"formula", "holdback", "performance_bonus", "servicing_commission"}
