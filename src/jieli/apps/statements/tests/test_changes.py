"""An adjustment says what became known since the amount was issued, and what that changed in its computation."""

import re
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from attrs import evolve
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.plans import api as plans
from jieli.apps.statements import api
from jieli.apps.statements.explanations import plain
from jieli.apps.statements.explanations.differences import differences
from jieli.apps.statements.tests import samples, world
from jieli.kernel.money import parse_fen
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace

AT = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
def made(organization):
    built = world.build()
    world.issue(world.FEBRUARY)
    return built


def changes_of(person, component="commission", period=world.MARCH, language="zh-hans"):
    found = api.find_statement(employee_id=person, period=period)
    line = next(
        one
        for one in api.get_statement(statement_id=found).adjustments
        if one.component_key == component and one.period == world.FEBRUARY
    )
    explanation = api.explain_line(line_id=line.id, language=language)
    return [plain(step.sentence) for step in explanation.changes]


def correct_deal(made, **changes):
    (fact_id,) = intake.find_fact_ids(kind="deal", source_keys=[made.deal_key]).values()
    values = {
        "source_key": made.deal_key,
        "client_id": made.client,
        "title": "云服务年度合同",
        "amount_fen": parse_fen("120000.00"),
        "currency": "CNY",
        "signed_on": date(2026, 2, 10),
        "product_line": "云",
        **changes,
    }
    by = changes.pop("by", None)
    values.pop("by", None)
    intake.correct_deal(
        acting_user_id=by, at=AT, fact_id=fact_id, new=intake.NewDeal(**values), reason="产品线登记错误"
    )


def test_a_corrected_product_line_is_named_with_old_and_new_by_whom_when_and_why(organization, made):
    hr = sign_in_client(Client(), organization=organization, role="hr", employee_id=made.hr).user_id
    correct_deal(made, product_line="设备", by=hr)
    world.issue(world.MARCH)
    assert changes_of(made.wang) == [
        "客户 上海明远科技有限公司 的成交《云服务年度合同》：产品线 云 → 设备，赵敏 3月12日更正。理由：产品线登记错误。",
        "2月20日，客户 上海明远科技有限公司 的回款 10,000.00（成交《云服务年度合同》）。变化：产品线 云 → 设备。",
        "产品线 设备：业绩计入 0.00 → 10,000.00，所得 0.00 → 150.00。",
        "产品线 云：业绩计入 10,000.00 → 0.00，所得 200.00 → 0.00。",
    ]


def test_what_it_should_be_stands_before_what_changed(made):
    correct_deal(made, product_line="设备")
    world.issue(world.MARCH)
    found = api.find_statement(employee_id=made.wang, period=world.MARCH)
    (line,) = api.get_statement(statement_id=found).adjustments
    text = api.explanation_as_text(explanation=api.explain_line(line_id=line.id, language="zh-hans"))
    assert text.index("应为 150.00，已下发 200.00") < text.index("变化：") < text.index("产品线 云 → 设备")


