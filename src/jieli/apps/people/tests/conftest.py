"""A small company for the tests of people."""

from datetime import UTC, date, datetime

import pytest
from attrs import frozen

from jieli.apps.people import api

START = date(2020, 1, 1)
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@frozen
class Company:
    top: int
    east: int
    shanghai: int
    west: int
    consultant: int
    lead: int

    def hire(self, number, name="王敏", department=None, from_=START, until=None, phone=""):
        new = api.NewEmployee(
            number=number,
            name=name,
            department_id=department or self.shanghai,
            position_id=self.consultant,
            employed_from=from_,
            employed_until=until,
            phone=phone,
        )
        return api.hire_employees(acting_user_id=None, at=AT, new=[new])[number]


def department(code, name, parent=None):
    new = api.NewDepartment(code=code, name=name, valid_from=START, parent_id=parent)
    return api.record_department(acting_user_id=None, at=AT, new=new)


@pytest.fixture
def company(organization):
    top = department("1", "销售中心")
    east = department("2", "华东大区", top)
    return Company(
        top=top,
        east=east,
        shanghai=department("3", "上海一部", east),
        west=department("4", "西南大区", top),
        consultant=api.record_position(acting_user_id=None, code="c", title="销售顾问", valid_from=START),
        lead=api.record_position(acting_user_id=None, code="l", title="销售主管", valid_from=START),
    )
