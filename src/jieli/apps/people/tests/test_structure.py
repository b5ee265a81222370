"""Departments and positions: a change closes the old term and opens a new one; the tree stays a tree."""

from datetime import date

import pytest

from jieli.apps.people import api, structure
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

from .conftest import AT, START, department

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def codes(raised):
    return [(problem.code, problem.place) for problem in raised.value.problems]


def change(id_, from_, name="华东", parent=None, head=None):
    api.change_department(
        acting_user_id=None,
        at=AT,
        department_id=id_,
        change=api.DepartmentChange(name=name, parent_id=parent, head_id=head),
        from_=from_,
    )


def names(on):
    return {one.id: one.name for one in api.list_departments(on=on)}


def test_the_tree_of_a_day(company):
    (top,) = api.department_tree(on=TODAY)
    flat = [(node.department.name, node.depth) for node in api.walk_tree(nodes=[top])]
    assert flat == [("销售中心", 0), ("华东大区", 1), ("上海一部", 2), ("西南大区", 1)]
    assert api.department_tree(on=date(2019, 12, 31)) == ()
    assert api.departments_below(department_id=company.east, on=TODAY) == {company.east, company.shanghai}


def test_people_of_a_department_with_and_without_those_below(company):
    wang, zhao = company.hire("1"), company.hire("2", department=company.east)
    assert api.employees_in(department_id=company.east, on=TODAY, below=False) == {zhao}
    assert api.employees_in(department_id=company.east, on=TODAY, below=True) == {wang, zhao}
    assert api.employees_in(department_id=company.east, on=date(2019, 1, 1), below=True) == frozenset()


def test_a_renamed_department_keeps_its_earlier_name_for_earlier_days(company):
    change(company.east, date(2026, 6, 1), parent=company.top)
    assert names(date(2026, 5, 31))[company.east] == "华东大区"
    assert names(date(2026, 6, 1))[company.east] == "华东"
    assert api.get_department(department_id=company.east, on=TODAY).parent_id == company.top


def test_a_change_twice_is_a_change_once_and_one_on_the_first_day_corrects(company):
    for _again in range(2):
        change(company.east, date(2026, 6, 1), parent=company.top)
    change(company.east, date(2026, 6, 1), name="东部", parent=company.top)
    assert structure.timelines.department_terms().filter(department=company.east).count() == 2
    assert names(TODAY)[company.east] == "东部"


def test_a_planned_later_change_stays(company):
    change(company.east, date(2026, 9, 1), name="later", parent=company.top)
    change(company.east, date(2026, 3, 1), name="sooner", parent=company.top)
    found = [names(day)[company.east] for day in (date(2026, 2, 1), date(2026, 5, 1), TODAY)]
    assert found == ["华东大区", "sooner", "later"]


def test_a_department_has_a_head(company):
    wang = company.hire("1")
    change(company.east, date(2026, 6, 1), parent=company.top, head=wang)
    assert api.get_department(department_id=company.east, on=TODAY).head_id == wang
    assert api.get_department(department_id=company.east, on=date(2026, 5, 1)).head_id is None


@pytest.mark.parametrize("under", ["east", "shanghai"])
def test_no_department_stands_under_itself(company, under):
    with pytest.raises(Problems) as raised:
        change(company.east, date(2026, 6, 1), parent=getattr(company, under))
    assert codes(raised) == [("PEOPLE-DEPARTMENT-004", "parent_id")]


def test_no_department_stands_under_itself_on_a_later_day_either(company):
    change(company.west, date(2027, 1, 1), name="西南大区", parent=company.shanghai)
    with pytest.raises(Problems) as raised:
        change(company.east, date(2026, 6, 1), parent=company.west)
    assert codes(raised) == [("PEOPLE-DEPARTMENT-004", "parent_id")]


def test_unknown_parent_head_and_department_are_named(company):
    with pytest.raises(Problems) as raised:
        change(company.east, TODAY, name=" ", parent=-1, head=-2)
    assert codes(raised) == [
        ("PEOPLE-NAME-003", "title"),
        ("PEOPLE-DEPARTMENT-001", "parent_id"),
        ("PEOPLE-EMPLOYEE-001", "head_id"),
    ]
    with pytest.raises(Problems) as raised:
        change(-1, TODAY)
    assert codes(raised) == [("PEOPLE-DEPARTMENT-001", "department_id")]
    with pytest.raises(api.NoSuchDepartment):
        api.get_department(department_id=-1, on=TODAY)


def test_a_code_is_given_once(company):
    with pytest.raises(Problems) as raised:
        department(" 2 ", "x")
    assert codes(raised) == [("PEOPLE-DEPARTMENT-002", "code")]
    with pytest.raises(Problems) as raised:
        department("", "x")
    assert codes(raised) == [("PEOPLE-CODE-001", "code")]
    with pytest.raises(Problems) as raised:
        api.record_position(acting_user_id=None, code="c", title="", valid_from=START)
    assert codes(raised) == [("PEOPLE-NAME-003", "title"), ("PEOPLE-POSITION-002", "code")]


def test_in_a_race_a_code_given_twice_is_said_in_the_same_words(company, monkeypatch):
    class Nothing:
        def exists(self):
            return False

    monkeypatch.setattr(structure.models.Department.objects, "filter", lambda **_: Nothing())
    with pytest.raises(Problems) as raised:
        department("2", "x")
    assert codes(raised) == [("PEOPLE-DEPARTMENT-002", "code")]


def test_a_term_written_by_somebody_else_meanwhile_is_said_in_words(company):
    with pytest.raises(Problems, match="PEOPLE-TERM-001"), structure.clashes.clashes_worded("from_"):
        term = structure._term(
            company.east,
            api.DepartmentChange(name="x", parent_id=None, head_id=None),
            DateRange(TODAY, None),
        )
        structure.timelines.write_over([], [term], acting_user_id=None, at=AT)


def test_a_position_is_called_differently_from_a_day_on(company):
    wang = company.hire("1")
    for _again in range(2):
        api.change_position(
            acting_user_id=None, position_id=company.consultant, title="客户顾问", from_=date(2026, 6, 1)
        )
    assert api.get_employee(employee_id=wang, on=date(2026, 5, 31)).position_title == "销售顾问"
    assert api.get_employee(employee_id=wang, on=TODAY).position_title == "客户顾问"
    assert {one.title for one in api.list_positions(on=TODAY)} == {"客户顾问", "销售主管"}
    with pytest.raises(Problems, match="PEOPLE-POSITION-001"):
        api.change_position(acting_user_id=None, position_id=-1, title="x", from_=TODAY)


def test_an_empty_department_closes_and_keeps_its_past(company):
    for _again in range(2):
        api.close_department(acting_user_id=None, at=AT, department_id=company.west, on=TODAY)
    assert company.west not in names(TODAY)
    assert names(date(2026, 11, 23))[company.west] == "西南大区"


def test_a_department_with_people_or_departments_stays_open(company):
    company.hire("1", department=company.west, until=date(2027, 1, 1))
    for busy in (company.west, company.east):
        with pytest.raises(Problems) as raised:
            api.close_department(acting_user_id=None, at=AT, department_id=busy, on=TODAY)
        assert codes(raised) == [("PEOPLE-DEPARTMENT-005", "on")]
    api.close_department(acting_user_id=None, at=AT, department_id=company.west, on=date(2027, 1, 1))
    with pytest.raises(Problems, match="PEOPLE-DEPARTMENT-001"):
        api.close_department(acting_user_id=None, at=AT, department_id=company.shanghai, on=START)
