"""The way of a handover to its decision: drafted, changed, proposed, agreed or sent back by its parties, or withdrawn.

Each step locks the handover's row, so that two who press at the same moment come one after the other, and the second
finds the work done.
"""

from datetime import datetime

from django.db import transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.clients import api as clients
from jieli.apps.handovers.checks import check_handover
from jieli.apps.handovers.models import Consent, Handover, HandoverClient, HandoverState, Party
from jieli.apps.handovers.named_deals import put_named_deals
from jieli.apps.handovers.queries import new_handover_of
from jieli.apps.handovers.steps import (
    day_of,
    is_agreed,
    lock_handover,
    not_his_to_answer,
    not_now,
    refuse_changed,
    refuse_other_than,
    tell,
)
from jieli.apps.handovers.terms import agreed_to_json, consent_hash, terms_to_json
from jieli.apps.handovers.values import UNDECIDED, NewHandover
from jieli.kernel.problem import Problems, refuse
from jieli.lib.problems import problem


def draft_handover(*, acting_user_id: int | None, at: datetime, new: NewHandover) -> int:
    """The id of a new handover that nobody has been asked about yet. Raises Problems."""
    with transaction.atomic():
        refuse(check_handover(new, on=day_of(at)))
        sign_writes(acting_user_id=acting_user_id)
        handover = Handover(
            state=HandoverState.DRAFT, created_at=at, proposed_by_id=acting_user_id, reason=new.reason
        )
        _put(handover, new, revision=0)
        tell(handover, "drafted", at, acting_user_id)
        return handover.id


def change_draft(*, acting_user_id: int | None, at: datetime, handover_id: int, new: NewHandover) -> None:
    """The handover with other people, clients, date, terms or reason. A consent to what it was no longer counts.

    A proposed or agreed one is proposed afterwards: both are asked again, unless only the reason changed. Raises Problems.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        if handover.state not in UNDECIDED:
            raise not_now(
                "HANDOVER-STATE-001",
                "Handover {handover} is already decided and is not changed any more.",
                "Look at it again; an approved handover can be reversed.",
                handover,
            )
        if handover.state != HandoverState.DRAFT:
            clients.lock_clients(client_ids=new.client_ids)  # as when it is proposed
        refuse(check_handover(new, on=day_of(at), handover_id=handover_id))
        handover.reason = new.reason
        if consent_hash(new, handover.revision) == handover.terms_hash:
            handover.save()
            return
        if handover.state == HandoverState.AGREED:
            handover.state = HandoverState.PROPOSED
        before = agreed_to_json(new_handover_of(handover))
        _put(handover, new, handover.revision + 1)
        tell(handover, "changed", at, acting_user_id, before=before)


def propose_handover(*, acting_user_id: int | None, at: datetime, handover_id: int) -> None:
    """Both parties are asked. Proposing again changes nothing. Raises Problems."""
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        if handover.state in (HandoverState.PROPOSED, HandoverState.AGREED):
            return
        if handover.state != HandoverState.DRAFT:
            raise not_now(
                "HANDOVER-STATE-002",
                "Handover {handover} is already decided and is not proposed again.",
                "Prepare a new handover.",
                handover,
            )
        new = new_handover_of(handover)
        clients.lock_clients(
            client_ids=new.client_ids
        )  # two proposals for one client come one after the other
        refuse(check_handover(new, on=day_of(at), handover_id=handover_id))
        handover.state = HandoverState.PROPOSED
        handover.proposed_by_id = acting_user_id
        handover.save()
        tell(handover, "proposed", at, acting_user_id)


def consent(
    *, acting_user_id: int | None, at: datetime, handover_id: int, employee_id: int, terms_hash: str
) -> None:
    """A party's yes to the terms that he has read (their hash). Saying it twice is saying it once. Raises Problems.

    Only the party's own login says it, or a command (acting_user_id None), which the log shows as such.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        party = _party_of(handover, employee_id)
        refuse_other_than(handover, employee_id, acting_user_id)
        refuse_changed(handover, terms_hash)
        if Consent.objects.filter(handover=handover, party=party, terms_hash=terms_hash).exists():
            return
        if handover.state != HandoverState.PROPOSED:
            raise not_now(
                "HANDOVER-STATE-003",
                "Nobody is asked about handover {handover} at the moment.",
                "Look at its state; it must be proposed before anybody agrees.",
                handover,
            )
        Consent.objects.create(
            handover=handover, party=party, employee_id=employee_id, terms_hash=terms_hash, consented_at=at
        )
        tell(handover, "consented", at, acting_user_id, party, employee_id=employee_id)
        if is_agreed(handover, day_of(at)):
            handover.state = HandoverState.AGREED
            handover.save()


def decline(
    *, acting_user_id: int | None, at: datetime, handover_id: int, employee_id: int, note: str
) -> None:
    """A party's no with what he would like instead; the handover goes back to whoever prepared it. Raises Problems.

    Only the party's own login says it, or a command, as with a consent.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        party = _party_of(handover, employee_id)
        refuse_other_than(handover, employee_id, acting_user_id)
        said_yes = Consent.objects.filter(
            handover=handover, party=party, terms_hash=handover.terms_hash
        ).exists()
        if handover.state != HandoverState.PROPOSED or said_yes:
            raise not_now(
                "HANDOVER-STATE-004",
                "Your answer to handover {handover} is not asked for at the moment.",
                "Look at its state. Who has agreed can ask the manager to withdraw it.",
                handover,
            )
        if not note.strip():
            raise Problems(
                [
                    problem(
                        "HANDOVER-DECLINE-001",
                        "note",
                        "It is not said what should be different.",
                        "Write a short sentence, so that the proposal can be improved.",
                    )
                ]
            )
        handover.state = HandoverState.DRAFT
        handover.save()
        tell(handover, "declined", at, acting_user_id, note.strip(), employee_id=employee_id)


def withdraw_handover(
    *, acting_user_id: int | None, at: datetime, handover_id: int, reason: str = ""
) -> None:
    """An undecided handover, taken back; nothing was written and nothing will be. Raises Problems."""
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        if handover.state == HandoverState.WITHDRAWN:
            return
        if handover.state not in UNDECIDED:
            raise not_now(
                "HANDOVER-STATE-006",
                "Handover {handover} is already approved and cannot be withdrawn.",
                "Reverse it from a day on instead.",
                handover,
            )
        handover.state = HandoverState.WITHDRAWN
        handover.save()
        tell(handover, "withdrawn", at, acting_user_id, reason)


def _put(handover: Handover, new: NewHandover, revision: int) -> None:
    handover.outgoing_id = new.outgoing_id
    handover.incoming_id = new.incoming_id
    handover.effective_from = new.effective_from
    handover.terms = terms_to_json(new.terms)
    handover.revision = revision
    handover.terms_hash = consent_hash(new, revision)
    handover.save()
    HandoverClient.objects.filter(handover=handover).exclude(client_id__in=new.client_ids).delete()
    there = set(HandoverClient.objects.filter(handover=handover).values_list("client_id", flat=True))
    HandoverClient.objects.bulk_create(
        HandoverClient(handover=handover, client_id=client_id)
        for client_id in new.client_ids
        if client_id not in there
    )
    put_named_deals(handover, new.named_deals)


def _party_of(handover: Handover, employee_id: int) -> Party:
    if employee_id == handover.outgoing_id:
        return Party.OUTGOING
    if employee_id == handover.incoming_id:
        return Party.INCOMING
    raise not_his_to_answer(handover)
