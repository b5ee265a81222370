"""Two people change the same plan or person at the same moment: one wins, the other is told."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connections

from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.apps.plans.tests.conftest import AT, hire_staff
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import TestOrganization

JANUARY = date(2026, 1, 1)


@pytest.fixture
def blocked(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def together(organization: TestOrganization, *acts: Callable[[], object]) -> list[str]:
    """What became of each act: "done", or the code of the refusal."""
    results: list[str] = []
    begun = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        try:
            with organization_scope(organization_id=organization.id, purpose="test"):
                begun.wait(timeout=300)
                act()
            results.append("done")
        except Problems as refused:
            results.append(refused.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    return sorted(results)


def save(text: str, *, keeps: bool = False) -> plans.SavedVersion:
    return plans.save_plan_version(
        acting_user_id=None, at=AT, code="sales", text=text, in_force_from=JANUARY, keeps_previous=keeps
    )


def test_two_first_versions_saved_together_make_one_plan(committed_organization, blocked):
    other = SALES_TEXT.replace("6000.00", "6500.00")
    results = together(committed_organization, lambda: save(SALES_TEXT), lambda: save(other))
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        (plan,) = plans.list_plans()
    # Either they met and one was told so, or one had finished before the other looked and became version 2.
    numbers = [version.number for version in plan.versions]
    assert (results, numbers) in (
        (["PLAN-VERSION-003", "done"], [1]),
        (["done", "done"], [1, 2]),
    )


def test_two_plans_given_to_one_person_together_leave_him_on_one_a_day(committed_organization, blocked):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        person = hire_staff()["S1"]
        save(SALES_TEXT)
        give(person, 1)
    results = together(committed_organization, *(lambda base=base: give(person, base) for base in (2, 3, 4)))
    assert set(results) <= {"done", "PLAN-ASSIGN-008"}
    assert "done" in results
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        (standing,) = plans.assignments_of(employee_id=person)
    assert standing.range == DateRange(JANUARY, None)
    assert standing.base_fen in (2, 3, 4)


def give(person: int, base_fen: int) -> int:
    new = plans.NewAssignment(person, "sales", DateRange(JANUARY, None), base_fen)
    return plans.assign_plan(acting_user_id=None, at=AT + timedelta(days=base_fen), assignments=[new])


def test_an_assignment_that_somebody_else_has_just_replaced_is_refused(organization, staff, monkeypatch):
    save(SALES_TEXT)
    give(staff["S1"], 1)
    monkeypatch.setattr("jieli.apps.plans.assignments._standing", lambda employee_ids: {})
    with pytest.raises(Problems) as refused:
        give(staff["S1"], 2)
    assert [problem.code for problem in refused.value.problems] == ["PLAN-ASSIGN-008"]
    monkeypatch.undo()
    assert [one.base_fen for one in plans.assignments_of(employee_id=staff["S1"])] == [1]
