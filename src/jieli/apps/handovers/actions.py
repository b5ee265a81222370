"""The way of a handover: drafted, proposed, agreed by both, approved and thereby applied; or withdrawn, or reversed.

Each step locks the handover's row, so that two who press at the same moment come one after the other, and the second
finds the work done.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieli.apps.audit.api import sign_writes
from jieli.apps.handovers.checks import Employments, check_handover
from jieli.apps.handovers.models import Consent, Handover, HandoverClient, HandoverEvent, HandoverState, Party
from jieli.apps.handovers.queries import HandoverNotFound, engine_terms, new_handover_of
from jieli.apps.handovers.terms import consent_hash, terms_to_json
from jieli.apps.handovers.values import NewHandover
from jieli.apps.ownership import api as ownership
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import problem

CHANGEABLE = (HandoverState.DRAFT, HandoverState.PROPOSED, HandoverState.AGREED)


def draft_handover(*, acting_user_id: int | None, at: datetime, new: NewHandover) -> int:
    """The id of a new handover that nobody has been asked about yet. Raises Problems."""
    with transaction.atomic():
        refuse(check_handover(new, on=_day(at)))
        sign_writes(acting_user_id=acting_user_id)
        handover = Handover(
            state=HandoverState.DRAFT, created_at=at, proposed_by_id=acting_user_id, reason=new.reason
        )
        _put(handover, new, revision=0)
        _tell(handover, "drafted", at, acting_user_id)
        return handover.id


def change_draft(*, acting_user_id: int | None, at: datetime, handover_id: int, new: NewHandover) -> None:
    """The handover with other people, clients, date, terms or reason. A consent to what it was no longer counts.

    A proposed or agreed one is proposed afterwards: both are asked again, unless only the reason changed. Raises Problems.
    """
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        if handover.state not in CHANGEABLE:
            raise _not_now(
                "HANDOVER-STATE-001",
                "Handover {handover} is already decided and is not changed any more.",
                "Look at it again; an approved handover can be reversed.",
                handover,
            )
        refuse(check_handover(new, on=_day(at), handover_id=handover_id))
        handover.reason = new.reason
        revision = HandoverEvent.objects.filter(handover=handover, verb="changed").count()
        if consent_hash(new, revision) == handover.terms_hash:
            handover.save()
            return
        if handover.state == HandoverState.AGREED:
            handover.state = HandoverState.PROPOSED
        _put(handover, new, revision + 1)
        _tell(handover, "changed", at, acting_user_id)


def propose_handover(*, acting_user_id: int | None, at: datetime, handover_id: int) -> None:
    """Both parties are asked. Proposing again changes nothing. Raises Problems."""
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        if handover.state in (HandoverState.PROPOSED, HandoverState.AGREED):
            return
        if handover.state != HandoverState.DRAFT:
            raise _not_now(
                "HANDOVER-STATE-002",
                "Handover {handover} is already decided and is not proposed again.",
                "Prepare a new handover.",
                handover,
            )
        new = new_handover_of(handover)
        ownership.lock_clients(
            client_ids=new.client_ids
        )  # two proposals for one client come one after the other
        refuse(check_handover(new, on=_day(at), handover_id=handover_id))
        handover.state = HandoverState.PROPOSED
        handover.proposed_by_id = acting_user_id
        handover.save()
        _tell(handover, "proposed", at, acting_user_id)


def consent(
    *, acting_user_id: int | None, at: datetime, handover_id: int, employee_id: int, terms_hash: str
) -> None:
    """A party's yes to the terms that he has read (their hash). Saying it twice is saying it once. Raises Problems."""
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        party = _party_of(handover, employee_id)
        _refuse_changed(handover, terms_hash)
        if Consent.objects.filter(handover=handover, party=party, terms_hash=terms_hash).exists():
            return
        if handover.state != HandoverState.PROPOSED:
            raise _not_now(
                "HANDOVER-STATE-003",
                "Nobody is asked about handover {handover} at the moment.",
                "Look at its state; it must be proposed before anybody agrees.",
                handover,
            )
        Consent.objects.create(
            handover=handover, party=party, employee_id=employee_id, terms_hash=terms_hash, consented_at=at
        )
        _tell(handover, "consented", at, acting_user_id, party)
        if not missing_consents(handover, _day(at)):
            handover.state = HandoverState.AGREED
            handover.save()


