"""Records into an organisation, all of them or none, through the apps' own doors."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import attrs
from attrs import frozen
from django.db import transaction

from jieli.apps.clients import api as clients
from jieli.apps.crediting import api as crediting
from jieli.apps.organizations import api as organizations
from jieli.apps.people import api as people
from jieli.connectors.files.assemble import assemble
from jieli.connectors.files.differences import differences
from jieli.connectors.files.facts import record_records
from jieli.connectors.files.mapping import Mapping, Target, read_mapping
from jieli.connectors.files.owners import write_owners
from jieli.connectors.files.places import collecting, columns_by_field, placed
from jieli.connectors.files.readers import read_rows
from jieli.connectors.files.records import ClientRecord, EmployeeRecord, Records
from jieli.connectors.files.references import Ids, named_employees, touching_clients, unknown_references
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.tenancy import organization_scope

Stage = Callable[[str, int, int], None]


@frozen
class Loaded:
    """What an import did and what the organisation holds since."""

    slug: str
    new_employees: int
    new_clients: int
    new_facts: int
    known_facts: int
    new_timelines: int
    conservation: crediting.Conservation
    left_as_it_is: tuple[Problem, ...]  # rows that say something else than the organisation does

    def figures(self, money: Callable[[int], str]) -> Iterable[tuple[str, str]]:
        """Label and text of each figure, for the command's table."""
        held = self.conservation
        yield "Employees added", str(self.new_employees)
        yield "Clients added", str(self.new_clients)
        yield "Facts added", str(self.new_facts)
        yield "Facts that were there already", str(self.known_facts)
        yield "Clients given their owners", str(self.new_timelines)
        yield "Clients", f"{held.clients:,}"
        yield "Deals", f"{held.facts:,}"
        yield "Sum of deals", money(held.sum_facts_fen)
        yield "Sum of credits", money(held.sum_credits_fen)
        yield "Credited exactly once", "yes" if held.credited_once else "NO"
        yield "Credited to nobody (unowned)", money(held.unowned_fen)
        yield "Clients with several owners over time", f"{held.clients_with_several_owners:,}"


def load_files(mapping_path: Path, folder: Path, *, at: datetime, dry_run: bool, at_stage: Stage) -> Loaded:
    """Everything that the mapping describes, loaded. Raises Problems; then nothing was written."""
    mapping = read_mapping(mapping_path)
    at_stage("Reading", 0, 5)
    rows = {name: read_rows(folder / path) for name, path in mapping.files.items()}
    records, problems = assemble(mapping, rows)
    organization_id, is_new = _organization(mapping.target, at)
    try:
        with organization_scope(organization_id=organization_id, purpose=f"import {mapping_path.name}"):
            loaded = _load(mapping, records, problems, at, at_stage)
            if dry_run:
                transaction.set_rollback(True)
    except BaseException:
        _take_back(organization_id, is_new)
        raise
    _take_back(organization_id, is_new and dry_run)
    return loaded


def _organization(target: Target, at: datetime) -> tuple[int, bool]:
    found = organizations.find_organization_id(slug=target.slug)
    if found is None:
        return organizations.create_organization(**attrs.asdict(target), at=at), True
    with organization_scope(organization_id=found):
        currency = organizations.get_organization().currency
    if currency != target.currency:
        raise Problems(
            [
                Problem(
                    "IMPORT-ORG-001",
                    "organization.currency",
                    "{slug} counts in {has} and the mapping says {wants}. An organisation has one currency.",
                    "Name another organisation for amounts in {wants}.",
                    {"slug": target.slug, "has": currency, "wants": target.currency},
                )
            ]
        )
    return found, False


def _take_back(organization_id: int, is_new: bool) -> None:
    if is_new:
        organizations.discard_empty_organization(organization_id=organization_id)


def _load(
    mapping: Mapping, records: Records, unreadable: Sequence[Problem], at: datetime, at_stage: Stage
) -> Loaded:
    problems = list(unreadable)
    columns = {name: columns_by_field(section) for name, section in mapping.sections.items()}
    known = _known(records)
    at_stage("Employees", 1, 5)
    new_people = [one for one in records.employees if one.number not in known.employees]
    hired: dict[str, int] = {}
    with collecting(problems), placed(new_people, columns.get("employees", {})):
        hired = _hire(new_people, at)
    at_stage("Clients", 2, 5)
    new_clients = [one for one in records.clients if one.code not in known.clients]
    added: dict[str, int] = {}
    with collecting(problems), placed(new_clients, columns.get("clients", {})):
        added = _add_clients(new_clients)
    refuse([*problems, *unknown_references(records, known)])
    ids = Ids(known.employees | hired, known.clients | added)
    at_stage("Facts", 3, 5)
    with placed(records, columns):
        recorded = record_records(records, ids, mapping.target.currency, at=at)
    at_stage("Owners", 4, 5)
    timelines = write_owners(records.ownership, ids, columns.get("ownership", {}), at=at)
    at_stage("Checking", 5, 5)
    return Loaded(
        mapping.target.slug,
        len(hired),
        len(added),
        recorded.created,
        recorded.unchanged,
        timelines,
        crediting.check_conservation(known_at=None),
        differences(records, ids),
    )


def _known(records: Records) -> Ids:
    """The ids of those whom the files name and the organisation has already."""
    codes = records.codes | {one.client for one in touching_clients(records)}
    return Ids(
        employees=people.find_employee_ids(numbers=records.numbers | named_employees(records)),
        clients=clients.find_client_ids(codes=codes),
    )


def _hire(new: list[EmployeeRecord], at: datetime) -> dict[str, int]:
    if not new:
        return {}
    first = min(one.employed_from for one in new)
    departments = {one.code: one.id for one in people.list_departments(on=first)}
    positions = {one.code: one.id for one in people.list_positions(on=first)}
    for name in sorted({one.department or "-" for one in new} - departments.keys()):
        made = people.NewDepartment(code=name[:40], name=name, valid_from=first)
        departments[name] = people.record_department(acting_user_id=None, at=at, new=made)
    for title in sorted({one.position or "-" for one in new} - positions.keys()):
        positions[title] = people.record_position(
            acting_user_id=None, code=title[:40], title=title, valid_from=first
        )
    return people.hire_employees(
        acting_user_id=None,
        at=at,
        new=[
            people.NewEmployee(
                number=one.number,
                name=one.name,
                department_id=departments[one.department or "-"],
                position_id=positions[one.position or "-"],
                employed_from=one.employed_from,
                employed_until=one.employed_until,
            )
            for one in new
        ],
    )


def _add_clients(new: list[ClientRecord]) -> dict[str, int]:
    return clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(
                code=one.code,
                name=one.name,
                created_on=one.created_on,
                **{
                    name: _list(text) if name == "tags" else text for name, text in one.fields.items() if text
                },
            )
            for one in new
        ],
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split("[,，;；、]", text))))
