"""What a confirmed takeover would release: a part of the handover's pages, which know it by its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jieli.apps.handovers import api as handovers
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import access
from jieli.lib.pages import page


@page(needs="see_clients")
def held(request: HttpRequest, handover_id: int) -> HttpResponse:
    """To whoever sees the pay of the person who hands over; to others, that they do not."""
    today = timezone.localdate()
    handover = handovers.get_visible_handover(viewer=request.viewer, handover_id=handover_id, on=today)
    seen = access.people_in_sight(viewer=request.viewer, on=today)
    shown = {"handover": handover, "is_seen": seen is None or handover.outgoing_id in seen}
    if shown["is_seen"]:
        found = payruns.held_for_handover(handover_id=handover.id, employee_id=handover.outgoing_id)
        waiting = {client: fen for client, fen in found.items() if client in handover.unconfirmed}
        shown |= {"total_fen": sum(waiting.values()), "clients": len(waiting)}
    return render(request, "statements/held.html", shown)
