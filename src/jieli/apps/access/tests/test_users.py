"""Logins and roles: made with care, ended at once, and never without an administrator."""

from datetime import date

import pytest

from jieli.apps.access import api, checks
from jieli.apps.access.models import User
from jieli.apps.audit.api import history_of
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems

from .conftest import AT, PASSWORD

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def codes(raised):
    return [(problem.code, problem.place) for problem in raised.value.problems]


def create(company, login_name="a", password=PASSWORD, employee=None, language="", grants=()):
    return api.create_user(
        acting_user_id=7,
        login_name=login_name,
        password=password,
        employee_id=employee,
        language=language,
        grants=[api.GrantSpan(role=role, scope=scope, valid_from=TODAY) for role, scope in grants],
    )


def give(user, role, scope="all", from_=TODAY):
    grant = api.GrantSpan(role=role, scope=scope, valid_from=from_)
    return api.grant_role(acting_user_id=7, user_id=user, grant=grant)


def test_a_new_login_is_listed_with_its_person_and_roles(company):
    user = create(company, " WangMin", employee=company.wang, grants=[("manager", "team")])
    (found,) = api.list_users()
    assert found == api.get_user(user_id=user)
    assert (found.login_name, found.name, found.is_active, found.last_login) == (
        "wangmin",
        "王敏",
        True,
        None,
    )
    (grant,) = found.grants
    assert (grant.role, grant.scope, grant.range.from_, grant.range.until) == ("manager", "team", TODAY, None)
    assert found.grants_on(TODAY) == found.grants
    assert found.grants_on(date(2026, 11, 23)) == ()
    assert api.users_of(employee_ids=[company.wang, company.li]) == {company.wang: found}
    assert api.names_of_users(user_ids=[user, -1]) == {user: "王敏"}
    assert history_of(table_name="access_user", row_id=user)[0].acting_user_id == 7
    with pytest.raises(api.NoSuchUser):
        api.get_user(user_id=-1)


def test_everything_wrong_with_a_new_login_is_said_at_once(company):
    create(company, "taken", employee=company.wang)
    with pytest.raises(Problems) as raised:
        create(
            company,
            "taken",
            password="short",
            employee=company.wang,
            language="fr",
            grants=[("king", "all"), ("administrator", "team"), ("hr", "all")],
        )
    assert codes(raised) == [
        ("ACCESS-NAME-002", "login_name"),
        ("ACCESS-PASSWORD-001", "password"),
        ("ACCESS-LANGUAGE-001", "language"),
        ("ACCESS-USER-002", "employee_id"),
        ("ACCESS-ROLE-001", "grants[0].role"),
        ("ACCESS-ROLE-002", "grants[1].scope"),
    ]
    with pytest.raises(Problems) as raised:
        create(company, "a@b", password="password123", employee=-1, grants=[("manager", "team")])
    assert codes(raised) == [
        ("ACCESS-NAME-001", "login_name"),
        ("ACCESS-PASSWORD-002", "password"),
        ("ACCESS-USER-001", "employee_id"),
    ]
    with pytest.raises(Problems) as raised:
        create(company, "outside", grants=[("manager", "team")])
    assert codes(raised) == [("ACCESS-ROLE-003", "grants[0].scope")]
    assert User.objects.count() == 1


def test_the_login_name_is_no_password(company):
    with pytest.raises(Problems, match="ACCESS-PASSWORD-002"):
        create(company, "wangminwang", password="WangMinWang")


def test_a_login_name_given_twice_in_a_race_is_said_in_the_same_words(company, monkeypatch):
    create(company, "taken")
    monkeypatch.setattr(checks, "login_name_problems", lambda name: [])
    with pytest.raises(Problems) as raised:
        create(company, "taken")
    assert codes(raised) == [("ACCESS-NAME-002", "login_name")]


def test_a_role_given_twice_is_given_once_and_may_begin_earlier(company):
    user = create(company, employee=company.wang)
    first = give(user, "hr")
    assert give(user, "hr") == first
    assert give(user, "hr", from_=date(2026, 1, 1)) == first
    (grant,) = api.get_user(user_id=user).grants
    assert grant.range.from_ == date(2026, 1, 1)
    give(user, "hr", scope="team")
    assert len(api.get_user(user_id=user).grants) == 2


def test_an_ended_role_holds_no_more_from_that_day_and_stays_in_sight(company):
    user = create(company, employee=company.wang)
    grant = give(user, "hr", from_=date(2026, 1, 1))
    for _again in range(2):
        api.end_role(acting_user_id=7, grant_id=grant, on=TODAY)
    (ended,) = api.get_user(user_id=user).grants
    assert ended.range.until == TODAY
    assert api.get_user(user_id=user).grants_on(TODAY) == ()
    assert len(api.get_user(user_id=user).grants_on(date(2026, 11, 23))) == 1


