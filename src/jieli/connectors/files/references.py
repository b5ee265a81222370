"""Rows that point at each other: every client and employee that is named must be known."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from jieli.connectors.files.records import Records
from jieli.kernel.problem import Problem


@frozen
class Ids:
    """The files' keys → ids of the organisation."""

    employees: dict[str, int]
    clients: dict[str, int]


def named_employees(records: Records) -> set[str]:
    """Every staff number that some record points at."""
    touches = (*records.visits, *records.services, *records.ownership)
    return {one.seller for one in records.deals if one.seller} | {one.employee for one in touches}


def touching_clients(records: Records) -> tuple[Any, ...]:
    return (
        *records.deals,
        *records.receipts,
        *records.invoices,
        *records.refunds,
        *records.visits,
        *records.services,
        *records.ownership,
    )


def unknown_references(records: Records, known: Ids) -> Iterator[Problem]:
    """A problem per row that points at a client or an employee whom neither the organisation nor the files know, and
    per owner given twice a day."""
    for one in touching_clients(records):
        if one.client not in known.clients and one.client not in records.codes:
            yield Problem(
                "IMPORT-REF-001",
                one.place,
                "There is no client “{code}”.",
                "Add it to the clients' file, or correct the number in this row.",
                {"code": one.client},
            )
        number = getattr(one, "employee", "") or getattr(one, "seller", "")
        if number and number not in known.employees and number not in records.numbers:
            yield Problem(
                "IMPORT-REF-002",
                one.place,
                "There is no employee “{number}”.",
                "Add the person to the employees' file, or correct the number in this row.",
                {"number": number},
            )
    days = Counter((one.client, one.since) for one in records.ownership)
    for one in records.ownership:
        if days[one.client, one.since] > 1:
            yield Problem(
                "IMPORT-REF-003",
                one.place,
                "Client “{code}” has two owners from {since} on.",
                "Leave one row a client and day.",
                {"code": one.client, "since": one.since.isoformat()},
            )
