"""A plan says itself in plain sentences, in both languages, from its data alone."""

from fractions import Fraction

import pytest

from jieli.apps.plans.api import describe_plan, name_in
from jieli.apps.plans.testing import AGREED_BASE_TEXT, SALES_TEXT
from jieli.apps.plans.wording import BUILDERS
from jieli.engines.pay import COMPONENTS

WHOLE_TEXT = SALES_TEXT.replace("method: marginal", "method: whole")


def component(key: str, *, text: str = SALES_TEXT, language: str = "zh-hans"):
    words = describe_plan(text=text, language=language)
    return next(one for one in words.components if one.key == key)


def test_every_kind_of_component_that_the_engine_knows_has_words():
    assert set(BUILDERS) == set(COMPONENTS)


def test_the_name_is_in_the_readers_language():
    assert describe_plan(text=SALES_TEXT, language="zh-hans").name == "销售方案"
    assert describe_plan(text=SALES_TEXT, language="en").name == "Sales plan"


def test_a_name_that_the_language_lacks_is_the_first_that_is_not_empty():
    assert name_in(names={"en": "", "zh": "底薪"}, language="en") == "底薪"
    assert name_in(names={"en": "Base", "zh": "底薪"}, language="zh-Hans") == "底薪"
    assert name_in(names={"zh": ""}, language="en") == ""


def test_the_base_salary_names_its_amount_and_how_a_part_of_a_month_is_counted():
    assert component("base").sentences == (
        "每月底薪 6,000.00。",
        "当月只有部分日子在职或适用本方案的，按日历天数折算。",
        "无薪假的天数不发。",
        "金额四舍五入到分。",
    )


def test_a_base_agreed_with_each_person_says_so():
    first, second, *_ = component("base", text=AGREED_BASE_TEXT).sentences
    assert first == "每月底薪按与本人约定的金额。"
    assert "工作日" in second


def test_a_commission_says_whom_it_pays_which_rates_and_where_the_handover_stands():
    sentences = component("commission", language="en").sentences
    assert sentences == (
        "Paid on deals, in the period in which they are signed, to those who own the client on the day of signing.",
        "软件: by tiers. The sum of the period goes through the tiers, and each slice is paid at its own rate.",
        "All other product lines: 1% of every amount.",
        "Where a deal has agreed splits or a handover's terms apply, these decide the shares.",
        "What a handover leaves with the one who gave the client away is not paid here.",
        "Amounts are rounded to two decimals, halves up.",
    )


def test_tiers_are_a_table_whose_last_line_has_no_end():
    (table,) = component("commission").tables
    assert table.label == "软件"
    assert [(line.from_fen, line.until_fen, line.rate) for line in table.lines] == [
        (0, 100_000_00, Fraction(2, 100)),
        (100_000_00, None, Fraction(3, 100)),
    ]


def test_marginal_tiers_bend_the_curve():
    software, others = component("commission").curves
    assert software.points == ((0, 0), (100_000_00, 2_000_00), (150_000_00, 3_500_00))
    assert others.points == ((0, 0), (150_000_00, 1_500_00))


def test_whole_tiers_make_the_curve_jump():
    software, _others = component("commission", text=WHOLE_TEXT).curves
    assert software.points == (
        (0, 0),
        (100_000_00, 2_000_00),
        (100_000_00, 3_000_00),
        (150_000_00, 4_500_00),
    )


def test_flat_rates_have_no_curve():
    assert component("transition").curves == ()


def test_a_new_client_reward_names_both_of_its_parts():
    sentences = component("new_client").sentences
    assert sentences[0] == "客户首单奖励 500.00，按该单的份额分配。"
    assert sentences[1] == "自客户首单起 90 天内，按其回款的 1% 计奖。"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_of_the_plan_is_complete_in_both_languages(language):
    for one in describe_plan(text=SALES_TEXT, language=language).components:
        for sentence in one.sentences:
            assert "{" not in sentence
            assert sentence.endswith("。" if language == "zh-hans" else ".")


def held_on(condition: str, language: str = "zh-hans") -> tuple[str, ...]:
    held = (
        '  - {key: held, type: holdback, name: {zh: "留存", en: "Held"}, of: commission, part: "20%", release: condition,'
        f' condition: "{condition}", last_periods: "3", at_last: forfeited, rounding: half_up}}\n'
    )
    return component("held", text=SALES_TEXT + held, language=language).sentences[2:-3]


def test_a_condition_is_undecided_only_where_it_gives_no_value_itself():
    asked = "每个核算期按当期情况判断该条件。"
    assert held_on("achieved(nps) >= 80%") == (
        asked,
        "“nps”没有登记的核算期不作判断，已留存的继续留存，最长到下述期限。",
    )
    assert held_on("achieved(nps, 0%) >= 80%") == (asked, "“nps”没有登记时按 0% 计，据此判断。")
    assert held_on("achieved(nps, 50%) >= 80% or achieved(visits) >= 1%", "en") == (
        "The condition is asked in each period, of that period.",
        "In a period for which “visits” is not recorded it is not decided, and what is held back stays so, at the longest as said below.",
        "Where “nps” is not recorded it counts as 50%, and the condition is decided by that.",
    )
    assert held_on("earned(commission) > 0.00") == (
        asked,
        "一天也不适用本方案的核算期不作判断，已留存的继续留存，最长到下述期限。",
    )
    assert held_on("months_employed() > 3") == (asked,)
