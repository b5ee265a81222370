"""What a confirmed takeover would release is said in an amount, to whoever may know it, and never promised where there is none."""

from datetime import date

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.apps.handovers import api as handovers
from jieli.apps.payruns import api as payruns
from jieli.apps.statements.tests import world


@pytest.fixture
def company(organization):
    return world.build()


def said(organization, company, role="finance", **options):
    client = Client()
    sign_in_client(client, organization=organization, role=role, **options)
    (handover,) = handovers.list_handovers(people=None, on=date(2026, 3, 20))
    return client.get(f"/statements/held/{handover.id}/").content.decode()


def test_where_nothing_is_held_nothing_is_promised(organization, company):
    assert "confirming releases nothing now" in said(organization, company)


def test_what_is_held_for_clients_that_wait_is_one_amount(organization, company, monkeypatch):
    held = {company.client: 1_234_50, 0: 5_00}  # the other is confirmed already
    monkeypatch.setattr(payruns, "held_for_handover", lambda **_asked: held)
    shown = said(organization, company)
    assert "CNY 1,234.50 of the pay of 王芳 is held back for 1 client" in shown


def test_who_does_not_see_the_persons_pay_reads_no_amount(organization, company, monkeypatch):
    monkeypatch.setattr(payruns, "held_for_handover", lambda **_asked: {company.client: 1_234_50})
    shown = said(organization, company, "salesperson", scope="own", employee_id=company.li)
    assert "1,234.50" not in shown
    assert "Only whoever sees the pay of 王芳 sees what is held back." in shown
    own = said(organization, company, "salesperson", scope="own", employee_id=company.wang)
    assert "1,234.50" in own
