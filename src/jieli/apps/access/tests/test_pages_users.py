"""Pages of administrators: logins and roles."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jieli.apps.access import api
from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import history_of, list_entries

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, company):
    return sign_in_client(client, organization=company, role="administrator")


def giving(company, **changes):
    return {
        "employee_id": company.wang,
        "login_name": "WangMin",
        "password": PASSWORD,
        "role": "manager",
        "scope": "subtree",
        "language": "zh-hans",
        **changes,
    }


def signs_in(company, password=PASSWORD, name="wangmin"):
    given = {"login": f"{name}@{company.slug}", "password": password}
    return Client().post("/login", given).status_code == 302


def test_a_login_is_given_on_a_page_and_opens_the_door(client, company, admin):
    assert client.get(f"/access/users/new?employee={company.wang}").status_code == 200
    page = client.post("/access/users/new", giving(company))
    made = api.users_of(employee_ids=[company.wang])[company.wang]
    assert (page.status_code, page["Location"]) == (302, f"/access/users/{made.id}")
    assert [(grant.role, grant.scope) for grant in made.grants] == [("manager", "subtree")]
    (entry,) = history_of(table_name="access_user", row_id=made.id)
    assert (entry.acting_user_id, entry.new["login_name"]) == (admin.user_id, "wangmin")
    assert "password" not in entry.new
    assert signs_in(company)
    listed = client.get("/access/users")
    assert f"wangmin@{company.slug}" in listed.content.decode()
    assert listed.context["active_count"] == 2
    assert [row["user"].id for row in client.get("/access/users?q=王").context["rows"]] == [made.id]


def test_a_wrong_login_is_shown_in_its_fields(client, company, admin):
    client.post("/access/users/new", giving(company))
    taken = client.post("/access/users/new", giving(company, employee_id=company.li, password="password123"))
    assert taken.status_code == 422
    assert set(taken.context["form"].errors) == {"login_name", "password"}
    assert "password123" not in taken.content.decode()
    # Whoever has a login, or has left, cannot be chosen.
    for employee in (company.wang, company.sun):
        again = client.post("/access/users/new", giving(company, employee_id=employee, login_name="b"))
        assert again.context["form"].errors["employee_id"]
    outside = client.post("/access/users/new", giving(company, employee_id="", login_name="b"))
    assert outside.context["form"].errors["scope"]
    part = client.post("/access/users/new", giving(company, employee_id=company.li, role="administrator"))
    assert part.context["form"].errors["scope"]
    assert len(api.list_users()) == 2


@pytest.fixture
def wang(client, company, admin):
    client.post("/access/users/new", giving(company))
    return api.users_of(employee_ids=[company.wang])[company.wang].id


def test_a_new_password_ends_the_old_one(client, company, wang, admin):
    other = "four loud mountains"
    assert client.post(f"/access/users/{wang}/password", {"password": "short"}).status_code == 422
    assert client.post(f"/access/users/{wang}/password", {"password": other}).status_code == 302
    assert signs_in(company, other)
    assert not signs_in(company)
    assert client.post(f"/access/users/{admin.user_id}/password", {"password": other}).status_code == 302
    assert client.get("/access/users").status_code == 200


def test_a_login_closes_and_opens_again(client, company, wang, admin):
    assert client.post(f"/access/users/{wang}/active", {"active": "no"}).status_code == 302
    assert not signs_in(company)
    entry = history_of(table_name="access_user", row_id=wang)[-1]
    assert (entry.changed, entry.acting_user_id) == (("is_active",), admin.user_id)
    assert client.get(f"/access/users/{wang}").status_code == 200
    assert client.post(f"/access/users/{wang}/active", {"active": "yes"}).status_code == 302
    assert signs_in(company)


def test_roles_are_given_and_ended_on_the_page(client, company, wang, admin):
    today = timezone.localdate()
    given = {"role": "hr", "scope": "all", "valid_from": today.isoformat()}
    assert client.post(f"/access/users/{wang}/roles", given).status_code == 302
    (role,) = [one for one in api.get_user(user_id=wang).grants if one.role == "hr"]
    assert client.post(f"/access/users/{wang}/roles", {**given, "role": "king"}).status_code == 422
    assert client.post(f"/access/users/{admin.user_id}/roles/{role.id}/end").status_code == 404
    assert client.post(f"/access/users/{wang}/roles/{role.id}/end").status_code == 302
    assert {one.role for one in api.get_user(user_id=wang).grants_on(today)} == {"manager"}
    entry = list_entries(table_name="access_rolegrant", limit=1)[0]
    assert (entry.verb, entry.changed, entry.acting_user_id) == ("update", ("valid",), admin.user_id)
    later = {**given, "valid_from": (today + timedelta(days=9)).isoformat()}
    assert client.post(f"/access/users/{wang}/roles", later).status_code == 302
    assert client.get(f"/access/users/{wang}").status_code == 200


def test_the_last_administrator_cannot_lock_himself_out(client, company, admin):
    (grant,) = api.get_user(user_id=admin.user_id).grants
    for path, given in (("active", {"active": "no"}), (f"roles/{grant.id}/end", {})):
        page = client.post(f"/access/users/{admin.user_id}/{path}", given)
        assert page.status_code == 422
        assert page.context["active_form"].non_field_errors()
    assert client.get("/access/users").status_code == 200


@pytest.mark.parametrize("role", ["salesperson", "manager", "hr", "finance"])
def test_only_administrators_see_and_change_logins(client, company, admin, wang, role):
    sign_in_client(client, organization=company, role=role, employee_id=company.li)
    for path in ("users", "users/new", f"users/{wang}"):
        assert client.get(f"/access/{path}").status_code == 403
    posts = (
        (
            "users/new",
            giving(company, employee_id=company.zhao, login_name="z", role="administrator", scope="all"),
        ),
        (f"users/{wang}/password", {"password": "four loud mountains"}),
        (f"users/{wang}/active", {"active": "no"}),
        (f"users/{wang}/roles", {"role": "hr", "scope": "all", "valid_from": "2026-01-01"}),
    )
    for path, given in posts:
        assert client.post(f"/access/{path}", given).status_code == 403
    assert signs_in(company)
    assert company.zhao not in api.users_of(employee_ids=[company.zhao])


@pytest.mark.parametrize("path", ["", "/password", "/active", "/roles", "/roles/1/end"])
def test_a_login_that_does_not_exist_is_not_found(client, company, admin, path):
    send = client.post if path else client.get
    assert send(f"/access/users/999999{path}", {"password": "four loud mountains"}).status_code == 404


def test_another_companys_logins_are_not_found(client, two_companies):
    from jieli.lib.tenancy import organization_scope

    mine, other = two_companies
    with organization_scope(organization_id=other.id):
        theirs = other.user(employee=other.wang)
    sign_in_client(client, organization=mine, role="administrator")
    assert client.get(f"/access/users/{theirs}").status_code == 404
    given = {"password": "four loud mountains"}
    assert client.post(f"/access/users/{theirs}/password", given).status_code == 404
    assert client.post("/access/users/new", giving(other)).status_code == 422
    assert signs_in(other)
