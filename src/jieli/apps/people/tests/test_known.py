"""What was known of people and departments at any moment stays readable, whatever was corrected since."""

from datetime import date, timedelta

import pytest

from jieli.apps.people import api
from jieli.apps.people.models import DepartmentTerm, Employment
from jieli.kernel.ranges import DateRange

from .conftest import AT, START

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=10)


def employed(known_at):
    return [one.range for one in api.list_employments(known_at=known_at)]


def end(person, on, at):
    api.end_employment(acting_user_id=None, at=at, employee_id=person, on=on)


def lead(company, head, from_, at):
    api.change_department(
        acting_user_id=None,
        at=at,
        department_id=company.shanghai,
        change=api.DepartmentChange(name="上海一部", parent_id=company.east, head_id=head),
        from_=from_,
    )


def test_nobody_is_known_before_he_was_recorded(company):
    company.hire("1")
    assert employed(AT - timedelta(seconds=1)) == []
    assert employed(AT) == employed(None) == [DateRange(START, None)]


def test_a_corrected_last_day_is_known_later(company):
    person = company.hire("1")
    end(person, date(2026, 3, 1), LATER)
    end(person, date(2026, 2, 1), LATER + timedelta(days=1))
    assert employed(LATER - timedelta(seconds=1)) == [DateRange(START, None)]
    assert employed(LATER) == [DateRange(START, date(2026, 3, 1))]
    assert employed(None) == [DateRange(START, date(2026, 2, 1))]


def test_a_planned_return_that_never_came_to_be_was_known_until_then(company):
    person = company.hire("1", until=date(2026, 2, 1))
    back = api.NewEmployment(person, company.west, company.consultant, date(2026, 6, 1))
    api.add_employment(acting_user_id=None, at=LATER, new=back)
    end(person, date(2026, 2, 1), LATER + timedelta(days=1))
    assert employed(LATER) == [DateRange(START, date(2026, 2, 1)), DateRange(date(2026, 6, 1), None)]
    assert employed(None) == [DateRange(START, date(2026, 2, 1))]


def test_a_team_of_a_head_named_later_for_an_earlier_day_is_known_later(company):
    head, member = company.hire("1"), company.hire("2")
    lead(company, head, date(2025, 3, 1), LATER)
    assert api.list_team_spans(known_at=LATER - timedelta(seconds=1)) == ()
    (span,) = api.list_team_spans(known_at=LATER)
    assert span == api.TeamSpan(head, member, DateRange(date(2025, 3, 1), None))


def test_a_team_follows_what_was_known_of_a_move(company):
    head, member = company.hire("1"), company.hire("2")
    lead(company, head, START, AT)
    move = api.Move(company.west, company.consultant, date(2026, 1, 1))
    api.move_employee(acting_user_id=None, at=LATER, employee_id=member, move=move)
    (before,) = api.list_team_spans(known_at=LATER - timedelta(seconds=1))
    (after,) = api.list_team_spans(known_at=None)
    assert (before.range, after.range) == (DateRange(START, None), DateRange(START, date(2026, 1, 1)))


def test_a_closed_department_was_open_in_what_was_known_before(company):
    head = company.hire("1", department=company.top)
    member = company.hire("2", department=company.west, until=date(2026, 1, 1))
    api.change_department(
        acting_user_id=None,
        at=AT,
        department_id=company.top,
        change=api.DepartmentChange(name="销售中心", parent_id=None, head_id=head),
        from_=START,
    )
    api.close_department(acting_user_id=None, at=LATER, department_id=company.west, on=date(2026, 1, 1))
    until = DateRange(START, date(2026, 1, 1))
    for moment in (LATER - timedelta(seconds=1), None):
        assert api.list_team_spans(known_at=moment) == (api.TeamSpan(head, member, until),)
    standing = DepartmentTerm.objects.get(department=company.west, superseded_at=None)
    assert standing.valid.upper == date(2026, 1, 1)


def test_what_is_learnt_with_an_earlier_moment_is_known_just_after_what_was_known(company):
    person = company.hire("1")
    end(person, date(2026, 3, 1), LATER)
    end(person, date(2026, 2, 1), AT)
    assert employed(LATER) == [DateRange(START, date(2026, 3, 1))]
    assert employed(LATER + timedelta(microseconds=1)) == [DateRange(START, date(2026, 2, 1))]


def test_a_change_that_changes_nothing_writes_nothing(company):
    person = company.hire("1", until=date(2026, 3, 1))
    same = api.Move(company.shanghai, company.consultant, date(2026, 1, 1))
    api.move_employee(acting_user_id=None, at=LATER, employee_id=person, move=same)
    end(person, date(2026, 3, 1), LATER)
    assert Employment.objects.count() == 1
