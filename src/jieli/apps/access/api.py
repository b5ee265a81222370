"""The public face of access: who looks at a page, what he may do, and for whom."""

from jieli.apps.access.abilities import ABILITIES_OF_ROLE, Ability, abilities_of
from jieli.apps.access.actions import (
    change_own_password,
    create_user,
    deactivate_user,
    end_role,
    grant_role,
    keep_an_administrator,
    reactivate_user,
    set_language,
    set_password,
    sign_out_others,
)
from jieli.apps.access.models import Role, Scope
from jieli.apps.access.queries import (
    NoSuchUser,
    employee_of_user,
    get_user,
    list_users,
    names_of_users,
    users_of,
)
from jieli.apps.access.sessions import COOKIE, list_sessions, sign_out, viewer_of_cookie
from jieli.apps.access.signing_in import (
    HasLeft,
    SignInRefused,
    TooManyFailures,
    WrongNameOrPassword,
    sign_in,
)
from jieli.apps.access.values import Grant, GrantSpan, GrantView, SessionView, SignedIn, UserView, Viewer

__all__ = [
    "ABILITIES_OF_ROLE",
    "COOKIE",
    "Ability",
    "Grant",
    "GrantSpan",
    "GrantView",
    "HasLeft",
    "NoSuchUser",
    "Role",
    "Scope",
    "SessionView",
    "SignInRefused",
    "SignedIn",
    "TooManyFailures",
    "UserView",
    "Viewer",
    "WrongNameOrPassword",
    "abilities_of",
    "change_own_password",
    "create_user",
    "deactivate_user",
    "employee_of_user",
    "end_role",
    "get_user",
    "grant_role",
    "keep_an_administrator",
    "list_sessions",
    "list_users",
    "names_of_users",
    "reactivate_user",
    "set_language",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_others",
    "users_of",
    "viewer_of_cookie",
]
