"""A small company whose people sign in."""

from datetime import UTC, date, datetime

import pytest
from attrs import frozen

from jieli.apps.access import api
from jieli.apps.people import api as people
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

START = date(2020, 1, 1)
AT = datetime(2020, 1, 1, tzinfo=UTC)  # when everybody became known
PASSWORD = "three quiet rivers"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["jieli.apps.access.testing.QuickArgon2"]


@frozen
class Company:
    """销售中心 with 华东大区 (王敏, 李雷) and below it 上海一部 (赵云, and 孙权 who left it)."""

    organization: object
    top: int
    east: int
    shanghai: int
    position: int
    wang: int
    li: int
    zhao: int
    sun: int

    @property
    def id(self):
        return self.organization.id

    @property
    def slug(self):
        return self.organization.slug

    def user(self, login_name="wangmin", employee=None, role="salesperson", scope="own", from_=START):
        return api.create_user(
            acting_user_id=None,
            login_name=login_name,
            password=PASSWORD,
            employee_id=employee,
            language="",
            grants=[api.GrantSpan(role=role, scope=scope, valid_from=from_)],
        )


def found(organization):
    """The company, in the open scope of its organisation."""

    def department(code, name, parent=None):
        new = people.NewDepartment(code=code, name=name, valid_from=START, parent_id=parent)
        return people.record_department(acting_user_id=None, at=AT, new=new)

    top = department("1", "销售中心")
    east = department("2", "华东大区", top)
    shanghai = department("3", "上海一部", east)
    position = people.record_position(acting_user_id=None, code="c", title="销售顾问", valid_from=START)

    def employee(number, name, where, until=None):
        return people.NewEmployee(
            number=number,
            name=name,
            department_id=where,
            position_id=position,
            employed_from=START,
            employed_until=until,
        )

    new = [
        employee("1", "王敏", east),
        employee("2", "李雷", east),
        employee("3", "赵云", shanghai),
        employee("4", "孙权", shanghai, date(2026, 1, 1)),
    ]
    ids = people.hire_employees(acting_user_id=None, at=AT, new=new)
    return Company(organization, top, east, shanghai, position, ids["1"], ids["2"], ids["3"], ids["4"])


@pytest.fixture
def company(organization):
    return found(organization)


@pytest.fixture
def two_companies(db):
    """Two organisations, neither of whose scopes is open."""
    made = []
    for _number in range(2):
        organization = make_organization()
        with organization_scope(organization_id=organization.id):
            made.append(found(organization))
    return made