def test_a_role_is_held_once_on_a_day(company):
    user = create(company, employee=company.wang)
    ended = give(user, "hr", from_=date(2026, 1, 1))
    api.end_role(acting_user_id=7, grant_id=ended, on=TODAY)
    with pytest.raises(Problems) as raised:
        give(user, "hr", from_=date(2026, 3, 1))
    assert codes(raised) == [("ACCESS-ROLE-004", "valid_from")]
    again = give(user, "hr", from_=TODAY)
    with pytest.raises(Problems, match="ACCESS-ROLE-004"):
        give(user, "hr", from_=date(2026, 3, 1))
    assert {grant.id for grant in api.get_user(user_id=user).grants} == {ended, again}
    with pytest.raises(Problems) as raised:
        create(company, "twice", grants=[("hr", "all"), ("hr", "all")])
    assert codes(raised) == [("ACCESS-ROLE-004", "grants")]


def test_a_role_ended_before_it_began_never_held(company):
    user = create(company, employee=company.wang)
    grant = give(user, "hr", from_=date(2027, 1, 1))
    api.end_role(acting_user_id=7, grant_id=grant, on=TODAY)
    assert api.get_user(user_id=user).grants == ()
    with pytest.raises(Problems, match="ACCESS-USER-003"):
        api.end_role(acting_user_id=7, grant_id=grant, on=TODAY)


def test_unknown_logins_and_roles_are_named(company):
    with pytest.raises(Problems) as raised:
        give(-1, "hr")
    assert codes(raised) == [("ACCESS-USER-003", "user_id")]
    with pytest.raises(Problems) as raised:
        api.end_role(acting_user_id=7, grant_id=-1, on=TODAY)
    assert codes(raised) == [("ACCESS-USER-003", "grant_id")]


def test_the_language_of_a_login(company):
    user = create(company, employee=company.wang)
    for _again in range(2):
        api.set_language(acting_user_id=user, user_id=user, language="en")
    assert api.get_user(user_id=user).language == "en"
    assert len(history_of(table_name="access_user", row_id=user)) == 2
    with pytest.raises(Problems, match="ACCESS-LANGUAGE-001"):
        api.set_language(acting_user_id=user, user_id=user, language="fr")


def administrator(company, name, employee=None, from_=date(2020, 1, 1)):
    user = create(company, name, employee=employee)
    return user, give(user, "administrator", from_=from_)


def test_the_last_administrator_neither_closes_nor_loses_the_role(company):
    user, grant = administrator(company, "admin")
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.deactivate_user(acting_user_id=user, user_id=user, on=TODAY)
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.end_role(acting_user_id=user, grant_id=grant, on=TODAY)
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.end_role(acting_user_id=user, grant_id=grant, on=date(2027, 1, 1))
    assert api.get_user(user_id=user).is_active


def test_with_a_second_administrator_the_first_may_go(company):
    user, grant = administrator(company, "admin")
    other, _grant = administrator(company, "other", company.wang)
    api.end_role(acting_user_id=user, grant_id=grant, on=TODAY)
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.deactivate_user(acting_user_id=other, user_id=other, on=TODAY)


@pytest.mark.parametrize("why", ["closed", "left", "not yet", "ending"])
def test_an_administrator_who_cannot_come_in_does_not_count(company, why):
    user, _grant = administrator(company, "admin")
    other, grant = administrator(
        company, "other", company.wang, from_=date(2027, 1, 1) if why == "not yet" else date(2020, 1, 1)
    )
    if why == "closed":
        api.deactivate_user(acting_user_id=user, user_id=other, on=TODAY)
    elif why == "left":
        people.end_employment(acting_user_id=user, at=AT, employee_id=company.wang, on=TODAY)
    elif why == "ending":
        api.end_role(acting_user_id=user, grant_id=grant, on=date(2026, 12, 1))
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.deactivate_user(acting_user_id=user, user_id=user, on=TODAY)


def test_the_last_administrator_does_not_leave_the_company_unseen(company):
    administrator(company, "admin", company.wang)
    with pytest.raises(Problems, match="ACCESS-ADMIN-001"):
        api.keep_an_administrator(employee_id=company.wang, on=TODAY)
    api.keep_an_administrator(employee_id=company.li, on=TODAY)
    administrator(company, "other")
    api.keep_an_administrator(employee_id=company.wang, on=TODAY)


def test_a_closed_login_leaves_its_person_free_for_a_new_one(company):
    user = create(company, "a", employee=company.wang)
    api.deactivate_user(acting_user_id=7, user_id=user, on=TODAY)
    again = create(company, "b", employee=company.wang)
    assert api.users_of(employee_ids=[company.wang])[company.wang].id == again
    with pytest.raises(Problems, match="ACCESS-USER-002"):
        api.reactivate_user(acting_user_id=7, user_id=user)
