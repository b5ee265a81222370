"""A page asks the database as often for ten times as many rows: what grows with the rows is one query too many."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jieli.apps.clients import api as clients
from jieli.apps.desk.tests.conftest import ago, give, today
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership.testing import make_clients, make_people

pytestmark = pytest.mark.django_db


def queries_of(browser, address, **more):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = browser.get(address, **more)
    assert response.status_code == 200
    return [one["sql"] for one in captured.captured_queries]


def grown(before, after):
    """The queries that there are more of, to name them where the test fails."""
    shapes = [sql.partition(" WHERE ")[0] for sql in before]
    after = [sql for sql in after if "SAVEPOINT" not in sql]
    for sql in after:
        shape = sql.partition(" WHERE ")[0]
        if shape in shapes:
            shapes.remove(shape)
        else:
            yield sql


def assert_same(browser, address, more_rows, **how):
    browser.get(address, **how)  # what is remembered once a process is remembered
    before = queries_of(browser, address, **how)
    more_rows()
    after = queries_of(browser, address, **how)
    assert len(after) <= len(before), list(grown(before, after))


def more_clients(desk):
    """Thirty clients of thirty people, with their facts."""
    people = make_people(*(f"同事{number}" for number in range(30)))
    made = make_clients(30, first=500)
    for client_id, person in zip(made, people, strict=True):
        give(client_id, (desk.wang, Fraction(1, 2)), (person, Fraction(1, 2)))
    return made


def more_facts(desk):
    """Of everything ten times as much on one client: deals, receipts that settle several, refunds, visits, services."""
    keys = range(10)
    facts = intake.NewFacts(
        deals=tuple(
            intake.NewDeal(f"MD{key}", desk.huaxin, f"成交{key}", 1000_00, "CNY", ago(40)) for key in keys
        ),
        receipts=tuple(
            intake.NewReceipt(
                f"MR{key}",
                desk.huaxin,
                1000_00,
                "CNY",
                ago(20),
                tuple(intake.NewAllocation(f"MD{part}", 10_00) for part in keys),
            )
            for key in keys
        ),
        refunds=tuple(
            intake.NewRefund(f"MG{key}", desk.huaxin, f"MD{key}", 5_00, "CNY", ago(3)) for key in keys
        ),
        visits=tuple(
            intake.NewVisit(f"MV{key}", desk.huaxin, desk.wang, "call", ago(key), 5, "") for key in keys
        ),
        services=tuple(intake.NewService(f"MS{key}", desk.huaxin, desk.li, ago(key), "安装") for key in keys),
    )
    return intake.record_facts(acting_user_id=None, at=timezone.now(), facts=facts).ids


@pytest.mark.parametrize("address", ["/clients/", "/clients/?owner=none", "/clients/?unvisited=90&sort=code"])
def test_the_list_of_clients(desk, address):
    assert_same(desk.signed_in("hr", "all"), address, lambda: more_clients(desk))


def test_the_list_of_a_salesperson(desk):
    assert_same(desk.as_wang, "/clients/?owner=me&unvisited=90", lambda: more_clients(desk))


def test_a_search_while_typing_does_not_count_everybodys_clients(desk):
    headers = {"HX-Request": "true", "HX-Target": "found"}
    browser = desk.signed_in("hr", "all")
    whole = queries_of(browser, "/clients/?q=a")
    part = queries_of(browser, "/clients/?q=a", headers=headers)
    counted = "COUNT(DISTINCT"
    assert any(counted in sql for sql in whole)
    assert not any(counted in sql for sql in part)
    assert_same(browser, "/clients/?q=a", lambda: more_clients(desk), headers=headers)


@pytest.mark.parametrize("owner", ["wang", "li", "me", "none", "nonsense", "manager", "9" * 30])
def test_a_search_while_typing_finds_the_same_as_the_whole_page(desk, owner):
    asked = str(getattr(desk, owner, owner))
    for browser in (desk.as_manager, desk.as_wang, desk.signed_in("hr", "all")):
        shown = [
            [
                row.client.id
                for row in browser.get(f"/clients/?owner={asked}", headers=headers).context["rows"]
            ]
            for headers in ({}, {"HX-Request": "true", "HX-Target": "found"})
        ]
        assert shown[0] == shown[1]


@pytest.mark.parametrize("tab", ["", "?show=money", "?show=visits", "?show=owners"])
def test_a_client(desk, tab):
    refund = intake.NewRefund("G1", desk.huaxin, "D1", 1_00, "CNY", ago(2))
    intake.record_facts(acting_user_id=None, at=timezone.now(), facts=intake.NewFacts(refunds=(refund,)))

    def more():
        more_facts(desk)
        people = make_people(*(f"同事{number}" for number in range(10)))
        for number, person in enumerate(people):
            give(desk.huaxin, (person, Fraction(1)), from_=ago(400 - 10 * number))
        give(desk.huaxin, (desk.wang, Fraction(1)), from_=ago(200))
        clients.set_contacts(
            acting_user_id=None,
            client_id=desk.huaxin,
            contacts=[clients.NewContact(f"联系人{number}", "", "13900139000") for number in range(10)],
        )

    assert_same(desk.signed_in("hr", "all"), f"/clients/{desk.huaxin}/{tab}", more)


def test_the_handovers_of_a_client(desk):
    def hand_over(number):
        new = handovers.NewHandover(desk.wang, desk.li, today() + timedelta(days=10 + number), (desk.huaxin,))
        made = handovers.draft_handover(acting_user_id=None, at=timezone.now(), new=new)
        handovers.withdraw_handover(acting_user_id=None, at=timezone.now(), handover_id=made)

    hand_over(0)
    assert_same(
        desk.signed_in("hr", "all"),
        f"/clients/{desk.huaxin}/",
        lambda: [hand_over(number) for number in range(1, 10)],
    )


def corrected(desk, fact_id, times, parts):
    """A receipt put right so often, settling other deals each time."""
    for number in range(times):
        new = intake.NewReceipt(
            "ignored",
            desk.huaxin,
            1000_00 + number,
            "CNY",
            ago(20),
            tuple(intake.NewAllocation(f"MD{part}", 10_00 + number) for part in range(parts)),
        )
        intake.correct_receipt(
            acting_user_id=None, at=timezone.now(), fact_id=fact_id, new=new, reason=f"更正{number}"
        )


def test_a_fact_with_many_versions_and_parts(desk):
    ids = more_facts(desk)
    fact_id = ids["receipt", "MR0"]
    corrected(desk, fact_id, 1, 1)
    assert_same(desk.signed_in("hr", "all"), f"/facts/{fact_id}/", lambda: corrected(desk, fact_id, 10, 10))


def test_a_refund_that_was_put_right_to_another_receipt_each_time(desk):
    ids = more_facts(desk)
    fact_id = ids["refund", "MG0"]

    def put_right(*receipts):
        for key in receipts:
            new = intake.NewRefund(
                "ignored", desk.huaxin, "MD0", 5_00, "CNY", ago(3), receipt_source_key=f"MR{key}"
            )
            intake.correct_refund(
                acting_user_id=None, at=timezone.now(), fact_id=fact_id, new=new, reason="另一笔"
            )

    put_right(0)
    assert_same(desk.signed_in("hr", "all"), f"/facts/{fact_id}/", lambda: put_right(*range(1, 10)))


def test_a_deal_with_many_receipts(desk):
    address = f"/facts/{desk.ids['deal', 'D1']}/"
    assert_same(desk.signed_in("hr", "all"), address, lambda: more_facts(desk))


@pytest.mark.parametrize("role", ["salesperson", "manager", "hr", "finance"])
def test_home(desk, role):
    browser = {
        "salesperson": desk.as_wang,
        "manager": desk.signed_in("manager", "all", desk.manager),
    }.get(role) or desk.signed_in(role, "all")

    def more():
        more_clients(desk)
        more_facts(desk)

    propose(desk, 0)
    assert_same(browser, "/", lambda: [more(), *(propose(desk, number) for number in range(1, 10))])


def propose(desk, number):
    """One more handover that waits for both."""
    (client_id,) = make_clients(1, first=900 + number)
    give(client_id, (desk.wang, Fraction(1)))
    new = handovers.NewHandover(desk.wang, desk.li, today() + timedelta(days=10), (client_id,))
    made = handovers.draft_handover(acting_user_id=None, at=timezone.now(), new=new)
    handovers.propose_handover(acting_user_id=None, at=timezone.now(), handover_id=made)


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_the_log(desk, role, monkeypatch):
    monkeypatch.setattr("jieli.apps.desk.pages.log.A_PAGE", 3)
    browser = desk.signed_in(role, "all")
    address = "/log/"
    few = queries_of(browser, address)
    more_clients(desk)
    more_facts(desk)
    monkeypatch.setattr("jieli.apps.desk.pages.log.A_PAGE", 400)
    many = queries_of(browser, address)
    # names of people, clients, facts and departments, once each
    assert len(many) <= len(few) + 4, list(grown(few, many))
    monkeypatch.setattr("jieli.apps.desk.pages.log.A_PAGE", 40)
    assert len(queries_of(browser, address)) <= len(many)
