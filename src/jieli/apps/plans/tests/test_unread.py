"""A version whose text this release cannot read: its pages say so, and a new version can take its place."""

from datetime import date

import pytest

from jieli.apps.handovers import api as handovers
from jieli.apps.ownership.testing import give, make_clients
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT, save_unreadable
from jieli.apps.plans.tests.conftest import AT, JANUARY, browser
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate

MARCH = date(2026, 3, 1)


@pytest.fixture
def unreadable(company):
    for code in ("sales", "old"):
        save_unreadable(at=AT, code=code, in_force_from=MARCH)
    return company


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_plan_says_that_a_version_cannot_be_read_and_names_the_others(organization, unreadable):
    client = browser(organization, "hr")
    shown = text(client.get("/plans/sales/?version=2"))
    assert "What does “Sales plan” promise?" in shown
    assert "This version cannot be read any more" in shown
    assert "This version cannot be read any more" not in text(client.get("/plans/sales/?version=1"))
    assert "of an older release" in text(client.get("/plans/sales/text/?version=2"))
    assert "What does “old” promise?" in text(client.get("/plans/old/"))
    assert "Sales plan" in text(client.get("/plans/"))


def test_a_new_version_takes_its_place(organization, unreadable):
    client = browser(organization, "hr", scope="all")
    assert client.get("/plans/sales/new-version/").status_code == 200
    sent = {"text": SALES_TEXT, "in_force_from": "2026-03-01", "on_previous": "move", "do": "preview"}
    assert "Base salary" in text(client.post("/plans/sales/new-version/", sent))
    saved = plans.save_plan_version(
        acting_user_id=None, at=AT, code="sales", text=SALES_TEXT, in_force_from=MARCH, keeps_previous=False
    )
    assert (saved.number, saved.is_new) == (3, True)


def test_both_people_of_a_handover_read_that_the_plan_cannot_be_read(organization, unreadable):
    (client,) = make_clients(1)
    give([client], (unreadable["S1"], Rate(1)), from_=date(2025, 1, 1))
    plans.assign_plan(
        acting_user_id=None,
        at=AT,
        assignments=[plans.NewAssignment(unreadable["S2"], "sales", DateRange(JANUARY, None), 8_765_43)],
    )
    new = handovers.NewHandover(unreadable["S1"], unreadable["S2"], MARCH, (client,))
    made = handovers.draft_handover(acting_user_id=None, at=AT, new=new)
    shown = text(browser(organization, "hr").get(f"/plans/-/handovers/{made}/"))
    assert shown.count("cannot be read any more") == 2
