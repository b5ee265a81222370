"""A company with people and clients, and browsers of its people, for tests through whole requests."""

from fractions import Fraction

import pytest
from attrs import frozen
from django.test import Client
from django.utils import timezone

from jieli.apps.access.testing import sign_in_client
from jieli.apps.handovers import api as handovers
from jieli.apps.ownership.testing import give, make_clients, make_department, make_people
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

ALL = Fraction(1)


@frozen
class Company:
    """East has 王芳 and 李明 with the manager 赵; west has 陈晨. 王芳 owns five clients, 陈晨 one."""

    organization: object
    wang: int
    li: int
    zhao: int
    chen: int
    clients: tuple[int, ...]
    other_client: int

    def sign_in(self, role, employee_id=None, scope="own"):
        browser = Client()
        sign_in_client(
            browser, organization=self.organization, role=role, scope=scope, employee_id=employee_id
        )
        return browser

    def inside(self):
        return organization_scope(organization_id=self.organization.id)

    def look(self, handover_id):
        with self.inside():
            return handovers.get_handover(handover_id=handover_id, on=timezone.localdate())


@pytest.fixture
def company(db):
    made = make_organization()
    with organization_scope(organization_id=made.id):
        east = make_department("east")
        wang, li, zhao = make_people("王芳", "李明", "赵强", department_id=east)
        (chen,) = make_people("陈晨")
        clients = make_clients(5)
        (other,) = make_clients(1, first=6)
        give(clients, (wang, ALL))
        give([other], (chen, ALL))
    return Company(made, wang, li, zhao, chen, tuple(clients), other)


@pytest.fixture
def manager(company):
    return company.sign_in("manager", company.zhao, "team")
