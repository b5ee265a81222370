"""Who may read plans, write them and put people on them."""

from datetime import date

from jieli.apps.access.api import Ability, Viewer
from jieli.apps.plans import queries
from jieli.apps.plans.values import PlanView
from jieli.lib.errors import NotAllowed, NotFound

_READERS = (Ability.EDIT_PLANS, Ability.RUN_PAY, Ability.APPROVE_PAY)
_SEE_PAY = (*_READERS, Ability.SEE_PAY)


def reads_all_plans(*, viewer: Viewer) -> bool:
    return any(viewer.may(ability) for ability in _READERS)


def get_visible_plan(*, viewer: Viewer, code: str, on: date) -> PlanView:
    """A plan, for who works with plans and for who is, or answers for somebody, paid by it. Raises NotFound."""
    plan = queries.get_plan(code=code)
    if not reads_all_plans(viewer=viewer):
        seen = people_in_sight(viewer=viewer, on=on)
        paid = {one.employee_id for one in queries.assignments_of_plan(plan_id=plan.id)}
        if seen is not None and not (seen & paid):
            raise NotFound(code)
    return plan


def people_in_sight(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """Whose plan and base salary the viewer sees; None means everybody's."""
    found: set[int] = set()
    for ability in _SEE_PAY:
        if viewer.may(ability):
            people = viewer.people(ability, on)
            if people is None:
                return None
            found |= people
    return frozenset(found)


def may_write(*, viewer: Viewer, on: date) -> bool:
    """A plan is the company's: only who acts for all of it writes one."""
    return viewer.may(Ability.EDIT_PLANS) and viewer.people(Ability.EDIT_PLANS, on) is None


def may_assign(*, viewer: Viewer) -> bool:
    return viewer.may(Ability.EDIT_PLANS)


def assignable(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """Whom the viewer may put on a plan; None means everybody."""
    return viewer.people(Ability.EDIT_PLANS, on)


def refuse_unless_may_write(*, viewer: Viewer, on: date) -> None:
    if not may_write(viewer=viewer, on=on):
        raise NotAllowed("write plans")
