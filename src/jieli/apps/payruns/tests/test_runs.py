"""A run from freezing to issuing, and what later changes of facts make of it."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jieli.apps.audit.api import history_of
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.events import run_issued
from jieli.apps.payruns.testing import (
    FEBRUARY,
    JANUARY,
    MARCH,
    new_deal,
    noon,
    record_deals,
    run_to,
)
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.engines.pay import compute_pay
from jieli.kernel.period import NotAPeriod, Period
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace


@pytest.fixture
def deals(company):
    """What was sold in January: S1 150,000.00, S2 10,000.00."""
    return record_deals(
        new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
        new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
        at=noon(1, 25),
    )


def posted(run_id: int, person: int) -> dict[tuple[str, str], int]:
    """(for-period, component) → posted, without the zeros."""
    return {
        (one.for_period.label, one.component_key): one.posted_fen
        for one in payruns.posted_amounts(run_id=run_id)
        if one.employee_id == person and one.posted_fen
    }


def codes(refused) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_run_pays_base_and_marginal_commission_by_the_plan(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    assert posted(run_id, company.people["S1"]) == {
        ("2026-01", "base"): 6_000_00,
        ("2026-01", "commission"): 3_500_00,
        ("2026-01", "new_client"): 500_00,
    }
    assert posted(run_id, company.people["S2"]) == {
        ("2026-01", "base"): 6_000_00,
        ("2026-01", "commission"): 200_00,
        ("2026-01", "new_client"): 500_00,
    }
    assert payruns.get_run(run_id=run_id).total_fen == 16_700_00


def test_every_outcome_keeps_its_trace_and_the_names_of_its_component(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    outcomes = payruns.list_outcomes(run_id=run_id, employee_id=company.people["S1"])
    commission = next(one for one in outcomes if one.component_key == "commission")
    assert commission.names == {"zh": "提成", "en": "Commission"}
    assert "100000.00 × 2% = 2000.00" in commission.trace.arithmetic()
    assert payruns.get_outcome(outcome_id=commission.id) == commission


def test_computing_again_gives_the_same_hash_and_writes_nothing(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    first = payruns.get_run(run_id=run_id).outcome_hash
    count = models.Outcome.objects.count()
    again = payruns.compute_run(acting_user_id=None, at=noon(2, 2), run_id=run_id)
    assert (again, models.Outcome.objects.count()) == (first, count)


def test_a_rerun_reads_the_frozen_tables_alone_even_after_the_facts_have_changed(company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    correct(deals, company, 200_000_00, noon(2, 5))
    plans.end_assignment(
        acting_user_id=None, at=noon(2, 5), employee_id=company.people["S2"], on=date(2026, 1, 1)
    )
    rerun = payruns.rerun_from_frozen(run_id=run_id)
    assert rerun.is_identical
    assert rerun.outcome_hash == payruns.get_run(run_id=run_id).outcome_hash
    assert sum(one.posted_fen for one in rerun.outcomes) == 16_700_00


def test_two_runs_of_the_same_knowledge_have_the_same_input_hash(company, deals):
    first = run_to("started", JANUARY, noon(2, 1))
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=first, reason="wrong day")
    second = run_to("started", JANUARY, noon(2, 1))
    views = [payruns.get_run(run_id=run_id) for run_id in (first, second)]
    assert views[0].input_hash == views[1].input_hash
    names = [one.name for one in payruns.list_frozen_inputs(run_id=second)]
    assert names == sorted(names)
    assert {"deals", "spans", "versions", "assignments", "employments", "issued", "periods"} <= set(names)


def test_the_order_in_which_facts_came_changes_no_figure(company):
    new = [new_deal(company, f"D{n}", "C1", n * 1_234_56, date(2026, 1, 1 + n)) for n in range(1, 20)]
    for batch in (new[10:], new[:10][::-1]):
        record_deals(*batch, at=noon(1, 25))
    run_id = run_to("computed", JANUARY, noon(2, 1))
    # 234566.40 in all: 2% of 100000.00 and 3% of 134566.40 are 6036.992.
    assert posted(run_id, company.people["S1"])["2026-01", "commission"] == 6_036_99


def correct(deals, company, amount_fen: int, at: datetime) -> None:
    intake.correct_deal(
        acting_user_id=None,
        at=at,
        fact_id=deals["deal", "D1"],
        new=new_deal(company, "D1", "C1", amount_fen, date(2026, 1, 10)),
        reason="合同金额更正",
    )


def test_changing_one_deal_after_issuing_posts_exactly_the_difference_in_the_next_period(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    correct(deals, company, 160_000_00, noon(2, 10))
    run_id = run_to("issued", FEBRUARY, noon(3, 1))
    outcomes = payruns.list_outcomes(run_id=run_id)
    (adjustment,) = [one for one in outcomes if one.is_adjustment]
    assert (adjustment.for_period, adjustment.in_period) == (JANUARY, FEBRUARY)
    assert adjustment.employee_id == company.people["S1"]
    assert (adjustment.desired_fen, adjustment.issued_before_fen, adjustment.posted_fen) == (
        3_800_00,
        3_500_00,
        300_00,
    )
    assert posted(run_id, company.people["S2"]) == {("2026-02", "base"): 6_000_00}


def test_a_difference_is_posted_once_and_what_is_corrected_back_is_taken_back(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    correct(deals, company, 160_000_00, noon(2, 10))
    run_to("issued", FEBRUARY, noon(3, 1))
    correct(deals, company, 150_000_00, noon(3, 10))
    march = run_to("issued", MARCH, noon(4, 1))
    assert posted(march, company.people["S1"])["2026-01", "commission"] == -300_00
    april = run_to("issued", Period.month("2026-04"), noon(5, 1))
    assert ("2026-01", "commission") not in posted(april, company.people["S1"])


def test_a_plan_corrected_from_its_first_day_settles_what_was_issued_under_it(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    text = plans.get_plan(code="sales").latest.text.replace("6000.00", "6500.00")
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(2, 10),
        code="sales",
        text=text,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    assert posted(run_id, company.people["S2"]) == {
        ("2026-01", "base"): 500_00,
        ("2026-02", "base"): 6_500_00,
    }


def test_a_fact_recorded_after_the_freezing_waits_for_the_next_run(company, deals):
    run_id = run_to("started", JANUARY, noon(2, 1))
    record_deals(new_deal(company, "D3", "C3", 5_000_00, date(2026, 1, 30)), at=noon(2, 2))
    payruns.compute_run(acting_user_id=None, at=noon(2, 3), run_id=run_id)
    assert posted(run_id, company.people["S2"])["2026-01", "commission"] == 200_00


def test_only_one_run_is_open_at_a_time(company):
    run_to("computed", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=noon(2, 2), period=JANUARY)
    assert codes(refused) == ["RUN-OPEN-001"]


def test_a_period_that_was_issued_is_not_run_again(company):
    run_to("issued", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=noon(2, 2), period=JANUARY)
    assert codes(refused) == ["RUN-PERIOD-001"]


@pytest.mark.parametrize("label", ["2026-03", "2025-12", "2026-Q1", "2026-01-15..2026-02-15"])
def test_periods_follow_one_another_without_gap_or_overlap(company, label):
    run_to("issued", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=noon(6, 1), period=Period.parse(label))
    assert codes(refused) == ["RUN-PERIOD-002"]


def test_a_period_that_has_not_begun_is_not_run(company):
    eve = datetime(2026, 1, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=eve, period=FEBRUARY)
    assert codes(refused) == ["RUN-PERIOD-003"]
    assert payruns.start_run(
        acting_user_id=None, at=datetime(2026, 1, 31, 16, 0, tzinfo=UTC), period=FEBRUARY
    )


@pytest.mark.parametrize(
    ("state", "step", "code"),
    [
        ("started", payruns.review_run, "RUN-REVIEW-001"),
        ("computed", payruns.approve_run, "RUN-APPROVE-001"),
        ("reviewed", payruns.issue_run, "RUN-ISSUE-002"),
        ("issued", payruns.issue_run, "RUN-ISSUE-001"),
        ("issued", payruns.approve_run, "RUN-APPROVE-001"),
    ],
)
def test_a_step_out_of_turn_is_refused(company, state, step, code):
    run_id = run_to(state, JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        step(acting_user_id=None, at=noon(2, 2), run_id=run_id)
    assert codes(refused) == [code]


def test_an_issued_run_is_announced_once_inside_its_transaction(company):
    heard = []

    def hear(**announced):
        heard.append((announced["run_id"], announced["issued_at"]))

    run_issued.connect(hear)
    try:
        run_id = run_to("issued", JANUARY, noon(2, 1))
    finally:
        run_issued.disconnect(hear)
    assert heard == [(run_id, noon(2, 1))]


def test_abandoning_needs_a_reason_and_frees_the_period(company):
    run_id = run_to("approved", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason=" ")
    assert codes(refused) == ["RUN-ABANDON-001"]
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="数据有误")
    assert [event.verb for event in payruns.list_events(run_id=run_id)][-1] == "abandoned"
    assert payruns.get_run(run_id=run_to("issued", JANUARY, noon(2, 2))).state == "issued"


@pytest.mark.parametrize("state", ["issued", "abandoned"])
def test_an_issued_or_abandoned_run_is_not_abandoned(company, state):
    run_id = run_to("issued" if state == "issued" else "started", JANUARY, noon(2, 1))
    if state == "abandoned":
        payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")
    with pytest.raises(Problems) as refused:
        payruns.abandon_run(acting_user_id=None, at=noon(2, 2), run_id=run_id, reason="again")
    assert codes(refused) == ["RUN-ABANDON-002"]


def test_an_abandoned_run_is_not_computed(company):
    run_id = run_to("started", JANUARY, noon(2, 1))
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")
    with pytest.raises(Problems) as refused:
        payruns.compute_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    assert codes(refused) == ["RUN-COMPUTE-001"]


def smuggled(run_id, employee_id):
    """An outcome that nobody computed."""
    return models.Outcome(
        run_id=run_id,
        employee_id=employee_id,
        for_label=JANUARY.label,
        for_from=JANUARY.from_,
        for_until=JANUARY.until,
        plan_code="sales",
        component_key="smuggled",
        component_name={},
        plan_hash="0",
        desired_fen=1,
        issued_before_fen=0,
        posted_fen=1,
        trace=Trace("none").to_json(),
    )


def test_a_run_whose_stored_outcomes_were_tampered_with_is_not_issued(company):
    run_id = run_to("started", JANUARY, noon(2, 1))
    smuggled(run_id, company.people["S1"]).save()
    for step in (payruns.compute_run, payruns.review_run, payruns.approve_run):
        step(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    with pytest.raises(payruns.ChangedOutcomes):
        payruns.issue_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    rerun = payruns.rerun_from_frozen(run_id=run_id)
    assert len(rerun.differing) == len(rerun.differing_amounts) == 1


@pytest.mark.parametrize("state", ["computed", "reviewed", "approved", "issued"])
def test_the_database_takes_no_outcome_into_a_run_that_is_computed(company, state):
    run_id = run_to(state, JANUARY, noon(2, 1))
    with pytest.raises(IntegrityError, match="JIELI-FENCE-003"), transaction.atomic():
        smuggled(run_id, company.people["S1"]).save()


def test_a_line_that_is_explained_otherwise_than_it_was_stored_is_told_from_one_of_another_amount(
    company, monkeypatch
):
    run_id = run_to("computed", JANUARY, noon(2, 1))

    def in_other_words(inputs):
        return tuple(evolve(one, trace=Trace("pay.other")) for one in compute_pay(inputs))

    monkeypatch.setattr("jieli.apps.payruns.rerunning.outcomes_of_run", in_other_words)
    rerun = payruns.rerun_from_frozen(run_id=run_id)
    assert not rerun.is_identical
    assert (len(rerun.differing), rerun.differing_amounts) == (len(rerun.outcomes), ())
    with pytest.raises(payruns.ChangedOutcomes):
        payruns.compute_run(acting_user_id=None, at=noon(2, 2), run_id=run_id)


def test_what_was_issued_is_the_sum_of_what_issued_runs_posted(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    correct(deals, company, 160_000_00, noon(2, 10))
    run_to("issued", FEBRUARY, noon(3, 1))
    from jieli.apps.payruns.queries import issued_amounts

    (commission,) = [
        one
        for one in issued_amounts()
        if one.person == company.people["S1"] and one.component == "commission" and one.period == JANUARY
    ]
    assert commission.amount_fen == 3_800_00
    assert commission.names == {"zh": "提成", "en": "Commission"}


def test_days_on_no_plan_and_credits_without_one_are_found(company, deals):
    more = record_deals(new_deal(company, "D9", "C4", 700_00, date(2026, 1, 12)), at=noon(1, 25))
    d2 = payruns.FactRef("deal", "D2", deals["deal", "D2"])
    d9 = payruns.FactRef("deal", "D9", more["deal", "D9"])
    plans.end_assignment(
        acting_user_id=None, at=noon(1, 26), employee_id=company.people["S2"], on=date(2026, 1, 15)
    )
    found = payruns.run_findings(run_id=run_to("computed", JANUARY, noon(2, 1)))
    s2, s3 = company.people["S2"], company.people["S3"]
    kinds = payruns.FindingKind
    assert [one for one in found if one.kind is kinds.UNOWNED] == [
        payruns.Finding(kinds.UNOWNED, None, 700_00, facts=(d9,))
    ]
    assert [one for one in found if one.kind is kinds.CREDITED_WITHOUT_PLAN] == [
        payruns.Finding(kinds.CREDITED_WITHOUT_PLAN, s2, 10_000_00, facts=(d2,))
    ]
    gaps = {
        one.employee_id: DateRange(one.from_on, one.until_on)
        for one in found
        if one.kind is kinds.EMPLOYED_WITHOUT_PLAN
    }
    assert gaps == {s2: DateRange(date(2026, 1, 15), JANUARY.until), s3: JANUARY.range}


def test_who_is_on_no_plan_by_design_is_named_once_and_again_after_he_was_on_one(company, deals):
    def named(period, at, *, issue=True):
        run_id = run_to("issued" if issue else "computed", period, at)
        kind = payruns.FindingKind.EMPLOYED_WITHOUT_PLAN
        return {one.employee_id for one in payruns.run_findings(run_id=run_id) if one.kind is kind}

    s2, s3 = company.people["S2"], company.people["S3"]
    assert named(JANUARY, noon(2, 1)) == {s3}
    plans.end_assignment(acting_user_id=None, at=noon(2, 3), employee_id=s2, on=date(2026, 2, 1))
    assert named(FEBRUARY, noon(3, 1)) == {s2}
    on_plan = plans.NewAssignment(s3, "sales", DateRange(date(2026, 3, 1), date(2026, 3, 11)))
    plans.assign_plan(acting_user_id=None, at=noon(3, 2), assignments=[on_plan])
    assert named(MARCH, noon(4, 1), issue=False) == {s3}


def test_a_jump_against_the_period_before_and_a_negative_total_are_found(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    intake.void_fact(acting_user_id=None, at=noon(2, 5), fact_id=deals["deal", "D1"], reason="取消")
    plans.end_assignment(
        acting_user_id=None, at=noon(2, 6), employee_id=company.people["S1"], on=date(2026, 2, 1)
    )
    found = payruns.run_findings(run_id=run_to("computed", FEBRUARY, noon(3, 1)))
    s1, kinds = company.people["S1"], payruns.FindingKind
    assert payruns.Finding(kinds.NEGATIVE, s1, -4_000_00) in found
    assert payruns.Finding(kinds.JUMP, s1, -4_000_00, 10_000_00) in found


def test_findings_are_read_as_they_were_written_without_the_frozen_tables(company, deals, monkeypatch):
    run_id = run_to("computed", JANUARY, noon(2, 1))

    def thaw(_run_id):
        raise AssertionError("The frozen tables were read.")

    monkeypatch.setattr("jieli.apps.payruns.compute.thaw_inputs", thaw)
    assert [one.kind for one in payruns.run_findings(run_id=run_id)] == ["employed_without_plan"]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        models.RunFinding.objects.filter(run=run_id).update(kind="jump")


def test_a_first_run_with_nobody_to_pay_is_refused(company):
    for number in ("S1", "S2"):
        plans.end_assignment(
            acting_user_id=None, at=noon(1, 3), employee_id=company.people[number], on=date(2026, 2, 1)
        )
    run_id = payruns.start_run(acting_user_id=None, at=noon(3, 1), period=FEBRUARY)
    with pytest.raises(Problems) as refused:
        payruns.compute_run(acting_user_id=None, at=noon(3, 1), run_id=run_id)
    assert codes(refused) == ["RUN-COMPUTE-002"]


def test_a_plan_that_pays_by_what_nobody_has_is_said_until_somebody_has_it(company, deals):
    override = (
        '  - {key: team, type: team_override, name: {zh: "团队提成", en: "Override"}, basis: deals, owner_date: signed,'
        ' credit_by: ownership, levels: all, own: excluded, rate: "1%", rounding: half_up}\n'
    )
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 20),
        code="sales",
        text=SALES_TEXT + override,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    found = payruns.run_findings(run_id=run_to("computed", JANUARY, noon(2, 1)))
    assert payruns.Finding(payruns.FindingKind.NO_TEAMS, plan_code="sales", component_key="team") in found
    assert not {"no_services", "no_named_deals", "no_confirmations"} & {one.kind for one in found}


def test_what_a_person_leaves_open_with_his_plan_is_said(company, deals):
    draw = (
        '  - {key: ahead, type: draw, name: {zh: "预支", en: "Draw"}, "on": [commission], pays: on_top,'
        ' recoverable: until_recovered, amount: "160.15", proration: none, rounding: half_up,'
        ' recover_rate: "100%", recover_above: "0.00"}\n'
    )
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 20),
        code="sales",
        text=SALES_TEXT + draw,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    run_to("issued", JANUARY, noon(2, 1))
    s2 = company.people["S2"]
    plans.end_assignment(acting_user_id=None, at=noon(2, 3), employee_id=s2, on=date(2026, 2, 1))
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    owed = payruns.Finding(
        payruns.FindingKind.LEFT_OPEN, s2, -160_15, plan_code="sales", component_key="ahead"
    )
    assert [one for one in payruns.run_findings(run_id=run_id) if one.kind is owed.kind] == [owed]


def test_a_later_run_with_nobody_on_a_plan_says_so_and_lets_the_next_period_come(company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    for number in ("S1", "S2"):
        plans.end_assignment(
            acting_user_id=None, at=noon(2, 3), employee_id=company.people[number], on=date(2026, 2, 1)
        )
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    (first, *_) = payruns.run_findings(run_id=run_id)
    assert first == payruns.Finding(payruns.FindingKind.NOBODY_ON_PLAN)


def test_the_log_keeps_the_amount_of_an_outcome_and_not_its_trace_a_second_time(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    (outcome, *_) = payruns.posted_amounts(run_id=run_id)
    (entry,) = history_of(table_name="payruns_outcome", row_id=outcome.outcome_id, may={"see_pay"})
    assert entry.new["posted_fen"] == outcome.posted_fen
    assert "trace" not in entry.new


def test_a_run_that_is_not_there_is_not_found(organization):
    with pytest.raises(payruns.NoSuchRun):
        payruns.get_run(run_id=1)
    with pytest.raises(payruns.NoSuchOutcome):
        payruns.get_outcome(outcome_id=1)


def test_the_next_period_follows_the_last_issued_one(company):
    assert payruns.next_period(today=date(2026, 2, 3)) == JANUARY
    run_to("issued", JANUARY, noon(2, 1))
    assert payruns.next_period(today=date(2026, 6, 1)) == FEBRUARY


def test_a_value_of_a_deal_outside_every_plan_changes_no_other_table(company, deals):
    first = run_to("started", JANUARY, noon(2, 1))
    tables = {one.name: one.content_hash for one in payruns.list_frozen_inputs(run_id=first)}
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=first, reason="x")
    changed = evolve(new_deal(company, "D1", "C1", 1, date(2026, 1, 10)), title="另一个名字")
    intake.correct_deal(
        acting_user_id=None, at=noon(2, 2), fact_id=deals["deal", "D1"], new=changed, reason="更正"
    )
    second = run_to("started", JANUARY, noon(2, 3))
    after = {one.name: one.content_hash for one in payruns.list_frozen_inputs(run_id=second)}
    assert {name for name in tables if tables[name] != after[name]} == {"deals"}


@pytest.mark.parametrize(
    ("at", "label", "expected"),
    [
        (noon(2, 1), "2015-01-01..2016-01-03", ["RUN-PERIOD-004", "RUN-PERIOD-005"]),
        (noon(2, 1), "2026-01-01..2126-01-01", ["RUN-PERIOD-004"]),
        (noon(2, 1), "2016-01", ["RUN-PERIOD-005"]),
        (noon(2, 1), "1926-10", ["DAY-RANGE-001", "RUN-PERIOD-005"]),
        (noon(2, 1), "9999-11", ["DAY-RANGE-001", "RUN-PERIOD-003"]),
    ],
)
def test_a_period_that_no_business_pays_is_not_run(company, at, label, expected):
    with pytest.raises(Problems) as refused:
        payruns.start_run(acting_user_id=None, at=at, period=Period.parse(label))
    assert codes(refused) == expected


def test_a_first_run_may_be_of_a_whole_year_and_ten_years_ago(company):
    for label in ("2024", "2016-02"):
        run_id = payruns.start_run(acting_user_id=None, at=noon(2, 1), period=Period.parse(label))
        payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")


TEXTS = st.one_of(
    st.text(max_size=25),
    st.builds("{:04d}".format, st.integers(0, 9999)),
    st.builds("{:04d}-{:02d}".format, st.integers(0, 9999), st.integers(0, 13)),
    st.builds("{:04d}-Q{}".format, st.integers(0, 9999), st.integers(0, 5)),
    st.builds("{}..{}".format, st.dates(), st.dates()),
    st.builds("{}..{}".format, *(2 * [st.dates(date(2024, 12, 1), date(2026, 3, 1))])),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(TEXTS)
@example("0001-01-01..9999-12-31")
@example("9999-11")
@example("0001")
def test_any_text_that_names_a_period_is_run_or_refused_with_its_reasons(company, text):
    try:
        period = Period.parse(text)
    except NotAPeriod:
        return
    try:
        run_id = payruns.start_run(acting_user_id=None, at=noon(1, 31), period=period)
    except Problems:
        return
    assert period.range.days <= 366
    payruns.abandon_run(acting_user_id=None, at=noon(1, 31), run_id=run_id, reason="x")


def test_a_period_is_issued_when_its_last_day_is_over_where_the_organisation_is(company):
    eve = datetime(2026, 1, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    run_id = run_to("approved", JANUARY, eve)
    with pytest.raises(Problems) as refused:
        payruns.issue_run(acting_user_id=None, at=eve, run_id=run_id)
    assert codes(refused) == ["RUN-ISSUE-003"]
    assert "2026-02-01" in refused.value.problems[0].text()
    payruns.issue_run(acting_user_id=None, at=datetime(2026, 1, 31, 16, 0, tzinfo=UTC), run_id=run_id)
    assert payruns.get_run(run_id=run_id).state == "issued"


def test_a_look_ahead_says_that_it_does_not_know_the_whole_period(company):
    (first, *_) = payruns.run_findings(run_id=run_to("computed", JANUARY, noon(1, 15)))
    assert first == payruns.Finding(
        payruns.FindingKind.FROZEN_EARLY, from_on=date(2026, 1, 15), until_on=JANUARY.until
    )
