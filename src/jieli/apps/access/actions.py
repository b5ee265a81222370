"""Users and their roles: made, changed, closed. Every write ends what it makes invalid, sessions above all."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange

from jieli.apps.access import models, sessions
from jieli.apps.access.signing_in import clean_login_name
from jieli.apps.access.values import GrantSpan
from jieli.apps.audit.api import sign_writes
from jieli.apps.people import api as people
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import problem

SHORTEST_PASSWORD = 8
_LOGIN_NAME = re.compile(r"[^\s@]{1,60}")


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
        *_login_name_problems(name),
        *_password_problems(password, name),
        *_language_problems(language),
        *_employee_problems(employee_id),
    ]
    for index, grant in enumerate(grants):
        problems += _grant_problems(grant, employee_id, f"grants[{index}].")
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
        raise Problems([_login_name_taken(name)]) from reason
    return user.pk


def set_password(
    *, acting_user_id: int | None, user_id: int, password: str, keep_cookie: str | None = None
) -> None:
    """Another password; every session of the user ends, but for the one of `keep_cookie`. Raises Problems."""
    user = _user(user_id)
    refuse(_password_problems(password, user.login_name))
    sign_writes(acting_user_id=acting_user_id)
    user.password = make_password(password)
    user.save(update_fields=["password"])
    sessions.end_sessions(user, except_cookie=keep_cookie)


def change_own_password(*, user_id: int, old: str, new: str, keep_cookie: str) -> None:
    """The user's own change: he proves that he knows the old password. Raises Problems."""
    user = _user(user_id)
    if not check_password(old, user.password):
        raise Problems(
            [
                problem(
                    "ACCESS-PASSWORD-003",
                    "old",
                    "This is not your present password.",
                    "Type it again; if you do not remember it, ask an administrator for a new one.",
                )
            ]
        )
    set_password(acting_user_id=user_id, user_id=user_id, password=new, keep_cookie=keep_cookie)


def set_language(*, acting_user_id: int | None, user_id: int, language: str) -> None:
    """The language in which the pages speak to the user. Raises Problems."""
    user = _user(user_id)
    refuse(_language_problems(language))
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
    """The user can sign in again, with the password and the roles he had."""
    user = _user(user_id)
    if user.is_active:
        return
    sign_writes(acting_user_id=acting_user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])


def grant_role(*, acting_user_id: int | None, user_id: int, grant: GrantSpan) -> int:
    """The id of a role now given. The same role with the same scope already open is that one. Raises Problems."""
    user = _user(user_id)
    refuse(_grant_problems(grant, user.employee_id, ""))
    held = models.RoleGrant.objects.filter(
        user=user, role=grant.role, scope=grant.scope, valid__endswith__isnull=True
    ).first()
    if held is not None and held.valid.lower <= grant.valid_from:
        return held.pk
    sign_writes(acting_user_id=acting_user_id)
    row = _grant_row(user, grant)
    row.save()
    return row.pk


def end_role(*, acting_user_id: int | None, grant_id: int, on: date) -> None:
    """From the day `on` the role no longer holds. Refused for the last administrator. Raises Problems."""
    row = models.RoleGrant.objects.select_for_update().filter(pk=grant_id).first()
    if row is None:
        raise Problems([_unknown("grant_id", grant_id)])
    if row.valid.upper is not None and row.valid.upper <= on:
        return
    if row.role == models.Role.ADMINISTRATOR:
        _keep_an_administrator(without_grant=row.pk, on=on)
    sign_writes(acting_user_id=acting_user_id)
    # A role that ends before its first day never held: its range becomes empty.
    row.valid = StoredRange(row.valid.lower, max(on, row.valid.lower), "[)")
    row.save(update_fields=["valid"])


