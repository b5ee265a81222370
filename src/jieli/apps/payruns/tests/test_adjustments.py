"""What is decided by hand: by whom, when it counts, and what runs make of it."""

from datetime import date

import pytest
from attrs import evolve
from django.db import DatabaseError, transaction
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import history_of
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.testing import (
    FEBRUARY,
    JANUARY,
    MARCH,
    new_deal,
    noon,
    record_deals,
    run_to,
    small_company,
)
from jieli.apps.payruns.tests.test_runs import codes, posted
from jieli.apps.payruns.tests.test_together import blocked, together  # noqa: F401
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.engines.pay import AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

ADDS, REPLACES = AdjustmentKind.ADDS, AdjustmentKind.REPLACES


@pytest.fixture
def users(organization, company):
    """HR who asks, finance who approves, and finance who is S1 himself."""
    return {
        name: sign_in_client(Client(), organization=organization, role=role, employee_id=employee).user_id
        for name, role, employee in (
            ("hr", "hr", None),
            ("finance", "finance", None),
            ("other", "finance", None),
            ("S1", "finance", company.people["S1"]),
        )
    }


def new(company, amount_fen: int, component: str = "", **other) -> payruns.NewAdjustment:
    plain = payruns.NewAdjustment(
        employee_id=company.people["S1"],
        period=JANUARY,
        plan_code="sales",
        component_key=component,
        kind=ADDS,
        amount_fen=amount_fen,
        reason="王总特批",
    )
    return evolve(plain, **other)


def request(users, one: payruns.NewAdjustment, day: int = 2) -> int:
    return payruns.request_adjustment(acting_user_id=users["hr"], at=noon(2, day), new=one)


def approve(users, adjustment_id: int, month: int = 2, day: int = 2, by: str = "finance") -> None:
    payruns.approve_adjustment(acting_user_id=users[by], at=noon(month, day), adjustment_id=adjustment_id)


def approved(users, one: payruns.NewAdjustment, month: int = 2, day: int = 2) -> int:
    adjustment_id = request(users, one, day)
    approve(users, adjustment_id, month, day)
    return adjustment_id


def withdraw(users, adjustment_id: int, month: int, day: int) -> None:
    payruns.withdraw_adjustment(
        acting_user_id=users["hr"], at=noon(month, day), adjustment_id=adjustment_id, reason="谈妥了"
    )


def test_only_what_is_approved_counts_and_a_line_of_its_own_stands_beside_the_components(company, users):
    request(users, new(company, 9_999_00))
    approved(users, new(company, 800_00))
    run_id = run_to("computed", JANUARY, noon(2, 3))
    assert posted(run_id, company.people["S1"]) == {
        ("2026-01", "base"): 6_000_00,
        ("2026-01", "_by_hand"): 800_00,
    }
    (line,) = [one for one in payruns.list_outcomes(run_id=run_id) if one.component_key == "_by_hand"]
    (step,) = [one for one in line.trace.walk() if one.rule == "pay.adjustment"]
    assert step.values["reason"] == "王总特批"
    assert step.values["approver"] == users["finance"]


def test_it_adds_to_a_component_or_replaces_it_and_may_take_away(company, users):
    record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))
    approved(users, new(company, 1_000_00, "commission", kind=REPLACES))
    approved(users, new(company, -250_00, "commission"))
    approved(users, new(company, -100_00, "base"))
    run_id = run_to("computed", JANUARY, noon(2, 3))
    of_s1 = posted(run_id, company.people["S1"])
    assert of_s1["2026-01", "commission"] == 750_00
    assert of_s1["2026-01", "base"] == 5_900_00


def test_for_an_issued_period_the_next_run_posts_the_difference_and_after_a_withdrawal_posts_it_back(
    company, users
):
    run_to("issued", JANUARY, noon(2, 1))
    adjustment_id = approved(users, new(company, 300_00, "base"))
    february = run_to("issued", FEBRUARY, noon(3, 1))
    assert posted(february, company.people["S1"]) == {
        ("2026-01", "base"): 300_00,
        ("2026-02", "base"): 6_000_00,
    }
    withdraw(users, adjustment_id, 3, 2)
    march = run_to("computed", MARCH, noon(4, 1))
    assert posted(march, company.people["S1"]) == {
        ("2026-01", "base"): -300_00,
        ("2026-03", "base"): 6_000_00,
    }
    assert payruns.verify_run(run_id=february).holds


def test_it_survives_every_recomputation_while_facts_change_around_it(company, users):
    approved(users, new(company, 500_00, "commission", kind=REPLACES))
    run_to("issued", JANUARY, noon(2, 3))
    record_deals(new_deal(company, "D9", "C1", 90_000_00, date(2026, 1, 30)), at=noon(2, 5))
    february = run_to("computed", FEBRUARY, noon(3, 1))
    assert ("2026-01", "commission") not in posted(february, company.people["S1"])


