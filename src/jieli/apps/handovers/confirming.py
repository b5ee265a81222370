"""The confirmation that clients of a handover were properly taken over: said once a client, on a day, by name."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction

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

    A client confirmed before stays as it was said then. Who gives the clients away does not confirm it. Raises Problems.
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
        at = max(at, handover.applied_at)  # not known before the handover is
        said = Confirmation.objects.filter(handover=handover).values_list("client_id", flat=True)
        wanted = sorted(set(client_ids) - set(said))
        Confirmation.objects.bulk_create(
            Confirmation(
                handover=handover,
                client_id=client_id,
                confirmed_on=confirmed_on,
                confirmed_by_id=acting_user_id,
                recorded_at=at,
            )
            for client_id in wanted
        )
        if wanted:
            tell(handover, "confirmed", at, acting_user_id)
        return len(wanted)


def check_confirmation(
    *, handover_id: int, client_ids: Collection[int], confirmed_on: date, at: datetime
) -> None:
    """Raises Problems where these clients could not be confirmed for that day. Writes nothing."""
    handover = Handover.objects.get(pk=handover_id)
    refuse(_problems(handover, client_ids, confirmed_on, day_of(at)))


def list_confirmations(*, known_at: datetime | None) -> tuple[pay.Confirmation, ...]:
    """Every confirmation as known at a moment (None: now), for the pay engine."""
    rows = Confirmation.objects.all()
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    wanted = rows.order_by("handover_id", "client_id").values_list("handover_id", "client_id", "confirmed_on")
    return tuple(pay.Confirmation(*row) for row in wanted)


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
