"""Hiring, moving, leaving, coming back: each from a day on, and never two at once."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieli.apps.audit.api import history_of
from jieli.apps.people import actions, api, checks
from jieli.apps.people.models import Employee, Employment
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

from .conftest import AT, START

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def codes(raised):
    return [(problem.code, problem.place) for problem in raised.value.problems]


def spans(employee):
    return [
        (job.department_name, job.range.from_, job.range.until)
        for job in api.employments_of(employee_id=employee)
    ]


def test_whoever_is_hired_is_found_with_his_place(company):
    wang = company.hire("001", phone="13900001111")
    found = api.get_employee(employee_id=wang, on=TODAY)
    assert (found.number, found.name, found.department_id) == ("001", "王敏", company.shanghai)
    assert (found.department_name, found.position_title) == ("上海一部", "销售顾问")
    before = api.get_employee(employee_id=wang, on=date(2019, 12, 31))
    assert (before.department_id, before.department_name, before.position_title) == (None, None, None)
    assert api.find_employee(number="001") == wang
    assert api.find_employee(number="x") is None
    assert api.find_employee_ids(numbers=["001", "x"]) == {"001": wang}
    assert api.names_of(employee_ids=[wang]) == {wang: "王敏"}
    assert api.list_employments(known_at=None) == (
        api.EmploymentSpan(employee_id=wang, range=DateRange(START, None)),
    )


@pytest.mark.parametrize("text", ["王", "敏", "00", "13900", "wangmin", "WM", "wang min", "min"])
def test_a_person_is_found_by_name_pinyin_number_and_phone(company, text):
    wang = company.hire("001", phone="13900001111")
    company.hire("9", name="赵云", phone="188")
    assert [one.id for one in api.list_employees(on=TODAY, text=text)] == [wang]


def test_employments_are_read_of_the_given_people_alone(company):
    wang, zhao = company.hire("1"), company.hire("2", name="赵云")
    assert [span.employee_id for span in api.list_employments(known_at=None)] == [wang, zhao]
    assert [span.employee_id for span in api.list_employments(known_at=None, employee_ids=[zhao])] == [zhao]
    assert api.list_employments(known_at=None, employee_ids=[]) == ()


def test_a_list_stays_within_the_given_people(company):
    wang, zhao = company.hire("1"), company.hire("2", name="赵云")
    assert [one.id for one in api.list_employees(on=TODAY)] == [wang, zhao]
    assert [one.id for one in api.list_employees(on=TODAY, within=frozenset({zhao}))] == [zhao]
    assert api.list_employees(on=TODAY, within=frozenset(), text="王") == ()


def test_an_unknown_employee_is_not_found(company):
    with pytest.raises(api.NoSuchEmployee):
        api.get_employee(employee_id=-1, on=TODAY)


def test_everything_wrong_with_a_list_of_new_people_is_said_at_once(company):
    company.hire("taken")

    def new(
        number, name="n", department=company.east, position=company.lead, from_=START, until=None, **rest
    ):
        return api.NewEmployee(
            number=number,
            name=name,
            department_id=department,
            position_id=position,
            employed_from=from_,
            employed_until=until,
            **rest,
        )

    rows = [
        new("taken"),
        new("a"),
        new(" a "),
        new(" ", name=""),
        new("b", department=-1, position=-2),
        new("c", from_=date(2019, 12, 31)),
        new("d", until=START),
        new("e", phone="1" * 33),
    ]
    with pytest.raises(Problems) as raised:
        api.hire_employees(acting_user_id=None, at=AT, new=rows)
    assert codes(raised) == [
        ("PEOPLE-NUMBER-002", "new[0].number"),
        ("PEOPLE-NUMBER-003", "new[2].number"),
        ("PEOPLE-NAME-001", "new[3].name"),
        ("PEOPLE-NUMBER-001", "new[3].number"),
        ("PEOPLE-DEPARTMENT-001", "new[4].department_id"),
        ("PEOPLE-POSITION-001", "new[4].position_id"),
        ("PEOPLE-DEPARTMENT-003", "new[5].department_id"),
        ("PEOPLE-POSITION-003", "new[5].position_id"),
        ("PEOPLE-EMPLOYMENT-003", "new[6].employed_until"),
        ("PEOPLE-NAME-002", "new[7].phone"),
    ]
    assert Employee.objects.count() == 1


def test_three_thousand_people_are_hired_with_a_few_queries(company, django_assert_max_num_queries):
    rows = [
        api.NewEmployee(
            number=str(number),
            name="n",
            department_id=company.east,
            position_id=company.lead,
            employed_from=START,
        )
        for number in range(3000)
    ]
    with django_assert_max_num_queries(16):
        assert len(api.hire_employees(acting_user_id=None, at=AT, new=rows)) == 3000


def test_a_move_closes_the_old_place_and_opens_the_new_one(company):
    wang = company.hire("1", until=date(2027, 1, 1))
    api.move_employee(
        acting_user_id=7,
        at=AT,
        employee_id=wang,
        move=api.Move(company.west, company.lead, date(2026, 6, 1)),
    )
    assert spans(wang) == [
        ("上海一部", START, date(2026, 6, 1)),
        ("西南大区", date(2026, 6, 1), date(2027, 1, 1)),
    ]
    assert api.get_employee(employee_id=wang, on=date(2026, 5, 31)).department_name == "上海一部"
    assert api.get_employee(employee_id=wang, on=date(2026, 6, 1)).position_title == "销售主管"
    first = Employment.objects.get(employee=wang, department=company.shanghai, superseded_at=None)
    assert history_of(table_name="people_employment", row_id=first.pk)[-1].acting_user_id == 7


def move(company, employee, from_, department):
    api.move_employee(
        acting_user_id=None,
        at=AT,
        employee_id=employee,
        move=api.Move(department, company.consultant, from_),
    )


def test_a_move_twice_is_a_move_once(company):
    wang = company.hire("1")
    for _again in range(2):
        move(company, wang, date(2026, 6, 1), company.west)
    assert len(spans(wang)) == 2


def test_a_move_on_the_first_day_corrects_the_employment(company):
    wang = company.hire("1")
    move(company, wang, START, company.west)
    assert spans(wang) == [("西南大区", START, None)]


def test_a_planned_later_move_stays(company):
    wang = company.hire("1")
    move(company, wang, date(2026, 9, 1), company.west)
    move(company, wang, date(2026, 3, 1), company.east)
    assert spans(wang) == [
        ("上海一部", START, date(2026, 3, 1)),
        ("华东大区", date(2026, 3, 1), date(2026, 9, 1)),
        ("西南大区", date(2026, 9, 1), None),
    ]


def test_nobody_moves_who_is_not_employed_then(company):
    wang = company.hire("1", until=date(2026, 1, 1))
    with pytest.raises(Problems) as raised:
        move(company, wang, date(2026, 1, 1), company.west)
    assert codes(raised) == [("PEOPLE-EMPLOYMENT-002", "from_")]
    with pytest.raises(Problems) as raised:
        move(company, -1, date(2026, 1, 1), company.west)
    assert codes(raised) == [("PEOPLE-EMPLOYEE-001", "employee_id")]


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2027, 5, 1)])
def test_an_employment_ends_in_the_past_as_in_the_future(company, on):
    wang = company.hire("1")
    for _again in range(2):
        api.end_employment(acting_user_id=None, at=AT, employee_id=wang, on=on)
    assert spans(wang) == [("上海一部", START, on)]
    assert api.is_employed(employee_id=wang, on=on - timedelta(days=1))
    assert not api.is_employed(employee_id=wang, on=on)


def test_a_planned_move_after_the_end_never_comes_to_be(company):
    wang = company.hire("1")
    move(company, wang, date(2026, 9, 1), company.west)
    api.end_employment(acting_user_id=None, at=AT, employee_id=wang, on=date(2026, 8, 1))
    assert spans(wang) == [("上海一部", START, date(2026, 8, 1))]


def test_an_employment_does_not_end_before_it_began(company):
    wang = company.hire("1")
    with pytest.raises(Problems) as raised:
        api.end_employment(acting_user_id=None, at=AT, employee_id=wang, on=START)
    assert codes(raised) == [("PEOPLE-EMPLOYMENT-002", "on")]


def come_back(company, employee, from_, until=None):
    return api.add_employment(
        acting_user_id=None,
        at=AT,
        new=api.NewEmployment(
            employee_id=employee,
            department_id=company.west,
            position_id=company.consultant,
            employed_from=from_,
            employed_until=until,
        ),
    )


def test_whoever_left_comes_back_under_the_same_number(company):
    wang = company.hire("1", until=date(2025, 1, 1))
    come_back(company, wang, date(2026, 1, 1))
    assert not api.is_employed(employee_id=wang, on=date(2025, 6, 1))
    assert api.is_employed(employee_id=wang, on=TODAY)


def test_two_employments_on_one_day_are_refused_before_the_database_does(company):
    wang = company.hire("1", until=date(2025, 1, 1))
    with pytest.raises(Problems) as raised:
        come_back(company, wang, date(2024, 12, 31))
    assert codes(raised) == [("PEOPLE-EMPLOYMENT-001", "employed_from")]
    assert raised.value.problems[0].values == {"name": "王敏"}


def test_in_a_race_the_database_says_it_in_the_same_words(company, monkeypatch):
    wang = company.hire("1")
    monkeypatch.setattr(
        actions, "_jobs", lambda person: []
    )  # what another transaction's check would have seen
    with pytest.raises(Problems) as raised:
        come_back(company, wang, TODAY)
    assert codes(raised) == [("PEOPLE-EMPLOYMENT-001", "employed_from")]
    assert raised.value.problems[0].values == {"name": "王敏"}
    assert len(spans(wang)) == 1


def test_a_staff_number_given_twice_in_a_race_is_said_in_words(company, monkeypatch):
    company.hire("1")
    monkeypatch.setattr(checks, "hire_problems", lambda new: [])
    with pytest.raises(Problems) as raised:
        company.hire("1")
    assert codes(raised) == [("PEOPLE-NUMBER-004", "new")]
    assert raised.value.problems[0].values == {"numbers": "1"}


def test_name_and_phone_are_corrected_with_old_and_new_in_the_log(company):
    wang = company.hire("1")
    api.change_employee(
        acting_user_id=3, employee_id=wang, details=api.EmployeeDetails(name="王明", phone="1")
    )
    entry = history_of(table_name="people_employee", row_id=wang)[-1]
    assert (entry.old["name"], entry.new["name"], entry.acting_user_id) == ("王敏", "王明", 3)
    with pytest.raises(Problems, match="PEOPLE-NAME-001"):
        api.change_employee(acting_user_id=3, employee_id=wang, details=api.EmployeeDetails(name=" "))


def test_who_left_a_department_is_remembered_there_until_he_comes_back(company):
    gone = company.hire("1", until=date(2026, 1, 1))
    moved = company.hire("2")
    move(company, moved, date(2026, 1, 1), company.west)
    here = company.hire("3")
    ids = [company.shanghai]
    assert api.leavers_of(department_ids=ids, on=TODAY) == {gone}
    assert api.leavers_of(department_ids=ids, on=date(2025, 12, 31)) == frozenset()
    assert api.employees_of(department_ids=ids, on=TODAY) == {here}
    come_back(company, gone, date(2026, 6, 1))
    assert api.leavers_of(department_ids=ids, on=TODAY) == frozenset()
    assert api.leavers_of(department_ids=ids, on=date(2026, 3, 1)) == {gone}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["move", "end", "return"]), st.integers(0, 120), st.integers(0, 3)),
        max_size=8,
    )
)
def test_whatever_happens_nobody_is_in_two_places_and_a_refusal_changes_nothing(company, steps):
    number = str(Employee.objects.count())
    wang = company.hire(number)
    places = [company.top, company.east, company.shanghai, company.west]
    for verb, days, place in steps:
        before, day = spans(wang), START + timedelta(days=days)
        try:
            if verb == "move":
                move(company, wang, day, places[place])
            elif verb == "end":
                api.end_employment(acting_user_id=None, at=AT, employee_id=wang, on=day)
            else:
                come_back(company, wang, day)
        except Problems:
            assert spans(wang) == before
        after = [DateRange(from_, until) for _name, from_, until in spans(wang)]
        assert after
        for one, following in pairwise(after):
            assert one.until is not None
            assert one.until <= following.from_
