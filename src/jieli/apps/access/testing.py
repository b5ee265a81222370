"""Signed-in browsers for the page tests of all apps."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange
from django.test import Client
from django.utils import timezone

from jieli.apps.access import models, queries, sessions
from jieli.apps.access.values import Viewer
from jieli.lib.tenancy import organization_scope

LONG_AGO = date(2000, 1, 1)


class QuickArgon2(Argon2PasswordHasher):
    """The same hash with little work, for tests that sign in often."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def sign_in_client(
    client: Client, *, organization: Any, role: str, scope: str = "all", employee_id: int | None = None
) -> Viewer:
    """The viewer as whom the client now acts: a new login of the organisation (anything with an `id`).

    An employee must be employed today, otherwise he is signed in as nobody. Signing in again changes the person.
    """
    now = timezone.now()
    with organization_scope(organization_id=organization.id, purpose="test"):
        number = models.User.objects.count() + 1
        user = models.User.objects.create(
            login_name=f"{role}-{number}",
            password=make_password(None),
            employee_id=employee_id,
            language="en",
        )
        models.RoleGrant.objects.create(
            user=user, role=role, scope=scope, valid=StoredRange(LONG_AGO, None, "[)")
        )
        user.refresh_from_db()
        client.cookies[sessions.COOKIE] = sessions.open_session(user, address=None, browser="test", at=now)
        return queries.viewer_of_user(user, on=timezone.localdate(now))
