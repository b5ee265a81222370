"""A small sales company for the desk's pages: a department, two salespeople and a manager, a few clients with facts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import frozen
from django.test import Client
from django.utils import timezone

from jieli.apps.access.testing import sign_in_client
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.testing import make_department, make_people

LONG_AGO = date(2020, 1, 1)


def today():
    return timezone.localdate()


def ago(days):
    return today() - timedelta(days=days)


@frozen
class Desk:
    """Who and what there is, and browsers in which somebody is signed in."""

    organization: object
    wang: int
    li: int
    manager: int
    huaxin: int  # Wang alone
    tianfu: int  # Wang and Li, half each
    foreign: int  # of a person in another department
    nobodys: int
    ids: dict

    def signed_in(self, role="salesperson", scope="own", employee_id=None):
        browser = Client()
        sign_in_client(
            browser, organization=self.organization, role=role, scope=scope, employee_id=employee_id
        )
        return browser

    @property
    def as_wang(self):
        return self.signed_in(employee_id=self.wang)

    @property
    def as_manager(self):
        return self.signed_in("manager", "subtree", self.manager)


def give(client_id, *holders, from_=LONG_AGO):
    holdings = tuple(
        ownership.Holding(person, "co_owner" if index else "owner", share)
        for index, (person, share) in enumerate(holders)
    )
    ownership.set_owners(
        acting_user_id=None,
        at=timezone.now() - timedelta(days=1),
        decisions=[ownership.Decision(client_id, "ownership", holdings, from_, None)],
        kind="import",
        reason="",
    )


@pytest.fixture
def desk(organization):
    department = make_department("east")
    wang, li, manager = make_people("王建国", "李明", "赵敏", department_id=department)
    (stranger,) = make_people("外人", department_id=make_department("west"))
    ids = clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(
                code="C1",
                name="重庆华信科技有限公司",
                created_on=ago(800),
                client_class="A",
                industry="软件",
                region="重庆",
                phone="13800138000",
                contacts=(clients.NewContact("单雪", "采购经理", "13900139000"),),
            ),
            clients.NewClient(code="C2", name="成都天府贸易公司", created_on=ago(700), client_class="B"),
            clients.NewClient(code="C3", name="别处的客户", created_on=ago(600)),
            clients.NewClient(code="C4", name="无人负责的客户", created_on=ago(500)),
        ],
    )
    give(ids["C1"], (wang, Fraction(1)), from_=ago(800))
    give(ids["C2"], (wang, Fraction(1, 2)), (li, Fraction(1, 2)), from_=ago(700))
    give(ids["C3"], (stranger, Fraction(1)), from_=ago(600))
    facts = intake.NewFacts(
        deals=(
            intake.NewDeal("D1", ids["C1"], "年度服务", 300_000_00, "CNY", ago(60), product_line="云"),
            intake.NewDeal("D2", ids["C2"], "培训", 10_001_00, "CNY", ago(50)),
            intake.NewDeal("D3", ids["C3"], "别人的成交", 70_00, "CNY", ago(50)),
        ),
        receipts=(
            intake.NewReceipt(
                "R1", ids["C1"], 120_000_00, "CNY", ago(30), (intake.NewAllocation("D1", 100_000_00),)
            ),
        ),
        visits=(intake.NewVisit("V1", ids["C1"], wang, "call", ago(10), 20, "谈续约"),),
        services=(intake.NewService("S1", ids["C1"], li, ago(5), "上门安装"),),
    )
    recorded = intake.record_facts(acting_user_id=None, at=timezone.now() - timedelta(hours=1), facts=facts)
    return Desk(
        organization, wang, li, manager, ids["C1"], ids["C2"], ids["C3"], ids["C4"], dict(recorded.ids)
    )
