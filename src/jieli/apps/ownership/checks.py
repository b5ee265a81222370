"""What is wrong with decisions about owners, each with its place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from jieli.apps.ownership.values import Decision
from jieli.apps.people import api as people
from jieli.engines.ownership import Span, check_timeline
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.lib.days import implausible
from jieli.lib.problems import problem


def check_decisions(decisions: Sequence[Decision], existing_clients: frozenset[int]) -> list[Problem]:
    """Everything wrong with the decisions, in one pass."""
    staff = _Staff(decisions)
    found: list[Problem] = []
    for index, decision in enumerate(decisions):
        place = f"decisions[{index}]"
        if decision.client_id not in existing_clients:
            found.append(
                problem(
                    "OWN-CLIENT-001",
                    f"{place}.client_id",
                    "There is no client {client}.",
                    "Add the client first, or correct the number.",
                    client=decision.client_id,
                )
            )
        found += _check_span(decision, place) or [
            *staff.check(decision, place),
            *check_timeline(spans_of(decision), f"{place}.holdings"),
        ]
    return found or list(_check_apart(decisions))


class _Staff:
    """Who works here when, read once for all decisions."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        wanted = frozenset(holding.employee_id for decision in decisions for holding in decision.holdings)
        self.names = people.names_of(employee_ids=wanted)
        self.employed: dict[int, list[DateRange]] = defaultdict(list)
        for span in people.list_employments(known_at=None, employee_ids=wanted):
            self.employed[span.employee_id].append(span.range)

    def check(self, decision: Decision, place: str) -> Iterator[Problem]:
        for index, holding in enumerate(decision.holdings):
            where = f"{place}.holdings[{index}].employee_id"
            if holding.employee_id not in self.names:
                yield problem(
                    "OWN-EMPLOYEE-001",
                    where,
                    "There is no employee {employee}.",
                    "Add the employee first, or correct the number.",
                    employee=holding.employee_id,
                )
            elif not self._is_employed(holding.employee_id, decision.valid_from):
                yield problem(
                    "OWN-EMPLOYEE-002",
                    where,
                    "{name} is not employed on {day} and cannot take a client from that day on.",
                    "Choose a day on which {name} works here, or somebody else.",
                    name=self.names[holding.employee_id],
                    day=decision.valid_from.isoformat(),
                )

    def _is_employed(self, employee_id: int, on: date) -> bool:
        return any(on in span for span in self.employed[employee_id])


def _check_span(decision: Decision, place: str) -> list[Problem]:
    found = [
        *implausible(f"{place}.valid_from", decision.valid_from),
        *implausible(f"{place}.valid_until", decision.valid_until),
    ]
    if found or decision.valid_until is None or decision.valid_until > decision.valid_from:
        return found
    return [
        problem(
            "OWN-RANGE-001",
            f"{place}.valid_until",
            "The span from {first} until {until} has no day in it.",
            "Let it end after the day on which it begins, or leave the end open.",
            first=decision.valid_from.isoformat(),
            until=decision.valid_until.isoformat(),
        )
    ]


def _check_apart(decisions: Sequence[Decision]) -> Iterator[Problem]:
    """Two decisions of one call about the same day would make the result depend on their order."""
    told: dict[tuple[int, str], list[DateRange]] = defaultdict(list)
    for index, decision in enumerate(decisions):
        days = days_of(decision)
        earlier = told[decision.client_id, decision.group]
        if any(days.overlaps(other) for other in earlier):
            yield problem(
                "OWN-DECISION-001",
                f"decisions[{index}]",
                "Client {client} already has another decision for days from {first} on.",
                "Let the spans of one client follow each other without overlapping.",
                client=decision.client_id,
                first=decision.valid_from.isoformat(),
            )
        earlier.append(days)


def days_of(decision: Decision) -> DateRange:
    return DateRange(decision.valid_from, decision.valid_until)


def spans_of(decision: Decision) -> tuple[Span, ...]:
    """The decision as the engine sees it."""
    return tuple(
        Span(
            client=decision.client_id,
            group=str(decision.group),
            person=holding.employee_id,
            role=str(holding.role),
            share=holding.share,
            range=days_of(decision),
        )
        for holding in decision.holdings
    )
