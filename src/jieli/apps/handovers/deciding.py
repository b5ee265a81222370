"""The decision: approved and in the same transaction written into ownership, once; or taken back from a day on."""

from datetime import date, datetime

from django.db import transaction

from jieli.apps.clients import api as clients
from jieli.apps.handovers.checks import check_handover
from jieli.apps.handovers.models import Handover, HandoverState
from jieli.apps.handovers.queries import engine_terms, new_handover_of
from jieli.apps.handovers.steps import (
    day_of,
    is_agreed,
    lock_handover,
    not_now,
    refuse_changed,
    refuse_party,
    tell,
)
from jieli.apps.ownership import api as ownership
from jieli.kernel.problem import Problem, refuse
from jieli.lib.days import implausible
from jieli.lib.problems import problem

OPEN_TO_APPROVAL = (HandoverState.PROPOSED, HandoverState.AGREED)


def approve_handover(*, acting_user_id: int | None, at: datetime, handover_id: int, terms_hash: str) -> None:
    """The agreed handover, approved and written into ownership in the same transaction, once. Raises Problems.

    terms_hash: what the approver has read, refused if it changed since. A party does not approve his own handover.
    Approving what is approved changes nothing.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        if handover.state == HandoverState.APPROVED:
            return
        refuse_party(handover, acting_user_id)
        refuse_changed(handover, terms_hash)
        if handover.state not in OPEN_TO_APPROVAL or not is_agreed(handover, day_of(at)):
            raise not_now(
                "HANDOVER-STATE-005",
                "Handover {handover} is not agreed by both and cannot be approved.",
                "Wait until both have agreed, or look at its state.",
                handover,
            )
        new = new_handover_of(handover)
        clients.lock_clients(client_ids=new.client_ids)
        refuse(check_handover(new, on=day_of(at), handover_id=handover_id))
        applied_at = ownership.apply_terms(
            acting_user_id=acting_user_id,
            at=at,
            handover_id=handover_id,
            terms=engine_terms(handover_id, new, ended_from=None),
        )
        handover.state = HandoverState.APPROVED
        handover.approved_by_id = acting_user_id
        handover.applied_at = applied_at
        handover.save()
        tell(handover, "approved", applied_at, acting_user_id)


def reverse_handover(
    *, acting_user_id: int | None, at: datetime, handover_id: int, from_: date, reason: str
) -> None:
    """The approved handover, taken back from a day on: ownership is what it was before, and the terms end.

    What the terms did before that day stays. A party does not reverse his own handover. Reversing what is reversed
    changes nothing. Raises Problems.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        if handover.state == HandoverState.REVERSED:
            return
        if handover.state != HandoverState.APPROVED:
            raise not_now(
                "HANDOVER-STATE-007",
                "Handover {handover} is not approved, so there is nothing to reverse.",
                "Withdraw it instead.",
                handover,
            )
        refuse_party(handover, acting_user_id)
        refuse(_check_reversal(handover, from_, reason))
        reversed_at = ownership.reverse_terms(
            acting_user_id=acting_user_id,
            at=at,
            handover_id=handover_id,
            from_=from_,
            terms=engine_terms(handover_id, new_handover_of(handover), ended_from=None),
        )
        handover.state = HandoverState.REVERSED
        handover.reversed_from = from_
        handover.reversed_at = reversed_at
        handover.save()
        tell(handover, "reversed", reversed_at, acting_user_id, reason.strip())


def _check_reversal(handover: Handover, from_: date, reason: str) -> list[Problem]:
    found = implausible("from_", from_)
    if from_ < handover.effective_from:
        found.append(
            problem(
                "HANDOVER-REVERSE-001",
                "from_",
                "The handover begins on {begin}; it cannot be reversed from {day} on.",
                "Choose {begin} or a later day.",
                begin=handover.effective_from.isoformat(),
                day=from_.isoformat(),
            )
        )
    if not reason.strip():
        found.append(
            problem(
                "HANDOVER-REVERSE-002",
                "reason",
                "It is not said why the handover is reversed.",
                "Write a short sentence that both can read.",
            )
        )
    return found
