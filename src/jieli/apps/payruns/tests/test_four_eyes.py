"""Who approves a run is not who made it, unless the organisation allows it; then the run says so."""

from datetime import date

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import four_eyes
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals
from jieli.engines.pay import AdjustmentKind
from jieli.kernel.problem import Problems


@pytest.fixture
def one_person(monkeypatch):
    """An organisation that lets one person do all of it; the setting itself is the command's, tried there."""
    allowed = organizations.Organization(1, "tiny", "小店", "CNY", "Asia/Shanghai", "zh-hans", True)
    monkeypatch.setattr(four_eyes, "get_organization", lambda: allowed)


def reviewed(starter, reviewer):
    run_id = payruns.start_run(acting_user_id=starter, at=noon(2, 1), period=JANUARY)
    payruns.compute_run(acting_user_id=starter, at=noon(2, 1), run_id=run_id)
    payruns.review_run(acting_user_id=reviewer, at=noon(2, 1), run_id=run_id)
    return run_id


def approve(run_id, approver):
    """Empty: it is approved; else the codes of the refusal."""
    try:
        payruns.approve_run(acting_user_id=approver, at=noon(2, 1), run_id=run_id)
    except Problems as refused:
        return [one.code for one in refused.problems]
    return []


def is_pointed_out(run_id):
    return payruns.FindingKind.SAME_PERSON in {one.kind for one in payruns.run_findings(run_id=run_id)}


@pytest.mark.parametrize(
    ("starter", "reviewer", "approver", "is_said"),
    [(1, 1, 1, True), (1, 2, 1, True), (1, 2, 2, True), (1, 1, 2, False), (None, None, None, False)],
)
def test_where_it_is_allowed_the_approver_who_had_a_hand_in_the_run_is_pointed_out(
    company, one_person, starter, reviewer, approver, is_said
):
    run_id = reviewed(starter, reviewer)
    assert approve(run_id, approver) == []
    assert is_pointed_out(run_id) is is_said


def test_who_made_a_run_does_not_approve_it_and_who_only_reviewed_it_may(company):
    run_id = reviewed(starter=1, reviewer=2)
    assert approve(run_id, 1) == ["RUN-APPROVE-002"]
    assert payruns.get_run(run_id=run_id).state == "reviewed"
    assert approve(run_id, 2) == []
    assert is_pointed_out(run_id)


def test_who_asked_for_an_adjustment_in_a_run_does_not_approve_it(organization, company):
    asker, approver = (
        sign_in_client(Client(), organization=organization, role=role).user_id for role in ("hr", "finance")
    )
    record_deals(new_deal(company, "D1", "C1", 10_000_00, date(2026, 1, 10)), at=noon(1, 25))
    asked = payruns.NewAdjustment(
        employee_id=company.people["S1"],
        period=JANUARY,
        plan_code="sales",
        component_key="commission",
        kind=AdjustmentKind.ADDS,
        amount_fen=100_00,
        reason="谢谢",
    )
    adjustment_id = payruns.request_adjustment(acting_user_id=asker, at=noon(1, 26), new=asked)
    payruns.approve_adjustment(acting_user_id=approver, at=noon(1, 26), adjustment_id=adjustment_id)
    run_id = reviewed(None, None)
    assert approve(run_id, asker) == ["RUN-APPROVE-002"]
    assert approve(run_id, approver) == []


def test_the_command_of_who_runs_the_installation_may_do_all_of_it(company):
    assert approve(reviewed(None, None), None) == []
