"""Sessions: what a browser keeps and what we keep of it.

The cookie is `organisation id . random key`; the organisation opens the fence, the key of 256 random bits finds the
row, of which only the key's hash is stored. A stolen database opens no session.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from jieli.apps.access import models, queries
from jieli.apps.access.values import SessionView, Viewer
from jieli.apps.people import api as people
from jieli.lib.tenancy import organization_scope

COOKIE = "jieli"
LASTS = timedelta(hours=12)
KEPT = timedelta(days=30)


def open_session(user: models.User, *, address: str | None, browser: str, at: datetime) -> str:
    """The cookie of a new session. Assumes the open scope; sessions past their retention are swept on the way."""
    models.Session.objects.filter(expires_at__lt=at - KEPT).delete()
    key = secrets.token_urlsafe(32)
    models.Session.objects.create(
        user=user,
        key_hash=_hash(key),
        started_at=at,
        expires_at=at + LASTS,
        address=address,
        browser=browser[:200],
    )
    return f"{user.organization_id}.{key}"


def viewer_of_cookie(*, cookie: str, at: datetime) -> Viewer | None:
    """Who a browser is at this moment; None when the session is unknown, over, or its user may no longer enter."""
    split = _split(cookie)
    if split is None:
        return None
    organization_id, key = split
    with organization_scope(organization_id=organization_id, purpose="viewer"):
        session = (
            models.Session.objects.filter(key_hash=_hash(key), expires_at__gt=at)
            .select_related("user")
            .first()
        )
        if session is None or not session.user.is_active or has_left(session.user, at=at):
            return None
        return queries.viewer_of_user(session.user, on=timezone.localdate(at))


def sign_out(*, cookie: str) -> None:
    """The session of this cookie is over. A cookie that means nothing is no error."""
    split = _split(cookie)
    if split is None:
        return
    organization_id, key = split
    with organization_scope(organization_id=organization_id, purpose="sign out"):
        models.Session.objects.filter(key_hash=_hash(key)).delete()


def end_sessions(user: models.User, *, except_cookie: str | None = None) -> None:
    """All browsers of a user are signed out, but for the one whose cookie is given."""
    rows = models.Session.objects.filter(user=user)
    split = _split(except_cookie or "")
    if split is not None:
        rows = rows.exclude(key_hash=_hash(split[1]))
    rows.delete()


def list_sessions(*, user_id: int, at: datetime, this_cookie: str) -> tuple[SessionView, ...]:
    """The browsers in which a user is signed in at this moment, the latest first."""
    split = _split(this_cookie)
    mine = _hash(split[1]) if split else ""
    rows = models.Session.objects.filter(user=user_id, expires_at__gt=at).order_by("-started_at", "-pk")
    return tuple(
        SessionView(
            started_at=row.started_at,
            expires_at=row.expires_at,
            address=row.address,
            browser=row.browser,
            is_this=row.key_hash == mine,
        )
        for row in rows
    )


def has_left(user: models.User, *, at: datetime) -> bool:
    """Whether he is an employee who does not work here on this day. Who never was one has not left."""
    if user.employee_id is None:
        return False
    return not people.is_employed(employee_id=user.employee_id, on=timezone.localdate(at))


def _split(cookie: str) -> tuple[int, str] | None:
    number, dot, key = cookie.partition(".")
    if not (dot and number.isascii() and number.isdigit() and len(number) < 19 and 32 <= len(key) <= 64):
        return None
    return int(number), key


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
