"""Rows about what the organisation knows already and that say something else: left as it is, and named."""

from collections.abc import Iterator

from jieli.apps.clients import api as clients
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.connectors.files.records import Records
from jieli.connectors.files.references import Ids
from jieli.kernel.problem import Problem


def differences(records: Records, ids: Ids) -> tuple[Problem, ...]:
    """One problem per row whose person, client or owner is known otherwise. Facts are compared where they are recorded."""
    return (*_people(records, ids), *_clients(records, ids), *_owners(records, ids))


def _people(records: Records, ids: Ids) -> Iterator[Problem]:
    wanted = {ids.employees[one.number] for one in records.employees}
    names = people.names_of(employee_ids=wanted)
    employments = people.list_employments(known_at=None, employee_ids=wanted)
    last_until = {span.employee_id: span.range.until for span in employments}
    for one in records.employees:
        employee_id = ids.employees[one.number]
        if names[employee_id] != one.name:
            yield _otherwise(one.place, "name", one.name, names[employee_id])
        until = last_until.get(employee_id)
        if until != one.employed_until:
            yield _otherwise(one.place, "employed until", str(one.employed_until or "–"), str(until or "–"))


def _clients(records: Records, ids: Ids) -> Iterator[Problem]:
    known = clients.get_summaries(client_ids=[ids.clients[one.code] for one in records.clients])
    for one in records.clients:
        name = known[ids.clients[one.code]].name
        if name != one.name:
            yield _otherwise(one.place, "name", one.name, name)


def _owners(records: Records, ids: Ids) -> Iterator[Problem]:
    wanted = frozenset(ids.clients[one.client] for one in records.ownership)
    held = {
        (span.client, span.person)
        for span in ownership.list_spans(known_at=None, client_ids=wanted)
        if span.group == "ownership"
    }
    numbers = {id_: number for number, id_ in ids.employees.items()}
    for one in records.ownership:
        client_id = ids.clients[one.client]
        if (client_id, ids.employees[one.employee]) not in held:
            owners = sorted(
                numbers.get(person, str(person)) for client, person in held if client == client_id
            )
            yield _otherwise(one.place, "owner", one.employee, ", ".join(owners) or "–")


def _otherwise(place: str, what: str, here: str, known: str) -> Problem:
    return Problem(
        "IMPORT-KNOWN-001",
        place,
        "The file says {what} {here}, the organisation says {known}; it was left as it is.",
        "If the file is right, change it on the page of the person or client, with the day from which it holds.",
        {"what": what, "here": here, "known": known},
    )
