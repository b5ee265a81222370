"""Sentences about money that were read in two ways: own shares, guarantees, steps of an accelerator, caps and highest tiers."""

from datetime import date

import pytest
from attrs import evolve
from django.utils.translation import override

from jieli.apps.statements.comparison import compare, component_labels
from jieli.apps.statements.explanations import answers, plain
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.wording import say
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.tests import samples
from jieli.apps.statements.tests.samples import NAMES, credit_values
from jieli.apps.statements.whatif.notes import is_in_highest_tier, notes_on
from jieli.apps.statements.whatif.values import FactOfLine
from jieli.apps.statements.whynot.words import Naming, say_why
from jieli.engines.pay.whatif import Fact, Later
from jieli.engines.pay.whynot import Reason, WhyNot
from jieli.kernel.trace import Trace

CONTEXT = Context(names=NAMES, person_id=5, person=None, year=2026)
HOLDOVER = {
    **credit_values(),
    "from_on": "2026-01-01",
    "until_on": "2026-07-01",
    "named_share": "30%",
    "own_share": "50%",
    "share_share": "0%",
    "credit_fen": 0,
    "rate_rate": "2%",
    "rounding": "half_up",
    "result_fen": 0,
}


def said(trace, language="en"):
    with override(language):
        return plain(say(trace, CONTEXT))


def test_of_a_named_deal_that_pays_nothing_more_the_own_share_is_the_reason():
    one = Trace("pay.holdover", HOLDOVER)
    assert "your own share of 50% is as large already, so nothing more is paid: 0.00." in said(one)
    assert "原有份额 50% 已不低于保留的份额" in said(one, "zh-hans")
    with override("en"):
        answer = plain(answers.say_answer([one] * 35, 0, CONTEXT))
    assert answer.startswith("35 amounts of named deals counted here; your own share of each is as large")
    more = Trace("pay.holdover", {**HOLDOVER, "own_share": "20%", "share_share": "10%", "credit_fen": 100})
    assert "is taken off, so that 10% is left" in said(more)


def draw(before, after):
    values = {
        "pays": "top_up",
        "recoverable": "until_recovered",
        "amount_fen": 500_000,
        "earned_fen": 700_000,
    }
    return Trace(
        "pay.draw",
        {**values, "debt_before_fen": before, "debt_after_fen": after, "result_fen": after - before},
    )


def test_a_guarantee_says_what_is_owed_only_where_it_added_to_it():
    """What was taken back of 906.52 is said by its own step; before the guarantee and after it 160.15 is owed."""
    assert "owed" not in said(draw(16_015, 16_015))
    assert "260.15 is owed now" in said(draw(16_015, 26_015))


def accelerator(first, until, **more):
    values = {"on": "attainment", "method": "marginal", "tier_on": "to_date", "target_fen": 4_984_375, **more}
    return Trace(
        "pay.accelerator",
        {
            **values,
            "before_fen": 0,
            "after_fen": 9_000_000,
            "from_fen": first,
            "until_fen": until,
            "factor_rate": "130%",
        },
    )


def slice_of(accelerator):
    values = {"from_fen": 4_984_375, "until_fen": 7_476_563, "part_fen": 2_492_188, "before_fen": 0}
    paid = {"rate_rate": "2%", "rounding": "half_up", "result_fen": 64_797}
    return Trace("pay.slice", {**values, **paid}, children=() if accelerator is None else (accelerator,))


def test_steps_of_an_accelerator_are_told_as_parts_of_the_target_as_the_plan_says_them():
    step = accelerator(4_984_375, 7_476_563)
    text = said(slice_of(step))
    assert text == (
        "Of it 24,921.88 lies from 100% of the target (49,843.75) to below 150% of the target (74,765.63), "
        "at a rate of 2%."
    )
    assert "came to 0.00 before this amount and comes to 90,000.00 with it" in said(step)
    assert "from 100% of the target (49,843.75) on" in said(step)
    assert "Before this amount the sum for these tiers was 0.00." in said(slice_of(None))
    last = said(slice_of(accelerator(7_476_563, "")))
    assert last.startswith("Of it 24,921.88 lies from 150% of the target (74,765.63) on")


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ({"pay.factor.line"}, "Each pays 2%, times the factors said with it."),
        ({"pay.most_per_credit"}, "Each pays 2%, within the cap said with it."),
        ({"pay.factor.line", "pay.most_rate"}, "times the factors and within the caps said with it."),
        ({"pay.payout"}, "Each pays the rate said with it."),
        (set(), "Each pays 2%."),
    ],
)
def test_only_the_factors_and_caps_that_there_are_are_spoken_of(rules, text):
    credit = Trace(
        "pay.credit",
        {**credit_values(), "rate_rate": "2%", "result_fen": 100},
        children=tuple(Trace(rule) for rule in sorted(rules)),
    )
    values = {"product_line": "*", "method": "flat", "credited_fen": 5_000, "rounding": "half_up"}
    assert text in said(Trace("pay.group", {**values, "result_fen": 100}, children=(credit,)))


