"""What must be right about logins and roles before anything is written."""

import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from jieli.apps.access import models
from jieli.apps.access.values import GrantSpan
from jieli.apps.people import api as people
from jieli.kernel.problem import Problem
from jieli.lib.days import implausible
from jieli.lib.problems import problem

SHORTEST_PASSWORD = 8
_LOGIN_NAME = re.compile(r"[^\s@]{1,60}")


def login_name_problems(name: str) -> Iterator[Problem]:
    if not _LOGIN_NAME.fullmatch(name):
        yield problem(
            "ACCESS-NAME-001",
            "login_name",
            "A login name has 1 to 60 characters, without spaces and without @.",
            "Choose a short name, for example “wangmin”.",
        )
    elif models.User.objects.filter(login_name=name).exists():
        yield login_name_taken(name)


def login_name_taken(name: str) -> Problem:
    return problem(
        "ACCESS-NAME-002",
        "login_name",
        "The login name {name} is already given to somebody.",
        "Choose another one.",
        name=name,
    )


def password_problems(password: str, login_name: str) -> Iterator[Problem]:
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


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _is_common(password: str) -> bool:
    try:
        _common_passwords().validate(password)
    except ValidationError:
        return True
    return False


def wrong_old_password(place: str) -> Problem:
    return problem(
        "ACCESS-PASSWORD-003",
        place,
        "This is not your present password.",
        "Type it again; if you do not remember it, ask an administrator for a new one.",
    )


def too_many_guesses(place: str, time: str) -> Problem:
    return problem(
        "ACCESS-PASSWORD-004",
        place,
        "Too many attempts failed.",
        "You can try again from {time} on; if you do not remember your password, ask an administrator for a new one.",
        time=time,
    )


def language_problems(language: str) -> Iterator[Problem]:
    if language and language not in dict(settings.LANGUAGES):
        yield problem(
            "ACCESS-LANGUAGE-001",
            "language",
            "The pages do not speak “{language}”.",
            "Choose one of: {known}.",
            language=language,
            known=", ".join(dict(settings.LANGUAGES)),
        )


def employee_problems(employee_id: int | None) -> Iterator[Problem]:
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


def grant_problems(grant: GrantSpan, employee_id: int | None, here: str) -> Iterator[Problem]:
    yield from implausible(f"{here}valid_from", grant.valid_from)
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


def held_already(place: str) -> Problem:
    return problem(
        "ACCESS-ROLE-004",
        place,
        "The login already has this role with this scope on some of these days.",
        "Choose a day from which it does not have it any more.",
    )


def unknown(place: str, id_: int) -> Problem:
    return problem(
        "ACCESS-USER-003",
        place,
        "There is no login or role with the id {id}.",
        "Look at the list again: somebody may have changed it meanwhile.",
        id=id_,
    )