def test_a_correction_that_moves_no_amount_is_no_cause(made):
    correct_deal(made, title="云服务合同（续）")
    (receipt,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.void_fact(acting_user_id=None, at=AT, fact_id=receipt, reason="重复登记")
    world.issue(world.MARCH)
    first, *rest = changes_of(made.wang)
    assert first == "客户 上海明远科技有限公司 2月20日的回款 10,000.00，系统 3月12日作废。理由：重复登记。"
    assert rest[0].startswith("不再计入：2月20日，客户 上海明远科技有限公司 的回款 10,000.00")
    assert not any("更正" in said for said in rest)


def test_of_the_deal_behind_money_its_own_amount_is_no_cause(made):
    correct_deal(made, amount_fen=parse_fen("90000.00"))
    (receipt,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.void_fact(acting_user_id=None, at=AT, fact_id=receipt, reason="重复登记")
    world.issue(world.MARCH)
    said = changes_of(made.wang)
    assert "作废" in said[0]
    assert not any("90,000.00" in one or "更正" in one for one in said)


def test_a_fact_that_came_late_is_named_as_recorded(made):
    intake.record_facts(
        acting_user_id=None,
        at=AT,
        facts=intake.NewFacts(
            receipts=(world.receipt(made, "R-9", "2000.00", date(2026, 2, 25), made.deal_key),)
        ),
    )
    world.issue(world.MARCH)
    said = changes_of(made.wang)
    assert "客户 上海明远科技有限公司 2月25日的回款 2,000.00，系统 3月12日登记。" in said
    assert any(one.startswith("新计入：2月25日") for one in said)


def test_a_handover_approved_later_is_named_with_its_parties_and_reason(organization):
    built = world.build(hands_over=False)
    world.issue(world.FEBRUARY)
    world.hand_over(built, built.hr, date(2026, 2, 15), at=AT, reason="补办移交")
    world.issue(world.MARCH)
    first, second, *_rest = changes_of(built.wang)
    assert re.fullmatch(
        r"移交 \d+（王芳 移交给 赵敏，2月15日起生效），.+ 3月12日批准。理由：补办移交。", first
    )
    assert re.search(r"变化：.*份额 100% → 60%、计入金额 10,000.00 → 6,000.00", second)
    assert len([one for one in changes_of(built.wang) if "批准" in one]) == 1


def test_a_reversed_handover_is_named_with_the_day_from_which_it_goes_back(organization):
    built = world.build(hands_over=False)
    world.hand_over(built, built.hr, date(2026, 2, 15), at=world.THEN, reason="转岗")
    world.issue(world.FEBRUARY)
    (handover,) = handovers.handovers_of_client(client_id=built.client, on=AT.date())
    handovers.reverse_handover(
        acting_user_id=None, at=AT, handover_id=handover.id, from_=date(2026, 2, 15), reason="客户不同意"
    )
    world.issue(world.MARCH)
    first, *_rest = changes_of(built.wang)
    assert re.fullmatch(
        r"移交 \d+（王芳 移交给 赵敏）自2月15日起撤销，系统 3月12日操作。理由：客户不同意。", first
    )


def test_owners_decided_later_are_named_with_the_reason(organization):
    built = world.build(hands_over=False)
    world.issue(world.FEBRUARY)
    ownership.set_owners(
        acting_user_id=None,
        at=AT,
        decisions=[
            ownership.Decision(
                built.client, "ownership", (ownership.Holding(built.hr, "owner"),), date(2026, 2, 15)
            )
        ],
        kind="direct",
        reason="归属登记错误",
    )
    world.issue(world.MARCH)
    first, *_rest = changes_of(built.wang)
    assert first == "3月12日改定了客户 上海明远科技有限公司 的归属。理由：归属登记错误。"


def test_a_changed_base_salary_says_before_and_now(made):
    plans.assign_plan(
        acting_user_id=None,
        at=AT,
        assignments=[
            plans.NewAssignment(made.wang, "direct", DateRange(world.START, None), parse_fen("8800.00"))
        ],
    )
    world.issue(world.MARCH)
    assert changes_of(made.wang, "base") == [
        "原来：2026年2月整月底薪 8,000.00。现在：2026年2月整月底薪 8,800.00。"
    ]


def test_a_second_adjustment_is_held_against_the_first_and_not_against_what_was_issued_at_first(made):
    correct_deal(made, product_line="设备")
    world.issue(world.MARCH)
    (receipt,) = intake.find_fact_ids(kind="receipt", source_keys=["R-1"]).values()
    intake.void_fact(
        acting_user_id=None, at=datetime(2026, 4, 10, tzinfo=UTC), fact_id=receipt, reason="重复登记"
    )
    world.issue(world.APRIL)
    said = "".join(changes_of(made.wang, period=world.APRIL))
    assert "作废" in said
    assert "云 → 设备" not in said, "that was said in March"


def test_an_adjustment_says_what_changed_also_before_it_is_issued(made):
    correct_deal(made, product_line="设备")
    at = world.RUN_AT[world.MARCH]
    run = payruns.start_run(acting_user_id=None, at=at, period=world.MARCH)
    payruns.compute_run(acting_user_id=None, at=at, run_id=run)
    outcome = next(one for one in payruns.list_outcomes(run_id=run) if one.is_adjustment)
    explanation = api.explain_outcome(outcome=outcome, language="en")
    assert "product line 云 → 设备, corrected" not in plain(explanation.changes[0].sentence)
    assert "product line 云 → 设备. Reason: 产品线登记错误." in plain(explanation.changes[0].sentence)


def test_steps_are_compared_whatever_their_order():
    one, other = (
        Trace("pay.credit", samples.credit_values(fact=number, source_key=f"R-{number}")) for number in (1, 2)
    )
    before = Trace(
        "pay.group", {"product_line": "云", "credited_fen": 1, "result_fen": 1}, children=(one, other)
    )
    after = Trace(
        "pay.group", {"product_line": "云", "credited_fen": 1, "result_fen": 1}, children=(other, one)
    )
    assert differences(before, after) == ()
    (gone,) = differences(before, Trace("pay.group", dict(after.values), children=(other,)))
    assert (gone.before, gone.after) == (one, None)
    assert [found.before for found in differences(None, after)] == [None, None, None]


def test_a_new_version_of_the_plan_says_its_number_and_its_rate(made):
    plans.save_plan_version(
        acting_user_id=None,
        at=AT,
        code="direct",
        text=world.PLAN.replace('rate: "2%"', 'rate: "2.5%"'),
        in_force_from=world.FEBRUARY.from_,
        keeps_previous=False,
    )
    world.issue(world.MARCH)
    said = changes_of(made.wang)
    assert any("第 1 版" in one and "第 2 版" in one for one in said)
    assert any("得 200.00" in one and "得 250.00" in one for one in said)


def test_a_changed_exchange_rate_is_named_with_its_day_and_both_rates(organization):
    made = world.build()
    told = world.receipt(made, "R-8", "1000.00", date(2026, 2, 21), made.deal_key)
    rate = intake.NewRate("USD", world.START, Fraction("7.2"))
    other = intake.NewRate("EUR", world.START, Fraction("8"))
    intake.set_rates(acting_user_id=None, at=world.THEN, rates=[rate, other])
    receipts = (evolve(told, currency="USD", allocations=()),)
    intake.record_facts(acting_user_id=None, at=world.THEN, facts=intake.NewFacts(receipts=receipts))
    world.issue(world.FEBRUARY)
    new = [evolve(rate, rate=Fraction("7.3")), evolve(other, rate=Fraction("8.1"))]
    intake.set_rates(acting_user_id=None, at=AT, rates=new)
    world.issue(world.MARCH)
    said = changes_of(made.wang, language="en")
    named = [one for one in said if one.startswith("The exchange rate of")]
    assert [one.partition(" from ")[0] for one in named] == ["The exchange rate of USD"]
    assert named[0].endswith("on is another one: 7.2 → 7.3.")
    assert any("起的汇率有改动：7.2 → 7.3。" in one for one in changes_of(made.wang))


def test_a_receipt_in_another_currency_says_its_amount_and_the_rate_that_the_run_knew(organization):
    made = world.build()
    rates = [intake.NewRate("USD", world.START, Fraction("7.2"))]
    intake.set_rates(acting_user_id=None, at=world.THEN, rates=rates)
    told = world.receipt(made, "R-8", "1000.00", date(2026, 2, 21), made.deal_key)
    new = evolve(told, currency="USD", allocations=())
    intake.record_facts(acting_user_id=None, at=world.THEN, facts=intake.NewFacts(receipts=(new,)))
    world.issue(world.FEBRUARY)
    found = api.find_statement(employee_id=made.wang, period=world.FEBRUARY)
    statement = api.get_statement(statement_id=found)
    said = api.explain_statement(statement=statement, language="zh-hans").values()
    assert "即 1,000.00 USD，汇率 7.2。" in "".join(api.explanation_as_text(explanation=one) for one in said)
