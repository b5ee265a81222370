"""What happened with a client, in order, and what it comes to."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from jieli.apps.intake.api import (
    ClientTotals,
    NewAllocation,
    NewDeal,
    NewFacts,
    NewReceipt,
    NewRefund,
    NewService,
    NewVisit,
    client_totals,
    correct_deal,
    deal_balances,
    find_fact_ids,
    last_deals,
    last_visits,
    list_product_lines,
    list_receipts,
    record_facts,
    timeline_of,
    void_fact,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)


def day(number):
    return date(2025, 6, number)


@pytest.fixture
def ids(world):
    facts = NewFacts(
        deals=(
            NewDeal("D1", world.client, "年度服务", 100_00, "CNY", day(1)),
            NewDeal("D2", world.client, "培训", 50_00, "CNY", day(2)),
            NewDeal("D3", world.other_client, "别人的", 70_00, "CNY", day(2)),
        ),
        receipts=(NewReceipt("R1", world.client, 80_00, "CNY", day(3), (NewAllocation("D1", 60_00),)),),
        refunds=(NewRefund("B1", world.client, "D1", 10_00, "CNY", day(4)),),
        visits=(
            NewVisit("V1", world.client, world.li, "call", day(4), note="报价"),
            NewVisit("V2", world.client, world.wang, "visit", day(9)),
        ),
        services=(NewService("S1", world.client, world.li, day(5), "安装"),),
    )
    made = record_facts(acting_user_id=None, at=AT, facts=facts).ids
    void_fact(acting_user_id=None, at=AT, fact_id=made["visit", "V2"], reason="误录")
    deal = evolve(facts.deals[1], client_id=world.other_client)
    correct_deal(acting_user_id=None, at=AT, fact_id=made["deal", "D2"], new=deal, reason="客户选错")
    return made


def seen(world, **more):
    arguments = {"client_id": world.client, "kinds": None, "before": None, "limit": 50, **more}
    return timeline_of(**arguments)


def test_a_timeline_has_the_latest_version_of_everything_newest_first(world, ids):
    items = seen(world)
    assert [(item.kind, item.on.day, item.title, item.is_void) for item in items] == [
        ("visit", 9, "visit", True),
        ("service", 5, "安装", False),
        ("visit", 4, "call", False),
        ("refund", 4, "年度服务", False),
        ("receipt", 3, "", False),
        ("deal", 1, "年度服务", False),
    ]
    assert items[2].note == "报价"
    assert items[2].employee_id == world.li
    assert items[4].amount_fen == 80_00
    moved = timeline_of(client_id=world.other_client, kinds=None, before=None, limit=9)
    assert {(item.title, item.version) for item in moved} == {("培训", 2), ("别人的", 1)}


def test_a_timeline_is_filtered_and_paged(world, ids):
    assert [item.kind for item in seen(world, kinds=frozenset({"deal", "refund"}))] == ["refund", "deal"]
    assert [item.kind for item in seen(world, kinds=frozenset({"deal"}))] == ["deal"]
    assert seen(world, kinds=frozenset()) == ()
    first = seen(world, limit=4)
    rest = seen(world, limit=4, before=(first[-1].on, first[-1].fact_id))
    assert (*first, *rest) == seen(world)


def test_totals_leave_out_what_is_void_corrected_away_or_outside_the_days(world, ids):
    totals = client_totals(client_ids=[world.client, world.other_client], from_=day(1), until=day(30))
    assert totals == {
        world.client: ClientTotals(1, 100_00, 80_00, 10_00, 1, 1),
        world.other_client: ClientTotals(deals=2, deals_fen=120_00),
    }
    assert client_totals(client_ids=[world.client], from_=day(4), until=day(5)) == {
        world.client: ClientTotals(refunds_fen=10_00, visits=1)
    }
    assert last_visits(client_ids=[world.client, world.other_client]) == {world.client: day(4)}
    assert last_deals(client_ids=[world.client]) == {world.client: day(1)}


def test_a_deals_balance_is_what_came_in_and_went_back(world, ids):
    (balance,) = deal_balances(client_id=world.client)
    assert (balance.deal.source_key, balance.received_fen, balance.refunded_fen) == ("D1", 60_00, 10_00)
    assert balance.open_fen == 40_00
    assert [one.deal.source_key for one in deal_balances(client_id=world.other_client)] == ["D3", "D2"]
    assert [one.source_key for one in list_receipts(client_id=world.client)] == ["R1"]
    assert list_product_lines() == ()
    assert find_fact_ids(kind="deal", source_keys=["D1", "none"]) == {"D1": ids["deal", "D1"]}
