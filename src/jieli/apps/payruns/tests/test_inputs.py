"""What a run is handed beside deals and money: targets, results, leave, teams and time of service, each as known."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.compute import gather_inputs, thaw_inputs
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, MARCH, new_deal, noon, record_deals, run_to
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.engines.crediting import ExchangeRate
from jieli.engines.pay import Achievement, Confirmation, Leave, PayInputs, Quota, Service, TeamMember
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

MONTH = DateRange(date(2026, 1, 1), date(2026, 2, 1))


def inputs(day: int) -> PayInputs:
    """What a run of January would look at by what is known on that day of February."""
    return gather_inputs(period=JANUARY, known_at=noon(2, day))[0]


def set_target(company, number: str, fen: int, day: int) -> None:
    new = [plans.NewQuota(company.people[number], "quota", MONTH, fen)]
    plans.set_quotas(acting_user_id=None, at=noon(2, day), quotas=new)


def test_targets_and_results_are_those_known_at_the_moment(company):
    person = company.people["S1"]
    set_target(company, "S1", 100_000_00, 2)
    set_target(company, "S1", 120_000_00, 4)
    result = plans.NewAchievement(person, "nps", MONTH, Fraction(17, 2), Fraction(9))
    plans.record_achievements(acting_user_id=None, at=noon(2, 3), achievements=[result])
    assert inputs(1).quotas == ()
    assert inputs(3).quotas == (Quota(person, "quota", MONTH, 100_000_00),)
    assert inputs(5).quotas == (Quota(person, "quota", MONTH, 120_000_00),)
    assert inputs(2).achievements == ()
    assert inputs(3).achievements == (Achievement(person, "nps", MONTH, Fraction(17, 2), Fraction(9)),)


def take_leave(company, number: str, days: DateRange, day: int) -> None:
    new = [people.NewLeave(company.people[number], days)]
    people.record_leaves(acting_user_id=None, at=noon(2, day), leaves=new)


def test_unpaid_leave_counts_from_when_it_is_known_until_it_is_withdrawn(company):
    days = DateRange(date(2026, 1, 5), date(2026, 1, 7))
    take_leave(company, "S2", days, 2)
    (leave,) = people.list_leaves(known_at=None)
    people.withdraw_leave(acting_user_id=None, at=noon(2, 4), leave_id=leave.id)
    assert [inputs(day).leaves for day in (1, 2, 3, 4)] == [
        (),
        (Leave(company.people["S2"], days),),
        (Leave(company.people["S2"], days),),
        (),
    ]


def test_leave_that_is_known_after_the_month_was_issued_is_taken_back_in_the_next(company):
    run_to("issued", JANUARY, noon(2, 1))
    take_leave(company, "S2", DateRange(date(2026, 1, 5), date(2026, 1, 7)), 2)
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    (taken_back,) = [one for one in payruns.list_outcomes(run_id=run_id) if one.is_adjustment]
    assert (taken_back.employee_id, taken_back.component_key) == (company.people["S2"], "base")
    # 6000.00 × 2/31 = 387.0967…
    assert taken_back.posted_fen == -387_10


def test_teams_are_those_of_the_departments_and_their_heads(company):
    (department,) = people.list_departments(on=date(2026, 1, 1))
    people.change_department(
        acting_user_id=None,
        at=noon(1, 3),
        department_id=department.id,
        change=people.DepartmentChange(department.name, None, company.people["S1"]),
        from_=date(2026, 1, 10),
    )
    days = DateRange(date(2026, 1, 10), None)
    leader = company.people["S1"]
    assert set(inputs(1).teams) == {
        TeamMember(leader, company.people[number], days) for number in ("S2", "S3")
    }


def test_time_of_service_counts_where_it_is_known_how_long_it_took(company):
    new = intake.NewService("V1", company.clients["C1"], company.people["S1"], date(2026, 1, 8), "保养", 90)
    facts = intake.NewFacts(services=(new, evolve(new, source_key="V2", minutes=None)))
    ids = intake.record_facts(acting_user_id=None, at=noon(2, 2), facts=facts).ids
    intake.correct_service(
        acting_user_id=None,
        at=noon(2, 4),
        fact_id=ids["service", "V1"],
        new=evolve(new, minutes=45),
        reason="多记了",
    )
    at_client = (ids["service", "V1"], company.clients["C1"], company.people["S1"], date(2026, 1, 8))
    assert inputs(1).services == ()
    assert inputs(3).services == (Service(*at_client, 90),)
    assert inputs(5).services == (Service(*at_client, 45),)


def test_a_run_keeps_what_it_was_handed_when_it_changes_later(company):
    set_target(company, "S1", 100_000_00, 1)
    run_id = run_to("computed", JANUARY, noon(2, 1))
    set_target(company, "S1", 5_000_00, 2)
    take_leave(company, "S2", DateRange(date(2026, 1, 5), date(2026, 1, 7)), 2)
    frozen = thaw_inputs(run_id)
    assert frozen.quotas == (Quota(company.people["S1"], "quota", MONTH, 100_000_00),)
    assert frozen.leaves == ()
    assert payruns.verify_run(run_id=run_id).holds


HELD = """
  - key: held
    type: holdback
    name: {zh: "移交留存", en: "Held for the handover"}
    of: transition
    part: "10%"
    rounding: half_up
    release: handover_confirmed
  - key: kept
    type: holdover
    name: {zh: "保留业务", en: "Kept deals"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    rate: "2%"
    rounding: half_up
    own_share: subtracted
"""


def hand_over(company, deal: int) -> int:
    """C1 goes from S1 to S2 on 10 January, by halves for new deals, and S1 keeps 30% of the deal until March."""
    nothing, half = ((handovers.TermsStep(None, share),) for share in (Fraction(0), Fraction(1, 2)))
    new = handovers.NewHandover(
        outgoing_id=company.people["S1"],
        incoming_id=company.people["S2"],
        effective_from=date(2026, 1, 10),
        client_ids=[company.clients["C1"]],
        terms=handovers.StreamTerms(earlier_deals=nothing, open_pipeline=half, new_deals=half),
        named_deals=[handovers.NamedDeal(deal, Fraction(3, 10), date(2026, 3, 1))],
    )
    made = handovers.draft_handover(acting_user_id=None, at=noon(1, 9), new=new)
    handovers.propose_handover(acting_user_id=None, at=noon(1, 9), handover_id=made)
    read = handovers.get_handover(handover_id=made, on=date(2026, 1, 9)).terms_hash
    for person in (new.outgoing_id, new.incoming_id):
        handovers.consent(
            acting_user_id=None, at=noon(1, 9), handover_id=made, employee_id=person, terms_hash=read
        )
    handovers.approve_handover(acting_user_id=None, at=noon(1, 9), handover_id=made, terms_hash=read)
    return made


def confirmed_handover(company) -> int:
    """S1 has handed C1 over, keeps D1, and waits for the confirmation, which is given in February after January is issued."""
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 2),
        code="sales",
        text=SALES_TEXT + HELD,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    deal = new_deal(company, "D1", "C1", 10_000_00, date(2026, 1, 5))
    ids = record_deals(deal, new_deal(company, "D2", "C1", 50_000_00, date(2026, 1, 20)), at=noon(1, 6))
    receipt = intake.NewReceipt(
        "R1",
        company.clients["C1"],
        10_000_00,
        "CNY",
        date(2026, 2, 5),
        (intake.NewAllocation("D1", 10_000_00),),
    )
    intake.record_facts(acting_user_id=None, at=noon(2, 6), facts=intake.NewFacts(receipts=(receipt,)))
    made = hand_over(company, ids["deal", "D1"])
    run_to("issued", JANUARY, noon(2, 1))
    handovers.confirm_handover(
        acting_user_id=None,
        at=noon(2, 20),
        handover_id=made,
        client_ids=[company.clients["C1"]],
        confirmed_on=date(2026, 2, 18),
    )
    return made


def posted_of(run_id: int, period) -> dict[tuple[int, str], int]:
    return {
        (one.employee_id, one.component_key): one.posted_fen
        for one in payruns.list_outcomes(run_id=run_id)
        if one.for_period == period
    }


def test_named_deals_and_confirmations_pay_from_when_they_are_known(company):
    made = confirmed_handover(company)
    assert inputs(19).confirmations == ()
    assert inputs(20).confirmations == (Confirmation(made, company.clients["C1"], date(2026, 2, 18)),)
    (named,) = inputs(1).named_deals
    assert named.range == DateRange(date(2026, 1, 10), date(2026, 3, 1))
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    found = posted_of(run_id, FEBRUARY)
    assert found[company.people["S1"], "kept"] == 60_00  # 30% of 10000.00, at 2%
    assert found[company.people["S1"], "held"] == 50_00  # 10% of 2% of half of 50000.00, held in January
    thawed = thaw_inputs(run_id)
    assert (thawed.named_deals, len(thawed.confirmations)) == ((named,), 1)


def test_what_is_held_for_a_handover_is_known_by_client_until_it_is_released(company):
    made = confirmed_handover(company)
    s1 = company.people["S1"]
    assert payruns.held_for_handover(handover_id=made, employee_id=s1) == {company.clients["C1"]: 50_00}
    assert payruns.held_for_handover(handover_id=made, employee_id=company.people["S2"]) == {}
    assert payruns.held_for_handover(handover_id=made + 1, employee_id=s1) == {}
    run_to("issued", FEBRUARY, noon(3, 1))
    assert payruns.held_for_handover(handover_id=made, employee_id=s1) == {}


def test_what_a_confirmation_released_comes_back_as_a_correction_when_it_is_taken_back(company):
    made = confirmed_handover(company)
    february = run_to("issued", FEBRUARY, noon(3, 1))
    handovers.take_back_confirmation(
        acting_user_id=None,
        at=noon(3, 10),
        handover_id=made,
        client_ids=[company.clients["C1"]],
        reason="客户还没有接手",
    )
    assert len(thaw_inputs(february).confirmations) == 1, "what a run looked at stays"
    march = run_to("computed", MARCH, noon(4, 1))
    assert posted_of(march, FEBRUARY) == {(company.people["S1"], "held"): -50_00}
    assert posted_of(march, MARCH)[company.people["S1"], "held"] == 0


def set_rate(rate: str, at) -> None:
    new = [intake.NewRate("USD", date(2026, 1, 1), Fraction(rate))]
    intake.set_rates(acting_user_id=None, at=at, rates=new)


def commission_of(company, run_id: int, period) -> int:
    return sum(
        one.desired_fen
        for one in payruns.list_outcomes(run_id=run_id, employee_id=company.people["S1"])
        if (one.component_key, one.for_period) == ("commission", period)
    )


def test_a_foreign_deal_is_paid_at_the_rate_that_was_known_and_a_new_rate_is_settled_later(company):
    set_rate("7.1", noon(1, 3))
    deal = new_deal(company, "D1", "C1", 1_000_00, date(2026, 1, 5), currency="USD")
    record_deals(deal, new_deal(company, "D2", "C1", 100_00, date(2026, 1, 6)), at=noon(1, 6))
    run_id = run_to("issued", JANUARY, noon(2, 1))
    assert commission_of(company, run_id, JANUARY) == 144_00  # 2% of 7100.00 and of 100.00
    before = inputs(1)
    assert [one.currency for one in before.book.deals] == ["USD", ""]
    assert before.exchange == (ExchangeRate("USD", date(2026, 1, 1), Fraction("7.1")),)
    set_rate("7.2", noon(2, 10))
    assert inputs(9).exchange == before.exchange
    later = run_to("issued", FEBRUARY, noon(3, 1))
    (difference,) = [
        one for one in payruns.list_outcomes(run_id=later) if one.for_period == JANUARY and one.posted_fen
    ]
    assert (difference.component_key, difference.posted_fen) == ("commission", 2_00)
    assert payruns.verify_run(run_id=run_id).holds
    assert payruns.verify_run(run_id=later).holds


def test_a_missing_rate_is_refused_before_anything_is_frozen(company, monkeypatch):
    set_rate("7.1", noon(1, 3))
    record_deals(new_deal(company, "D1", "C1", 1_000_00, date(2026, 1, 5), currency="USD"), at=noon(1, 6))
    monkeypatch.setattr("jieli.apps.payruns.compute.list_rates", lambda known_at: ())
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=noon(2, 1), period=JANUARY)
    (told,) = refused.value.problems
    assert told.code == "CREDIT-CURRENCY-001"
    assert {"USD", "2026-01-05"} <= set(told.values.values())
    assert payruns.find_open_run() is None
