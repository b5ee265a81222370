"""Which handovers a viewer may see, and what he may do with them. Whether it is the time for it, the action decides."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from jieli.apps.handovers.queries import NoSuchHandover, get_handover, list_handovers
from jieli.apps.handovers.values import UNDECIDED, HandoverView
from jieli.lib.errors import NotAllowed

if TYPE_CHECKING:
    from jieli.apps.access.api import Viewer


class Act(StrEnum):
    """What can be done with a handover."""

    CHANGE = "change"
    PROPOSE = "propose"
    CONSENT = "consent"
    DECLINE = "decline"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REVERSE = "reverse"
    CONFIRM = "confirm"
    TAKE_BACK = "take_back"


@frozen
class Reach:
    """How far a viewer reaches on a day: whose handovers he sees, and for whom he may propose and approve (None: all)."""

    employee_id: int | None
    user_id: int
    sees: frozenset[int] | None
    proposes_for: frozenset[int] | None
    approves_for: frozenset[int] | None

    def may(self, act: Act, handover: HandoverView) -> bool:
        """Whether he is somebody who does this with this handover."""
        if act in (Act.CONSENT, Act.DECLINE):
            return self.employee_id in handover.parties
        if act in (Act.CONFIRM, Act.TAKE_BACK) and self.employee_id in handover.parties:
            return self.employee_id == handover.incoming_id
        if act in (Act.APPROVE, Act.REVERSE, Act.CONFIRM, Act.TAKE_BACK):
            return self.approves_for is None or set(handover.parties) <= self.approves_for
        return self.proposes_for is None or handover.outgoing_id in self.proposes_for

    def acts_now(self, handover: HandoverView) -> frozenset[Act]:
        """What he may do and what it is also the time for."""
        return frozenset(
            act for act in Act if _is_time_for(act, handover, self.employee_id) and self.may(act, handover)
        )

    def has_turn(self, handover: HandoverView) -> bool:
        """Whether this handover waits for him: for his answer, for his approval, or for him to go on with his draft."""
        acts = self.acts_now(handover)
        own_draft = Act.PROPOSE in acts and handover.proposed_by_id == self.user_id
        return own_draft or bool(acts & {Act.CONSENT, Act.APPROVE})


def reach_of(*, viewer: Viewer, on: date) -> Reach:
    """Read once for a page, however many handovers it shows."""
    sees = viewer.people("see_clients", on)
    if sees is not None and viewer.employee_id is not None:
        sees |= {viewer.employee_id}  # what he is a party of, he sees
    return Reach(
        employee_id=viewer.employee_id,
        user_id=viewer.user_id,
        sees=sees,
        proposes_for=_people(viewer, "propose_handovers", on),
        approves_for=_people(viewer, "approve_handovers", on),
    )


def list_my_turns(*, viewer: Viewer, on: date, limit: int | None = None) -> tuple[HandoverView, ...]:
    """The handovers that wait for this viewer, the latest first; limit: at most so many."""
    reach = reach_of(viewer=viewer, on=on)
    undecided = list_handovers(people=reach.sees, on=on, states=UNDECIDED)
    return tuple(one for one in undecided if reach.has_turn(one))[:limit]


def get_visible_handover(*, viewer: Viewer, handover_id: int, on: date) -> HandoverView:
    """The handover, if this viewer may see it. Raises NoSuchHandover."""
    handover = get_handover(handover_id=handover_id, on=on)
    sees = reach_of(viewer=viewer, on=on).sees
    if sees is not None and not sees & set(handover.parties):
        raise NoSuchHandover(handover_id)
    return handover


def refuse_unless_may(*, viewer: Viewer, act: Act, handover: HandoverView, on: date) -> None:
    """Raises NotAllowed."""
    if not reach_of(viewer=viewer, on=on).may(act, handover):
        raise NotAllowed(f"{act} handover {handover.id}")


def _is_time_for(act: Act, handover: HandoverView, employee_id: int | None) -> bool:
    waiting = handover.waiting_for
    own = {handover.outgoing_id: "outgoing", handover.incoming_id: "incoming"}.get(employee_id or 0)
    return {
        Act.CHANGE: handover.is_open,
        Act.PROPOSE: "proposal" in waiting,
        Act.CONSENT: own in waiting,
        Act.DECLINE: own in waiting,
        Act.APPROVE: "approval" in waiting and own is None,
        Act.WITHDRAW: handover.is_open,
        Act.REVERSE: handover.state == "approved" and own is None,
        Act.CONFIRM: handover.shown_state in ("in_transition", "completed") and bool(handover.unconfirmed),
        Act.TAKE_BACK: bool(handover.confirmed_on),
    }[act]


def _people(viewer: Viewer, ability: str, on: date) -> frozenset[int] | None:
    return viewer.people(ability, on) if viewer.may(ability) else frozenset()
