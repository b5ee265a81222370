"""Every amount explains itself in both languages, down to the fact, the day, the share, the rate and the rounding."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from django.urls import reverse
from django.utils.translation import get_language, override

from jieli.apps.statements.explanations import Part, explanation_as_text, plain, words
from jieli.apps.statements.explanations.context import Context, Held, Names
from jieli.apps.statements.explanations.foreign import Foreign
from jieli.apps.statements.explanations.rules import WORDINGS
from jieli.apps.statements.explanations.wording import Explainable, say, word
from jieli.apps.statements.tests import engine_run, samples
from jieli.engines import pay
from jieli.kernel.money import format_fen
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace

NAMES = Names(
    clients={7: "上海明远科技有限公司", 8: "新城贸易有限公司", 9: "云帆教育"},
    deals={31: "云服务年度合同", 32: "设备采购", 33: "上门服务", 34: "培训"},
    people={5: "王芳", 6: "李强"},
    plans={"all": "全品类方案"},
)
ROOTS = {"pay.outcome", "pay.no_longer"}


def explained(outcome, *, person="王芳"):
    return word(
        Explainable(
            names=outcome.names,
            period=outcome.period,
            is_adjustment=outcome.period != engine_run.MARCH,
            amount_fen=outcome.posted_fen,
            currency="CNY",
            trace=outcome.trace,
            person_id=outcome.person,
            person=person,
        ),
        NAMES,
        get_language(),
    )


def context(person=None, names=NAMES):
    return Context(names=names, person_id=5, person=person, year=2026)


def said(trace, language="zh-hans", **options):
    with override(language):
        return plain(say(trace, context(**options)))


def test_every_rule_of_the_pay_engine_has_words():
    made = {
        rule
        for path in Path(pay.__path__[0]).rglob("*.py")
        for rule in re.findall(r'"(pay\.[a-z_.]+)"', path.read_text("utf-8"))
    }
    assert made == set(WORDINGS) | ROOTS


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_run_of_the_engine_is_explained_as_the_golden_file_has_it(language, golden):
    with override(language):
        texts = [
            f"— {NAMES.people[outcome.person]}\n{explanation_as_text(explanation=explained(outcome, person=NAMES.people[outcome.person]))}"
            for outcome in engine_run.outcomes()
        ]
    golden(f"explanations.{language}.txt", "\n".join(texts))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_step_of_a_run_is_without_words_or_with_an_unfilled_place(language):
    with override(language):
        for outcome in engine_run.outcomes():
            for step in explained(outcome).steps:
                for _depth, part in step.walk():
                    text = plain(part.sentence)
                    assert text, part
                    assert not text.startswith("pay."), text
                    assert not re.search(r"[{}]|\b(client|deal|handover|fact)_", text), text


def test_an_adjustment_is_what_should_be_less_what_was_issued():
    earlier = [one for one in engine_run.outcomes() if one.period == engine_run.FEBRUARY]
    assert len(earlier) == 3
    for outcome in earlier:
        desired, issued, posted = (
            format_fen(fen) for fen in (outcome.desired_fen, outcome.issued_fen, outcome.posted_fen)
        )
        assert explained(outcome).arithmetic == f"{desired} - {issued} = {posted}"
        with override("zh-hans"):
            text = plain(explained(outcome).lead[0])
        word = "追回" if outcome.posted_fen < 0 else "补差"
        assert f"2026年2月应为 {desired}，已下发 {issued}，{word} {posted.removeprefix('-')}。" in text


def test_what_was_never_issued_is_not_spoken_of_as_a_difference():
    own = [one for one in engine_run.outcomes() if one.period == engine_run.MARCH]
    assert not any(explained(outcome).arithmetic for outcome in own)


def test_a_rule_without_words_shows_its_figures():
    assert said(Trace("pay.future", {"result_fen": 123456, "share_share": "1/3"})) == (
        "pay.future: result_fen 1,234.56, share_share 1/3"
    )


CREDIT = samples.credit_values


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {},
            "3月15日，客户 上海明远科技有限公司 的回款 50,000.00（成交《云服务年度合同》）。"
            "当天按移交 12 的过渡方案，您的份额为 60%，计入您 30,000.00。",
        ),
        (
            {"handover": "", "party": "", "owner_on": "2025-06-01"},
            "3月15日，客户 上海明远科技有限公司 的回款 50,000.00（成交《云服务年度合同》）。"
            "2025年6月1日您的份额为 60%，计入您 30,000.00。",
        ),
        (
            {"credit_rule": "split", "handover": "", "party": ""},
            "3月15日，客户 上海明远科技有限公司 的回款 50,000.00（成交《云服务年度合同》）。"
            "按这笔成交约定的分成，您占 60%，计入您 30,000.00。",
        ),
        (
            {"credit_rule": "earlier_deals"},
            "3月15日，客户 上海明远科技有限公司 的回款 50,000.00（成交《云服务年度合同》）。"
            "这笔成交签于移交 12 之前，按其对此前成交的过渡方案，以当天的份额为基础，您占 60%，计入您 30,000.00。",
        ),
        (
            {"credit_rule": "open_pipeline", "kind": "deal", "fact": 31},
            "3月15日，客户 上海明远科技有限公司 的成交《云服务年度合同》，金额 50,000.00。"
            "这笔成交在移交 12 之前已在跟进，按其对在谈业务的过渡方案，以当天的份额为基础，您占 60%，计入您 30,000.00。",
        ),
        (
            {"deal": "", "handover": "", "party": ""},
            "3月15日，客户 上海明远科技有限公司 的回款 50,000.00（尚未核销到成交）。当天您的份额为 60%，计入您 30,000.00。",
        ),
        (
            {"kind": "refund", "fact_fen": -500000, "credit_fen": -300000, "handover": "", "party": ""},
            "3月15日，给客户 上海明远科技有限公司 的退款 -5,000.00（成交《云服务年度合同》）。"
            "当天您的份额为 60%，计入您 -3,000.00。",
        ),
    ],
)
def test_a_credit_says_its_fact_its_day_and_the_rule_of_its_share(changes, text):
    assert said(Trace("pay.credit", CREDIT(**changes))) == text


def test_everybody_who_shared_the_client_that_day_is_named_when_the_credit_went_by_it():
    text = said(Trace("pay.credit", CREDIT()), names=samples.NAMES)
    assert "当天归属人 您 60%、李强 40%（移交 12 的过渡方案），计入您 30,000.00。" in text
    assert "The owners on that day: you 60%, 李强 40%, by the transition terms of handover 12" in said(
        Trace("pay.credit", CREDIT()), "en", names=samples.NAMES
    )


def test_shares_that_are_not_what_the_credit_went_by_are_not_shown():
    other = evolve(
        NAMES,
        owners={(7, "ownership"): (Held(5, Fraction(1), DateRange(engine_run.date(2026, 3, 1), None)),)},
    )
    text = said(Trace("pay.credit", CREDIT()), names=other)
    assert "100%" not in text
    assert "份额为 60%" in text


def test_the_person_is_spoken_to_on_his_statement_and_named_to_others():
    trace = Trace("pay.credit", CREDIT(handover="", party=""))
    assert "计入您 30,000.00" in said(trace)
    assert "王芳的份额为 60%，计入王芳 30,000.00" in said(trace, person="王芳")
    assert "your share of the client was 60%, so that 30,000.00 counts for you" in said(trace, "en")
    assert "王芳’s share" in said(trace, "en", person="王芳")


def test_what_a_sentence_names_leads_to_where_it_is_shown():
    with override("zh-hans"):
        parts = say(Trace("pay.credit", CREDIT()), context())
    assert {part.href for part in parts if part.href} == {
        "/clients/7/",
        "/facts/101/",
        "/facts/31/",
        reverse("handovers:detail", args=[12]),
    }


def test_a_thing_whose_name_is_not_known_is_named_by_its_number():
    text = said(Trace("pay.credit", CREDIT(client=99, deal=98)), "en", names=Names())
    assert "client 99" in text
    assert "deal 98" in text


@pytest.mark.parametrize("name", ["{amount}", "{0}", "%(x)s", "{", "}}"])
def test_a_name_with_places_in_it_stays_a_name(name):
    text = said(Trace("pay.credit", CREDIT()), names=evolve(NAMES, clients={7: name}))
    assert f"客户 {name} 的回款 50,000.00" in text


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        ("half_up", "四舍五入到分"),
        ("half_even", "四舍六入五取偶到分"),
        ("down", "去尾到分"),
        ("up", "进位到分"),
    ],
)
def test_rounding_is_said_where_something_was_rounded_and_only_there(policy, text):
    values = {**CREDIT(), "rounding": policy, "result_fen": 1}
    assert text in said(Trace("pay.credit", values, calculation="0.33 × 2% = 0.0066 ≈ 0.01"))
    assert text not in said(Trace("pay.credit", values, calculation="0.50 × 2% = 0.01"))


def test_arithmetic_sets_thousands_apart_and_begins_an_endless_decimal():
    assert words.arithmetic("8000.00 × 22/31 = 176000/31 ≈ 5677.42") == (
        "8,000.00 × 22/31 = 5,677.419354… ≈ 5,677.42"
    )
    assert words.arithmetic("-100.00 × 1/3 = -100/3 ≈ -33.33") == "-100.00 × 1/3 = -33.333333… ≈ -33.33"
    assert words.arithmetic("1000000.00 × 2% = 20000.00") == "1,000,000.00 × 2% = 20,000.00"
    assert words.arithmetic(None) == ""


def test_a_value_is_put_in_its_place_whatever_the_order_of_the_language():
    assert words.fill("{b}-{a}", a=Part("1", href="/x/"), b="2") == (
        Part("2"),
        Part("-"),
        Part("1", href="/x/"),
    )


def test_what_was_decided_by_hand_names_the_reason_and_who_approved_it():
    values = {
        "adjustment": 3,
        "kind": "replaces",
        "amount_fen": 250000,
        "before_fen": 120000,
        "after_fen": 250000,
        "reason": "展会支持。",
        "approver": 4,
        "result_fen": 130000,
    }
    trace = Trace("pay.adjustment", values, calculation="2500.00 - 1200.00 = 1300.00")
    assert said(trace, names=evolve(NAMES, users={4: "赵敏"})) == (
        "手工改为 2,500.00，原为 1,200.00。理由：展会支持。由赵敏批准。"
    )
    assert said(trace) == "手工改为 2,500.00，原为 1,200.00。理由：展会支持。"


def test_money_for_a_unit_is_said_as_money_and_not_in_per_cent():
    group = Trace(
        "pay.group",
        {
            "product_line": "*",
            "method": "flat",
            "tier_on": "fact",
            "unit": "quantity",
            "credited_fen": 10000,
            "rounding": "half_up",
            "result_fen": 15000,
        },
        children=(Trace("pay.credit", CREDIT(rate_rate="150%", rounding="half_up", result_fen=15000)),),
    )
    assert "计入 100.00 个单位（1 笔），得 150.00。每个单位计 1.50。" in said(group)


def test_a_percentage_has_two_decimals_and_says_where_it_was_rounded():
    trace = Trace("pay.true", {"attainment_rate": "586706/199375", "share_share": "1/3", "most_rate": "250%"})
    assert words.rate(trace, "attainment_rate").text == "≈294.27%"
    assert (
        words.rate(Trace("pay.true", {"attainment_rate": "13399/25000"}), "attainment_rate").text == "53.596%"
    )
    assert words.rate(Trace("pay.true", {"attainment_rate": "2/13"}), "attainment_rate").text == "≈15.38%"
    assert words.rate(Trace("pay.true", {"attainment_rate": "17/27"}), "attainment_rate").text == "≈62.96%"
    assert words.rate(Trace("pay.true", {"attainment_rate": "5/13"}), "attainment_rate").text == "≈38.46%"
    assert words.rate(Trace("pay.true", {"attainment_rate": "8/13"}), "attainment_rate").text == "≈61.54%"
    assert words.rate(trace, "share_share").text == "≈33.33%"
    assert words.rate(trace, "most_rate").text == "250%"
    assert (
        words.rates_arithmetic("146676.50 ÷ 49843.75 = 586706/199375") == "146,676.50 ÷ 49,843.75 ≈ 294.27%"
    )
    assert words.rates_arithmetic("17/18 × 40% = 17/45") == "94.44% × 40% ≈ 37.78%"
    assert words.rates_arithmetic("50000.00 ÷ 60000.00 = 5/6") == "50,000.00 ÷ 60,000.00 ≈ 83.33%"
    assert words.rates_arithmetic("42.76621231% + 40% = 82.76621231%") == "42.77% + 40% ≈ 82.77%"
    assert words.rates_arithmetic("84% × 50% = 42%") == "84% × 50% = 42%"
    assert [words.percent(Fraction(text)).text for text in ("0.000125", "0.01375", "0.885125", "-1/3")] == [
        "0.0125%",
        "1.375%",
        "≈88.51%",
        "≈-33.33%",
    ], "a small rate that was agreed is exact, a computed one is rounded"
    assert words.exact("1000/3").text == "≈333.33"


def test_of_a_fact_in_another_currency_its_own_amount_and_the_rate_are_said():
    in_part = Trace("pay.credit", CREDIT(fact_fen=7_200_000))
    foreign = {101: Foreign("USD", (1_500_000, 1_000_000), Fraction("7.2"))}
    text = said(in_part, names=evolve(NAMES, foreign=foreign))
    assert "回款 72,000.00（成交《云服务年度合同》）。即 10,000.00 USD，汇率 7.2。" in text, (
        "the part that counts"
    )
    foreign = {101: Foreign("USD", (800_000,), Fraction("7.2"))}
    assert "USD" not in said(Trace("pay.credit", CREDIT()), names=evolve(NAMES, foreign=foreign))
    back = {101: Foreign("USD", (10_000,), None)}
    refund = Trace("pay.credit", CREDIT(kind="refund", fact_fen=-72_000, credit_fen=-43_200))
    assert "即 -100.00 USD，按它所退款项的汇率折算。" in said(refund, names=evolve(NAMES, foreign=back))
