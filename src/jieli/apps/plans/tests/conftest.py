"""A company with a department, and people in it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import AGREED_BASE_TEXT, SALES_TEXT
from jieli.kernel.ranges import DateRange
from jieli.lib.testing import TestOrganization

JANUARY = date(2026, 1, 1)
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def staff(organization: TestOrganization) -> dict[str, int]:
    """Staff number → id of three people; S3 left at the end of February 2026."""
    return hire_staff()


def hire_staff() -> dict[str, int]:
    since = date(2020, 1, 1)
    department = people.record_department(
        acting_user_id=None, at=AT, new=people.NewDepartment(code="S", name="销售部", valid_from=since)
    )
    position = people.record_position(acting_user_id=None, code="P", title="销售顾问", valid_from=since)

    def one(number: str, name: str, until: date | None = None) -> people.NewEmployee:
        return people.NewEmployee(number, name, department, position, since, until)

    new = [one("S1", "李雷"), one("S2", "韩梅梅"), one("S3", "王强", date(2026, 3, 1))]
    return people.hire_employees(acting_user_id=None, at=AT, new=new)


@pytest.fixture
def company(organization, staff):
    for code, text in (("sales", SALES_TEXT), ("consult", AGREED_BASE_TEXT)):
        plans.save_plan_version(
            acting_user_id=None, at=AT, code=code, text=text, in_force_from=JANUARY, keeps_previous=False
        )
    plans.assign_plan(
        acting_user_id=None,
        at=AT,
        assignments=[plans.NewAssignment(staff["S1"], "sales", DateRange(JANUARY, None), 8_765_43)],
    )
    return staff


def browser(organization, role: str, **options) -> Client:
    client = Client()
    sign_in_client(client, organization=organization, role=role, **options)
    return client