def fact(number=101):
    day = date(2026, 3, 15)
    return FactOfLine("receipt", number, 7, day, day, 5_000_000, "ownership", True)


def group(from_fen, until_fen, **values):
    found = Trace("pay.slice", {"from_fen": from_fen, "until_fen": until_fen})
    return Trace("pay.group", values, children=(found, Trace("pay.credit", credit_values())))


def test_the_highest_tier_is_said_only_of_what_the_fact_counts_for():
    assert is_in_highest_tier(group(10_000, ""), fact())
    assert not is_in_highest_tier(group(10_000, ""), fact(102)), "it counts elsewhere"
    assert not is_in_highest_tier(group(0, 10_000), fact())
    assert not is_in_highest_tier(group(0, ""), fact()), "there is one tier only"
    assert not is_in_highest_tier(group(10_000, "", tier_on="fact"), fact())


def test_what_counts_later_is_no_loss():
    with override("zh-hans"):
        (note,) = notes_on(Later(Fact("receipt", 101), 20), samples.MARCH.next(), Sight())
    assert note == "不会因此丢失：改在2026年4月与当期其他业绩一并计入；该期这里没有计算。"


def test_a_handover_is_said_to_have_another_component_pay_only_where_one_does():
    one = WhyNot(
        kind="deal",
        fact=31,
        source_key="D",
        client=7,
        on=date(2026, 3, 1),
        plan="direct",
        component="signing",
        reason=Reason.OUTGOING,
        amount_fen=100,
        paid_fen=0,
        others_fen=0,
        names={},
        values={"handover": 2, "only_outgoing": "False"},
    )
    with override("en"):
        nobody = plain(say_why(one, Naming(2026), knows_owners=True))
        another = plain(say_why(evolve(one, others_fen=5), Naming(2026), knows_owners=True))
    assert nobody == "By the terms of handover 2 this component does not pay it."
    assert another == "By the terms of handover 2 it is paid by another component."


def moved_to(plan):
    """The sample's statement after a change of plan: the base salary before was another plan's."""
    view = samples.statement()
    before = view.previous
    moved = tuple(evolve(one, plan_code=plan) for one in before.components)
    return evolve(view, previous=evolve(before, components=moved))


def test_after_a_change_of_plan_equal_components_stand_in_one_row():
    rows = {row.label: row for row in compare(statement=moved_to("pilot"), language="en")}
    assert not [label for label in rows if "plan" in label]
    assert (rows["Base salary"].amount_fen, rows["Base salary"].previous_fen) == (545_455, 800_000)
    assert rows["New-client reward"].lacking, "what the new plan does not have has a row of its own"


def test_a_line_that_takes_back_what_was_advanced_says_so():
    recovery = Trace("pay.recovery", {"recovered_fen": 74_637})
    line = samples.line(
        2, "start", "新方案保底", "Guarantee", Trace("pay.outcome", {}, children=(recovery,)), "-746.37"
    )
    with override("zh-hans"):
        assert component_labels([line], "zh-hans") == {line.component: "新方案保底（抵扣以前所欠）"}
    with override("en"):
        paid = evolve(line, amount_fen=74_637)
        assert component_labels([paid], "en") == {line.component: "Guarantee"}


def test_a_cap_says_what_refunds_take_back_of_it():
    values = {
        "window": "2026-02",
        "sum_fen": -1_000_000,
        "most_fen": -900_000,
        "counted_before_fen": 100_000,
        "counted_after_fen": -800_000,
        "excess": "lost",
        "waiting_before_fen": 0,
        "waiting_after_fen": 0,
        "expired_fen": 0,
        "regained_fen": 100_000,
        "result_fen": 100_000,
    }
    told = said(Trace("pay.cap", values))
    assert "1,000.00 was paid before." in told
    assert (
        "1,000.00 of what refunds take back had been lost above the cap, and is not taken a second time."
        in told
    )
    most = {"of": "5.005", "most_rate": "5%", "most_fen": -1_000_000, "spare_fen": 100_000}
    told = said(Trace("pay.cap_most", most))
    assert "5% of 5.005" in told
    assert "Refunds take 1,000.00 of that from the room that earlier times left." in told
