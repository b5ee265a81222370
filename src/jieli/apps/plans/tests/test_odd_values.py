"""What no form of ours sends: salaries and days that nobody can mean, and moments before what is known already."""

from datetime import date, timedelta

import pytest

from jieli.apps.plans import api as plans
from jieli.apps.plans.models import PlanVersion
from jieli.apps.plans.testing import SALES_TEXT
from jieli.apps.plans.tests.conftest import AT, JANUARY, browser
from jieli.apps.plans.tests.test_pages import text
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

ODD_DAYS = ["0001-01-01", "0226-03-01", "1949-12-31", "2150-01-01", "9999-12-31"]

pytestmark = pytest.mark.usefixtures("company")


def assign(employee_id, *, from_=JANUARY, until=None, base_fen=None, at=AT):
    new = plans.NewAssignment(employee_id, "sales", DateRange(from_, until), base_fen)
    return plans.assign_plan(acting_user_id=None, at=at, assignments=[new])


def codes(refused):
    return {(one.code, one.place) for one in refused.value.problems}


def sent(staff, base="5000", **changes):
    return {
        "plan": "sales",
        "from_": "2026-02-01",
        "until": "",
        "people": staff["S2"],
        f"base-{staff['S2']}": base,
        **changes,
    }


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("99999999999999999999", "This is not an amount with at most sixteen digits and two decimals."),
        ("9" * 5_000, "This is not an amount with at most sixteen digits and two decimals."),
        ("92233720368547758.08", "This is not an amount with at most sixteen digits and two decimals."),
        ("²", "This is not an amount with at most sixteen digits and two decimals."),
        ("5\0", "This is not an amount with at most sixteen digits and two decimals."),
        ("9999999999999999.99", "A monthly base salary of 9,999,999,999,999,999.99 cannot be meant"),
        ("100000000000.01", "A monthly base salary of 100,000,000,000.01 cannot be meant"),
        ("-1", "A base salary is not negative."),
    ],
)
def test_a_salary_that_cannot_be_meant_is_told_and_nobody_is_assigned(organization, staff, base, said):
    page = browser(organization, "hr").post("/plans/-/assign/", sent(staff, base))
    assert page.status_code == 422
    assert said in text(page)
    assert plans.assignments_of(employee_id=staff["S2"]) == ()


def test_the_highest_salary_is_kept(staff):
    assign(staff["S2"], base_fen=10**13)
    with pytest.raises(Problems) as refused:
        assign(staff["S2"], base_fen=10**13 + 1)
    assert codes(refused) == {("PLAN-ASSIGN-009", "assignments[0].base_fen")}


@pytest.mark.parametrize("day", ODD_DAYS)
def test_days_that_cannot_be_meant_are_refused_at_their_fields(organization, staff, day):
    client = browser(organization, "hr")
    for field in ("from_", "until"):
        page = client.post("/plans/-/assign/", sent(staff, **{field: day}))
        assert page.status_code == 422
        assert f"The day {day} lies outside" in page.context["form"].errors[field][0]
    for address in ("/plans/-/new/", "/plans/sales/new-version/"):
        given = {"code": "east", "text": SALES_TEXT, "in_force_from": day, "on_previous": "move"}
        page = client.post(address, given)
        assert page.status_code == 422
        assert f"The day {day} lies outside" in page.context["form"].errors["in_force_from"][0]
    page = client.post(f"/plans/-/end/{staff['S1']}/", {"on": day})
    assert page.status_code == 422
    assert f"The day {day} lies outside" in page.context["form"].errors["on"][0]
    assert client.get("/plans/sales/").status_code == 200


@pytest.mark.parametrize("day", ODD_DAYS)
def test_the_actions_refuse_such_days_too(staff, day):
    odd = date.fromisoformat(day)
    with pytest.raises(Problems) as refused:
        assign(staff["S2"], from_=odd)
    assert ("DAY-RANGE-001", "assignments[0].range") in codes(refused)
    if odd > JANUARY:
        with pytest.raises(Problems) as refused:
            assign(staff["S2"], until=odd)
        assert codes(refused) == {("DAY-RANGE-001", "assignments[0].range")}
    with pytest.raises(Problems) as refused:
        plans.end_assignment(acting_user_id=None, at=AT, employee_id=staff["S1"], on=odd)
    assert codes(refused) == {("DAY-RANGE-001", "on")}
    with pytest.raises(Problems) as refused:
        plans.save_plan_version(
            acting_user_id=None, at=AT, code="east", text=SALES_TEXT, in_force_from=odd, keeps_previous=False
        )
    assert codes(refused) == {("DAY-RANGE-001", "in_force_from")}
    assert not PlanVersion.objects.filter(plan__code="east").exists()


EARLIER = AT - timedelta(days=3)


def test_what_is_written_with_an_earlier_moment_is_known_just_after_what_was_known(staff):
    assign(staff["S1"], base_fen=1, at=EARLIER)
    (now,) = plans.assignments_of(employee_id=staff["S1"])
    assert now.base_fen == 1
    (before,) = plans.list_assignments(known_at=AT)
    assert before.base_fen == 8_765_43


def test_an_end_with_an_earlier_moment_is_known_just_after_what_was_known(staff):
    for moment in (EARLIER, EARLIER, AT):
        plans.end_assignment(acting_user_id=None, at=moment, employee_id=staff["S1"], on=date(2026, 2, 1))
    (now,) = plans.assignments_of(employee_id=staff["S1"])
    assert now.range == DateRange(JANUARY, date(2026, 2, 1))
    (before,) = plans.list_assignments(known_at=AT)
    assert before.range == DateRange(JANUARY, None)


def test_taken_off_and_put_on_again_with_earlier_moments(staff):
    plans.end_assignment(acting_user_id=None, at=AT, employee_id=staff["S1"], on=JANUARY)
    assert plans.assignments_of(employee_id=staff["S1"]) == ()
    assert assign(staff["S1"], base_fen=2, at=EARLIER) == 1
    (now,) = plans.assignments_of(employee_id=staff["S1"])
    assert now.base_fen == 2
