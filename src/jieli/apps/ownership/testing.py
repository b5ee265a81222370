"""People and clients for the tests of ownership and of the apps above it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

from jieli.apps.clients import api as clients
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people

LONG_AGO = date(2015, 1, 1)
AT = datetime(2026, 1, 5, 2, tzinfo=UTC)


def make_people(
    *names: str, employed_until: date | None = None, department_id: int | None = None
) -> list[int]:
    """Employees of one department, in the order of their names."""
    if department_id is None:
        department_id = make_department(f"d-{names[0]}")
    position_id = people.record_position(
        acting_user_id=None, code=f"p-{names[0]}", title="销售顾问", valid_from=LONG_AGO
    )
    made = people.hire_employees(
        acting_user_id=None,
        at=AT,
        new=[
            people.NewEmployee(
                number=f"n-{name}",
                name=name,
                department_id=department_id,
                position_id=position_id,
                employed_from=LONG_AGO,
                employed_until=employed_until,
            )
            for name in names
        ],
    )
    return [made[f"n-{name}"] for name in names]


def make_department(code: str, parent_id: int | None = None) -> int:
    return people.record_department(
        acting_user_id=None,
        at=AT,
        new=people.NewDepartment(code=code, name=f"部门 {code}", valid_from=LONG_AGO, parent_id=parent_id),
    )


def make_clients(count: int, *, first: int = 1) -> list[int]:
    """Clients 客户1, 客户2 …"""
    numbers = range(first, first + count)
    made = clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(code=f"C{number:05d}", name=f"客户{number}", created_on=LONG_AGO)
            for number in numbers
        ],
    )
    return [made[f"C{number:05d}"] for number in numbers]


def give(
    client_ids: Sequence[int], *holders: tuple[int, Fraction], from_: date = LONG_AGO, at: datetime = AT
) -> None:
    """The clients belong to these people with these shares from a day on; the first is the owner."""
    holdings = tuple(
        ownership.Holding(person, "co_owner" if index else "owner", share)
        for index, (person, share) in enumerate(holders)
    )
    ownership.set_owners(
        acting_user_id=None,
        at=at,
        decisions=[
            ownership.Decision(client_id, "ownership", holdings, from_, None) for client_id in client_ids
        ],
        kind="direct",
        reason="",
    )
