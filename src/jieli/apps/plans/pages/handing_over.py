"""What the two people of a handover will be paid for its clients, from the plans in force on its first day.

The handover's page, of an app below this one, loads it by its address. Both parties read what each plan pays and what not,
without its figures; those stand on the plan itself, for whoever may see it.
"""

from datetime import timedelta

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jieli.apps.handovers import api as handovers
from jieli.apps.plans import access, api
from jieli.apps.plans.pages.showing import language
from jieli.engines.pay import PlanVersion
from jieli.kernel.ranges import DateRange
from jieli.lib.pages import page


@frozen
class Party:
    """One of the two. version: None where he is on no plan that day. code: the plan's, where the viewer may read it."""

    name: str
    gives: bool
    version: PlanVersion | None
    sentences: tuple[api.PaidOrNot, ...]
    code: str


@page(needs="see_clients")
def handing_over(request: HttpRequest, handover_id: int) -> HttpResponse:
    today = timezone.localdate()
    found = handovers.get_visible_handover(viewer=request.viewer, handover_id=handover_id, on=today)
    seen = access.people_in_sight(viewer=request.viewer, on=today)
    parties = [
        _party(found, employee_id, is_seen=seen is None or employee_id in seen)
        for employee_id in found.parties
    ]
    shown = {"handover": found, "parties": parties}
    return render(request, "plans/handing_over.html", shown)


def _party(found: handovers.HandoverView, employee_id: int, *, is_seen: bool) -> Party:
    gives = employee_id == found.outgoing_id
    name = found.outgoing_name if gives else found.incoming_name
    first = DateRange(found.effective_from, found.effective_from + timedelta(days=1))
    paying = api.versions_paying(employee_id=employee_id, within=first)
    if not paying:
        return Party(name, gives, None, (), "")
    version = max(paying, key=lambda one: one.number)
    if gives:
        leaving = api.Leaving(_leaves_shares(found), len(found.named_deals))
        sentences = api.describe_for_outgoing(
            text=version.text, name=name, leaving=leaving, language=language()
        )
    else:
        sentences = api.describe_for_incoming(text=version.text, name=name, language=language())
    return Party(name, gives, version, sentences, version.plan if is_seen else "")


def _leaves_shares(found: handovers.HandoverView) -> bool:
    return any(step.outgoing > 0 for stream in handovers.Stream for step in found.terms.steps(stream))
