"""Who is on which plan when."""

from datetime import date, timedelta

import pytest

from jieli.apps.plans import api as plans
from jieli.apps.plans.models import PlanAssignment
from jieli.apps.plans.testing import AGREED_BASE_TEXT, SALES_TEXT
from jieli.apps.plans.tests.conftest import AT
from jieli.engines.pay import Assignment
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

JANUARY, APRIL = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def two_plans(organization):
    for code, text in (("sales", SALES_TEXT), ("consult", AGREED_BASE_TEXT)):
        plans.save_plan_version(
            acting_user_id=None, at=AT, code=code, text=text, in_force_from=JANUARY, keeps_previous=False
        )


def assign(*assignments, at=AT):
    return plans.assign_plan(acting_user_id=None, at=at, assignments=assignments)


def new(employee_id, code="sales", from_=JANUARY, until=None, base_fen=None):
    return plans.NewAssignment(employee_id, code, DateRange(from_, until), base_fen)


def refused_codes(*assignments) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as refused:
        assign(*assignments)
    return [(problem.code, problem.place) for problem in refused.value.problems]


def test_people_are_assigned_together_and_the_engine_sees_them(staff):
    assert assign(new(staff["S1"]), new(staff["S2"], "consult", APRIL, None, 7000_00)) == 2
    assert set(plans.list_assignments(known_at=AT)) == {
        Assignment(staff["S1"], "sales", DateRange(JANUARY, None), None),
        Assignment(staff["S2"], "consult", DateRange(APRIL, None), 7000_00),
    }


def test_assigning_twice_changes_nothing(staff):
    assign(new(staff["S1"]))
    assert assign(new(staff["S1"]), at=AT + timedelta(days=1)) == 0
    assert PlanAssignment.objects.count() == 1


def test_a_new_plan_from_a_day_cuts_the_old_one_and_what_was_known_before_stays_readable(staff):
    assign(new(staff["S1"]))
    later = AT + timedelta(days=30)
    assign(new(staff["S1"], "consult", APRIL, None, 7000_00), at=later)
    assert [(one.plan_code, one.range) for one in plans.assignments_of(employee_id=staff["S1"])] == [
        ("sales", DateRange(JANUARY, APRIL)),
        ("consult", DateRange(APRIL, None)),
    ]
    assert plans.list_assignments(known_at=AT) == (
        Assignment(staff["S1"], "sales", DateRange(JANUARY, None), None),
    )


def test_a_plan_for_some_days_in_the_middle_leaves_the_days_before_and_after(staff):
    assign(new(staff["S1"]))
    assign(new(staff["S1"], "consult", date(2026, 2, 1), date(2026, 3, 1), 1), at=AT + timedelta(days=1))
    assert [(one.plan_code, one.range.from_) for one in plans.assignments_of(employee_id=staff["S1"])] == [
        ("sales", JANUARY),
        ("consult", date(2026, 2, 1)),
        ("sales", date(2026, 3, 1)),
    ]


def test_one_call_may_give_one_person_two_plans_after_one_another(staff):
    assign(new(staff["S1"]))
    assign(
        new(staff["S1"], "sales", JANUARY, date(2026, 2, 1)),
        new(staff["S1"], "consult", date(2026, 2, 1), None, 1),
        at=AT + timedelta(days=1),
    )
    assert [(one.plan_code, one.range) for one in plans.assignments_of(employee_id=staff["S1"])] == [
        ("sales", DateRange(JANUARY, date(2026, 2, 1))),
        ("consult", DateRange(date(2026, 2, 1), None)),
    ]


def test_an_ended_assignment_leaves_the_days_before(staff):
    assign(new(staff["S1"]))
    plans.end_assignment(
        acting_user_id=None, at=AT + timedelta(days=1), employee_id=staff["S1"], on=date(2026, 2, 1)
    )
    (left,) = plans.assignments_of(employee_id=staff["S1"])
    assert left.range == DateRange(JANUARY, date(2026, 2, 1))
    assert plans.assignments_on(on=date(2026, 2, 1)) == ()


def test_an_unknown_plan_is_refused(staff):
    assert refused_codes(new(staff["S1"], "nothing")) == [("PLAN-ASSIGN-001", "assignments[0].plan_code")]


def test_a_plan_without_a_version_on_the_first_day_is_refused(staff):
    found = refused_codes(new(staff["S1"]), new(staff["S2"], from_=date(2025, 12, 31)))
    assert found == [("PLAN-ASSIGN-002", "assignments[1].range")]
    assert plans.list_assignments(known_at=None) == ()


def test_a_plan_that_takes_the_base_from_here_needs_one(staff):
    assert refused_codes(new(staff["S1"], "consult")) == [("PLAN-ASSIGN-003", "assignments[0].base_fen")]


def test_somebody_unknown_is_refused(staff):
    assert refused_codes(new(999_999_999)) == [("PLAN-ASSIGN-004", "assignments[0].employee_id")]


def test_the_same_person_twice_on_one_day_is_refused(staff):
    found = refused_codes(new(staff["S1"]), new(staff["S1"], from_=APRIL))
    assert found == [("PLAN-ASSIGN-005", "assignments[1].range")]


def test_days_after_somebody_left_are_refused(staff):
    assert refused_codes(new(staff["S3"], from_=date(2026, 3, 1))) == [
        ("PLAN-ASSIGN-006", "assignments[0].range")
    ]


def test_a_negative_base_is_refused(staff):
    found = refused_codes(new(staff["S1"], "consult", base_fen=-1))
    assert found == [("PLAN-ASSIGN-007", "assignments[0].base_fen")]
