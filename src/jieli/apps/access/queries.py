"""Reading users and their roles."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from jieli.apps.access import models
from jieli.apps.access.values import Grant, GrantView, UserView, Viewer
from jieli.apps.organizations import api as organizations
from jieli.apps.people import api as people
from jieli.kernel.ranges import DateRange
from jieli.lib.errors import NotFound


class NoSuchUser(NotFound):
    """There is no user with this id in this organisation."""


def viewer_of_user(user: models.User, *, on: date) -> Viewer:
    """What the user may do on the day. Assumes the open scope of his organisation."""
    organization = organizations.get_organization()
    grants = models.RoleGrant.objects.filter(user=user.pk, valid__contains=on).order_by("role", "scope", "pk")
    return Viewer(
        user_id=user.pk,
        organization_id=organization.id,
        employee_id=user.employee_id,
        name=_name(user, people.names_of(employee_ids=[user.employee_id] if user.employee_id else [])),
        login_name=user.login_name,
        language=user.language,
        grants=tuple(dict.fromkeys(Grant(role=row.role, scope=row.scope) for row in grants)),
        organization_name=organization.name,
        currency=organization.currency,
    )


def list_users() -> tuple[UserView, ...]:
    """Every login of the organisation, by login name."""
    return _views(models.User.objects.order_by("login_name", "pk"))


def get_user(*, user_id: int) -> UserView:
    """One login. Raises NoSuchUser."""
    views = _views(models.User.objects.filter(pk=user_id))
    if not views:
        raise NoSuchUser(user_id)
    return views[0]


def employee_of_user(*, user_id: int) -> int | None:
    """The employee who signs in as this user; None for somebody who is no employee. Raises NoSuchUser."""
    found = models.User.objects.filter(pk=user_id).values_list("employee_id", flat=True)[:1]
    if not found:
        raise NoSuchUser(user_id)
    return found[0]


def users_of(*, employee_ids: Iterable[int]) -> dict[int, UserView]:
    """Employee id → his login; the active one where there were several."""
    rows = models.User.objects.filter(employee__in=set(employee_ids)).order_by("is_active", "pk")
    return {view.employee_id: view for view in _views(rows) if view.employee_id is not None}


def names_of_users(*, user_ids: Iterable[int]) -> dict[int, str]:
    """User id → the person's name, or the login name of somebody who is no employee."""
    rows = list(models.User.objects.filter(pk__in=set(user_ids)))
    names = people.names_of(employee_ids=[row.employee_id for row in rows if row.employee_id])
    return {row.pk: _name(row, names) for row in rows}


def _views(rows: Iterable[models.User]) -> tuple[UserView, ...]:
    users = list(rows)
    names = people.names_of(employee_ids=[user.employee_id for user in users if user.employee_id])
    grants: dict[int, list[GrantView]] = defaultdict(list)
    for row in models.RoleGrant.objects.filter(user__in=users, valid__isempty=False).order_by("valid", "pk"):
        grants[row.user_id].append(_grant_view(row))
    return tuple(
        UserView(
            id=user.pk,
            login_name=user.login_name,
            employee_id=user.employee_id,
            name=_name(user, names),
            language=user.language,
            is_active=user.is_active,
            last_login=user.last_login,
            grants=tuple(grants[user.pk]),
        )
        for user in users
    )


def _grant_view(row: models.RoleGrant) -> GrantView:
    return GrantView(
        id=row.pk,
        user_id=row.user_id,
        role=row.role,
        scope=row.scope,
        range=DateRange(row.valid.lower, row.valid.upper),
    )


def _name(user: models.User, names: dict[int, str]) -> str:
    return names.get(user.employee_id, user.login_name) if user.employee_id else user.login_name