def decline(
    *, acting_user_id: int | None, at: datetime, handover_id: int, employee_id: int, note: str
) -> None:
    """A party's no with what he would like instead; the handover goes back to whoever prepared it. Raises Problems."""
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        party = _party_of(handover, employee_id)
        said_yes = Consent.objects.filter(
            handover=handover, party=party, terms_hash=handover.terms_hash
        ).exists()
        if handover.state != HandoverState.PROPOSED or said_yes:
            raise _not_now(
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
        _tell(handover, "declined", at, acting_user_id, note.strip())


def approve_handover(
    *,
    acting_user_id: int | None,
    at: datetime,
    handover_id: int,
    terms_hash: str | None = None,
    employee_id: int | None = None,
) -> None:
    """The agreed handover, approved and written into ownership in the same transaction, once. Raises Problems.

    terms_hash: what the approver has read, refused if it changed since. employee_id: who he is; a party does not
    approve his own handover. Approving what is approved changes nothing.
    """
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        if handover.state == HandoverState.APPROVED:
            return
        _refuse_party(handover, employee_id)
        if terms_hash is not None:
            _refuse_changed(handover, terms_hash)
        if handover.state not in OPEN_TO_APPROVAL or missing_consents(handover, _day(at)):
            raise _not_now(
                "HANDOVER-STATE-005",
                "Handover {handover} is not agreed by both and cannot be approved.",
                "Wait until both have agreed, or look at its state.",
                handover,
            )
        new = new_handover_of(handover)
        ownership.lock_clients(client_ids=new.client_ids)
        refuse(check_handover(new, on=_day(at), handover_id=handover_id))
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
        _tell(handover, "approved", applied_at, acting_user_id)


OPEN_TO_APPROVAL = (HandoverState.PROPOSED, HandoverState.AGREED)


def withdraw_handover(
    *, acting_user_id: int | None, at: datetime, handover_id: int, reason: str = ""
) -> None:
    """An undecided handover, taken back; nothing was written and nothing will be. Raises Problems."""
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        if handover.state == HandoverState.WITHDRAWN:
            return
        if handover.state not in CHANGEABLE:
            raise _not_now(
                "HANDOVER-STATE-006",
                "Handover {handover} is already approved and cannot be withdrawn.",
                "Reverse it from a day on instead.",
                handover,
            )
        handover.state = HandoverState.WITHDRAWN
        handover.save()
        _tell(handover, "withdrawn", at, acting_user_id, reason)


def reverse_handover(
    *,
    acting_user_id: int | None,
    at: datetime,
    handover_id: int,
    from_: date,
    reason: str,
    employee_id: int | None = None,
) -> None:
    """The approved handover, taken back from a day on: ownership is what it was before, and the terms end.

    What the terms did before that day stays. Reversing what is reversed changes nothing. Raises Problems.
    """
    with transaction.atomic():
        handover = _locked(handover_id, acting_user_id)
        if handover.state == HandoverState.REVERSED:
            return
        if handover.state != HandoverState.APPROVED:
            raise _not_now(
                "HANDOVER-STATE-007",
                "Handover {handover} is not approved, so there is nothing to reverse.",
                "Withdraw it instead.",
                handover,
            )
        _refuse_party(handover, employee_id)
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
        handover.save()
        _tell(handover, "reversed", reversed_at, acting_user_id, reason.strip())


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


def _check_reversal(handover: Handover, from_: date, reason: str) -> list[Problem]:
    found = []
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


def _locked(handover_id: int, acting_user_id: int | None) -> Handover:
    sign_writes(acting_user_id=acting_user_id)
    handover = Handover.objects.select_for_update().filter(id=handover_id).first()
    if handover is None:
        raise HandoverNotFound(handover_id)
    return handover


def _put(handover: Handover, new: NewHandover, revision: int) -> None:
    handover.outgoing_id = new.outgoing_id
    handover.incoming_id = new.incoming_id
    handover.effective_from = new.effective_from
    handover.terms = terms_to_json(new.terms)
    handover.terms_hash = consent_hash(new, revision)
    handover.save()
    HandoverClient.objects.filter(handover=handover).exclude(client_id__in=new.client_ids).delete()
    there = set(HandoverClient.objects.filter(handover=handover).values_list("client_id", flat=True))
    HandoverClient.objects.bulk_create(
        HandoverClient(handover=handover, client_id=client_id)
        for client_id in new.client_ids
        if client_id not in there
    )


def _party_of(handover: Handover, employee_id: int) -> Party:
    if employee_id == handover.outgoing_id:
        return Party.OUTGOING
    if employee_id == handover.incoming_id:
        return Party.INCOMING
    raise _not_now(
        "HANDOVER-CONSENT-002",
        "Only the two people of handover {handover} can answer for it, each for himself.",
        "Ask the one concerned to sign in and answer.",
        handover,
    )


def _refuse_changed(handover: Handover, terms_hash: str) -> None:
    if terms_hash != handover.terms_hash:
        raise _not_now(
            "HANDOVER-CONSENT-001",
            "Handover {handover} was changed after you opened it, so nothing was recorded.",
            "Read it once more as it is now, then decide.",
            handover,
        )


def _refuse_party(handover: Handover, employee_id: int | None) -> None:
    if employee_id is not None and employee_id in (handover.outgoing_id, handover.incoming_id):
        raise _not_now(
            "HANDOVER-APPROVE-001",
            "You are one of the two people of handover {handover}, so somebody else decides it.",
            "Ask another manager.",
            handover,
        )


def _not_now(code: str, reason: str, remedy: str, handover: Handover) -> Problems:
    return Problems([Problem(code, "", reason, remedy, {"handover": str(handover.id)})])


def _tell(handover: Handover, verb: str, at: datetime, by_user_id: int | None, note: str = "") -> None:
    HandoverEvent.objects.create(handover=handover, verb=verb, at=at, by_user_id=by_user_id, note=note)


def _day(at: datetime) -> date:
    """The day of a moment where the company works."""
    return timezone.localtime(at).date()
