"""Which handovers a viewer may see, and what he may do with them. Whether it is the time for it, the action decides."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from jieli.apps.handovers.queries import HandoverNotFound, get_handover, list_handovers
from jieli.apps.handovers.values import HandoverView
from jieli.lib.pages import NotAllowed, NotFound

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


def visible_people(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """Whose handovers a viewer may see: those of the people whose clients he may see, and always his own."""
    people = viewer.people("see_clients", on)
    if people is None or viewer.employee_id is None:
        return people
    return people | {viewer.employee_id}


def list_visible_handovers(*, viewer: Viewer, on: date) -> tuple[HandoverView, ...]:
    return list_handovers(people=visible_people(viewer=viewer, on=on), on=on)


def get_visible_handover(*, viewer: Viewer, handover_id: int, on: date) -> HandoverView:
    """The handover, if this viewer may see it. Raises NotFound."""
    try:
        handover = get_handover(handover_id=handover_id, on=on)
    except HandoverNotFound as reason:
        raise NotFound(f"handover {handover_id}") from reason
    people = visible_people(viewer=viewer, on=on)
    if people is not None and not people & set(handover.parties):
        raise NotFound(f"handover {handover_id}")
    return handover


def may(*, viewer: Viewer, act: Act, handover: HandoverView, on: date) -> bool:
    """Whether the viewer is somebody who does this with this handover."""
    if act in (Act.CONSENT, Act.DECLINE):
        return viewer.employee_id is not None and viewer.employee_id in handover.parties
    if act in (Act.APPROVE, Act.REVERSE):
        return _has_in_scope(viewer, "approve_handovers", handover.parties, on)
    return _has_in_scope(viewer, "propose_handovers", (handover.outgoing_id,), on)


def refuse_unless_may(*, viewer: Viewer, act: Act, handover: HandoverView, on: date) -> None:
    """Raises NotAllowed."""
    if not may(viewer=viewer, act=act, handover=handover, on=on):
        raise NotAllowed(f"{act} handover {handover.id}")


def acts_now(*, viewer: Viewer, handover: HandoverView, on: date) -> frozenset[Act]:
    """What the viewer may do and what it is also the time for: the buttons that he sees."""
    return frozenset(
        act
        for act in Act
        if _is_time_for(act, handover, viewer.employee_id)
        and may(viewer=viewer, act=act, handover=handover, on=on)
    )


def _is_time_for(act: Act, handover: HandoverView, employee_id: int | None) -> bool:
    waiting = handover.waiting_for
    own = {handover.outgoing_id: "outgoing", handover.incoming_id: "incoming"}.get(employee_id or 0)
    is_party = own is not None
    return {
        Act.CHANGE: handover.is_open,
        Act.PROPOSE: "proposal" in waiting,
        Act.CONSENT: own in waiting,
        Act.DECLINE: own in waiting,
        Act.APPROVE: "approval" in waiting and not is_party,
        Act.WITHDRAW: handover.is_open,
        Act.REVERSE: handover.state == "approved" and not is_party,
    }[act]


def _has_in_scope(viewer: Viewer, ability: str, employee_ids: tuple[int, ...], on: date) -> bool:
    if not viewer.may(ability):
        return False
    people = viewer.people(ability, on)
    return people is None or set(employee_ids) <= people
