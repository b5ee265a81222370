"""Who gets in, and what the door says to the others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from jieli.apps.access import api, signing_in
from jieli.apps.access.models import LoginAttempt, Session, User
from jieli.apps.access.testing import sign_in_client
from jieli.apps.audit.api import history_of, list_entries
from jieli.apps.people import api as people
from jieli.lib.tenancy import organization_scope

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def enter(company, name="wangmin", password=PASSWORD, at=AT, address="10.0.0.1", slug=None):
    return api.sign_in(
        organization_slug=company.slug if slug is None else slug,
        login_name=name,
        password=password,
        address=address,
        browser="Firefox",
        at=at,
    )


def change_own(user, old=PASSWORD, new="four loud mountains", keep_cookie="", at=AT):
    """The codes of what is wrong."""
    problems = api.change_own_password(
        user_id=user, old=old, new=new, keep_cookie=keep_cookie, address="10.0.0.1", at=at
    )
    return [problem.code for problem in problems]


def fail(company, times, at=AT, **how):
    for number in range(times):
        with pytest.raises(api.WrongNameOrPassword):
            enter(company, password="wrong", at=at + timedelta(seconds=number), **how)


def test_the_right_name_and_password_open_a_session_that_lasts_twelve_hours(company):
    company.user(employee=company.wang)
    signed = enter(company, name=" WangMin ")
    assert (signed.viewer.name, signed.viewer.login_name, signed.viewer.employee_id) == (
        "王敏",
        "wangmin",
        company.wang,
    )
    assert signed.viewer.organization_name.startswith("测试公司")
    assert signed.viewer.currency == "CNY"
    nearly = AT + timedelta(hours=11, minutes=59)
    assert api.viewer_of_cookie(cookie=signed.cookie, at=nearly) == signed.viewer
    assert api.viewer_of_cookie(cookie=signed.cookie, at=AT + timedelta(hours=12)) is None


def test_the_cookie_is_random_and_only_its_hash_is_kept(company):
    company.user(employee=company.wang)
    one, other = enter(company).cookie, enter(company).cookie
    key = one.partition(".")[2]
    assert one != other
    assert len(key) >= 43  # 256 bits in base 64
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM access_session s")
        assert not any(key in row for (row,) in cursor.fetchall())
        cursor.execute(
            "SELECT new::text FROM audit_entry WHERE table_name IN ('access_session', 'access_user')"
        )
        kept = "".join(row for (row,) in cursor.fetchall())
    assert Session.objects.first().key_hash not in kept
    assert "argon2" not in kept
    assert User.objects.get().password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "1", ".", "1.", "1.short", "0.{key}", "-1.{key}", "99999999999999999999.{key}", "a.{key}"],
)
def test_a_cookie_that_means_nothing_is_nobody(db, cookie):
    assert api.viewer_of_cookie(cookie=cookie.format(key="k" * 43), at=AT) is None
    api.sign_out(cookie=cookie.format(key="k" * 43))


def test_wrong_name_password_and_organisation_get_the_same_answer_and_the_same_work(company, monkeypatch):
    company.user(employee=company.wang)
    hashed = []
    checked = signing_in.check_password
    made = signing_in.make_password
    monkeypatch.setattr(signing_in, "check_password", lambda *a: hashed.append(1) or checked(*a))
    monkeypatch.setattr(signing_in, "make_password", lambda *a: hashed.append(1) or made(*a))
    for wrong in ({"password": "x"}, {"name": "nobody"}, {"slug": "no-such-company"}):
        hashed.clear()
        with pytest.raises(api.WrongNameOrPassword):
            enter(company, **wrong)
        assert hashed == [1]


def test_five_failures_close_the_door_for_the_name_until_the_oldest_is_fifteen_minutes_old(company):
    company.user(employee=company.wang)
    fail(company, 5)
    with pytest.raises(api.TooManyFailures) as raised:
        enter(company, at=AT + timedelta(minutes=14), address="10.9.9.9")
    assert raised.value.until == AT + timedelta(minutes=15)
    assert enter(company, at=AT + timedelta(minutes=15)).viewer.employee_id == company.wang


def test_the_door_closes_in_the_same_way_for_a_name_that_does_not_exist(company):
    fail(company, 5, name="nobody")
    with pytest.raises(api.TooManyFailures):
        enter(company, name="nobody")


def test_a_closed_door_does_not_say_whether_the_password_is_right_and_counts_nothing(company):
    company.user(employee=company.wang)
    fail(company, 5)
    for password in (PASSWORD, "wrong"):
        with pytest.raises(api.TooManyFailures):
            enter(company, password=password, at=AT + timedelta(minutes=1))
    assert LoginAttempt.objects.count() == 5


def test_a_success_forgives_the_failures_before_it(company):
    company.user(employee=company.wang)
    fail(company, 4)
    enter(company, at=AT + timedelta(minutes=1))
    fail(company, 4, at=AT + timedelta(minutes=2))
    enter(company, at=AT + timedelta(minutes=3))


def test_many_failures_from_one_address_close_the_door_there_and_not_elsewhere(company):
    company.user(employee=company.wang)
    for number in range(signing_in.MOST_OF_AN_ADDRESS):
        LoginAttempt.objects.create(login_name=f"n{number}", address="10.0.0.1", at=AT, succeeded=False)
    with pytest.raises(api.TooManyFailures) as raised:
        enter(company)
    assert raised.value.until == AT + timedelta(minutes=15)
    enter(company, address="10.0.0.2")
    enter(company, address=None)


def test_every_attempt_is_kept_even_the_refused_ones(company):
    company.user(employee=company.wang)
    fail(company, 1)
    enter(company)
    kept = LoginAttempt.objects.order_by("pk").values_list("login_name", "address", "succeeded")
    assert list(kept) == [("wangmin", "10.0.0.1", False), ("wangmin", "10.0.0.1", True)]


def test_whoever_has_left_is_told_so_only_after_the_right_password(company):
    company.user(employee=company.wang)
    cookie = enter(company).cookie
    people.end_employment(acting_user_id=None, at=AT, employee_id=company.wang, on=TODAY)
    assert api.viewer_of_cookie(cookie=cookie, at=AT) is None
    with pytest.raises(api.WrongNameOrPassword):
        enter(company, password="wrong")
    with pytest.raises(api.HasLeft):
        enter(company)


def test_the_last_day_still_opens_the_door_in_shanghais_time(company):
    company.user(employee=company.wang)
    people.end_employment(acting_user_id=None, at=AT, employee_id=company.wang, on=TODAY)
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    enter(company, at=before_midnight)
    with pytest.raises(api.HasLeft):
        enter(company, at=before_midnight + timedelta(minutes=1))


def test_somebody_who_is_no_employee_signs_in(company):
    company.user("auditor", role="finance", scope="all")
    viewer = enter(company, name="auditor").viewer
    assert (viewer.employee_id, viewer.name) == (None, "auditor")
    assert viewer.people("see_pay", TODAY) is None


def test_a_password_change_ends_every_session_but_the_own(company):
    user = company.user(employee=company.wang)
    here, there = enter(company).cookie, enter(company).cookie
    assert change_own(user, keep_cookie=here) == []
    assert api.viewer_of_cookie(cookie=here, at=AT) is not None
    assert api.viewer_of_cookie(cookie=there, at=AT) is None
    with pytest.raises(api.WrongNameOrPassword):
        enter(company)
    enter(company, password="four loud mountains")
    api.set_password(acting_user_id=None, user_id=user, password="five green valleys")
    assert api.viewer_of_cookie(cookie=here, at=AT) is None


def test_the_own_change_needs_the_present_password(company):
    user = company.user(employee=company.wang)
    before = User.objects.get(pk=user).password
    assert change_own(user, old="wrong") == ["ACCESS-PASSWORD-003"]
    assert change_own(user, new="short") == ["ACCESS-PASSWORD-001"]
    assert change_own(-1) == ["ACCESS-USER-003"]
    assert User.objects.get(pk=user).password == before


def test_guesses_of_the_present_password_close_the_door_like_those_at_the_door(company):
    user = company.user(employee=company.wang)
    fail(company, 2)
    for number in range(3):
        at = AT + timedelta(seconds=10 + number)
        assert change_own(user, old="wrong", at=at) == ["ACCESS-PASSWORD-003"]
    later = AT + timedelta(minutes=1)
    assert change_own(user, at=later) == ["ACCESS-PASSWORD-004"]
    with pytest.raises(api.TooManyFailures):
        enter(company, at=later)
    assert change_own(user, at=AT + timedelta(minutes=16)) == []


def test_a_deactivated_login_is_out_at_once(company):
    user = company.user(employee=company.wang)
    cookie = enter(company).cookie
    api.deactivate_user(acting_user_id=None, user_id=user, on=TODAY)
    assert api.viewer_of_cookie(cookie=cookie, at=AT) is None
    with pytest.raises(api.WrongNameOrPassword):
        enter(company)
    api.reactivate_user(acting_user_id=None, user_id=user)
    assert api.viewer_of_cookie(cookie=cookie, at=AT) is None
    enter(company)


def test_signing_out_ends_this_session_only(company):
    user = company.user(employee=company.wang)
    here, there = enter(company).cookie, enter(company, at=AT + timedelta(minutes=1)).cookie
    listed = api.list_sessions(user_id=user, at=AT, this_cookie=here)
    assert [(one.is_this, one.browser, one.address) for one in listed] == [
        (False, "Firefox", "10.0.0.1"),
        (True, "Firefox", "10.0.0.1"),
    ]
    api.sign_out(cookie=here)
    assert api.viewer_of_cookie(cookie=here, at=AT) is None
    assert api.viewer_of_cookie(cookie=there, at=AT) is not None
    api.sign_out_others(acting_user_id=user, user_id=user, keep_cookie="")
    assert api.viewer_of_cookie(cookie=there, at=AT) is None


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0 wxwork/4.1",
            "WeCom · iPhone",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(told, shown):
    view = api.SessionView(started_at=AT, expires_at=AT, address=None, browser=told, is_this=True)
    assert view.browser_name == shown


def test_sessions_past_their_retention_are_swept_when_somebody_signs_in(company):
    company.user(employee=company.wang)
    enter(company)
    enter(company, at=AT + timedelta(days=30))
    assert Session.objects.count() == 2
    enter(company, at=AT + timedelta(days=31))
    assert Session.objects.count() == 2


def test_signing_in_is_logged_under_the_users_own_name(company):
    user = company.user(employee=company.wang)
    enter(company)
    entry = history_of(table_name="access_user", row_id=user)[-1]
    assert (entry.changed, entry.acting_user_id, entry.purpose) == (("last_login",), user, "sign in")
    assert list_entries(table_name="access_session", limit=1)[0].acting_user_id == user


def test_a_login_of_one_company_opens_no_door_of_another(two_companies):
    mine, other = two_companies
    with organization_scope(organization_id=mine.id):
        mine.user(employee=mine.wang)
    cookie = enter(mine).cookie
    assert api.viewer_of_cookie(cookie=cookie, at=AT).organization_id == mine.id
    with pytest.raises(api.WrongNameOrPassword):
        enter(other)
    key = cookie.partition(".")[2]
    assert api.viewer_of_cookie(cookie=f"{other.id}.{key}", at=AT) is None
    api.sign_out(cookie=f"{other.id}.{key}")
    assert api.viewer_of_cookie(cookie=cookie, at=AT) is not None


def test_raw_sql_in_another_organisations_scope_sees_no_login_and_no_session(two_companies):
    mine, other = two_companies
    with organization_scope(organization_id=mine.id):
        user = mine.user(employee=mine.wang)
    enter(mine)
    tables = ("access_user", "access_session", "access_rolegrant", "access_loginattempt")
    with connection.cursor() as cursor:
        with organization_scope(organization_id=mine.id):
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] >= 1, table
        with organization_scope(organization_id=other.id):
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table
            cursor.execute("UPDATE access_user SET password = 'x' WHERE id = %s", [user])
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM access_session")
            assert cursor.rowcount == 0
    enter(mine)


def test_the_client_of_a_test_is_signed_in(client, company):
    viewer = sign_in_client(
        client, organization=company.organization, role="manager", scope="team", employee_id=company.wang
    )
    cookie = client.cookies["jieli"].value
    assert api.viewer_of_cookie(cookie=cookie, at=datetime.now(UTC)) == viewer