def test_a_run_knows_what_was_approved_when_it_was_frozen(company, users):
    adjustment_id = request(users, new(company, 300_00))
    run_id = run_to("started", JANUARY, noon(2, 3))
    approve(users, adjustment_id, 2, 4)
    payruns.compute_run(acting_user_id=None, at=noon(2, 5), run_id=run_id)
    assert ("2026-01", "_by_hand") not in posted(run_id, company.people["S1"])
    payruns.abandon_run(acting_user_id=None, at=noon(2, 6), run_id=run_id, reason="重来")
    again = run_to("computed", JANUARY, noon(2, 6))
    assert posted(again, company.people["S1"])["2026-01", "_by_hand"] == 300_00


def test_who_is_on_no_plan_is_paid_what_was_decided_all_the_same(company, users):
    approved(users, new(company, 300_00, employee_id=company.people["S3"]))
    run_id = run_to("computed", JANUARY, noon(2, 3))
    assert posted(run_id, company.people["S3"]) == {("2026-01", "_by_hand"): 300_00}


def test_who_requested_it_and_whose_pay_it_is_do_not_approve_it(company, users):
    own = payruns.request_adjustment(acting_user_id=users["finance"], at=noon(2, 2), new=new(company, 300_00))
    with pytest.raises(Problems) as refused:
        approve(users, own)
    assert codes(refused) == ["ADJUST-APPROVE-002"]
    with pytest.raises(Problems) as refused:
        approve(users, own, by="S1")
    assert codes(refused) == ["ADJUST-APPROVE-003"]
    approve(users, own, by="other")
    assert payruns.get_adjustment(adjustment_id=own).approved_by_id == users["other"]


def test_an_approved_one_is_approved_once_and_a_withdrawn_one_never(company, users):
    adjustment_id = approved(users, new(company, 300_00))
    with pytest.raises(Problems) as refused:
        approve(users, adjustment_id)
    assert codes(refused) == ["ADJUST-APPROVE-001"]
    withdraw(users, adjustment_id, 2, 3)
    for act in (lambda: approve(users, adjustment_id), lambda: withdraw(users, adjustment_id, 2, 4)):
        with pytest.raises(Problems) as refused:
            act()
        assert codes(refused) == ["ADJUST-WITHDRAW-001"]
    assert payruns.get_adjustment(adjustment_id=adjustment_id).withdrawn_at == noon(2, 3)


def test_two_do_not_replace_one_amount_until_the_first_is_withdrawn(company, users):
    first = approved(users, new(company, 500_00, "base", kind=REPLACES))
    second = request(users, new(company, 700_00, "base", kind=REPLACES))
    with pytest.raises(Problems) as refused:
        approve(users, second)
    assert codes(refused) == ["ADJUST-APPROVE-004"]
    withdraw(users, first, 2, 3)
    approve(users, second, 2, 4)
    run_id = run_to("computed", JANUARY, noon(2, 5))
    assert posted(run_id, company.people["S1"])["2026-01", "base"] == 700_00


def test_a_plan_that_the_person_is_not_on_is_refused_unless_it_was_issued_to_him_for_the_period(
    company, users
):
    outsider = evolve(new(company, 300_00, "base"), employee_id=company.people["S3"])
    with pytest.raises(Problems) as refused:
        request(users, outsider)
    assert codes(refused) == ["ADJUST-PLAN-002"]
    run_to("issued", JANUARY, noon(2, 1))
    plans.end_assignment(
        acting_user_id=None, at=noon(2, 2), employee_id=company.people["S1"], on=date(2026, 1, 1)
    )
    assert request(users, new(company, 300_00, "base"))
    with pytest.raises(Problems) as refused:
        request(users, new(company, 300_00, "base", period=FEBRUARY))
    assert codes(refused) == ["ADJUST-PLAN-002"]


LATER_KEY = SALES_TEXT.replace("  - key: transition", "  - key: handed_over").replace(
    "  - key: base", "  - key: salary"
)


def save_later_version() -> None:
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 3),
        code="sales",
        text=LATER_KEY,
        in_force_from=date(2026, 2, 1),
        keeps_previous=False,
    )


def test_only_components_of_the_version_that_pays_the_person_in_the_period_are_adjusted(company, users):
    save_later_version()
    parts = payruns.adjustable_parts(employee_id=company.people["S1"], period=JANUARY)
    assert parts == {"sales": {"base", "commission", "new_client", "servicing", "transition"}}
    with pytest.raises(Problems) as refused:
        request(users, new(company, 300_00, "handed_over"))
    assert codes(refused) == ["ADJUST-COMPONENT-003"]
    assert request(users, new(company, 300_00, "handed_over", period=FEBRUARY))
    with pytest.raises(Problems) as refused:
        request(users, new(company, 300_00, "base", period=FEBRUARY))
    assert codes(refused) == ["ADJUST-COMPONENT-003"]


