"""Whatever the engine computes over all worked examples is explained: no rule, no value, no language without words."""

import re
from collections.abc import Iterator

import pytest
from django.utils.translation import override
from tests.engines.pay.loader import component_examples
from tests.engines.pay.test_cases import COMPUTED, runs_of

from jieli.apps.statements.explanations import Step, explanation_as_text, nothing, plain
from jieli.apps.statements.explanations.context import Context, Names
from jieli.apps.statements.explanations.rules import WORDINGS
from jieli.apps.statements.explanations.wording import Explainable, _step, word
from jieli.apps.statements.whatif.facts import facts_of
from jieli.engines.pay.components import COMPONENTS
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace

LANGUAGES = ["zh-hans", "en"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = Names(people={1: "李强", 2: "王芳"}, clients={ord("甲"): "上海明远"})
# What no worked example reaches and other tests have.
ELSEWHERE: set[str] = set()


def component_traces() -> tuple[Trace, ...]:
    found = []
    for example in component_examples():
        if example.refuse is None:
            work = example.work()
            (component,) = list(work.components.values())[-1:]
            found += [line.trace() for line in component.compute(work).lines]
    return tuple(found)


TRACES = component_traces()
OUTCOMES = [
    (outcome, inputs.period)
    for example in COMPUTED
    for inputs, outcomes, _ in runs_of(example)
    for outcome in outcomes
]


def steps_in(language: str) -> Iterator[Step]:
    context = Context(names=NAMES, person_id=1, person=None, year=2026)
    with override(language):
        for trace in TRACES:
            for _depth, step in _step(trace, context).walk():
                yield step
        for outcome, _period in OUTCOMES:
            for part in outcome.trace.children:
                for _depth, step in _step(part, context).walk():
                    yield step


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_every_example_is_a_sentence(language):
    seen = set()
    for step in steps_in(language):
        seen.add(step.rule)
        said = plain(step.sentence)
        assert said, step.rule
        assert not said.startswith("pay."), said
        assert not re.search(r"[{}]|None|\b[a-z]+_[a-z]+\b(?!\()", said) or step.rule in FREE, (
            step.rule,
            said,
        )
        assert said.rstrip().endswith(("。", "：") if language == "zh-hans" else (".", ":")), (
            step.rule,
            said,
        )
        if language == "zh-hans":
            assert CHINESE.search(said), (step.rule, said)
    assert seen == set(WORDINGS) - ELSEWHERE


# Rules that show texts of the plan or of people: formulas, and names that somebody gave.
FREE = {"pay.formula", "pay.formula_step", "pay.formula_value", "pay.quality_gate", "pay.indicator"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_of_every_case_is_explained(language):
    with override(language):
        for outcome, period in OUTCOMES:
            explanation = word(
                Explainable(
                    names=outcome.names,
                    period=outcome.period,
                    is_adjustment=outcome.period != period,
                    amount_fen=outcome.posted_fen,
                    currency="CNY",
                    trace=outcome.trace,
                    person_id=outcome.person,
                    person=None,
                ),
                NAMES,
                language,
            )
            text = explanation_as_text(explanation=explanation)
            assert explanation.lead
            assert not re.search(r"[{}]|\bpay\.", text), text


def test_of_every_amount_it_can_be_asked_what_if():
    assert sum(len(facts_of(trace)) for trace in TRACES) > 0


@pytest.mark.parametrize("kind", sorted(set(COMPONENTS) - {"quota", "formula"}))
def test_what_came_to_nothing_says_what_its_kind_looks_at(kind):
    def lead(language):
        with override(language):
            trace = Trace("pay.outcome", {"component": "it", "type": kind, "result_fen": 0, "issued_fen": 0})
            period = Period.parse("2026-10")
            return plain(nothing.say_nothing(trace, period, 0))

    assert kind in nothing._BY_KIND
    credited = kind in ("commission", "servicing_commission")
    assert ("没有可计入这个薪酬项的业绩" in lead("zh-hans")) is credited
    assert lead("zh-hans").endswith("，所以是 0.00。")
    assert lead("en").endswith(": 0.00.")
