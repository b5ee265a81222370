"""What every step on the way of a handover does: lock it, look who and when, refuse what is late, and tell of it."""

from datetime import date, datetime

from django.utils import timezone

from jieli.apps.audit.api import sign_writes
from jieli.apps.handovers.checks import Employments
from jieli.apps.handovers.models import Consent, Handover, HandoverEvent, Party
from jieli.apps.handovers.queries import HandoverNotFound
from jieli.kernel.problem import Problem, Problems


def lock_handover(handover_id: int, acting_user_id: int | None) -> Handover:
    sign_writes(acting_user_id=acting_user_id)
    handover = Handover.objects.select_for_update().filter(id=handover_id).first()
    if handover is None:
        raise HandoverNotFound(handover_id)
    return handover


def missing_consents(handover: Handover, on: date) -> tuple[str, ...]:
    """The parties whose yes to the present terms is still missing. Who has left the company cannot be asked."""
    given = set(
        Consent.objects.filter(handover=handover, terms_hash=handover.terms_hash).values_list(
            "party", flat=True
        )
    )
    if Employments(handover.outgoing_id).has_left(handover.outgoing_id, on):
        given.add(Party.OUTGOING)
    return tuple(party for party in (Party.OUTGOING, Party.INCOMING) if party not in given)


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


def tell(handover: Handover, verb: str, at: datetime, by_user_id: int | None, note: str = "") -> None:
    HandoverEvent.objects.create(handover=handover, verb=verb, at=at, by_user_id=by_user_id, note=note)


def day_of(at: datetime) -> date:
    """The day of a moment where the company works."""
    return timezone.localtime(at).date()
