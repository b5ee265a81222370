"""A run as a whole: its outcomes, their order, their traces, and what stops it."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from tests.engines.pay.loader import EXAMPLES, plan_text

from jieli.engines.crediting import Allocation, Book, Deal, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span
from jieli.engines.pay import (
    Assignment,
    Employment,
    Issued,
    PayInputs,
    PlanVersion,
    TeamMember,
    UnpaidReason,
    WorkCalendar,
    compute_pay,
    explain_too_early,
    explain_unpaid,
)
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace

JANUARY, FEBRUARY = Period.month("2026-01"), Period.month("2026-02")
ALWAYS = DateRange(date(2025, 1, 1), None)
NAMES = {"zh": "例", "en": "Example"}
BASE = {"type": "base_salary", "monthly": "3100.00", "proration": "calendar_days", "rounding": "half_up"}
ON_DEALS = {
    "type": "commission",
    "basis": "deals",
    "owner_date": "signed",
    "credit_by": "ownership",
    "transition_credits": "included",
    "rate": "2%",
    "rounding": "half_up",
}


def plan(*components, currency: str = "CNY") -> str:
    keyed = [{"key": f"c{index}", "name": NAMES, **one} for index, one in enumerate(components, start=1)]
    return plan_text({"name": NAMES, "currency": currency, "components": keyed})


def deal(number: int, yuan: int, on: date, *, client: int = 1, splits: tuple[Split, ...] = ()) -> Deal:
    return Deal(number, f"D{number}", client, "软件", yuan * 100, on, splits=splits)


def owned(client: int, person: int, range_: DateRange = ALWAYS) -> Span:
    return Span(client, "ownership", person, "owner", Fraction(1), range_)


def inputs(**changes) -> PayInputs:
    given = PayInputs(
        currency="CNY",
        period=JANUARY,
        earlier=(),
        book=Book(deals=(deal(1, 1000, date(2026, 1, 10)),), spans=(owned(1, 1),)),
        versions=(PlanVersion("p", 1, plan(BASE, ON_DEALS), date(2025, 1, 1), False),),
        assignments=(Assignment(1, "p", ALWAYS, None),),
        employments=(Employment(1, ALWAYS),),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )
    return evolve(given, **changes)


def posted(outcomes) -> list[tuple[int, str, str, int]]:
    return [(one.person, one.period.label, one.component, one.posted_fen) for one in outcomes]


def codes(given: PayInputs) -> list[str]:
    with pytest.raises(Problems) as refused:
        compute_pay(given)
    assert all(problem.text() for problem in refused.value.problems)
    return [problem.code for problem in refused.value.problems]


def test_every_component_of_everybody_on_a_plan_has_an_outcome_also_of_nothing():
    outcomes = compute_pay(inputs(book=Book(spans=(owned(1, 1),))))
    assert posted(outcomes) == [(1, "2026-01", "c1", 310000), (1, "2026-01", "c2", 0)]
    assert outcomes[0].names == NAMES
    assert len(outcomes[0].plan_hash) == 64


def test_outcomes_come_by_person_period_plan_and_place_in_the_plan():
    given = inputs(
        period=FEBRUARY,
        earlier=(JANUARY,),
        assignments=(
            Assignment(2, "p", ALWAYS, None),
            Assignment(1, "q", DateRange(date(2026, 2, 15), None), None),
            Assignment(1, "p", DateRange(date(2025, 1, 1), date(2026, 2, 15)), None),
        ),
        versions=(
            PlanVersion("q", 1, plan(ON_DEALS), date(2025, 1, 1), False),
            PlanVersion("p", 1, plan(BASE, ON_DEALS), date(2025, 1, 1), False),
        ),
    )
    assert [(one.person, one.period.label, one.plan, one.component) for one in compute_pay(given)] == [
        (1, "2026-01", "p", "c1"),
        (1, "2026-01", "p", "c2"),
        (1, "2026-02", "p", "c1"),
        (1, "2026-02", "p", "c2"),
        (1, "2026-02", "q", "c1"),
        (2, "2026-02", "p", "c1"),
        (2, "2026-02", "p", "c2"),
    ]


def test_what_was_issued_for_a_component_that_is_gone_is_taken_back():
    given = inputs(issued=(Issued(1, JANUARY, "p", "bonus", 5000, NAMES), Issued(9, JANUARY, "p", "c1", 700)))
    taken = {(one.person, one.component): one for one in compute_pay(given) if one.posted_fen < 0}
    assert {key: one.posted_fen for key, one in taken.items()} == {(1, "bonus"): -5000, (9, "c1"): -700}
    bonus = taken[1, "bonus"]
    assert (bonus.desired_fen, bonus.issued_fen, bonus.names, bonus.plan_hash) == (0, 5000, NAMES, "")
    assert bonus.trace == Trace(
        "pay.no_longer",
        {"component": "bonus", "issued_fen": 5000, "result_fen": 0},
        calculation="0.00 - 50.00 = -50.00",
    )


def test_what_was_issued_and_taken_back_already_is_not_mentioned_again():
    given = inputs(
        issued=(
            Issued(1, JANUARY, "p", "bonus", 5000, NAMES),
            Issued(1, JANUARY, "p", "bonus", -5000, NAMES),
        )
    )
    assert {one.component for one in compute_pay(given)} == {"c1", "c2"}


def test_what_was_issued_for_a_period_that_is_not_computed_is_left_alone():
    given = inputs(issued=(Issued(1, FEBRUARY, "p", "c2", 5000),))
    assert {one.period for one in compute_pay(given)} == {JANUARY}


def test_an_earlier_period_is_mentioned_only_where_it_changed():
    issued = tuple(
        Issued(one.person, one.period, one.plan, one.component, one.desired_fen)
        for one in compute_pay(inputs())
    )
    book = Book(deals=(deal(1, 1500, date(2026, 1, 10)),), spans=(owned(1, 1),))
    outcomes = compute_pay(inputs(period=FEBRUARY, earlier=(JANUARY,), issued=issued, book=book))
    assert posted(outcomes) == [
        (1, "2026-01", "c2", 1000),
        (1, "2026-02", "c1", 310000),
        (1, "2026-02", "c2", 0),
    ]
    assert outcomes[0].trace.values["issued_fen"] == 2000
    assert outcomes[0].trace.calculation == "30.00 - 20.00 = 10.00"


def test_a_new_version_renames_the_component_and_shows_both_parts():
    twice = {**BASE, "monthly": "6200.00"}
    other = plan({**ON_DEALS, "rate": "3%"}, twice).replace('"Example"', '"Renamed"')
    given = inputs(
        versions=(
            PlanVersion("p", 1, plan(BASE, ON_DEALS), date(2025, 1, 1), False),
            PlanVersion(
                "p", 2, other.replace('"c1"', '"x"').replace('"c2"', '"c1"'), date(2026, 1, 11), False
            ),
        )
    )
    outcomes = compute_pay(given)
    assert posted(outcomes) == [
        (1, "2026-01", "x", 0),
        (1, "2026-01", "c1", 100000 + 420000),
        (1, "2026-01", "c2", 2000),
    ]
    base = outcomes[1]
    assert base.names["en"] == "Renamed"
    assert [
        (part.values["version"], part.values["from_on"], part.values["until_on"])
        for part in base.trace.children
    ] == [
        (1, "2026-01-01", "2026-01-11"),
        (2, "2026-01-11", "2026-02-01"),
    ]


def test_the_trace_of_a_credit_leads_to_its_fact():
    outcome = compute_pay(inputs())[1]
    assert [step.rule for step in outcome.trace.walk()] == [
        "pay.outcome",
        "pay.segment",
        "pay.group",
        "pay.credit",
    ]
    credit = list(outcome.trace.walk())[-1]
    assert credit.sources == ("D1",)
    assert credit.calculation == "1000.00 × 2% = 20.00"
    assert dict(credit.values) == {
        "kind": "deal",
        "fact": 1,
        "source_key": "D1",
        "deal": 1,
        "client": 1,
        "product_line": "软件",
        "counts_on": "2026-01-10",
        "owner_on": "2026-01-10",
        "first_deal_on": "2026-01-10",
        "share_share": "100%",
        "fact_fen": 100000,
        "credit_fen": 100000,
        "credit_rule": "owner",
        "by_group": "ownership",
        "handover": "",
        "party": "",
        "rate_rate": "2%",
        "rounding": "half_up",
        "result_fen": 2000,
    }


def test_every_trace_survives_being_stored():
    for outcome in compute_pay(inputs()):
        assert Trace.from_json(outcome.trace.to_json()) == outcome.trace


def test_credits_without_a_rate_are_shown_as_paying_nothing():
    only = {**ON_DEALS, "rates": [{"product_line": "硬件", "rate": "5%"}]}
    del only["rate"]
    given = inputs(versions=(PlanVersion("p", 1, plan(only), date(2025, 1, 1), False),))
    (outcome,) = compute_pay(given)
    assert outcome.desired_fen == 0
    (unrated,) = outcome.trace.children[0].children
    assert (unrated.rule, dict(unrated.values)) == (
        "pay.unrated",
        {"product_line": "软件", "credited_fen": 100000, "result_fen": 0},
    )


def test_a_day_without_a_version_stops_the_run():
    given = inputs(versions=(PlanVersion("p", 1, plan(BASE), date(2026, 1, 15), False),))
    with pytest.raises(Problems) as refused:
        compute_pay(given)
    (problem,) = refused.value.problems
    assert problem.code == "PAY-VERSION-001"
    assert dict(problem.values) == {
        "person": "1",
        "plan": "p",
        "from_on": "2026-01-01",
        "until_on": "2026-01-15",
    }


def test_days_without_a_version_do_not_matter_before_what_is_computed():
    given = inputs(period=FEBRUARY, versions=(PlanVersion("p", 1, plan(BASE), date(2026, 1, 15), False),))
    assert len(compute_pay(given)) == 1


def test_a_plan_without_any_version_stops_the_run():
    assert codes(inputs(versions=())) == ["PAY-VERSION-001"]


def test_two_plans_at_once_stop_the_run():
    twice = (Assignment(1, "p", ALWAYS, None), Assignment(1, "q", ALWAYS, None))
    assert codes(inputs(assignments=twice)) == ["PAY-ASSIGNMENT-001"]


def test_a_plan_of_another_currency_stops_the_run():
    versions = (PlanVersion("p", 1, plan(BASE, currency="USD"), date(2025, 1, 1), False),)
    assert codes(inputs(versions=versions)) == ["PAY-CURRENCY-002"]


def test_a_broken_plan_text_is_said_with_its_plan_and_version():
    versions = (PlanVersion("p", 1, "name: x", date(2025, 1, 1), False),)
    with pytest.raises(Problems) as refused:
        compute_pay(inputs(versions=versions))
    assert refused.value.problems[0].place == "plan p, version 1: name"


def test_a_version_that_pays_nobody_is_not_read():
    versions = (
        PlanVersion("p", 1, plan(BASE), date(2025, 1, 1), False),
        PlanVersion("q", 1, "broken: [", date(2025, 1, 1), False),
    )
    assert len(compute_pay(inputs(versions=versions))) == 1


def test_missing_months_of_the_calendar_are_said_once_each():
    worked = plan({**BASE, "proration": "work_days"})
    given = inputs(
        versions=(PlanVersion("p", 1, worked, date(2025, 1, 1), False),),
        assignments=(Assignment(1, "p", ALWAYS, None), Assignment(2, "p", ALWAYS, None)),
        employments=(Employment(1, ALWAYS), Employment(2, ALWAYS)),
        period=FEBRUARY,
        earlier=(JANUARY,),
    )
    assert codes(given) == ["PAY-CALENDAR-001", "PAY-CALENDAR-001"]


def test_all_that_is_missing_is_said_at_once():
    text = plan({**BASE, "monthly": "from_assignment"}, {**BASE, "proration": "work_days"})
    given = inputs(versions=(PlanVersion("p", 1, text, date(2025, 1, 1), False),))
    assert codes(given) == ["PAY-BASE-001", "PAY-CALENDAR-001"]


def test_commission_needs_no_employment_and_base_salary_does():
    assert posted(compute_pay(inputs(employments=()))) == [
        (1, "2026-01", "c1", 0),
        (1, "2026-01", "c2", 2000),
    ]


def test_employments_that_overlap_do_not_count_a_day_twice():
    twice = (Employment(1, ALWAYS), Employment(1, DateRange(date(2025, 6, 1), date(2026, 1, 16))))
    assert compute_pay(inputs(employments=twice))[0].desired_fen == 310000


def test_shares_of_no_fen_are_not_listed_as_unpaid():
    splits = (Split(1, Fraction(1, 2)), Split(5, Fraction(1, 2)))
    book = Book(deals=(evolve(deal(1, 0, date(2026, 1, 20), splits=splits), amount_fen=1),))
    assert explain_unpaid(inputs(book=book)) == ()


def test_a_refund_after_the_plan_has_ended_is_nobodys_and_is_said():
    book = Book(
        deals=(deal(1, 1000, date(2026, 1, 10)),),
        refunds=(Refund(1, "F1", 1, 1, None, 100000, date(2026, 2, 10)),),
        spans=(owned(1, 1),),
    )
    ended = DateRange(date(2025, 1, 1), date(2026, 2, 1))
    given = inputs(
        book=book,
        period=FEBRUARY,
        assignments=(Assignment(1, "p", ended, None), Assignment(2, "p", ALWAYS, None)),
    )
    assert [one.posted_fen for one in compute_pay(given)] == [0, 0]
    (unpaid,) = explain_unpaid(given)
    assert (unpaid.line.kind, unpaid.line.person, unpaid.reason) == ("refund", 1, UnpaidReason.NO_PLAN)


def test_credits_of_nobody_and_of_people_without_a_plan_are_listed_by_day():
    book = Book(
        deals=(
            deal(1, 1000, date(2026, 1, 20), client=2),
            deal(2, 1000, date(2026, 1, 10), client=3),
            deal(3, 1000, date(2026, 1, 5), client=1),
            deal(4, 1000, date(2026, 2, 5), client=2),
            deal(5, 1000, date(2026, 1, 7), splits=(Split(1, Fraction(1, 2)), Split(5, Fraction(1, 2)))),
        ),
        spans=(owned(1, 1), owned(3, 4)),
    )
    found = [(one.line.source_key, one.line.person, one.reason) for one in explain_unpaid(inputs(book=book))]
    assert found == [
        ("D5", 5, UnpaidReason.NO_PLAN),
        ("D2", 4, UnpaidReason.NO_PLAN),
        ("D1", None, UnpaidReason.UNOWNED),
    ]


def test_only_what_plans_pay_a_rate_of_can_be_unpaid():
    book = Book(
        deals=(deal(1, 1000, date(2026, 1, 20)),),
        receipts=(Receipt(1, "R1", 1, 100000, date(2026, 1, 21), (Allocation(1, 100000),)),),
    )
    on_receipts = {**ON_DEALS, "basis": "receipts"}
    reward = {
        "type": "new_client_reward",
        "fixed": "500.00",
        "basis": "deals",
        "owner_date": "signed",
        "credit_by": "origin",
    }
    versions = (PlanVersion("p", 1, plan(on_receipts, reward), date(2025, 1, 1), False),)
    assert [one.line.source_key for one in explain_unpaid(inputs(book=book, versions=versions))] == ["R1"]


def test_a_line_that_two_components_see_alike_is_listed_once():
    book = Book(deals=(deal(1, 1000, date(2026, 1, 20)),))
    versions = (
        PlanVersion("p", 1, plan(ON_DEALS, {**ON_DEALS, "credit_by": "service"}), date(2025, 1, 1), False),
    )
    assert len(explain_unpaid(inputs(book=book, versions=versions))) == 1


def test_what_is_unpaid_of_an_earlier_period_is_listed_with_that_period():
    book = Book(
        deals=(
            deal(1, 1000, date(2026, 1, 20)),
            deal(2, 1000, date(2026, 2, 20)),
            deal(3, 1, date(2025, 12, 31)),
        )
    )
    found = explain_unpaid(inputs(book=book, period=FEBRUARY, earlier=(JANUARY,)))
    assert [(one.line.source_key, one.period) for one in found] == [("D1", JANUARY), ("D2", FEBRUARY)]


def test_each_period_has_the_views_of_its_own_plans():
    book = Book(
        deals=(deal(1, 1000, date(2026, 1, 20)), deal(2, 1000, date(2026, 2, 20))),
        receipts=tuple(
            Receipt(number, f"R{number}", 1, 100000, date(2026, number, 21), (Allocation(number, 100000),))
            for number in (1, 2)
        ),
    )
    versions = (
        PlanVersion("p", 1, plan(ON_DEALS), date(2025, 1, 1), False),
        PlanVersion("p", 2, plan({**ON_DEALS, "basis": "receipts"}), FEBRUARY.from_, False),
    )
    found = explain_unpaid(inputs(book=book, period=FEBRUARY, earlier=(JANUARY,), versions=versions))
    assert [one.line.source_key for one in found] == ["D1", "R2"]


def test_a_period_with_nobody_on_a_plan_is_looked_at_as_the_others_are():
    gone = DateRange(date(2025, 1, 1), FEBRUARY.from_)
    book = Book(deals=(deal(1, 1000, date(2026, 2, 10)),), spans=(owned(1, 1),))
    given = inputs(
        book=book, period=FEBRUARY, earlier=(JANUARY,), assignments=(Assignment(1, "p", gone, None),)
    )
    assert [one.line.source_key for one in explain_unpaid(given)] == ["D1"]


def test_what_counts_before_the_first_period_of_all_is_too_early_for_any_run():
    book = Book(
        deals=(deal(1, 1000, date(2025, 12, 31)), deal(2, 1000, JANUARY.from_)),
        receipts=(Receipt(1, "R1", 1, 100000, date(2025, 12, 1), (Allocation(1, 100000),)),),
        refunds=(Refund(1, "F1", 1, 1, None, 300, date(2025, 12, 31)),),
        spans=(owned(1, 1),),
    )
    given = inputs(book=book, period=FEBRUARY, earlier=(JANUARY,))
    early = [(one.kind, one.source_key, one.amount_fen) for one in explain_too_early(given)]
    assert early == [("deal", "D1", 100000), ("refund", "F1", -300)]
    versions = (PlanVersion("p", 1, plan({**ON_DEALS, "basis": "receipts"}), date(2025, 1, 1), False),)
    early = [one.source_key for one in explain_too_early(evolve(given, versions=versions))]
    assert early == ["R1", "F1"]


@pytest.mark.parametrize(
    ("basis", "owner_date", "early"),
    [
        ("invoiced", "invoiced", [("invoice", "I1", 60000)]),
        ("margin", "signed", [("deal", "D1", 100000)]),
        ("quantity", "signed", [("deal", "D1", 100000)]),
        ("deals", "delivered", []),  # counts on its delivery, in time
    ],
)
def test_too_early_is_what_counts_early_by_whatever_the_plan_pays_on(basis, owner_date, early):
    sold = evolve(deal(1, 1000, date(2025, 12, 31)), margin_fen=500, quantity=300, delivered_on=JANUARY.from_)
    bills = (
        Invoice(1, "I1", 1, 1, 60000, date(2025, 12, 31)),
        Invoice(2, "I2", 1, 1, 40000, JANUARY.from_),
    )
    book = Book(deals=(sold,), invoices=bills, spans=(owned(1, 1),))
    rate = "1.50" if basis == "quantity" else "2%"
    paid = {**ON_DEALS, "basis": basis, "owner_date": owner_date, "rate": rate}
    versions = (PlanVersion("p", 1, plan(paid), date(2025, 1, 1), False),)
    found = explain_too_early(inputs(book=book, period=FEBRUARY, earlier=(JANUARY,), versions=versions))
    assert [(one.kind, one.source_key, one.amount_fen) for one in found] == early


CONTEST = {
    "type": "contest",
    "basis": "deals",
    "owner_date": "signed",
    "credit_by": "ownership",
    "every": "month",
    "prizes": ["100.00"],
    "ties": "share",
}


def test_what_is_only_measured_is_missed_where_the_plan_pays_no_rate():
    book = Book(deals=(deal(1, 1000, JANUARY.from_),), spans=())
    only = (PlanVersion("p", 1, plan(CONTEST), date(2025, 1, 1), False),)
    assert [one.line.source_key for one in explain_unpaid(inputs(book=book, versions=only))] == ["D1"]
    paid = {**ON_DEALS, "basis": "receipts"}
    beside = (PlanVersion("p", 1, plan(paid, CONTEST), date(2025, 1, 1), False),)
    assert explain_unpaid(inputs(book=book, versions=beside)) == ()


def test_the_demo_plan_pays_a_new_client_and_later_keeps_him():
    text = (EXAMPLES / "plans" / "sales-2026.yaml").read_text("utf-8").replace("work_days", "calendar_days")
    book = Book(
        deals=(deal(1, 200000, date(2026, 1, 10)),),
        receipts=(
            Receipt(1, "R1", 1, 15000000, date(2026, 1, 20), (Allocation(1, 15000000),)),
            Receipt(2, "R2", 1, 5000000, date(2026, 4, 20), (Allocation(1, 5000000),)),
        ),
        spans=(owned(1, 1),),
    )
    given = inputs(
        book=book,
        versions=(PlanVersion("p", 1, text, date(2025, 1, 1), False),),
        assignments=(Assignment(1, "p", ALWAYS, 800000),),
    )
    january = {one.component: one.desired_fen for one in compute_pay(given)}
    assert january == {"base": 800000, "commission": 500000, "new_clients": 200000, "servicing": 0}
    april = {
        one.component: one.desired_fen for one in compute_pay(evolve(given, period=Period.month("2026-04")))
    }
    assert april == {"base": 800000, "commission": 150000, "new_clients": 0, "servicing": 25000}


def test_a_fact_that_two_views_see_counts_once_and_is_nobodys_only_if_all_say_so():
    """Paid when the money came, though nobody answered when it was signed: that is not money nobody is paid for."""
    received, signed = (
        {**ON_DEALS, "basis": "receipts", "owner_date": day} for day in ("received", "signed")
    )
    versions = (PlanVersion("p", 1, plan(received, signed), date(2025, 1, 1), False),)
    since = Span(1, "ownership", 1, "owner", Fraction(1), DateRange(date(2026, 1, 15), None))
    book = Book(
        deals=(deal(1, 1000, date(2026, 1, 2)), deal(2, 500, date(2026, 1, 3), client=2)),
        receipts=(
            Receipt(1, "R1", 1, 100000, date(2026, 1, 21), (Allocation(1, 100000),)),
            Receipt(2, "R2", 2, 50000, date(2026, 1, 22), (Allocation(2, 50000),)),
        ),
        spans=(since,),
    )
    found = explain_unpaid(inputs(book=book, versions=versions))
    assert [(one.line.source_key, one.line.amount_fen, one.reason) for one in found] == [
        ("R2", 50000, UnpaidReason.UNOWNED)
    ]


def test_a_prize_that_falls_to_who_is_on_a_version_without_the_contest_is_paid_to_nobody():
    book = Book(
        deals=(
            deal(1, 1000, date(2026, 1, 20), client=1),
            deal(2, 9000, date(2026, 1, 20), client=2),
        ),
        spans=(owned(1, 1), owned(2, 2)),
    )
    two = {**CONTEST, "prizes": ["100.00", "40.00"]}
    versions = (
        PlanVersion("p", 1, plan(two), date(2025, 1, 1), False),
        PlanVersion("p", 2, plan(BASE), date(2026, 1, 10), True),
    )
    assignments = (
        Assignment(1, "p", ALWAYS, None),
        Assignment(2, "p", DateRange(date(2026, 1, 15), None), None),
    )
    outcomes = compute_pay(inputs(book=book, versions=versions, assignments=assignments))
    assert posted(outcomes) == [(1, "2026-01", "c1", 4000), (2, "2026-01", "c1", 0)]
    (line,) = [step.values for step in outcomes[0].trace.walk() if step.rule == "pay.contest"]
    assert (line["rank"], line["ranked"]) == (2, 2)


def test_an_indicator_says_by_which_of_two_equal_targets_it_is_measured():
    quota = {"type": "quota", "target": "100000.00", "per": "month", "proration": "none"}
    view = {"basis": "deals", "owner_date": "signed", "credit_by": "ownership"}
    bonus = {
        "type": "performance_bonus",
        "amount": "1000.00",
        "every": "month",
        "proration": "none",
        "leavers": "paid",
        "indicators": [
            {"name": line, "weight": "50%", "quota": key, "credits": [{**view, "product_lines": [line]}]}
            for key, line in (("c1", "软件"), ("c2", "硬件"))
        ],
        "rounding": "half_up",
    }
    version = PlanVersion("p", 1, plan(quota, quota, bonus), date(2025, 1, 1), False)
    found = [
        (step.values["quota"], step.values["attainment_rate"])
        for one in compute_pay(inputs(versions=(version,)))
        for step in one.trace.walk()
        if step.rule == "pay.indicator"
    ]
    assert found == [("c1", "1%"), ("c2", "0%")]


def test_an_override_says_what_its_table_has_no_row_for():
    override = {
        "type": "team_override",
        "basis": "deals",
        "owner_date": "signed",
        "credit_by": "ownership",
        "levels": "direct",
        "own": "excluded",
        "rates": [{"product_line": "硬件", "rate": "1%"}],
        "rounding": "half_up",
    }
    book = Book(deals=(deal(1, 1000, date(2026, 1, 10)),), spans=(owned(1, 2),))
    version = PlanVersion("p", 1, plan(override), date(2025, 1, 1), False)
    (outcome,) = compute_pay(inputs(book=book, versions=(version,), teams=(TeamMember(1, 2, ALWAYS),)))
    (unrated,) = outcome.trace.children[0].children
    assert (unrated.rule, dict(unrated.values)) == (
        "pay.unrated",
        {"product_line": "软件", "credited_fen": 100_000, "result_fen": 0},
    )
    assert [step.rule for step in unrated.walk()] == ["pay.unrated", "pay.team_credit", "pay.credit"]
