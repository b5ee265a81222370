"""The editor of a plan's text, as whole requests: what it answers is what can be typed, in the reader's words."""

import html
import re
from datetime import date

import pytest
from django.utils import timezone

from jieli.apps.access.models import User
from jieli.apps.plans import api as plans
from jieli.apps.plans.pages.blocks import BLOCKS
from jieli.apps.plans.pages.inserting import with_block
from jieli.apps.plans.pages.starting_text import starting_text
from jieli.apps.plans.testing import SALES_TEXT
from jieli.apps.plans.tests.test_pages import browser, text, version
from jieli.apps.plans.wording.kinds import FIRST_SENTENCES
from jieli.engines.pay import COMPONENTS, parameters_of, parse_plan

ADDRESS = "/plans/sales/new-version/"


def refused(organization, wrong: str, language: str = "zh-hans") -> str:
    client = browser(organization, "hr")
    User.objects.update(language=language)
    response = client.post(ADDRESS, version(wrong, do="preview"), headers={"HX-Request": "true"})
    return html.unescape(text(response))


def seen(shown: str) -> str:
    """What a reader reads, without what stands in code type."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(code|pre)\b.*?</\1>", " ", shown, flags=re.DOTALL))


@pytest.mark.parametrize("typed", ["6000", "“6000.00”", "6,000.00"])
def test_what_the_editor_says_to_type_is_accepted(organization, company, typed):
    shown = refused(organization, SALES_TEXT.replace('"6000.00"', typed))
    (answer,) = re.findall(r"原样输入：<code>(.*?)</code>", shown)
    assert answer == f'"{typed.strip("“”")}"'
    again = refused(organization, SALES_TEXT.replace('"6000.00"', answer))
    assert "每月底薪 6,000.00。" in again


def test_chinese_quotes_are_called_so(organization, company):
    shown = refused(organization, SALES_TEXT.replace('"6000.00"', "“6000.00”"))
    assert "请把中文引号换成英文引号" in shown


def test_a_value_that_looks_like_markup_or_code_is_only_text(organization, company):
    client = browser(organization, "hr")
    wrong = SALES_TEXT.replace('"6000.00"', '"<b>`{x}`"')
    shown = text(client.post(ADDRESS, version(wrong, do="preview"), headers={"HX-Request": "true"}))
    assert "“&lt;b&gt;`{x}`” is not an amount" in shown


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ("    proration", "   proration", "缩进与上下行不一致", "proration: calendar_days"),
        ("currency: CNY", "currency CNY", "少了冒号", "currency CNY"),
        ("currency: CNY", "currency：CNY", "中文符号 ：", "currency：CNY"),
        ('monthly: "6000.00"', 'monthly: "6000.00', "引号没有结束", 'monthly: "6000.00'),
        ('rate: "2%"}', 'rate: "2%"', "括号没有结束", '- {from: "0.00", rate: "2%"'),
        ("currency: CNY", "---", "系统读不懂这里的写法", "---"),
    ],
)
def test_what_cannot_be_read_is_said_in_chinese_with_its_line(
    organization,
    company,
    old,
    new,
    said,
    line,
):
    wrong = SALES_TEXT.replace(old, new, 1)
    shown = refused(organization, wrong)
    assert said in shown
    number = next(n for n, one in enumerate(wrong.splitlines(), 1) if one.strip() == line)
    assert f"第 {number} 行  {line}</pre>" in shown
    assert not re.search(r"[A-Za-z]{3,}", seen(shown).replace("YAML", ""))


def test_a_place_is_said_in_the_words_of_the_plan(organization, company):
    wrong = SALES_TEXT.replace('{from: "100000.00"', "{from: 100000")
    shown = refused(organization, wrong)
    assert "第 2 个薪酬项「提成」 → 软件 → 第 2 档 → 起点" in seen(shown)
    assert "<code>components[1].rates[0].tiers[1].from</code>" in shown
    assert "component 2 “Commission” → 软件 → tier 2 → lower bound" in refused(organization, wrong, "en")


def test_the_text_has_the_numbers_of_its_lines_and_no_inline_style(organization, company):
    response = browser(organization, "hr").get(ADDRESS)
    shown = text(response)
    numbers = re.search(r'<div class="numbered"><pre aria-hidden="true">([\d\n]+)</pre>', shown)
    assert numbers is not None
    lines = plans.get_plan(code="sales").latest.text.count("\n") + 1
    assert [int(one) for one in numbers[1].split()][: lines + 100] == list(range(1, lines + 101))
    assert "plans/text.css" in shown
    assert " style=" not in shown
    assert "<script>" not in shown


def test_the_key_says_what_every_word_means(organization, company):
    client = browser(organization, "hr")
    User.objects.update(language="zh-hans")
    shown = text(client.get(ADDRESS))
    words = [
        one.value
        for kind in COMPONENTS.values()
        for parameter in parameters_of(kind)
        for among in parameter.kind.choices(parameter.name).values()
        for one in among
    ]
    assert {"marginal", "whole", "period", "fact", "half_up"} <= set(words)
    for word in words:
        assert re.search(rf"<li><code>{word}</code> [^<]*[\u4e00-\u9fff][^<]*。</li>", shown), word


def test_the_first_sentence_of_each_kind_is_that_of_its_manual_page():
    first = {type_: (kind.__doc__ or "").split("\n")[0] for type_, kind in COMPONENTS.items()}
    assert dict(FIRST_SENTENCES) == first


@pytest.mark.parametrize(
    ("on_previous", "said"), [("move", "方案中的人都跟随新版本"), ("keep", "已在方案中的人保留原版本")]
)
def test_a_saved_version_says_from_when_it_holds_and_for_whom(
    organization,
    company,
    on_previous,
    said,
):
    client = browser(organization, "hr")
    User.objects.update(language="zh-hans")
    year = timezone.localdate().year + 1
    changed = SALES_TEXT.replace("6000.00", "6500.00")
    data = version(changed, in_force_from=f"{year}-01-01", on_previous=on_previous)
    client.post(ADDRESS, data)
    shown = seen(text(client.get("/plans/sales/")))
    assert re.search(rf"{year}年1月1日\s*起改用第 2 版", shown)
    assert said in shown


def test_a_missing_base_salary_names_the_plan_as_people_know_it(organization, company):
    client = browser(organization, "hr")
    User.objects.update(language="zh-hans")
    data = {"plan": "consult", "from_": "2026-02-01", "until": "", "people": [company["S2"]]}
    shown = text(client.post("/plans/-/assign/", data))
    assert "“顾问方案”" in shown
    assert "方案“consult”" not in shown


def test_what_could_not_be_read_is_not_said_to_be_missing(organization, company):
    needs = SALES_TEXT + (
        '  - key: top\n    type: cap\n    name: {zh: "封顶", en: "Cap"}\n'
        '    on: [commission]\n    most: "1000.00"\n    window: month\n    excess: lost\n'
    )
    wrong = needs.replace('{from: "100000.00"', '{from: "x"')
    shown = refused(organization, wrong)
    assert "PAY-NEEDS-001" not in shown
    assert "PAY-NEEDS-001" in refused(organization, needs.replace("on: [commission]", "on: [other]"))


def test_what_a_version_may_not_say_after_those_before_it_is_said_before_it_is_saved(organization, company):
    held = (
        '  - {key: held, type: holdback, name: {zh: "留存", en: "Held"}, of: commission, part: "20%",'
        ' release: periods, after_periods: "2", rounding: half_up}\n'
    )
    bonus = (
        '  - {key: held, type: formula, name: {zh: "奖", en: "Bonus"}, formula: "1.00", rounding: half_up}\n'
    )
    plans.save_plan_version(
        acting_user_id=None,
        at=timezone.now(),
        code="sales",
        text=SALES_TEXT + held,
        in_force_from=date(2026, 2, 1),
        keeps_previous=False,
    )
    shown = refused(organization, SALES_TEXT + bonus)
    assert "“held”在版本 2 中是 <code>holdback</code>，可能还有未结的部分" in shown
    assert "PAY-KEY-004" in shown


def test_a_later_version_says_which_is_in_force_today_and_from_when_it_holds_itself(organization, company):
    client = browser(organization, "hr")
    year = timezone.localdate().year + 1
    for amount, month in (("6500.00", "01"), ("7000.00", "02")):
        changed = SALES_TEXT.replace("6000.00", amount)
        client.post(ADDRESS, version(changed, in_force_from=f"{year}-{month}-01", is_meant="1"))
    User.objects.update(language="zh-hans")
    shown = re.sub(r"\s+", "", seen(text(client.get("/plans/sales/?version=3"))))
    assert "今天执行的是第1版" in shown
    assert f"{year}年2月1日起改用第3版，方案中的人都跟随新版本。即这里显示的版本。" in shown
    assert shown.index("改用第2版") < shown.index("改用第3版")
    assert "今天执行的是" not in re.sub(r"\s+", "", seen(text(client.get("/plans/sales/"))))


def test_every_kind_has_a_block_that_is_a_component_after_the_starting_text():
    assert set(BLOCKS) == set(COMPONENTS)
    for type_ in BLOCKS:
        written = with_block(starting_text("CNY"), type_, date(2026, 8, 1))
        lines = written.text.splitlines()[written.first - 1 : written.last]
        assert f"    type: {type_}" in lines
        assert len(parse_plan(written.text).components) == 3


def test_a_block_has_a_key_of_its_own():
    assert keys_after("spif", "spif", "commission") == [
        "base",
        "commission",
        "spif",
        "spif_2",
        "commission_2",
    ]


def keys_after(*types, text=None):
    text = text or starting_text("CNY")
    for type_ in types:
        text = with_block(text, type_, date(2026, 8, 1)).text
    return [one.key for one in parse_plan(text).components]


def test_a_block_stands_below_what_it_looks_at_and_above_what_looks_at_others():
    assert keys_after("cap", "spif", "holdback", "quota") == [
        "base",
        "quota",
        "commission",
        "spif",
        "cap",
        "holdback",
    ]
    remark = starting_text("CNY").replace("  - key: commission", "  # 按回款\n  - key: commission")
    assert "  # 按回款\n  - key: commission" in with_block(remark, "quota", date(2026, 8, 1)).text


def inserted_into(text, *types):
    for type_ in types:
        text = with_block(text, type_, date(2026, 8, 1)).text
    return text


@pytest.mark.parametrize("first", sorted(BLOCKS))
def test_any_two_blocks_go_together_and_so_does_one_twice(first):
    for second in BLOCKS:
        parse_plan(inserted_into(starting_text("CNY"), first, second))


def test_a_block_leaves_to_a_transition_share_what_it_pays():
    own = starting_text("CNY").replace("included", "excluded")
    receipts = (
        inserted_into(own, "transition_share").replace("deals", "receipts").replace("signed", "received")
    )
    again = parse_plan(inserted_into(receipts, "commission", "servicing_commission"))
    assert {
        one.transition_credits.value for one in again.components if hasattr(one, "transition_credits")
    } == {"excluded"}
    on_deals = starting_text("CNY").replace("receipts", "deals").replace("received", "signed")
    assert "basis: receipts" in inserted_into(on_deals, "transition_share").split("transition_share")[-1]


def test_a_second_cap_looks_at_what_the_first_leaves_and_is_spelled_as_the_plan_is():
    plain = inserted_into(starting_text("CNY"), "cap").replace('"on":', "on:")
    second = inserted_into(plain, "cap").split("key: cap_2")[1]
    assert "    on:\n      - commission\n      - cap\n" in second


def test_a_block_looks_at_what_the_plan_has_and_says_at_what():
    other = starting_text("CNY").replace("key: commission", "key: paid")
    made = with_block(inserted_into(other, "spif"), "holdback", date(2026, 8, 1))
    assert "of: paid\n" in made.text
    assert (made.looks_at, made.others) == ("paid", ("spif",))
    parse_plan(inserted_into(other, *BLOCKS))


def test_components_and_what_is_paid_on_are_called_by_name_with_the_key_beside(organization, company):
    cap = '  - {key: %s, type: cap, name: {zh: "%s", en: "Cap"}, on: [commission], most: "1.00", window: period, excess: lost}\n'
    shown = refused(organization, SALES_TEXT + cap % ("cap", "封顶") + cap % ("most", "上限"))
    assert "“上限（most）”与“封顶（cap）”都作用于“提成（commission）”的全部" in shown
    shown = refused(
        organization, SALES_TEXT.replace("transition_credits: excluded", "transition_credits: included")
    )
    assert "按成交额（deals）计提" in shown


def test_the_page_says_what_an_inserted_block_looks_at(organization, company):
    shown = html.unescape(
        text(browser(organization, "hr").post(ADDRESS, version(SALES_TEXT, do="insert-holdback")))
    )
    assert "It looks at <code>commission</code>." in shown
    assert re.search(r"write its key there: (<code>\w+</code>, )*<code>transition</code>", shown)


def test_what_a_block_says_of_days_begins_with_the_version():
    spif = with_block(starting_text("CNY"), "spif", date(2026, 11, 1)).text
    assert 'from: "2026-11-01"\n    until: "2027-01-01"' in spif


def test_a_block_in_a_text_that_cannot_be_read_stands_at_its_end():
    for broken in ("name: {", "", "components: 3", "- a"):
        assert with_block(broken, "spif", date(2026, 8, 1)).text.endswith('until: "2026-10-01"\n')


def test_a_block_is_put_into_what_was_typed_and_said_at_once_with_its_lines(organization, company):
    client = browser(organization, "hr")
    typed = SALES_TEXT.replace('"6000.00"', '"6500.00"')
    shown = html.unescape(text(client.post(ADDRESS, version(typed, do="insert-cap"))))
    first = len(typed.rstrip().splitlines()) + 1
    assert f"“Cap” now stands in lines {first} to {first + 7}" in shown
    assert f'<mark id="line-{first}">' in shown
    assert f'<mark id="line-{first - 1}">' not in shown
    assert "6500.00" in shown
    assert "key: cap" in shown
    assert "20,000.00" in shown.split('id="preview"')[1]
    assert plans.get_plan(code="sales").latest.number == 1


def test_the_editor_says_what_key_type_name_and_order_are(organization, company):
    shown = html.unescape(text(browser(organization, "hr").get(ADDRESS)))
    for words in ("never change it later", "What people read on their statements", "from top to bottom"):
        assert words in shown


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("type: base_salary", "type: base_salry", "base_salary"),
        ("proration: calendar_days", "proratoin: calendar_days", "proration"),
        ("basis: deals", "basis: deal", "deals"),
    ],
)
def test_a_slip_is_answered_with_the_word_that_was_probably_meant(organization, company, old, new, meant):
    shown = refused(organization, SALES_TEXT.replace(old, new, 1))
    assert f"是不是想写 <code>{meant}</code>" in shown


def test_a_key_that_is_nowhere_and_a_type_that_is_none_are_said_in_words(organization, company):
    cap = """  - {key: most, type: cap, name: {zh: "封顶", en: "Cap"}, on: [comission], most: "1.00", window: period, excess: lost}
"""
    assert "是不是想写 <code>commission</code>" in refused(organization, SALES_TEXT + cap)
    shown = refused(organization, SALES_TEXT.replace("type: base_salary", "type: base_salry", 1))
    assert "<code>base_salary</code> 底薪" in shown
    assert "spif（专项奖励）" in shown
