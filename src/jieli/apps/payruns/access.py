"""Who may see runs and move them on. A run pays the whole company, so only who acts for all of it moves it."""

from collections.abc import Mapping
from datetime import date

from jieli.apps.access.api import Ability, Scope, Viewer, abilities_of, list_users
from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns.four_eyes import may_approve
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.values import AdjustmentView, RunView
from jieli.lib.errors import NotAllowed

# act → the ability it takes and the states of a run in which it comes next
ACTS: Mapping[str, tuple[Ability, frozenset[str]]] = {
    "compute": (Ability.RUN_PAY, frozenset({RunState.FROZEN})),
    "review": (Ability.RUN_PAY, frozenset({RunState.COMPUTED})),
    "approve": (Ability.APPROVE_PAY, frozenset({RunState.REVIEWED})),
    "issue": (Ability.APPROVE_PAY, frozenset({RunState.APPROVED})),
    "abandon": (
        Ability.RUN_PAY,
        frozenset({RunState.FROZEN, RunState.COMPUTED, RunState.REVIEWED, RunState.APPROVED}),
    ),
    "reopen": (Ability.APPROVE_PAY, frozenset({RunState.ISSUED})),
    "correct": (Ability.RUN_PAY, frozenset({RunState.ISSUED})),
    "close": (Ability.APPROVE_PAY, frozenset({RunState.ISSUED})),
}
OF_PERIODS = frozenset({"reopen", "correct", "close"})  # acts on an issued period, not on the way to issuing


def people_in_sight(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """Whose pay the viewer sees on run pages; None means everybody's."""
    return viewer.people(Ability.RUN_PAY, on)


def may_start(*, viewer: Viewer, on: date) -> bool:
    return _for_all(viewer, Ability.RUN_PAY, on)


def acts_now(*, viewer: Viewer, run: RunView, on: date) -> frozenset[str]:
    """What the viewer may do with the run as it stands. A period that is not over is not issued; one that is issued is
    reopened, and what is reopened is corrected or closed.
    """
    return frozenset(
        act
        for act, (ability, states) in ACTS.items()
        if run.state in states and _for_all(viewer, ability, on) and _is_its_turn(act, run, on)
        if act != "approve" or not needs_another(viewer=viewer, run=run)
    )


def needs_another(*, viewer: Viewer, run: RunView) -> bool:
    """Whether the viewer could approve the run if he had not made it himself."""
    return (
        run.state == RunState.REVIEWED
        and viewer.may(Ability.APPROVE_PAY)
        and not may_approve(run_id=run.id, user_id=viewer.user_id)
    )


def who_could_approve(*, viewer: Viewer, on: date) -> tuple[str, ...]:
    """Who could approve a run that the viewer started, by name; he himself only where one person may do all of it."""
    is_himself = get_organization().one_person_approves
    return tuple(
        user.name
        for user in list_users()
        if user.is_active and (is_himself or user.id != viewer.user_id)
        if any(
            Ability.APPROVE_PAY in abilities_of(role=grant.role) and grant.scope == Scope.ALL
            for grant in user.grants_on(on)
        )
    )


def refuse_unless_may(*, viewer: Viewer, act: str, on: date) -> None:
    """Raises NotAllowed. Whether it is the act's turn is the action's to say."""
    if not _for_all(viewer, ACTS[act][0], on):
        raise NotAllowed(act)


def refuse_unless_may_start(*, viewer: Viewer, on: date) -> None:
    if not may_start(viewer=viewer, on=on):
        raise NotAllowed("start")


def adjustable_people(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """For whom the viewer may request an adjustment by hand, or withdraw one; None means for everybody."""
    return viewer.people(Ability.RUN_PAY, on)


def may_approve_adjustment(*, viewer: Viewer, adjustment: AdjustmentView, on: date) -> bool:
    """Whether he may approve adjustments of this person, and is not who asked for this one."""
    return _approves_for(viewer, adjustment.employee_id, on) and (
        adjustment.requested_by_id != viewer.user_id and adjustment.employee_id != viewer.employee_id
    )


def refuse_unless_adjusts(*, viewer: Viewer, employee_id: int, on: date) -> None:
    """Raises NotAllowed where the viewer may not request or withdraw adjustments of this person."""
    if not viewer.may(Ability.RUN_PAY) or not _within(adjustable_people(viewer=viewer, on=on), employee_id):
        raise NotAllowed("adjust")


def refuse_unless_approves_adjustments(*, viewer: Viewer, employee_id: int, on: date) -> None:
    """Raises NotAllowed. Who requested it is refused in words by the action."""
    if not _approves_for(viewer, employee_id, on):
        raise NotAllowed("approve")


def _approves_for(viewer: Viewer, employee_id: int, on: date) -> bool:
    return viewer.may(Ability.APPROVE_PAY) and _within(viewer.people(Ability.APPROVE_PAY, on), employee_id)


def _within(people: frozenset[int] | None, employee_id: int) -> bool:
    return people is None or employee_id in people


def _is_its_turn(act: str, run: RunView, on: date) -> bool:
    if act == "issue":
        return run.period.until <= on
    if act in OF_PERIODS:
        return not run.is_correction and run.is_reopened == (act != "reopen")
    return True


def _for_all(viewer: Viewer, ability: Ability, on: date) -> bool:
    return viewer.may(ability) and viewer.people(ability, on) is None
