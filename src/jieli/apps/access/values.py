"""The viewer of a page, and what else access hands out."""

from datetime import date, datetime

from attrs import frozen

from jieli.apps.access.abilities import Ability, abilities_of
from jieli.apps.access.models import Role, Scope
from jieli.apps.people import api as people
from jieli.kernel.ranges import DateRange

Ids = frozenset[int]


@frozen
class Grant:
    """A role and how far it reaches."""

    role: str
    scope: str


@frozen
class GrantSpan:
    """A role to be given from a day on."""

    role: str
    scope: str
    valid_from: date


@frozen
class GrantView:
    """A role as it was given, with the days on which it holds."""

    id: int
    user_id: int
    role: str
    scope: str
    range: DateRange

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(Role(self.role).label)

    @property
    def scope_label(self) -> str:
        """How far it reaches, in the reader's language."""
        return str(Scope(self.scope).label)


@frozen
class Viewer:
    """Who looks at a page: the signed-in user with the roles that hold today."""

    user_id: int
    organization_id: int
    employee_id: int | None
    name: str
    login_name: str
    language: str
    grants: tuple[Grant, ...]
    organization_name: str
    currency: str

    def may(self, ability: str) -> bool:
        """Whether any of his roles holds the ability, for whomever."""
        return any(Ability(ability) in abilities_of(role=grant.role) for grant in self.grants)

    def departments(self, ability: str, on: date) -> Ids | None:
        """The departments in scope for the ability on the day; None means all."""
        scopes = self._scopes(ability)
        if Scope.ALL in scopes:
            return None
        own = self._department(on) if scopes & {Scope.TEAM, Scope.SUBTREE} else None
        if own is None:
            return frozenset()
        if Scope.SUBTREE in scopes:
            return people.departments_below(department_id=own, on=on)
        return frozenset({own})

    def people(self, ability: str, on: date) -> Ids | None:
        """The employees in scope for the ability on the day; None means all.

        A department's people are those employed in it on the day and those who left the company from it: their
        clients and their last pay still need somebody who may see them.
        """
        departments = self.departments(ability, on)
        if departments is None:
            return None
        found: set[int] = set()
        if departments:
            found |= people.employees_of(department_ids=departments, on=on)
            found |= people.leavers_of(department_ids=departments, on=on)
        if self._scopes(ability) and self.employee_id is not None:
            found.add(self.employee_id)
        return frozenset(found)

    def _scopes(self, ability: str) -> set[str]:
        wanted = Ability(ability)
        return {grant.scope for grant in self.grants if wanted in abilities_of(role=grant.role)}

    def _department(self, on: date) -> int | None:
        if self.employee_id is None:
            return None
        return people.get_employee(employee_id=self.employee_id, on=on).department_id


@frozen
class SignedIn:
    """A session just opened: what the browser keeps, and who it is now."""

    cookie: str
    viewer: Viewer


# The first mark that fits wins: most browsers name those before them too.
_BROWSERS = (
    (
        ("wxwork", "WeCom"),
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ),
    (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ),
)


@frozen
class SessionView:
    """A browser in which a user is signed in."""

    started_at: datetime
    expires_at: datetime
    address: str | None
    browser: str
    is_this: bool

    @property
    def browser_name(self) -> str:
        """“Chrome · Windows”: what its owner recognises in what the browser says of itself."""
        found = [next((name for mark, name in marks if mark in self.browser), "") for marks in _BROWSERS]
        return " · ".join(name for name in found if name) or self.browser[:40]


@frozen
class UserView:
    """A login with the roles it has or had."""

    id: int
    login_name: str
    employee_id: int | None
    name: str
    language: str
    is_active: bool
    last_login: datetime | None
    grants: tuple[GrantView, ...]

    def grants_on(self, day: date) -> tuple[GrantView, ...]:
        """The roles that hold on the day."""
        return tuple(grant for grant in self.grants if day in grant.range)
