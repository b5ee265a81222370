"""Users and their roles: made, changed, closed. Every write ends what it makes invalid, sessions above all."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange

from jieli.apps.access import checks, models, sessions
from jieli.apps.access.signing_in import TooManyFailures, clean_login_name, prove_password
from jieli.apps.access.values import GrantSpan
from jieli.apps.audit.api import sign_writes
from jieli.apps.people import api as people
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import problem


def create_user(
    *,
    acting_user_id: int | None,
    login_name: str,
    password: str,
    employee_id: int | None,
    language: str,
    grants: Sequence[GrantSpan],
) -> int:
    """The id of a new login with its first roles. Raises Problems with everything that is wrong."""
    name = clean_login_name(login_name)
    problems = [
        *checks.login_name_problems(name),
        *checks.password_problems(password, name),
        *checks.language_problems(language),
        *checks.employee_problems(employee_id),
    ]
    for index, grant in enumerate(grants):
        problems += checks.grant_problems(grant, employee_id, f"grants[{index}].")
    refuse(problems)
    sign_writes(acting_user_id=acting_user_id)
    try:
        with transaction.atomic():
            user = models.User.objects.create(
                login_name=name,
                password=make_password(password),
                employee_id=employee_id,
                language=language,
            )
            models.RoleGrant.objects.bulk_create(_grant_row(user, grant) for grant in grants)
    except IntegrityError as reason:
        if "one_grant_a_role_and_day" in str(reason):
            raise Problems([checks.held_already("grants")]) from reason
        if "login_name_once" not in str(reason):
            raise
        raise Problems([checks.login_name_taken(name)]) from reason
    return user.pk


def set_password(
    *, acting_user_id: int | None, user_id: int, password: str, keep_cookie: str | None = None
) -> None:
    """Another password; every session of the user ends, but for the one of `keep_cookie`. Raises Problems."""
    user = _user(user_id)
    refuse(checks.password_problems(password, user.login_name))
    sign_writes(acting_user_id=acting_user_id)
    user.password = make_password(password)
    user.save(update_fields=["password"])
    sessions.end_sessions(user, except_cookie=keep_cookie)


def change_own_password(
    *, user_id: int, old: str, new: str, keep_cookie: str, address: str | None, at: datetime
) -> tuple[Problem, ...]:
    """What is wrong; nothing if the user has proved that he knows the old password and has the new one.

    A wrong old password counts like one at the door, and closes the door like it. Problems are therefore returned and
    not raised: what was counted must not be rolled back.
    """
    user = models.User.objects.filter(pk=user_id).first()
    if user is None:
        return (checks.unknown("user_id", user_id),)
    proof = prove_password(user, login_name=user.login_name, password=old, address=address, at=at)
    if isinstance(proof, TooManyFailures):
        return (checks.too_many_guesses("old", proof.from_on),)
    if not proof:
        return (checks.wrong_old_password("old"),)
    try:
        set_password(acting_user_id=user_id, user_id=user_id, password=new, keep_cookie=keep_cookie)
    except Problems as found:
        return tuple(found.problems)
    return ()


def sign_out_others(*, acting_user_id: int | None, user_id: int, keep_cookie: str) -> None:
    """Every browser of the user is signed out but the one whose cookie is given."""
    sign_writes(acting_user_id=acting_user_id)
    sessions.end_sessions(_user(user_id), except_cookie=keep_cookie)


def set_language(*, acting_user_id: int | None, user_id: int, language: str) -> None:
    """The language in which the pages speak to the user. Raises Problems."""
    user = _user(user_id)
    refuse(checks.language_problems(language))
    if user.language == language:
        return
    sign_writes(acting_user_id=acting_user_id)
    user.language = language
    user.save(update_fields=["language"])


def deactivate_user(*, acting_user_id: int | None, user_id: int, on: date) -> None:
    """The user can no longer sign in and is signed out everywhere. Refused for the last administrator."""
    user = _user(user_id)
    if not user.is_active:
        return
    _keep_an_administrator(without_user=user.pk, on=on)
    sign_writes(acting_user_id=acting_user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_sessions(user)


def reactivate_user(*, acting_user_id: int | None, user_id: int) -> None:
    """The user can sign in again, with the password and the roles he had. Raises Problems."""
    user = _user(user_id)
    if user.is_active:
        return
    refuse(checks.employee_problems(user.employee_id))
    sign_writes(acting_user_id=acting_user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])


def grant_role(*, acting_user_id: int | None, user_id: int, grant: GrantSpan) -> int:
    """The id of a role now given. The same role with the same scope already open is that one. Raises Problems."""
    user = _user(user_id)
    refuse(checks.grant_problems(grant, user.employee_id, ""))
    held = models.RoleGrant.objects.filter(
        user=user, role=grant.role, scope=grant.scope, valid__upper_inf=True
    ).first()
    if held is not None and held.valid.lower <= grant.valid_from:
        return held.pk
    sign_writes(acting_user_id=acting_user_id)
    row = held or _grant_row(user, grant)
    row.valid = StoredRange(grant.valid_from, None, "[)")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as reason:
        if "one_grant_a_role_and_day" not in str(reason):
            raise
        raise Problems([checks.held_already("valid_from")]) from reason
    return row.pk


def end_role(*, acting_user_id: int | None, grant_id: int, on: date) -> None:
    """From the day `on` the role no longer holds. Refused for the last administrator. Raises Problems."""
    row = models.RoleGrant.objects.select_for_update().filter(pk=grant_id, valid__isempty=False).first()
    if row is None:
        raise Problems([checks.unknown("grant_id", grant_id)])
    if row.valid.upper is not None and row.valid.upper <= on:
        return
    if row.role == models.Role.ADMINISTRATOR:
        _keep_an_administrator(without_grant=row.pk, on=on)
    sign_writes(acting_user_id=acting_user_id)
    # A role that ends before its first day never held: its range becomes empty.
    row.valid = StoredRange(row.valid.lower, max(on, row.valid.lower), "[)")
    row.save(update_fields=["valid"])


def keep_an_administrator(*, employee_id: int, on: date) -> None:
    """Raises Problems if, with this employee gone from the day on, nobody could let people in."""
    for user in models.User.objects.filter(employee=employee_id, is_active=True).order_by("pk"):
        _keep_an_administrator(without_user=user.pk, on=on)


def _keep_an_administrator(
    *, on: date, without_user: int | None = None, without_grant: int | None = None
) -> None:
    """Somebody must be able to let people in. Two administrators who close each other at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended("
            "'administrators ' || current_setting('jieli.organization'), 0))"
        )
    held = models.RoleGrant.objects.filter(
        role=models.Role.ADMINISTRATOR, valid__contains=on, user__is_active=True
    ).select_related("user")
    touched = [row for row in held if row.pk == without_grant or row.user_id == without_user]
    lasting = [row for row in held if row not in touched and row.valid.upper is None]
    if touched and not any(_works_here(row.user, on) for row in lasting):
        raise Problems(
            [
                problem(
                    "ACCESS-ADMIN-001",
                    "",
                    "This is the last administrator: afterwards nobody could let people in.",
                    "Make somebody else an administrator first.",
                )
            ]
        )


def _works_here(user: models.User, on: date) -> bool:
    return user.employee_id is None or people.is_employed(employee_id=user.employee_id, on=on)


def _user(user_id: int) -> models.User:
    user = models.User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Problems([checks.unknown("user_id", user_id)])
    return user


def _grant_row(user: models.User, grant: GrantSpan) -> models.RoleGrant:
    return models.RoleGrant(
        user=user, role=grant.role, scope=grant.scope, valid=StoredRange(grant.valid_from, None, "[)")
    )
