"""What happens when two things are done at the same moment, in real transactions of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Event

import pytest
from django.db import connections

from jieli.apps.access import api, signing_in
from jieli.apps.access.models import LoginAttempt
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope

from .conftest import PASSWORD, found

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 4, tzinfo=UTC)


def in_thread(work):
    """The work's result or exception; the thread's database connection is closed after it."""

    def done(*arguments):
        try:
            return work(*arguments)
        except (Problems, api.SignInRefused) as refusal:
            return refusal
        finally:
            connections.close_all()

    return done


@pytest.fixture
def company(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        return found(committed_organization)


def test_two_administrators_who_close_each_other_leave_one(company):
    with organization_scope(organization_id=company.id):
        one, other = (company.user(name, role="administrator", scope="all") for name in ("one", "other"))
    first_wrote, second_began = Event(), Event()

    def close_other():
        with organization_scope(organization_id=company.id):
            api.deactivate_user(acting_user_id=one, user_id=other, on=TODAY)
            first_wrote.set()
            second_began.wait(5)

    def close_one():
        first_wrote.wait(5)
        with organization_scope(organization_id=company.id):
            second_began.set()
            api.deactivate_user(acting_user_id=other, user_id=one, on=TODAY)

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(in_thread(work)) for work in (close_other, close_one)]
        first, second = [result.result() for result in results]
    assert first is None
    assert [problem.code for problem in second.problems] == ["ACCESS-ADMIN-001"]
    with organization_scope(organization_id=company.id):
        assert [user.is_active for user in api.list_users()] == [True, False]


def test_many_guesses_at_once_find_the_door_closed_after_the_fifth(company):
    with organization_scope(organization_id=company.id):
        company.user("wangmin", employee=company.wang)

    def guess(number):
        return api.sign_in(
            organization_slug=company.slug,
            login_name="wangmin",
            password=f"guess {number}",
            address="10.0.0.1",
            browser="",
            at=AT,
        )

    with ThreadPoolExecutor(8) as pool:
        kinds = [type(refusal) for refusal in pool.map(in_thread(guess), range(16))]
    assert kinds.count(api.WrongNameOrPassword) == signing_in.MOST_OF_A_NAME
    assert kinds.count(api.TooManyFailures) == 16 - signing_in.MOST_OF_A_NAME
    with organization_scope(organization_id=company.id):
        assert LoginAttempt.objects.count() == signing_in.MOST_OF_A_NAME
    with pytest.raises(api.TooManyFailures):
        api.sign_in(
            organization_slug=company.slug,
            login_name="wangmin",
            password=PASSWORD,
            address="10.0.0.2",
            browser="",
            at=AT,
        )
