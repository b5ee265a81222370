"""What a viewer may do, and about whom."""

from datetime import UTC, date, datetime

import pytest

from jieli.apps.access import api, queries
from jieli.apps.access.models import User
from jieli.apps.people import api as people

from .conftest import START

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


def viewer(company, role, scope, employee=None, on=TODAY, from_=START):
    user = company.user(employee=employee, role=role, scope=scope, from_=from_)
    return queries.viewer_of_user(User.objects.get(pk=user), on=on)


def test_every_role_has_its_abilities_and_every_ability_a_name():
    table = {role.value: {ability.value for ability in held} for role, held in api.ABILITIES_OF_ROLE.items()}
    assert table["salesperson"] == {"see_clients", "edit_clients", "record_facts", "see_pay"}
    assert table["manager"] == table["salesperson"] | {
        "correct_facts",
        "assign_owners",
        "propose_handovers",
        "approve_handovers",
        "see_people",
    }
    assert table["hr"] == {
        "see_clients",
        "see_people",
        "edit_people",
        "edit_plans",
        "run_pay",
        "see_pay",
    }
    assert table["finance"] == {
        "see_clients",
        "record_facts",
        "correct_facts",
        "set_rates",
        "run_pay",
        "approve_pay",
        "see_pay",
        "see_people",
        "see_log",
    }
    assert table["administrator"] == {"see_people", "edit_people", "manage_users", "see_log"}
    assert set(table) == set(api.Role.values)
    assert set().union(*table.values()) == {ability.value for ability in api.Ability}
    assert all(ability.label for ability in api.Ability)


def test_nobody_who_runs_the_pay_decides_over_clients_and_only_finance_approves_it():
    holders = {
        ability: {role.value for role in api.Role if ability in api.abilities_of(role=role)}
        for ability in api.Ability
    }
    assert holders[api.Ability.APPROVE_PAY] == {"finance"}
    assert not holders[api.Ability.RUN_PAY] & holders[api.Ability.ASSIGN_OWNERS]
    with pytest.raises(ValueError):
        api.abilities_of(role="king")


def test_an_unknown_ability_is_an_error_and_not_a_no(company):
    with pytest.raises(ValueError):
        viewer(company, "hr", "all").may("see_clents")


@pytest.mark.parametrize(
    ("scope", "seen"),
    [("own", {"wang"}), ("team", {"wang", "li"}), ("subtree", {"wang", "li", "zhao", "sun"}), ("all", None)],
)
def test_a_scope_reaches_so_far(company, scope, seen):
    him = viewer(company, "manager", scope, company.wang)
    expected = None if seen is None else {getattr(company, name) for name in seen}
    assert him.people("see_people", TODAY) == expected
    assert him.people("run_pay", TODAY) == frozenset()
    assert not him.may("run_pay")


def test_the_departments_of_a_scope(company):
    him = viewer(company, "manager", "subtree", company.wang)
    assert him.departments("see_people", TODAY) == {company.east, company.shanghai}
    assert him.departments("run_pay", TODAY) == frozenset()


def test_the_scope_follows_a_move(company):
    him = viewer(company, "manager", "team", company.wang)
    people.move_employee(
        acting_user_id=None,
        at=AT,
        employee_id=company.wang,
        move=people.Move(company.shanghai, company.position, date(2026, 12, 1)),
    )
    assert him.people("see_people", date(2026, 11, 30)) == {company.wang, company.li}
    assert him.people("see_people", date(2026, 12, 1)) == {company.wang, company.zhao, company.sun}


def test_roles_add_up_and_each_keeps_its_own_scope(company):
    user = company.user(employee=company.wang, role="salesperson", scope="own")
    api.grant_role(
        acting_user_id=None, user_id=user, grant=api.GrantSpan(role="hr", scope="all", valid_from=TODAY)
    )
    him = queries.viewer_of_user(User.objects.get(pk=user), on=TODAY)
    assert him.people("edit_clients", TODAY) == {company.wang}
    assert him.people("see_pay", TODAY) is None
    assert {grant.role for grant in him.grants} == {"salesperson", "hr"}
    yesterday = queries.viewer_of_user(User.objects.get(pk=user), on=date(2026, 11, 23))
    assert not yesterday.may("run_pay")


def test_a_team_without_an_employee_is_nobody(company):
    him = api.Viewer(
        user_id=1,
        organization_id=company.id,
        employee_id=None,
        name="x",
        login_name="x",
        language="",
        grants=(api.Grant(role="manager", scope="subtree"),),
        organization_name="x",
        currency="CNY",
    )
    assert him.people("see_people", TODAY) == frozenset()
