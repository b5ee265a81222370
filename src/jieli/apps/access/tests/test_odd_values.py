"""Days that nobody can mean, in every form about people and roles: said at the field, and refused by the action too."""

from datetime import date, timedelta

import pytest

from jieli.apps.access import api as access
from jieli.apps.access.testing import sign_in_client
from jieli.apps.access.tests.conftest import AT
from jieli.apps.access.tests.test_pages_people import hiring
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems

ODD_DAYS = ["0001-01-01", "0226-03-01", "1949-12-31", "2150-01-01", "9999-12-31"]

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("day", ODD_DAYS)]


@pytest.fixture
def hr(client, company):
    return sign_in_client(client, organization=company, role="hr", employee_id=company.li)


def refused_at(page, form, field, day):
    """Whether the page came back with this one field refused."""
    assert page.status_code == 422
    errors = page.context[form].errors
    return list(errors) == [field] and f"The day {day} lies outside" in errors[field][0]


@pytest.mark.parametrize("field", ["employed_from", "last_day"])
def test_nobody_is_hired_for_such_a_day(client, company, hr, day, field):
    page = client.post("/access/people/new", hiring(company, **{field: day}))
    assert refused_at(page, "form", field, day)
    assert client.get("/access/people").context["count"] == 3


def test_nobody_ends_on_such_a_day(client, company, hr, day):
    page = client.post(f"/access/people/{company.wang}/end", {"end-last_day": day})
    assert refused_at(page, "end_form", "last_day", day)


@pytest.mark.parametrize("field", ["employed_from", "last_day"])
def test_nobody_comes_back_for_such_a_day(client, company, hr, day, field):
    given = {
        "return-department_id": company.east,
        "return-position_id": company.position,
        "return-employed_from": "2026-01-05",
        f"return-{field}": day,
    }
    page = client.post(f"/access/people/{company.sun}/return", given)
    assert refused_at(page, "return_form", field, day)


def test_nobody_moves_on_such_a_day(client, company, hr, day):
    given = {"move-department_id": company.shanghai, "move-position_id": company.position, "move-from_": day}
    page = client.post(f"/access/people/{company.wang}/move", given)
    assert refused_at(page, "move_form", "from_", day)


def test_no_department_or_position_begins_changes_or_closes_on_such_a_day(client, company, hr, day):
    given = {"name": "华南大区", "code": "9", "parent_id": company.top, "head_id": "", "from_": day}
    assert refused_at(client.post("/access/departments/new", given), "form", "from_", day)
    assert refused_at(client.post(f"/access/departments/{company.east}", given), "form", "from_", day)
    closing = client.post(f"/access/departments/{company.east}/close", {"close-last_day": day})
    assert refused_at(closing, "close_form", "last_day", day)
    named = {"title": "大客户经理", "code": "ka", "from_": day}
    assert refused_at(client.post("/access/positions/new", named), "form", "from_", day)
    assert refused_at(client.post(f"/access/positions/{company.position}", named), "form", "from_", day)


def test_no_role_is_given_from_such_a_day(client, company, day):
    admin = sign_in_client(client, organization=company, role="administrator", employee_id=company.wang)
    given = {"role": "hr", "scope": "all", "valid_from": day}
    page = client.post(f"/access/users/{admin.user_id}/roles", given)
    assert refused_at(page, "grant_form", "valid_from", day)
    assert client.get(f"/access/users/{admin.user_id}").status_code == 200


def refusals(company, day):
    """Every action that takes a day from somebody, with the place at which it says so."""
    who = {"acting_user_id": None}
    where = {"department_id": company.east, "position_id": company.position}
    new = people.NewEmployee(number="88", name="周瑜", employed_from=day, **where)
    back = people.NewEmployment(employee_id=company.sun, employed_from=day, **where)
    change = people.DepartmentChange(name="华东", parent_id=None, head_id=None)
    department = people.NewDepartment(code="9", name="华南", valid_from=day)
    yield "new[0].employed_from", lambda: people.hire_employees(**who, at=AT, new=[new])
    yield "employed_from", lambda: people.add_employment(**who, at=AT, new=back)
    yield (
        "from_",
        lambda: people.move_employee(
            **who, at=AT, employee_id=company.wang, move=people.Move(from_=day, **where)
        ),
    )
    yield "on", lambda: people.end_employment(**who, at=AT, employee_id=company.wang, on=day)
    yield "valid_from", lambda: people.record_department(**who, at=AT, new=department)
    yield (
        "from_",
        lambda: people.change_department(**who, at=AT, department_id=company.east, change=change, from_=day),
    )
    yield "on", lambda: people.close_department(**who, at=AT, department_id=company.east, on=day)
    yield "valid_from", lambda: people.record_position(**who, code="ka", title="x", valid_from=day)
    yield (
        "from_",
        lambda: people.change_position(**who, position_id=company.position, title="x", from_=day),
    )
    grant = access.GrantSpan(role="hr", scope="all", valid_from=day)
    yield (
        "grants[0].valid_from",
        lambda: access.create_user(
            **who,
            login_name="zhouyu",
            password="three own words",
            employee_id=None,
            language="en",
            grants=[grant],
        ),
    )


def test_the_actions_refuse_such_a_day_too(company, day):
    for place, act in refusals(company, date.fromisoformat(day)):
        with pytest.raises(Problems) as refused:
            act()
        assert ("DAY-RANGE-001", place) in {(one.code, one.place) for one in refused.value.problems}


def test_an_employment_does_not_end_on_such_a_day(company, day):
    until = date.fromisoformat(day)
    new = people.NewEmployment(
        employee_id=company.sun,
        department_id=company.east,
        position_id=company.position,
        employed_from=min(date(2026, 1, 5), until - timedelta(days=1)) if until.year > 1 else until,
        employed_until=until,
    )
    with pytest.raises(Problems) as refused:
        people.add_employment(acting_user_id=None, at=AT, new=new)
    assert ("DAY-RANGE-001", "employed_until") in {(one.code, one.place) for one in refused.value.problems}
