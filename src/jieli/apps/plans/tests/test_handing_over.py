"""What both people of a handover are told they will be paid for its clients, as whole requests."""

from datetime import date
from fractions import Fraction
from html import unescape
from re import sub

import pytest

from jieli.apps.handovers import api as handovers
from jieli.apps.ownership.testing import give, make_clients, make_people
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import AGREED_BASE_TEXT, SALES_TEXT
from jieli.apps.plans.tests.conftest import AT, JANUARY, browser
from jieli.kernel.ranges import DateRange

FIRST = date(2026, 2, 1)
NO_TRANSITION = SALES_TEXT[: SALES_TEXT.index("  - key: new_client")]
WITH_HOLDOVER = (
    SALES_TEXT
    + """
  - key: kept
    type: holdover
    name: {zh: "保留业务提成", en: "Kept deals"}
    basis: receipts
    owner_date: received
    credit_by: ownership
    own_share: subtracted
    rate: "2%"
    rounding: half_up
"""
)


def text_of(response):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def handover(organization, company):
    (client,) = make_clients(1)
    give([client], (company["S1"], Fraction(1)), from_=date(2025, 1, 1))
    new = handovers.NewHandover(company["S1"], company["S2"], FIRST, (client,))
    return handovers.draft_handover(acting_user_id=None, at=AT, new=new)


def save(text, code="sales"):
    plans.save_plan_version(
        acting_user_id=None, at=AT, code=code, text=text, in_force_from=FIRST, keeps_previous=False
    )


def shown(client, handover):
    response = client.get(f"/plans/-/handovers/{handover}/")
    assert response.status_code == 200
    return text_of(response)


def test_who_hands_over_reads_which_component_pays_his_shares_and_that_no_deal_is_kept(
    organization, company, handover
):
    own = browser(organization, "salesperson", scope="own", employee_id=company["S1"])
    page = shown(own, handover)
    assert (
        "“Transition share” pays 李雷 for the shares that the steps leave there, on the amounts of deals."
        in page
    )
    assert "“Servicing” pays 李雷 for the shares" not in page, "nobody's ownership counts for it"
    assert "The plan of 李雷 has no holdover, and no open deal is named." in page
    assert "On 1 Feb 2026 韩梅梅 is on no pay plan" in page
    assert "The whole plan with its rates" in page
    assert f"/plans/-/handovers/{handover}/" in own.get(f"/handovers/{handover}").content.decode()


def test_a_plan_that_pays_nothing_for_what_is_given_up_says_so_before_anybody_agrees(
    organization, company, handover
):
    save(NO_TRANSITION)
    page = shown(browser(organization, "manager"), handover)
    assert "The plan of 李雷 has no transition share, and its commissions leave it out" in page


def test_the_version_of_the_first_day_counts(organization, company, handover):
    save(WITH_HOLDOVER)
    page = shown(browser(organization, "manager"), handover)
    assert "“Kept deals” would pay 李雷 for open deals named in the handover; none is named." in page
    assert "The plan of 李雷 holds nothing back until it is confirmed that a client is taken over." in page


@pytest.mark.parametrize(
    ("own_share", "said"),
    [
        ("subtracted", "as far as the part kept is above the share that the steps leave there that day."),
        ("kept", "“Kept deals” pays 李雷 for the open deals named in the handover, beside the shares."),
    ],
)
def test_it_is_said_beforehand_whether_the_own_share_is_subtracted(own_share, said):
    sentences = plans.describe_for_outgoing(
        text=WITH_HOLDOVER.replace("own_share: subtracted", f"own_share: {own_share}"),
        name="李雷",
        leaving=plans.Leaving(has_shares=True, named_deals=1),
        language="en",
    )
    assert any(said in one.sentence for one in sentences)


def test_who_takes_over_reads_what_pays_him_and_nothing_of_the_others_rates(organization, company, handover):
    save(AGREED_BASE_TEXT, "base")
    plans.assign_plan(
        acting_user_id=None,
        at=AT,
        assignments=[plans.NewAssignment(company["S2"], "sales", DateRange(JANUARY, None))],
    )
    other = browser(organization, "salesperson", scope="own", employee_id=company["S2"])
    page = shown(other, handover)
    assert "“Commission” pays 韩梅梅 for his share of these clients, on the amounts of deals." in page
    assert page.count("The whole plan with its rates") == 1, "his own, not that of who hands over"


def test_others_do_not_find_it(organization, company, handover):
    (person,) = make_people("陈晨")
    stranger = browser(organization, "salesperson", scope="own", employee_id=person)
    assert stranger.get(f"/plans/-/handovers/{handover}/").status_code == 404
