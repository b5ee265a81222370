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
    received_in_a_year,
    record_facts,
    timeline_of,
    totals_in_a_year,
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


def test_the_last_twelve_months_end_with_the_day_and_begin_a_year_before_the_next(world):
    days = {"today": date(2026, 3, 31), "first": date(2025, 4, 1), "before": date(2025, 3, 31)}
    receipts = tuple(
        NewReceipt(key, world.client, fen, "CNY", day)
        for (key, day), fen in zip(days.items(), (1_00, 20_00, 300_00), strict=True)
    )
    tomorrow = NewReceipt("tomorrow", world.client, 4_000_00, "CNY", date(2026, 4, 1))
    deal = NewDeal("D1", world.client, "服务", 100_00, "CNY", days["first"])
    refund = NewRefund("G1", world.client, "D1", 5_00, "CNY", days["today"])
    facts = NewFacts(deals=(deal,), receipts=(*receipts, tomorrow), refunds=(refund,))
    record_facts(acting_user_id=None, at=AT, facts=facts)
    ids, on = [world.client, world.other_client], days["today"]
    assert received_in_a_year(client_ids=ids, on=on) == {world.client: 16_00}
    totals = totals_in_a_year(client_ids=ids, on=on)[world.client]
    assert (totals.receipts_fen, totals.refunds_fen, totals.received_fen) == (21_00, 5_00, 16_00)


def test_what_is_open_is_told_with_and_without_one_receipt(world):
    deal = NewDeal("D1", world.client, "服务", 100_00, "CNY", date(2026, 1, 1))
    receipts = tuple(
        NewReceipt(key, world.client, fen, "CNY", date(2026, 1, 2), (NewAllocation("D1", fen),))
        for key, fen in (("R1", 30_00), ("R2", 90_00))
    )
    facts = NewFacts(deals=(deal,), receipts=receipts)
    ids = record_facts(acting_user_id=None, at=AT, facts=facts).ids
    (one,) = deal_balances(client_id=world.client)
    assert (one.received_fen, one.open_fen) == (120_00, 0)
    assert one.open_without(ids["receipt", "R1"]) == 10_00
    assert one.open_without(ids["receipt", "R2"]) == 70_00
    assert one.open_without(12345678) == one.open_without(None) == 0
