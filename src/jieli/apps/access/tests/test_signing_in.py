"""Who gets in, and what the door says to the others."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jieli.apps.access import api
from jieli.apps.access.testing import sign_in_client
from jieli.apps.people import api as people

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = date(2026, 11, 24)
PASSWORD = "three quiet rivers"


@pytest.fixture
def places(organization):
    department = people.record_department(
        acting_user_id=None, new=people.NewDepartment(code="s", name="销售部", valid_from=date(2020, 1, 1))
    )
    position = people.record_position(
        acting_user_id=None, code="p", title="销售顾问", valid_from=date(2020, 1, 1)
    )
    return department, position


@pytest.fixture
def employee(places):
    new = people.NewEmployee(
        number="1",
        name="王敏",
        department_id=places[0],
        position_id=places[1],
        employed_from=date(2021, 1, 1),
    )
    return people.hire_employees(acting_user_id=None, new=[new])["1"]


@pytest.fixture
def user(employee):
    return api.create_user(
        acting_user_id=None,
        login_name="WangMin",
        password=PASSWORD,
        employee_id=employee,
        language="zh-hans",
        grants=[api.GrantSpan(role="salesperson", scope="own", valid_from=date(2021, 1, 1))],
    )


def enter(organization, name="wangmin", password=PASSWORD, at=AT, address="10.0.0.1"):
    return api.sign_in(
        organization_slug=organization.slug,
        login_name=name,
        password=password,
        address=address,
        browser="x",
        at=at,
    )


def test_the_right_name_and_password_open_a_session_that_lasts_twelve_hours(organization, user, employee):
    signed = enter(organization)
    assert signed.viewer.name == "王敏"
    assert signed.viewer.may("see_clients")
    assert not signed.viewer.may("run_pay")
    assert signed.viewer.people("see_pay", TODAY) == {employee}
    assert (
        api.viewer_of_cookie(cookie=signed.cookie, at=AT + timedelta(hours=11, minutes=59)) == signed.viewer
    )
    assert api.viewer_of_cookie(cookie=signed.cookie, at=AT + timedelta(hours=12)) is None


def test_the_client_of_a_test_is_signed_in(client, organization, employee):
    viewer = sign_in_client(client, organization=organization, role="manager", employee_id=employee)
    cookie = client.cookies["jieli"].value
    assert api.viewer_of_cookie(cookie=cookie, at=datetime.now(UTC)) == viewer
