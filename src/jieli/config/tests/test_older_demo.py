"""A folder that holds the demo of an earlier version is refused in words, before anything is changed."""

from datetime import date

import pytest

from jieli.apps.payruns.testing import noon
from jieli.apps.people import api as people
from jieli.config.demo import company
from jieli.config.demo.load import refuse_older_load
from jieli.lib.postgres import StartRefused


def hire(numbers):
    since = date(2020, 1, 1)
    at = noon(1, 2)
    department = people.record_department(
        acting_user_id=None, at=at, new=people.NewDepartment(code="S", name="销售部", valid_from=since)
    )
    position = people.record_position(acting_user_id=None, code="P", title="顾问", valid_from=since)
    new = [people.NewEmployee(number, f"员工{number}", department, position, since) for number in numbers]
    people.hire_employees(acting_user_id=None, at=at, new=new)


def test_a_folder_without_somebody_of_today_is_refused_with_what_to_do(organization):
    refuse_older_load()  # nobody is there yet: it is loaded
    hire(sorted({one.number for one in company.LOGINS} - {"0013"}))
    with pytest.raises(StartRefused) as refused:
        refuse_older_load()
    said = str(refused.value)
    assert "of an earlier version of the program" in said
    assert "0013" in said
    assert "Nothing was changed." in said
    assert "JIELI_DATA=<folder> jieli demo" in said
    assert "jieli serve" in said


def test_a_folder_with_all_of_today_goes_on(organization):
    hire(sorted({one.number for one in company.LOGINS}))
    refuse_older_load()
