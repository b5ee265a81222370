"""The confirmation that clients of a handover were properly taken over: said of a client, on a day, by name; or taken back."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from attrs import frozen
from django.db import transaction
from django.db.models import QuerySet

from jieli.apps.handovers.models import Confirmation, Handover, HandoverClient, HandoverState
from jieli.apps.handovers.steps import day_of, lock_handover, not_now, refuse_outgoing, tell
from jieli.engines import pay
from jieli.kernel.problem import Problem, refuse
from jieli.lib.days import implausible
from jieli.lib.problems import problem


def confirm_handover(
    *,
    acting_user_id: int | None,
    at: datetime,
    handover_id: int,
    client_ids: Collection[int],
    confirmed_on: date,
) -> int:
    """How many of these clients of the applied handover are confirmed by this as properly taken over on that day.

    A client confirmed already stays as it was said then. Who gives the clients away does not confirm it. Raises Problems.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        refuse_outgoing(handover, acting_user_id)
        if handover.state != HandoverState.APPROVED:
            raise not_now(
                "HANDOVER-STATE-008",
                "Handover {handover} is not approved, so there is nothing to confirm.",
                "Look at its state.",
                handover,
            )
        refuse(_problems(handover, client_ids, confirmed_on, day_of(at)))
        standing = {one.client_id for one in _last_of(handover) if one.confirmed_on is not None}
        return _say(
            handover, set(client_ids) - standing, _Saying(confirmed_on, "confirmed", at, acting_user_id)
        )


def take_back_confirmation(
    *, acting_user_id: int | None, at: datetime, handover_id: int, client_ids: Collection[int], reason: str
) -> int:
    """How many of these clients are by this no longer confirmed as properly taken over: from now on it is known otherwise.

    What was said stays readable. What pay released by it comes back in the next run; they can be confirmed anew. Who gives
    the clients away does not take it back either. Raises Problems.
    """
    with transaction.atomic():
        handover = lock_handover(handover_id, acting_user_id)
        refuse_outgoing(handover, acting_user_id)
        standing = {one.client_id for one in _last_of(handover) if one.confirmed_on is not None}
        refuse(_problems_of_taking_back(client_ids, standing, reason))
        return _say(handover, client_ids, _Saying(None, "taken_back", at, acting_user_id, reason.strip()))


@frozen
class _Saying:
    """What is said of clients by one act: a day, or that there is none."""

    confirmed_on: date | None
    verb: str
    at: datetime
    by_id: int | None
    note: str = ""


def check_confirmation(
    *, handover_id: int, client_ids: Collection[int], confirmed_on: date, at: datetime
) -> None:
    """Raises Problems where these clients could not be confirmed for that day. Writes nothing."""
    handover = Handover.objects.get(pk=handover_id)
    refuse(_problems(handover, client_ids, confirmed_on, day_of(at)))


def list_confirmations(*, known_at: datetime | None) -> tuple[pay.Confirmation, ...]:
    """Every confirmation that stood as known at a moment (None: now), for the pay engine."""
    rows = Confirmation.objects.all()
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return tuple(
        pay.Confirmation(one.handover_id, one.client_id, one.confirmed_on)
        for one in _last(rows)
        if one.confirmed_on is not None
    )


def _last(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """The last statement of each client of each handover."""
    return rows.order_by("handover_id", "client_id", "-number").distinct("handover_id", "client_id")


def _last_of(handover: Handover) -> QuerySet[Confirmation]:
    return _last(Confirmation.objects.filter(handover=handover))


def _say(handover: Handover, client_ids: Collection[int], said: _Saying) -> int:
    """Of how many clients it is said. It is known after all that was said of them before, and not before the handover is."""
    before = {one.client_id: one for one in _last_of(handover)}
    wanted = sorted(set(client_ids))
    at = max([said.at, handover.applied_at, *(before[one].recorded_at for one in wanted if one in before)])
    Confirmation.objects.bulk_create(
        Confirmation(
            handover=handover,
            client_id=client_id,
            number=before[client_id].number + 1 if client_id in before else 1,
            confirmed_on=said.confirmed_on,
            confirmed_by_id=said.by_id,
            recorded_at=at,
        )
        for client_id in wanted
    )
    if wanted:
        tell(handover, said.verb, at, said.by_id, said.note)
    return len(wanted)


def _problems(
    handover: Handover, client_ids: Collection[int], confirmed_on: date, today: date
) -> Iterator[Problem]:
    if found := implausible("confirmed_on", confirmed_on):
        yield from found
    elif not handover.effective_from <= confirmed_on <= today:
        yield problem(
            "HANDOVER-CONFIRM-001",
            "confirmed_on",
            "{day} is not a day from the first of the handover, {begin}, until today.",
            "Choose the day on which it was seen that the clients are well looked after.",
            day=confirmed_on.isoformat(),
            begin=handover.effective_from.isoformat(),
        )
    own = set(HandoverClient.objects.filter(handover=handover).values_list("client_id", flat=True))
    if not client_ids or not set(client_ids) <= own:
        yield problem(
            "HANDOVER-CONFIRM-002",
            "client_ids",
            "No client of this handover is chosen, or another one.",
            "Tick the clients that were taken over.",
        )


def _problems_of_taking_back(
    client_ids: Collection[int], standing: Collection[int], reason: str
) -> Iterator[Problem]:
    if not client_ids or not set(client_ids) <= set(standing):
        yield problem(
            "HANDOVER-CONFIRM-004",
            "client_ids",
            "No client is chosen, or one whose takeover is not confirmed.",
            "Tick clients whose confirmation was wrong.",
        )
    if not reason.strip():
        yield problem(
            "HANDOVER-CONFIRM-005",
            "reason",
            "The one who handed over will want to know why.",
            "Say in a few words what was not well.",
        )