def _keep_an_administrator(
    *, on: date, without_user: int | None = None, without_grant: int | None = None
) -> None:
    """Somebody must be able to let people in. Two administrators who close each other at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended("
            "'administrators ' || current_setting('jieli.organization'), 0))"
        )
    rows = models.RoleGrant.objects.filter(
        role=models.Role.ADMINISTRATOR, valid__contains=on, valid__endswith__isnull=True, user__is_active=True
    ).select_related("user")
    held = {row.pk: row for row in rows}
    touched = {pk for pk, row in held.items() if pk == without_grant or row.user_id == without_user}
    left = [row for pk, row in held.items() if pk not in touched and _works_here(row.user, on)]
    if touched and not left:
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
        raise Problems([_unknown("user_id", user_id)])
    return user


def _grant_row(user: models.User, grant: GrantSpan) -> models.RoleGrant:
    return models.RoleGrant(
        user=user, role=grant.role, scope=grant.scope, valid=StoredRange(grant.valid_from, None, "[)")
    )


def _login_name_problems(name: str) -> Iterator[Problem]:
    if not _LOGIN_NAME.fullmatch(name):
        yield problem(
            "ACCESS-NAME-001",
            "login_name",
            "A login name has 1 to 60 characters, without spaces and without @.",
            "Choose a short name, for example “wangmin”.",
        )
    elif models.User.objects.filter(login_name=name).exists():
        yield _login_name_taken(name)


def _login_name_taken(name: str) -> Problem:
    return problem(
        "ACCESS-NAME-002",
        "login_name",
        "The login name {name} is already given to somebody.",
        "Choose another one.",
        name=name,
    )


def _password_problems(password: str, login_name: str) -> Iterator[Problem]:
    if not SHORTEST_PASSWORD <= len(password) <= 200:
        yield problem(
            "ACCESS-PASSWORD-001",
            "password",
            "A password has at least {least} characters.",
            "Three or four words that belong to you alone are easy to remember and hard to guess.",
            least=SHORTEST_PASSWORD,
        )
        return
    if _is_common(password) or password.lower() == login_name:
        yield problem(
            "ACCESS-PASSWORD-002",
            "password",
            "This password is among the first that anybody would try.",
            "Three or four words that belong to you alone are easy to remember and hard to guess.",
        )


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def _language_problems(language: str) -> Iterator[Problem]:
    if language and language not in dict(settings.LANGUAGES):
        yield problem(
            "ACCESS-LANGUAGE-001",
            "language",
            "The pages do not speak “{language}”.",
            "Choose one of: {known}.",
            language=language,
            known=", ".join(dict(settings.LANGUAGES)),
        )


def _employee_problems(employee_id: int | None) -> Iterator[Problem]:
    if employee_id is None:
        return
    if not people.names_of(employee_ids=[employee_id]):
        yield problem(
            "ACCESS-USER-001",
            "employee_id",
            "There is no employee with the id {id}.",
            "Choose one of the people of the list.",
            id=employee_id,
        )
    elif models.User.objects.filter(employee=employee_id, is_active=True).exists():
        yield problem(
            "ACCESS-USER-002",
            "employee_id",
            "This person has a login already.",
            "Give the existing login the role, or deactivate it first.",
        )


def _grant_problems(grant: GrantSpan, employee_id: int | None, here: str) -> Iterator[Problem]:
    if grant.role not in models.Role.values or grant.scope not in models.Scope.values:
        yield problem(
            "ACCESS-ROLE-001",
            f"{here}role",
            "There is no role {role} with the scope {scope}.",
            "Choose a role and a scope of the list.",
            role=grant.role,
            scope=grant.scope,
        )
        return
    if grant.role == models.Role.ADMINISTRATOR and grant.scope != models.Scope.ALL:
        yield problem(
            "ACCESS-ROLE-002",
            f"{here}scope",
            "An administrator gives out all roles, so this role is for the whole company only.",
            "Choose the scope of the whole company, or another role.",
        )
    if employee_id is None and grant.scope != models.Scope.ALL:
        yield problem(
            "ACCESS-ROLE-003",
            f"{here}scope",
            "A login without an employee has no own department or own clients.",
            "Choose the scope of the whole company, or connect the login with an employee.",
        )


def _unknown(place: str, id_: int) -> Problem:
    return problem(
        "ACCESS-USER-003",
        place,
        "There is no login or role with the id {id}.",
        "Look at the list again: somebody may have changed it meanwhile.",
        id=id_,
    )
