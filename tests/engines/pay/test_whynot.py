"""Why a fact paid nothing, or less: one world in which each reason holds once."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import ALWAYS, PEOPLE, pay_inputs
from tests.engines.pay.loader import plan_text
from tests.engines.pay.test_cases import COMPUTED, runs_of

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar, compute_pay
from jieli.engines.pay.values import Achievement
from jieli.engines.pay.whynot import Reason, why_not
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share

MARCH = Period.month("2026-03")
NAMES = {"zh": "例", "en": "Example"}
FACTS = ("deal", "receipt", "invoice", "refund")
VIEW = {"basis": "receipts", "owner_date": "received", "credit_by": "ownership"}


def inputs_with(*components, deals=(), receipts=(), spans=None, assigned=ALWAYS) -> PayInputs:
    """Person 1 owns client 1, person 2 owns client 2."""
    plan = {
        "name": NAMES,
        "currency": "CNY",
        "components": [
            {"key": f"c{number}", "name": NAMES, "rounding": "half_up", **VIEW, **one}
            for number, one in enumerate(components)
        ],
    }
    owned = tuple(Span(n, "ownership", n, "owner", Share(1), ALWAYS) for n in (1, 2))
    return PayInputs(
        currency="CNY",
        period=MARCH,
        earlier=(),
        book=Book(tuple(deals), tuple(receipts), spans=owned if spans is None else spans),
        versions=(PlanVersion("p", 1, plan_text(plan), date(2025, 1, 1), False),),
        assignments=(Assignment(1, "p", assigned, None), Assignment(2, "p", ALWAYS, None)),
        employments=tuple(Employment(n, ALWAYS) for n in (1, 2)),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )


def commission(**more):
    return {"type": "commission", "transition_credits": "included", "rate": "2%", **more}


def deal(number=1, client=1, on=date(2026, 3, 2), **more) -> Deal:
    return Deal(number, f"D{number}", client, more.pop("line", "软件"), 100_000, on, **more)


def receipt(number=1, client=1, on=date(2026, 3, 9), fen=100_000) -> Receipt:
    return Receipt(number, f"R{number}", client, fen, on, (Allocation(number, fen),))


def reasons(inputs, person=1):
    return [
        (one.kind, one.fact, one.component, one.reason.value, one.amount_fen, one.paid_fen)
        for one in why_not(inputs, person=person, period=MARCH)
    ]


def test_what_was_paid_in_full_is_not_asked_about():
    assert reasons(inputs_with(commission(), deals=[deal()], receipts=[receipt()])) == []


def test_a_deal_whose_money_has_not_come_was_not_collected():
    part = receipt(fen=40_000)
    later = receipt(on=date(2026, 4, 1))
    assert reasons(inputs_with(commission(), deals=[deal()], receipts=[part])) == [
        ("deal", 1, "c0", "not_collected", 60_000, 0)
    ]
    assert reasons(inputs_with(commission(), deals=[deal()], receipts=[later])) == [
        ("deal", 1, "c0", "not_collected", 100_000, 0)
    ]


def test_what_is_of_a_renewal_or_of_none_is_not_paid_where_that_is_agreed():
    inputs = inputs_with(
        commission(renewals="only"),
        commission(renewals="none"),
        deals=[deal(1, on=date(2026, 2, 2)), deal(2, renews=1)],
        receipts=[receipt(1), receipt(2)],
    )
    assert sorted(reasons(inputs)) == [
        ("receipt", 1, "c0", "renewals", 100_000, 0),
        ("receipt", 2, "c1", "renewals", 100_000, 0),
    ]
    said = [one.values["renewals"] for one in why_not(inputs, person=1, period=MARCH)]
    assert sorted(said) == ["none", "only"]


def test_what_would_not_be_his_had_it_come_is_not_waited_for():
    handed_over = date(2026, 3, 5)
    spans = (
        Span(1, "ownership", 1, "owner", Share(1), DateRange(date(2025, 1, 1), handed_over)),
        Span(1, "ownership", 2, "owner", Share(1), DateRange(handed_over, None)),
    )
    inputs = inputs_with(commission(), deals=[deal()], spans=spans)
    assert reasons(inputs) == []
    (one,) = why_not(inputs, person=2, period=MARCH)
    assert (one.reason, one.on, one.values["share_share"]) == (Reason.NOT_COLLECTED, date(2026, 3, 2), "100%")
    given = {"type": "transition_share", "rate": "2%"}
    assert reasons(inputs_with(given, deals=[deal()])) == []


def test_a_deal_that_is_not_delivered_counts_not_yet():
    inputs = inputs_with(commission(basis="deals", owner_date="delivered"), deals=[deal()])
    (one,) = why_not(inputs, person=1, period=MARCH)
    assert (one.reason, one.values["waits_for"]) == (Reason.NOT_YET, "delivery")


def test_money_of_a_client_whom_somebody_else_owned_that_day():
    handed_over = date(2026, 3, 5)
    spans = (
        Span(1, "ownership", 1, "owner", Share(1), DateRange(date(2025, 1, 1), handed_over)),
        Span(1, "ownership", 2, "owner", Share(1), DateRange(handed_over, None)),
    )
    inputs = inputs_with(commission(), deals=[deal()], receipts=[receipt()], spans=spans)
    (one,) = why_not(inputs, person=1, period=MARCH)
    assert (one.kind, one.reason, one.values["owners"]) == ("receipt", Reason.OTHER_OWNER, "2:100%")
    assert one.values["owner_on"] == "2026-03-09"
    assert reasons(inputs, person=2) == []


def test_money_of_a_client_whom_nobody_owned_that_day():
    spans = (Span(1, "ownership", 1, "owner", Share(1), DateRange(date(2025, 1, 1), date(2026, 3, 5))),)
    inputs = inputs_with(commission(), deals=[deal()], receipts=[receipt()], spans=spans)
    assert reasons(inputs) == [("receipt", 1, "c0", "unowned", 100_000, 0)]


def test_money_that_came_when_he_was_on_no_plan():
    days = DateRange(date(2025, 1, 1), date(2026, 3, 9))
    inputs = inputs_with(commission(), deals=[deal()], receipts=[receipt()], assigned=days)
    assert ("receipt", 1, "", "no_plan", 100_000, 0) in reasons(inputs)


def test_a_client_too_new_for_servicing_and_too_old_for_the_reward():
    old, new = deal(1, on=date(2025, 3, 1)), deal(2, 2, on=date(2026, 3, 1))
    servicing = {**commission(), "type": "servicing_commission", "after_days": "90"}
    reward = {"type": "new_client_reward", "rate": "1%", "within_days": "90"}
    inputs = inputs_with(servicing, reward, deals=[old, new], receipts=[receipt(1), receipt(2, 2)])
    assert reasons(inputs) == [("receipt", 1, "c1", "too_old", 100_000, 0)]
    assert reasons(inputs, person=2) == [("receipt", 2, "c0", "too_new", 100_000, 0)]


def test_a_product_line_without_a_rate_and_one_at_nothing():
    rates = [{"product_line": "软件", "rate": "0%"}]
    both = [deal(1), deal(2, line="硬件")]
    inputs = inputs_with(
        {"type": "commission", "transition_credits": "included", "rates": rates},
        deals=both,
        receipts=[receipt(1), receipt(2)],
    )
    assert reasons(inputs) == [
        ("receipt", 1, "c0", "zero_rate", 100_000, 0),
        ("receipt", 2, "c0", "unrated", 100_000, 0),
    ]


def test_below_the_gate():
    gate = {
        "on": "credited",
        "method": "whole",
        "tier_on": "period",
        "tiers": [{"from": "0.00", "factor": "0"}, {"from": "1000.01", "factor": "1"}],
    }
    inputs = inputs_with(commission(accelerator=gate), deals=[deal()], receipts=[receipt()])
    (one,) = why_not(inputs, person=1, period=MARCH)
    assert (one.reason, dict(one.values)) == (Reason.GATE, {"sum_fen": 100_000, "needed_fen": 100_001})


def test_too_slow_and_capped_and_shared():
    speed = [{"since": "signed", "steps": [{"within_days": "6", "factor": "100%"}]}]
    slow = inputs_with(commission(factors=speed), deals=[deal()], receipts=[receipt()])
    assert [row[3] for row in reasons(slow)] == ["too_slow"]
    capped = inputs_with(commission(most_per_credit="5.00"), deals=[deal()], receipts=[receipt()])
    assert reasons(capped) == [("receipt", 1, "c0", "capped", 100_000, 500)]
    split = (Split(1, Share(1, 2)), Split(2, Share(1, 2)))
    shared = inputs_with(commission(), deals=[deal(splits=split)], receipts=[receipt()])
    assert reasons(shared) == [("receipt", 1, "c0", "shared", 100_000, 1000)]


@given(pay_inputs(), st.sampled_from(PEOPLE))
@settings(max_examples=40, deadline=None)
def test_the_order_of_facts_changes_no_answer_and_each_is_of_a_component_he_has(inputs, person):
    found = why_not(inputs, person=person, period=inputs.period)
    book = inputs.book
    turned = evolve(book, deals=book.deals[::-1], receipts=book.receipts[::-1], refunds=book.refunds[::-1])
    assert why_not(evolve(inputs, book=turned), person=person, period=inputs.period) == found
    own = {
        one.component
        for one in compute_pay(evolve(inputs, issued=()))
        if one.person == person and one.period == inputs.period
    }
    assert {one.component for one in found} <= own | {""}


def test_a_client_given_away_in_an_earlier_period_is_not_asked_about():
    spans = (
        Span(1, "ownership", 1, "owner", Share(1), DateRange(date(2025, 1, 1), date(2026, 2, 5))),
        Span(1, "ownership", 2, "owner", Share(1), DateRange(date(2026, 2, 5), None)),
    )
    assert reasons(inputs_with(commission(), deals=[deal()], receipts=[receipt()], spans=spans)) == []


def test_tiers_of_the_period_that_pay_nothing_up_to_an_amount_are_a_gate():
    tiers = [{"from": "0.00", "rate": "0%"}, {"from": "1000.01", "rate": "2%"}]
    row = {"product_line": "*", "method": "marginal", "tier_on": "period", "tiers": tiers}
    tiered = {"type": "commission", "transition_credits": "included", "rates": [row]}
    for tier_on in ("period", "to_date"):
        row["tier_on"] = tier_on
        (one,) = why_not(inputs_with(tiered, deals=[deal()], receipts=[receipt()]), person=1, period=MARCH)
        assert (one.reason, dict(one.values)) == (Reason.GATE, {"sum_fen": 100_000, "needed_fen": 100_001})


def test_a_shared_fact_in_tiers_of_the_period_says_what_it_paid():
    row = {
        "product_line": "*",
        "method": "whole",
        "tier_on": "period",
        "tiers": [{"from": "0.00", "rate": "2%"}],
    }
    tiered = {"type": "commission", "transition_credits": "included", "rates": [row]}
    half = (Split(1, Share(1, 2)), Split(2, Share(1, 2)))
    inputs = inputs_with(tiered, deals=[deal(splits=half)], receipts=[receipt()])
    assert reasons(inputs) == [("receipt", 1, "c0", "shared", 100_000, 1000)]


HOLDBACK = {"type": "holdback", "of": "c0", "part": "20%", "rounding": "half_up", "release": "collected"}


def test_what_is_earned_and_held_says_how_much_and_until_when():
    signed = {**commission(), "basis": "deals", "owner_date": "signed"}
    held = {**HOLDBACK, "as_collected": "pro_rata", "last_periods": "6", "at_last": "forfeited"}
    (one,) = why_not(settled(signed, held, deals=[deal()]), person=1, period=MARCH)
    assert (one.kind, one.fact, one.component, one.reason) == ("deal", 1, "c1", Reason.HELD)
    assert (one.amount_fen, one.paid_fen, one.others_fen) == (100_000, 1600, 2000)
    assert dict(one.values) == {
        "held_fen": 400,
        "earned_fen": 2000,
        "of": "c0",
        "until": "collected",
        "last_periods": 6,
        "at_last": "forfeited",
    }


def test_what_is_released_in_the_same_period_was_not_held():
    signed = {**commission(), "basis": "deals", "owner_date": "signed"}
    held = {**HOLDBACK, "as_collected": "pro_rata"}
    half = receipt(fen=50_000)
    (one,) = why_not(settled(signed, held, deals=[deal()], receipts=[half]), person=1, period=MARCH)
    assert (one.reason, one.values["held_fen"]) == (Reason.HELD, 200)
    assert why_not(settled(signed, held, deals=[deal()], receipts=[receipt()]), person=1, period=MARCH) == ()


def test_what_several_receipts_earned_of_one_deal_is_held_of_each_in_proportion():
    held = {**HOLDBACK, "release": "accepted"}
    money = [
        Receipt(1, "R1", 1, 30_000, date(2026, 3, 9), (Allocation(1, 30_000),)),
        Receipt(2, "R2", 1, 70_000, date(2026, 3, 10), (Allocation(1, 70_000),)),
    ]
    found = why_not(settled(commission(), held, deals=[deal()], receipts=money), person=1, period=MARCH)
    assert [(one.fact, one.values["held_fen"], one.paid_fen) for one in found] == [
        (1, 120, 480),
        (2, 280, 1120),
    ]


SPIF = {
    "type": "spif",
    "basis": "deals",
    "owner_date": "signed",
    "credit_by": "ownership",
    "amount": "500.00",
    "per": "fact",
    "fixed_to": "shared",
    "from": "2026-03-01",
    "until": "2026-04-01",
}


def test_a_spif_says_what_came_too_late_was_too_small_or_beyond_its_budget():
    three = [deal(1), deal(2, on=date(2026, 3, 3)), deal(3, on=date(2026, 4, 3), line="硬件")]
    first = {**SPIF, "first": "1"}
    assert reasons(settled(first, deals=three)) == [("deal", 2, "c0", "too_many", 100_000, 0)]
    budget = {**SPIF, "budget": "700.00"}
    assert reasons(settled(budget, deals=three)) == [("deal", 2, "c0", "budget", 100_000, 20_000)]
    minimum = {**SPIF, "minimum": "1000.01"}
    assert [row[1:4] for row in reasons(settled(minimum, deals=three))] == [
        (1, "c0", "too_small"),
        (2, "c0", "too_small"),
    ]


def test_a_first_order_below_the_least_is_too_small_for_the_reward():
    reward = {
        "type": "new_client_reward",
        "fixed": "500.00",
        "basis": "deals",
        "owner_date": "signed",
        "credit_by": "ownership",
        "min_first_order": "1000.01",
    }
    both = [deal(1), deal(2, on=date(2026, 3, 9))]
    (one,) = why_not(settled(reward, deals=both), person=1, period=MARCH)
    assert (one.fact, one.reason, dict(one.values)) == (1, Reason.TOO_SMALL, {"least_fen": 100_001})


def settled(*components, deals=(), receipts=()) -> PayInputs:
    """As inputs_with, of components that say themselves what they look at."""
    inputs = inputs_with(deals=deals, receipts=receipts)
    plan = {
        "name": NAMES,
        "currency": "CNY",
        "components": [
            {
                "key": f"c{n}",
                "name": NAMES,
                **({"rounding": "half_up", **VIEW} if one["type"] == "commission" else {}),
                **one,
            }
            for n, one in enumerate(components)
        ],
    }
    return evolve(inputs, versions=(PlanVersion("p", 1, plan_text(plan), date(2025, 1, 1), False),))


@pytest.mark.parametrize("example", COMPUTED, ids=str)
def test_of_every_worked_case_each_answer_is_of_a_fact_and_a_component_that_pay_on_facts(example):
    for inputs, _, _ in runs_of(example):
        facts = {(kind, one.id) for kind in FACTS for one in getattr(inputs.book, f"{kind}s")}
        for person in example.people.values():
            found = why_not(inputs, person=person, period=inputs.period)
            assert {(one.kind, one.fact) for one in found} <= facts
            each = [(one.kind, one.fact, one.plan, one.component, one.reason) for one in found]
            assert len(set(each)) == len(each)


def test_a_quality_gate_that_was_not_passed():
    servicing = {**commission(), "type": "servicing_commission", "after_days": "1"}
    servicing |= {"rounding": "half_up", **VIEW, "basis": "deals", "owner_date": "signed"}
    servicing["quality"] = {"of": "nps", "at_least": "8", "otherwise": "0%"}
    held = {**HOLDBACK, "as_collected": "complete"}
    inputs = settled(servicing, held, deals=[deal(9, on=date(2025, 6, 1)), deal()])
    inputs = evolve(inputs, achievements=(Achievement(1, "nps", MARCH.range, Fraction(5)),))
    (one,) = why_not(inputs, person=1, period=MARCH)
    assert (one.reason, one.component, one.paid_fen) == (Reason.QUALITY, "c0", 0)
    assert dict(one.values) == {"of": "nps", "actual": "5", "at_least": "8", "otherwise_rate": "0%"}


def test_a_refund_out_of_two_invoices_of_others_is_told_as_a_whole():
    """The client was his until the middle of the month, and what was billed afterwards is his colleague's."""
    invoiced = {**commission(), "basis": "invoiced", "owner_date": "invoiced"}
    middle = date(2026, 3, 15)
    spans = tuple(
        Span(1, "ownership", person, "owner", Share(1), days)
        for person, days in ((1, DateRange(date(2025, 1, 1), middle)), (2, DateRange(middle, None)))
    )
    inputs = inputs_with(invoiced, deals=[deal(on=date(2026, 2, 2))], spans=spans)
    invoices = tuple(Invoice(n, f"I{n}", 1, 1, 100_000, date(2026, 3, 15 + n)) for n in (1, 2))
    refund = Refund(3, "F3", 1, 1, None, 150_000, date(2026, 3, 20))
    inputs = evolve(inputs, book=evolve(inputs.book, invoices=invoices, refunds=(refund,)))
    told = [one.amount_fen for one in why_not(inputs, person=1, period=MARCH) if one.kind == "refund"]
    assert sum(told) == -150_000
