"""Signing in: one name, one password, and the same answer whoever does not exist.

A wrong name, a wrong password and an unknown organisation cost the same hash and get the same sentence. Too many
failures close the door for that name or that address for a while, and the sentence says until when.
"""

from datetime import datetime, timedelta

from attrs import frozen
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils import timezone

from jieli.apps.access import models, queries, sessions
from jieli.apps.access.values import SignedIn
from jieli.apps.audit.api import sign_writes
from jieli.apps.organizations import api as organizations
from jieli.lib.tenancy import organization_scope

WINDOW = timedelta(minutes=15)
MOST_OF_A_NAME = 5
# An office shares one address; a single forgetful colleague must not close the door for everybody.
MOST_OF_AN_ADDRESS = 30


class SignInRefused(Exception):
    """The door stays closed; the kinds below say what may be said about it."""


class WrongNameOrPassword(SignInRefused):
    """Together they are not right. Which of them is never said."""


class HasLeft(SignInRefused):
    """Name and password are right, but the employee does not work here on this day."""


class TooManyFailures(SignInRefused):
    """Nobody is let in under this name or from this address before `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)

    @property
    def from_on(self) -> str:
        """The full minute from which it can be tried again, never too early."""
        floor = self.until.replace(second=0, microsecond=0)
        full = floor if floor == self.until else floor + timedelta(minutes=1)
        return timezone.localtime(full).strftime("%H:%M")


@frozen
class _Try:
    login_name: str
    password: str
    address: str | None
    browser: str
    at: datetime


def sign_in(
    *,
    organization_slug: str,
    login_name: str,
    password: str,
    address: str | None,
    browser: str,
    at: datetime,
) -> SignedIn:
    """A new session. Raises WrongNameOrPassword, TooManyFailures or HasLeft.

    Opens the organisation's scope by itself, and keeps the attempt even when it refuses.
    """
    organization_id = organizations.find_organization_id(slug=organization_slug.strip().lower())
    if organization_id is None:
        make_password(password)  # the same work as for a name that exists
        raise WrongNameOrPassword
    attempt = _Try(clean_login_name(login_name)[:60], password, address, browser, at)
    with organization_scope(organization_id=organization_id, purpose="sign in"):
        outcome = _try(attempt)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return outcome


def clean_login_name(text: str) -> str:
    """A login name as it is kept: without surrounding space, in small letters."""
    return text.strip().lower()


def prove_password(
    user: models.User | None, *, login_name: str, password: str, address: str | None, at: datetime
) -> bool | TooManyFailures:
    """Whether the password is the user's. The try is counted; after too many wrong ones none is looked at any more."""
    _one_at_a_time(login_name)
    until = _closed_until(login_name, address, at)
    if until is not None:
        return TooManyFailures(until)
    if user is None:
        make_password(password)
    right = user is not None and check_password(password, user.password)
    models.LoginAttempt.objects.create(login_name=login_name, address=address, at=at, succeeded=right)
    return right


def _try(attempt: _Try) -> SignedIn | SignInRefused:
    """Returns the refusal instead of raising it, so that the row of the attempt is not rolled back."""
    user = models.User.objects.filter(login_name=attempt.login_name, is_active=True).first()
    right = prove_password(
        user,
        login_name=attempt.login_name,
        password=attempt.password,
        address=attempt.address,
        at=attempt.at,
    )
    if isinstance(right, TooManyFailures):
        return right
    if user is None or not right:
        return WrongNameOrPassword()
    if sessions.has_left(user, at=attempt.at):
        return HasLeft()
    sign_writes(acting_user_id=user.pk)
    user.last_login = attempt.at
    user.save(update_fields=["last_login"])
    cookie = sessions.open_session(user, address=attempt.address, browser=attempt.browser, at=attempt.at)
    return SignedIn(cookie=cookie, viewer=queries.viewer_of_user(user, on=timezone.localdate(attempt.at)))


def _closed_until(login_name: str, address: str | None, at: datetime) -> datetime | None:
    """Until when the door is closed for this name or this address, None when it is open."""
    # No upper bound: an attempt that another process dated a moment later counts as well.
    recent = models.LoginAttempt.objects.filter(at__gt=at - WINDOW)
    of_name = recent.filter(login_name=login_name).order_by("-at", "-pk")
    failures = []
    for failed_at, succeeded in of_name.values_list("at", "succeeded")[: MOST_OF_A_NAME + 1]:
        if succeeded:
            break
        failures.append(failed_at)
    doors = [_opens(failures, MOST_OF_A_NAME)]
    if address is not None:
        of_address = recent.filter(address=address, succeeded=False).order_by("-at", "-pk")
        doors.append(
            _opens(list(of_address.values_list("at", flat=True)[:MOST_OF_AN_ADDRESS]), MOST_OF_AN_ADDRESS)
        )
    return max((door for door in doors if door is not None), default=None)


def _opens(failures: list[datetime], most: int) -> datetime | None:
    """When the oldest of the last `most` failures is no longer recent."""
    return failures[most - 1] + WINDOW if len(failures) >= most else None


def _one_at_a_time(login_name: str) -> None:
    """Attempts under one name wait for each other; otherwise many at once would all find the door open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended("
            "'sign in ' || current_setting('jieli.organization') || ' ' || %s, 0))",
            [login_name],
        )
