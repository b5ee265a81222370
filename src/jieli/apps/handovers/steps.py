"""What every step on the way of a handover does: lock it, look who and when, refuse what is late, and tell of it."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.audit.api import sign_writes
from jieli.apps.handovers.checks import Employments
from jieli.apps.handovers.consents import missing_consents
from jieli.apps.handovers.models import Consent, Handover, HandoverEvent
from jieli.apps.handovers.queries import NoSuchHandover
from jieli.kernel.problem import Problem, Problems


def lock_handover(handover_id: int, acting_user_id: int | None) -> Handover:
    sign_writes(acting_user_id=acting_user_id)
    handover = Handover.objects.select_for_update().filter(id=handover_id).first()
    if handover is None:
        raise NoSuchHandover(handover_id)
    return handover


def is_agreed(handover: Handover, on: date) -> bool:
    """Whether everybody who can be asked has said yes to the present terms."""
    given = Consent.objects.filter(handover=handover, terms_hash=handover.terms_hash)
    has_left = Employments(handover.outgoing_id).has_left(handover.outgoing_id, on)
    return not missing_consents(
        given=frozenset(given.values_list("party", flat=True)), outgoing_has_left=has_left
    )


def refuse_party(handover: Handover, acting_user_id: int | None) -> None:
    """A party does not decide his own handover. A command (None) is no party."""
    if _person(acting_user_id) in (handover.outgoing_id, handover.incoming_id):
        raise not_now(
            "HANDOVER-APPROVE-001",
            "You are one of the two people of handover {handover}, so somebody else decides it.",
            "Ask another manager.",
            handover,
        )


def refuse_outgoing(handover: Handover, acting_user_id: int | None) -> None:
    """Who gives the clients away does not say himself that it was done well; what is held back for him hangs on it."""
    if _person(acting_user_id) == handover.outgoing_id:
        raise not_now(
            "HANDOVER-CONFIRM-003",
            "You give away the clients of handover {handover}, so somebody else confirms it.",
            "Ask the one who takes over, or a manager.",
            handover,
        )


def refuse_other_than(handover: Handover, employee_id: int, acting_user_id: int | None) -> None:
    """Nobody answers for somebody else. A command (None) carries the answer that a party gave elsewhere."""
    if acting_user_id is not None and _person(acting_user_id) != employee_id:
        raise not_his_to_answer(handover)


def not_his_to_answer(handover: Handover) -> Problems:
    return not_now(
        "HANDOVER-CONSENT-002",
        "Only the two people of handover {handover} can answer for it, each for himself.",
        "Ask the one concerned to sign in and answer.",
        handover,
    )


def _person(acting_user_id: int | None) -> int | None:
    return None if acting_user_id is None else access.employee_of_user(user_id=acting_user_id)


def refuse_changed(handover: Handover, terms_hash: str) -> None:
    if terms_hash != handover.terms_hash:
        raise not_now(
            "HANDOVER-CONSENT-001",
            "Handover {handover} was changed after you opened it, so nothing was recorded.",
            "Read it once more as it is now, then decide.",
            handover,
        )


def not_now(code: str, reason: str, remedy: str, handover: Handover) -> Problems:
    return Problems([Problem(code, "", reason, remedy, {"handover": str(handover.id)})])


def tell(
    handover: Handover, verb: str, at: datetime, by_user_id: int | None, note: str = "", **more: Any
) -> None:
    HandoverEvent.objects.create(
        handover=handover, verb=verb, at=at, by_user_id=by_user_id, note=note, **more
    )


def day_of(at: datetime) -> date:
    """The day of a moment where the company works."""
    return timezone.localtime(at).date()
