"""What issued runs hold back of a person's pay until clients of a handover are properly taken over."""

from collections.abc import Mapping

from jieli.apps.payruns import models
from jieli.apps.plans.api import list_components
from jieli.engines.pay import Given, held_in
from jieli.kernel.trace import Trace


def held_for_handover(*, handover_id: int, employee_id: int) -> Mapping[int, int]:
    """Client → fen that are held still, by what was said last of each issued period."""
    latest: dict[tuple[str, str, str], Trace] = {}
    for plan, key in _waiting_components():
        rows = models.Outcome.objects.filter(
            run__state=models.RunState.ISSUED, employee=employee_id, plan_code=plan, component_key=key
        )
        for row in rows.order_by("pk"):
            latest[row.for_label, plan, key] = Trace.from_json(row.trace)
    held: dict[int, int] = {}
    for trace in latest.values():
        for client, fen in held_in(trace, handover=handover_id).items():
            held[client] = held.get(client, 0) + fen
    return {client: fen for client, fen in held.items() if fen > 0}


def _waiting_components() -> set[tuple[str, str]]:
    """(plan, key) of every component that waits for a handover to be confirmed."""
    return {
        (plan, one.key)
        for plan, own in list_components().items()
        for one in own
        if Given.CONFIRMATIONS in one.looks_for()
    }
