"""What stands against a handover, everything at once and each offending client by name."""

from collections.abc import Iterator
from datetime import date

from jieli.apps.clients import api as clients
from jieli.apps.handovers.models import Handover, HandoverClient, HandoverState
from jieli.apps.handovers.named_deals import check_named_deals
from jieli.apps.handovers.terms import ends_in_time
from jieli.apps.handovers.values import NewHandover
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.engines.ownership import Stream, check_terms
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.lib.days import LATEST, implausible
from jieli.lib.problems import problem

OPEN_AND_PROPOSED = (HandoverState.PROPOSED, HandoverState.AGREED)


class Employments:
    """When the parties work here."""

    def __init__(self, *employee_ids: int) -> None:
        self.names = people.names_of(employee_ids=frozenset(employee_ids))
        self._spans: dict[int, list[DateRange]] = {employee_id: [] for employee_id in employee_ids}
        for span in people.list_employments(known_at=None, employee_ids=employee_ids):
            self._spans[span.employee_id].append(span.range)

    def is_employed(self, employee_id: int, on: date) -> bool:
        return any(on in span for span in self._spans[employee_id])

    def has_left(self, employee_id: int, on: date) -> bool:
        """He worked here, does not today and is not coming back."""
        spans = self._spans[employee_id]
        return bool(spans) and all(span.until is not None and span.until <= on for span in spans)


def check_handover(new: NewHandover, *, on: date, handover_id: int | None = None) -> list[Problem]:
    """Everything that stands against these people, clients, date and terms today. `handover_id`: the one itself."""
    if found := implausible("effective_from", new.effective_from):
        return found
    found = list(_check_people(new, on))
    for stream in Stream:
        found += check_terms(new.terms.steps(stream), f"terms.{stream}") or _check_end(new, stream)
    if not new.client_ids:
        found.append(
            problem(
                "HANDOVER-CLIENT-001",
                "client_ids",
                "No client is chosen.",
                "Tick the clients that change hands.",
            )
        )
    return [*found, *_check_clients(new, handover_id), *check_named_deals(new, handover_id)]


def _check_end(new: NewHandover, stream: Stream) -> list[Problem]:
    if ends_in_time(steps=new.terms.steps(stream), effective_from=new.effective_from):
        return []
    return [
        problem(
            "HANDOVER-STEPS-001",
            f"terms.{stream}",
            "With all these months the last step would begin in {year} or later.",
            "Give the steps fewer months.",
            year=LATEST.year,
        )
    ]


def _check_people(new: NewHandover, on: date) -> Iterator[Problem]:
    staff = Employments(new.outgoing_id, new.incoming_id)
    for employee_id, place in ((new.outgoing_id, "outgoing_id"), (new.incoming_id, "incoming_id")):
        if employee_id not in staff.names:
            yield problem(
                "HANDOVER-PARTY-002",
                place,
                "There is no employee {employee}.",
                "Choose somebody from the list.",
                employee=employee_id,
            )
    if new.outgoing_id == new.incoming_id:
        yield problem(
            "HANDOVER-PARTY-001",
            "incoming_id",
            "The clients would go to the one who has them.",
            "Choose somebody else as the one who takes over.",
        )
    elif new.incoming_id in staff.names:
        yield from _check_incoming(new, on, staff)


def _check_incoming(new: NewHandover, on: date, staff: Employments) -> Iterator[Problem]:
    name = staff.names[new.incoming_id]
    if staff.has_left(new.incoming_id, on):
        yield problem(
            "HANDOVER-INCOMING-002",
            "incoming_id",
            "{name} has left the company and cannot take over clients.",
            "Choose somebody who works here.",
            name=name,
        )
    elif not staff.is_employed(new.incoming_id, new.effective_from):
        yield problem(
            "HANDOVER-INCOMING-001",
            "incoming_id",
            "{name} is not employed on {day}, the day of the handover.",
            "Choose a day on which {name} works here, or somebody else.",
            name=name,
            day=new.effective_from.isoformat(),
        )


def _check_clients(new: NewHandover, handover_id: int | None) -> Iterator[Problem]:
    names = {
        client_id: summary.name
        for client_id, summary in clients.get_summaries(client_ids=frozenset(new.client_ids)).items()
    }
    held = ownership.book_of(employee_id=new.outgoing_id, on=new.effective_from)
    elsewhere = find_open_handovers(
        outgoing_id=new.outgoing_id, client_ids=new.client_ids, besides=handover_id
    )
    giver = people.names_of(employee_ids=frozenset([new.outgoing_id])).get(new.outgoing_id, "")
    for client_id in new.client_ids:
        place = f"clients[{client_id}]"
        if client_id not in names:
            yield problem(
                "HANDOVER-CLIENT-002",
                place,
                "There is no client {client}.",
                "Take it off the list.",
                client=client_id,
            )
        elif client_id not in held:
            yield problem(
                "HANDOVER-CLIENT-003",
                place,
                "{name} has no share of {client} on {day} and cannot hand this client over.",
                "Take {client} off the list, or choose a day on which {name} has a share.",
                name=giver,
                client=names[client_id],
                day=new.effective_from.isoformat(),
            )
        elif client_id in elsewhere:
            yield problem(
                "HANDOVER-CLIENT-004",
                place,
                "{client} is already in handover {handover}, which is not decided yet.",
                "Take {client} off the list, or withdraw handover {handover} first.",
                client=names[client_id],
                handover=elsewhere[client_id],
            )


def find_open_handovers(
    *, outgoing_id: int, client_ids: tuple[int, ...], besides: int | None
) -> dict[int, int]:
    """Client → the proposed or agreed handover of the same person that already wants to give him away."""
    open_ones = Handover.objects.filter(outgoing_id=outgoing_id, state__in=OPEN_AND_PROPOSED).exclude(
        id=besides
    )
    rows = HandoverClient.objects.filter(handover__in=open_ones, client_id__in=client_ids)
    return dict(rows.order_by("handover_id").values_list("client_id", "handover_id"))
