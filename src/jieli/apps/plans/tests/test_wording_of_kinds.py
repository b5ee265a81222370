"""Whatever a plan can say is said in words: every kind of component, every parameter, every choice, every example."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
import yaml
from django.utils.translation import override
from tests.engines.pay.loader import component_examples

from jieli.apps.plans.api import describe_kinds, describe_plan, place_in_words, words_of
from jieli.apps.plans.wording.keys import is_known, name_of_key
from jieli.apps.plans.wording.meanings import meaning_of
from jieli.apps.plans.wording.problem_values import spoken_values
from jieli.engines.pay import COMPONENTS, parameters_of
from jieli.engines.pay.formulas import parse_formula
from jieli.kernel.problem import Problems

LANGUAGES = ["zh-hans", "en"]
EXAMPLES = [one for one in component_examples() if one.refuse is None]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def names_in(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from names_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from names_in(value)


def choices() -> set[tuple[type[StrEnum], str]]:
    return {
        (among, one.value)
        for kind in COMPONENTS.values()
        for parameter in parameters_of(kind)
        for among in parameter.kind.choices(parameter.name).values()
        for one in among
    }


def test_every_kind_of_component_has_an_example_to_be_worded():
    assert {one.type for one in EXAMPLES} == set(COMPONENTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_said_in_whole_sentences(language):
    for example in EXAMPLES:
        words = describe_plan(text=example.plan, language=language).components[-1]
        assert words.sentences, example
        for sentence in words.sentences:
            assert not re.search(r"[{}]|None", sentence), (example, sentence)
            if not sentence.startswith(("In the plan's text:", "方案原文：")):
                assert sentence.endswith("。" if language == "zh-hans" else "."), (example, sentence)
            if language == "zh-hans":
                assert CHINESE.search(sentence), (example, sentence)


def test_no_parameter_is_passed_over_in_silence():
    """Changing what a parameter says changes what is said: each example differs from the others of its kind."""
    for type_ in COMPONENTS:
        said: dict[object, str] = {}
        for example in (one for one in EXAMPLES if one.type == type_):
            (component,) = (one for one in yaml.safe_load(example.plan)["components"] if one["key"] == "it")
            words = describe_plan(text=example.plan, language="en").components[-1]
            key = (words.sentences, words.tables, words.grids)
            assert said.setdefault(key, yaml.dump(component)) == yaml.dump(component), example


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_a_plan_has_words(language):
    written = {name for example in EXAMPLES for name in names_in(yaml.safe_load(example.plan))}
    parameters = {
        name
        for kind in COMPONENTS.values()
        for parameter in parameters_of(kind)
        for name in (*parameter.kind.keys(parameter.name), *parameter.kind.choices(parameter.name))
    }
    unknown = {name for name in written | parameters if not is_known(name)}
    assert not unknown
    if language == "zh-hans":
        with override(language):
            assert all(CHINESE.search(name_of_key(name)) for name in written | parameters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_may_be_chosen_has_a_meaning(language):
    with override(language):
        for among, word in choices():
            said = meaning_of(among(word))
            assert said.endswith("。" if language == "zh-hans" else "."), (among, word)


def test_the_words_behind_a_name_are_those_of_all_components_that_have_it():
    shown = {key.name: {one.word for one in key.words} for key in words_of(kinds=describe_kinds())}
    assert shown["per"] >= {"month", "year", "fact", "unit"}
    assert shown["proration"] == {"calendar_days", "work_days", "none"}
    assert len([key.name for key in words_of(kinds=describe_kinds())]) == len(shown)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("components[0].from", "第 1 个薪酬项「冲刺」 → 自（第一天）"),
        ("components[1].indicators[0].points[1].scores", "第 2 个薪酬项「奖金」 → “回款” → 第 2 个点 → 得分"),
        (
            "components[1].indicators[0].credits[0].basis",
            "第 2 个薪酬项「奖金」 → “回款” → 计量内容第 1 项 → 计算基础",
        ),
        ("components[2].accelerator.tiers[1].factor", "第 3 个薪酬项「提成」 → 加速系数 → 第 2 档 → 系数"),
        ("components[2].rates[0].rate", "第 3 个薪酬项「提成」 → 软件、A → 比例"),
    ],
)
def test_a_place_inside_of_a_component_is_said_in_words(place, said):
    text = """
components:
  - {type: spif, name: {zh: 冲刺}}
  - type: performance_bonus
    name: {zh: 奖金}
    indicators: [{name: 回款, points: [{at: "0%"}, {at: "1%"}], credits: [{basis: deals}]}]
  - type: commission
    name: {zh: 提成}
    accelerator: {tiers: [{from: "0"}, {from: "1"}]}
    rates: [{product_line: 软件, client_class: A, rate: "1%"}]
"""
    with override("zh-hans"):
        assert place_in_words(text=text, place=place, language="zh-hans") == said


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("1.00 * 2.00", {"left": "金额", "right": "金额"}),
        ("2%", {"kind": "比例"}),
        ("max(1.00, 2%)", {"kinds": "金额、比例"}),
        ("1.00 2.00", {"wanted": "+、* 之类的运算符或结尾"}),
        ("achieved(客户满意度) * 1.00", {"sign": "客户满意度", "column": "10"}),
        ("1.00 +", {"wanted": "数、函数或括号", "text": "结尾"}),
    ],
)
def test_what_the_engine_says_of_a_formula_is_said_in_chinese(formula, said):
    with pytest.raises(Problems) as refused:
        parse_formula(formula, "formula")
    with override("zh-hans"):
        values = spoken_values(refused.value.problems[0])
    assert {name: values[name] for name in said} == said