def test_what_only_takes_back_what_it_paid_is_adjusted_too(company, users):
    save_later_version()
    parts = payruns.adjustable_parts(employee_id=company.people["S1"], period=FEBRUARY)
    assert parts == {
        "sales": {"salary", "commission", "new_client", "servicing", "handed_over", "transition"}
    }
    run_to("issued", JANUARY, noon(2, 1))
    approved(users, new(company, 300_00, "transition", period=FEBRUARY))
    run_id = run_to("issued", FEBRUARY, noon(3, 1))
    assert posted(run_id, company.people["S1"])["2026-02", "transition"] == 300_00


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"employee_id": 10**9}, "ADJUST-PERSON-001"),
        ({"plan_code": "nothing"}, "ADJUST-PLAN-001"),
        ({"component_key": "nothing"}, "ADJUST-COMPONENT-001"),
        ({"kind": REPLACES}, "ADJUST-COMPONENT-002"),
        ({"amount_fen": 0}, "ADJUST-AMOUNT-002"),
        ({"amount_fen": 10**10 + 1}, "ADJUST-AMOUNT-001"),
        ({"amount_fen": -(10**18)}, "ADJUST-AMOUNT-001"),
        ({"reason": "  "}, "ADJUST-REASON-001"),
        ({"period": Period.parse("2025-12")}, "ADJUST-PERIOD-001"),
        ({"period": Period.parse("2026-Q2")}, "ADJUST-PERIOD-001"),
        ({"period": Period.parse("0226-01")}, "DAY-RANGE-001"),
    ],
)
def test_what_cannot_be_meant_is_refused(company, users, changes, code):
    run_to("issued", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        request(users, evolve(new(company, 300_00), **changes))
    assert code in codes(refused)
    assert models.Adjustment.objects.count() == 0


def test_a_withdrawal_has_a_reason_and_nobody_withdraws_what_is_not_there(company, users):
    adjustment_id = approved(users, new(company, 300_00))
    with pytest.raises(Problems) as refused:
        payruns.withdraw_adjustment(
            acting_user_id=users["hr"], at=noon(2, 3), adjustment_id=adjustment_id, reason=" "
        )
    assert codes(refused) == ["ADJUST-REASON-001"]
    with pytest.raises(NotFound):
        withdraw(users, 10**9, 2, 3)


@pytest.mark.parametrize(
    "change",
    [{"amount_fen": 1}, {"reason": "x"}, {"approved_by_id": 10**6}, {"withdrawn_because": "x"}],
)
def test_the_database_keeps_what_was_decided(company, users, change):
    adjustment_id = approved(users, new(company, 300_00))
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Adjustment.objects.filter(pk=adjustment_id).update(**change)


def test_the_database_holds_four_eyes(company, users):
    adjustment_id = request(users, new(company, 300_00))
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Adjustment.objects.filter(pk=adjustment_id).update(
            approved_at=noon(2, 3), approved_by_id=users["hr"]
        )


def test_the_log_says_who_asked_approved_and_withdrew(company, users):
    adjustment_id = approved(users, new(company, 300_00))
    withdraw(users, adjustment_id, 2, 3)
    entries = history_of(table_name="payruns_adjustment", row_id=adjustment_id)
    assert sorted(one.acting_user_id for one in entries) == sorted(
        [users["hr"], users["finance"], users["hr"]]
    )


def test_another_organisation_sees_and_approves_nothing(committed_organization, blocked):  # noqa: F811
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        there = small_company()
        hr = sign_in_client(Client(), organization=committed_organization, role="hr").user_id
        adjustment_id = request({"hr": hr}, new(there, 300_00))
    with organization_scope(organization_id=make_organization().id, purpose="test"):
        assert payruns.list_adjustments() == ()
        with pytest.raises(NotFound):
            payruns.approve_adjustment(acting_user_id=1, at=noon(2, 2), adjustment_id=adjustment_id)


def test_two_replacements_approved_together_leave_one(committed_organization, blocked):  # noqa: F811
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        there = small_company()
        users = {
            role: sign_in_client(Client(), organization=committed_organization, role=role).user_id
            for role in ("hr", "finance")
        }
        waiting = [request(users, new(there, fen, "base", kind=REPLACES)) for fen in (1_00, 2_00, 3_00, 4_00)]
    results = together(committed_organization, lambda: approve(users, waiting.pop()))
    assert results == ["ADJUST-APPROVE-004"] * 3 + ["done"]
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert models.Adjustment.objects.filter(approved_at__isnull=False).count() == 1


def test_no_run_leaves_behind_what_was_approved_for_days_before_it(company, users):
    adjustment_id = approved(users, new(company, 100_00, period=Period.parse("2025-12")))
    with pytest.raises(Problems) as refused:
        run_to("computed", JANUARY, noon(2, 3))
    assert [one.code for one in refused.value.problems] == ["RUN-PERIOD-006"]
    withdraw(users, adjustment_id, 2, 3)
    run_to("computed", JANUARY, noon(2, 4))
