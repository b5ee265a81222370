"""Two clients and two employees for the tests of facts."""

from datetime import UTC, date, datetime

import pytest
from attrs import frozen

from jieli.apps.clients.api import NewClient, add_clients
from jieli.apps.people.models import Employee

AT = datetime(2026, 1, 1, 8, tzinfo=UTC)


@frozen
class World:
    client: int
    other_client: int
    li: int
    wang: int


@pytest.fixture
def world(organization):
    new = [
        NewClient(code=code, name=name, created_on=date(2025, 1, 1))
        for code, name in (("C1", "华信"), ("C2", "天府"))
    ]
    ids = add_clients(acting_user_id=None, new=new)
    people = [
        Employee.objects.create(number=number, name=name).pk
        for number, name in (("1", "李明"), ("2", "王芳"))
    ]
    return World(ids["C1"], ids["C2"], *people)
