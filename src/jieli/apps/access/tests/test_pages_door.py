"""The door as a browser meets it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jieli.apps.access import api
from jieli.apps.access.models import LoginAttempt, Session
from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import history_of
from jieli.apps.people import api as people
from jieli.lib.tenancy import organization_scope

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/login"


def send(client, company, name="wangmin", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": f"{name}@{company.slug}", "password": password, **more})


@pytest.fixture
def user(company):
    return company.user(employee=company.wang)


def test_the_door_asks_for_name_and_password(client, db):
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert b'name="login"' in page.content
    assert b'name="password"' in page.content
    assert "no-store" in page["Cache-Control"]
    assert page["Content-Language"] == "zh-hans"


def test_the_right_words_open_it_with_a_cookie_that_scripts_and_other_sites_do_not_get(client, company, user):
    page = send(client, company, next="/access/settings?x=1")
    assert (page.status_code, page["Location"]) == (302, "/access/settings?x=1")
    cookie = page.cookies["jieli"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    shown = client.get("/access/settings")
    assert shown.status_code == 200
    assert "王敏" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"


def test_over_https_the_cookie_travels_only_there(client, company, user, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert send(client, company).cookies["jieli"]["secure"]


def test_wrong_words_are_refused_without_saying_which(client, company, user):
    pages = [
        send(client, company, password="wrong"),
        send(client, company, name="nobody"),
        client.post(LOGIN, {"login": "wangmin@no-such-company", "password": PASSWORD}),
    ]
    texts = set()
    for page in pages:
        assert page.status_code == 422
        assert "jieli" not in page.cookies
        texts.add(str(page.context["form"].non_field_errors()))
    assert len(texts) == 1
    assert PASSWORD not in pages[1].content.decode()


@pytest.mark.parametrize("login", ["", "wangmin", "@company", "wangmin@"])
def test_a_login_without_its_company_is_explained(client, db, login):
    page = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert page.status_code == 422
    assert page.context["form"].errors["login"]


def test_too_many_failures_close_the_door_and_say_until_when(client, company, user):
    for _time in range(5):
        assert send(client, company, password="wrong").status_code == 422
    page = send(client, company)
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 15 * 60 + 1
    oldest = LoginAttempt.objects.order_by("at").first().at
    until = timezone.localtime(oldest + timedelta(minutes=16)).strftime("%H:%M")
    assert until in page.content.decode()


def test_an_address_behind_our_own_proxy_is_the_one_the_proxy_saw(client, company, user, settings):
    settings.TRUSTED_PROXIES = 1
    client.post(
        LOGIN,
        {"login": f"wangmin@{company.slug}", "password": "x"},
        headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"},
    )
    assert LoginAttempt.objects.get().address == "10.1.2.3"


def test_without_a_proxy_the_header_is_not_believed(client, company, user):
    client.post(
        LOGIN,
        {"login": f"wangmin@{company.slug}", "password": "x"},
        headers={"X-Forwarded-For": "6.6.6.6"},
    )
    assert LoginAttempt.objects.get().address == "127.0.0.1"


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:evil",
        "javascript:alert(1)",
        "evil",
        "/login?next=/",
        "/access/logout",
        "",
    ],
)
def test_the_door_leads_nowhere_else(client, company, user, next_):
    assert send(client, company, next=next_)["Location"] == "/"


def test_a_page_without_a_viewer_leads_through_the_door_and_back(client, company, user):
    page = client.get("/access/people?q=%E7%8E%8B")
    assert page.status_code == 302
    assert page["Location"].startswith("/login?next=%2Faccess%2Fpeople%3Fq%3D")


def test_whoever_is_in_is_not_asked_again(client, company):
    sign_in_client(client, organization=company, role="salesperson")
    assert client.get(LOGIN, {"next": "/access/settings"})["Location"] == "/access/settings"


def test_leaving_ends_the_session_for_good(client, company, user):
    send(client, company)
    kept = client.cookies["jieli"].value
    assert client.get("/access/logout").status_code == 405
    page = client.post("/access/logout")
    assert (page.status_code, page["Location"]) == (302, "/login")
    assert page.cookies["jieli"].value == ""
    assert Session.objects.count() == 0
    client.cookies["jieli"] = kept
    assert client.get("/access/settings").status_code == 302


def test_a_cookie_that_means_nothing_any_more_is_taken_back(client, db):
    client.cookies["jieli"] = "1." + "k" * 43
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert page.cookies["jieli"]["max-age"] == 0


def test_forms_from_elsewhere_are_refused(company, user):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, company).status_code == 403
    strict.get(LOGIN)
    token = strict.cookies["csrftoken"].value
    assert send(strict, company, csrfmiddlewaretoken=token).status_code == 302
    assert strict.cookies["csrftoken"].value != token


def test_whoever_has_left_is_told_kindly(client, company, user):
    people.end_employment(
        acting_user_id=None, at=timezone.now(), employee_id=company.wang, on=timezone.localdate()
    )
    page = send(client, company)
    assert page.status_code == 403
    assert "jieli" not in page.cookies
    assert page.context["form"].non_field_errors()
    assert send(client, company, password="wrong").status_code == 422


def test_a_session_of_one_company_shows_nothing_of_another(client, two_companies):
    mine, other = two_companies
    sign_in_client(client, organization=mine, role="hr")
    assert client.get(f"/access/people/{mine.wang}").status_code == 200
    assert client.get(f"/access/people/{other.wang}").status_code == 404
    assert client.post(f"/access/people/{other.wang}/end", {"end-last_day": "2026-11-24"}).status_code == 404
    with organization_scope(organization_id=other.id):
        assert people.is_employed(employee_id=other.wang, on=timezone.localdate())


def test_the_language_is_the_one_chosen_in_the_browser_else_chinese(client, db):
    assert client.get(LOGIN, headers={"Accept-Language": "en"})["Content-Language"] == "zh-hans"
    page = client.post("/access/language", {"language": "en", "next": LOGIN})
    assert (page.status_code, page["Location"]) == (302, "/")
    assert client.get(LOGIN)["Content-Language"] == "en"
    client.post("/access/language", {"language": "fr"})
    assert client.get(LOGIN)["Content-Language"] == "en"


def test_a_signed_in_viewer_takes_his_language_along(client, company, user):
    send(client, company)
    page = client.post("/access/language", {"language": "en", "next": "/access/settings"})
    assert page["Location"] == "/access/settings"
    assert api.get_user(user_id=user).language == "en"
    assert history_of(table_name="access_user", row_id=user)[-1].acting_user_id == user
    client.cookies["django_language"] = "zh-hans"
    assert client.get("/access/settings")["Content-Language"] == "en"


def test_the_own_password_is_changed_with_the_old_one(client, company, user):
    send(client, company)
    new = "four loud mountains"
    wrong = client.post("/access/settings/password", {"old": "x", "password": new, "again": new})
    assert wrong.status_code == 422
    assert wrong.context["password_form"].errors["old"]
    differs = client.post("/access/settings/password", {"old": PASSWORD, "password": new, "again": "y"})
    assert differs.context["password_form"].errors["again"]
    weak = client.post("/access/settings/password", {"old": PASSWORD, "password": "short", "again": "short"})
    assert weak.context["password_form"].errors["password"]
    done = client.post("/access/settings/password", {"old": PASSWORD, "password": new, "again": new})
    assert done.status_code == 302
    assert client.get("/access/settings").status_code == 200
    assert send(Client(), company).status_code == 422
    assert send(Client(), company, password=new).status_code == 302


def test_guesses_of_the_present_password_are_counted_although_the_page_refuses_them(client, company, user):
    send(client, company)
    new = "four loud mountains"
    for _time in range(5):
        page = client.post("/access/settings/password", {"old": "x", "password": new, "again": new})
        assert page.context["password_form"].errors["old"]
    assert LoginAttempt.objects.filter(succeeded=False).count() == 5
    right = client.post("/access/settings/password", {"old": PASSWORD, "password": new, "again": new})
    assert right.status_code == 422
    assert send(Client(), company).status_code == 429


def test_other_browsers_are_signed_out_from_the_settings(client, company, user):
    there = Client()
    send(there, company)
    send(client, company)
    assert client.post("/access/settings/sessions").status_code == 302
    assert client.get("/access/settings").status_code == 200
    assert there.get("/access/settings").status_code == 302


def test_the_language_in_the_settings(client, company, user):
    send(client, company)
    assert client.post("/access/settings", {"language": "en"}).status_code == 302
    assert client.get("/access/settings")["Content-Language"] == "en"
    assert reverse("access:settings") == "/access/settings"
