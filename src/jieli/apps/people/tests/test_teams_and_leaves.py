"""Who leads whom, and who was away without pay."""

from datetime import date, timedelta

import pytest

from jieli.apps.people import api
from jieli.apps.people.tests.conftest import AT, START
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

MARCH = DateRange(date(2026, 3, 1), date(2026, 4, 1))


def lead(department_id, head_id, name, parent_id, from_):
    api.change_department(
        acting_user_id=None,
        at=AT,
        department_id=department_id,
        change=api.DepartmentChange(name=name, parent_id=parent_id, head_id=head_id),
        from_=from_,
    )


def spans():
    return {(one.leader_id, one.member_id): one.range for one in api.list_team_spans(known_at=None)}


def test_the_head_of_the_department_leads_from_the_day_on_which_he_is_its_head(company):
    head, member = company.hire("1"), company.hire("2")
    lead(company.shanghai, head, "上海一部", company.east, date(2026, 3, 1))
    assert spans() == {(head, member): DateRange(date(2026, 3, 1), None)}


def test_a_head_is_led_by_the_head_above_and_a_department_without_one_too(company):
    boss = company.hire("1", department=company.top)
    head, member = company.hire("2"), company.hire("3", department=company.west)
    lead(company.top, boss, "销售中心", None, START + timedelta(1))
    lead(company.shanghai, head, "上海一部", company.east, START + timedelta(1))
    always = DateRange(START + timedelta(1), None)
    assert spans() == {(boss, head): always, (boss, member): always}


def test_nobody_leads_somebody_before_or_after_his_employment(company):
    head = company.hire("1")
    member = company.hire("2", from_=date(2026, 2, 1), until=date(2026, 5, 1))
    lead(company.shanghai, head, "上海一部", company.east, date(2026, 1, 1))
    assert spans() == {(head, member): DateRange(date(2026, 2, 1), date(2026, 5, 1))}


def record(*leaves, at=AT):
    return api.record_leaves(acting_user_id=None, at=at, leaves=leaves)


def test_leave_is_known_from_when_it_was_recorded_until_it_is_withdrawn(company):
    person = company.hire("1")
    assert record(api.NewLeave(person, MARCH)) == 1
    assert record(api.NewLeave(person, MARCH)) == 0
    (leave,) = api.list_leaves(known_at=None)
    assert (leave.employee_id, leave.range) == (person, MARCH)
    assert api.list_leaves(known_at=AT - timedelta(1)) == ()
    api.withdraw_leave(acting_user_id=None, at=AT + timedelta(1), leave_id=leave.id)
    assert api.list_leaves(known_at=None) == ()
    assert api.list_leaves(known_at=AT) == (leave,)


def test_leave_is_neither_withdrawn_nor_recorded_over_what_became_known_later(company):
    person = company.hire("1")
    record(api.NewLeave(person, MARCH))
    (leave,) = api.list_leaves(known_at=None)
    for act, moment in (
        (lambda at: api.withdraw_leave(acting_user_id=None, at=at, leave_id=leave.id), AT - timedelta(1)),
        (lambda at: record(api.NewLeave(person, MARCH), at=at), AT + timedelta(1)),
    ):
        with pytest.raises(Problems) as refused:
            act(moment)
        assert [(one.code, one.place) for one in refused.value.problems] == [("KNOWN-AT-001", "at")]
        api.withdraw_leave(acting_user_id=None, at=AT + timedelta(2), leave_id=leave.id)
    assert record(api.NewLeave(person, MARCH), at=AT + timedelta(2)) == 1


def test_leave_outside_the_employment_or_twice_is_refused(company):
    person = company.hire("1", until=date(2026, 2, 1))
    with pytest.raises(Problems) as refused:
        record(api.NewLeave(person, MARCH))
    assert [one.code for one in refused.value.problems] == ["PEOPLE-LEAVE-001"]
    january = DateRange(date(2026, 1, 1), date(2026, 1, 20))
    record(api.NewLeave(person, january))
    with pytest.raises(Problems) as refused:
        record(api.NewLeave(person, DateRange(date(2026, 1, 19), date(2026, 1, 25))))
    assert [one.code for one in refused.value.problems] == ["PEOPLE-LEAVE-002"]
