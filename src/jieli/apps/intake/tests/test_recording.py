"""Facts come in: all of an input or nothing, once, with everything wrong named."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from jieli.apps.intake.api import (
    AllocationView,
    NewAllocation,
    NewDeal,
    NewFacts,
    NewReceipt,
    NewRefund,
    NewService,
    NewSplit,
    NewVisit,
    SplitView,
    facts_as_known,
    get_fact,
    list_product_lines,
    record_facts,
)
from jieli.apps.intake.models import Fact
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound
from jieli.lib.testing import processor_seconds

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = date(2025, 6, 2)


def deal(key, client_id, fen=100_00, **more):
    return NewDeal(key, client_id, "年度服务", fen, more.pop("currency", "CNY"), DAY, **more)


def receipt(key, client_id, fen=100_00, *allocations, **more):
    parts = tuple(NewAllocation(*part) for part in allocations)
    return NewReceipt(key, client_id, fen, more.pop("currency", "CNY"), DAY, parts)


def refund(key, client_id, deal_key, fen, **more):
    return NewRefund(key, client_id, deal_key, fen, "CNY", DAY, **more)


def record(at=AT, **facts):
    return record_facts(acting_user_id=7, at=at, facts=NewFacts(**{k: tuple(v) for k, v in facts.items()}))


def refused(**facts):
    before = Fact.objects.count()
    with pytest.raises(Problems) as problems:
        record(**facts)
    assert Fact.objects.count() == before
    return [(problem.code, problem.place) for problem in problems.value.problems]


def test_facts_of_one_input_are_recorded_together_and_read_as_known(world):
    split = (NewSplit(world.wang, Fraction(1, 3)), NewSplit(world.li, Fraction(2, 3)))
    recorded = record(
        deals=[
            deal("D1", world.client, 300_00, splits=split, product_line="软件", opened_on=date(2025, 5, 1))
        ],
        receipts=[receipt("R1", world.client, 200_00, ("D1", 150_00))],
        refunds=[refund("B1", world.client, "D1", 50_00, receipt_source_key="R1")],
        visits=[NewVisit("V1", world.client, world.li, "call", DAY, 15, "报价")],
        services=[NewService("S1", world.client, world.li, DAY, "安装")],
    )
    assert (recorded.created, recorded.unchanged) == (5, 0)
    assert list_product_lines() == ("软件",)
    known = facts_as_known(known_at=None)
    (one,), (paid,), (back,) = known.deals, known.receipts, known.refunds
    assert one.id == recorded.ids["deal", "D1"]
    assert (one.version, one.amount_fen, one.product_line, one.opened_on) == (
        1,
        300_00,
        "软件",
        date(2025, 5, 1),
    )
    assert one.splits == (SplitView(world.li, Fraction(2, 3)), SplitView(world.wang, Fraction(1, 3)))
    assert paid.allocations == (AllocationView(one.id, 150_00),)
    assert (back.deal_id, back.receipt_id, back.amount_fen) == (one.id, paid.id, 50_00)
    visit = get_fact(fact_id=recorded.ids["visit", "V1"])
    assert (visit.kind, visit.latest.content.note, visit.latest.recorded_by_id) == ("visit", "报价", 7)


def test_nothing_is_known_before_it_was_recorded(world):
    record(deals=[deal("D1", world.client)])
    assert facts_as_known(known_at=AT - timedelta(seconds=1)).deals == ()
    assert len(facts_as_known(known_at=AT).deals) == 1
    assert facts_as_known(known_at=AT, client_ids=frozenset({world.other_client})).deals == ()
    assert len(facts_as_known(known_at=AT, client_ids=frozenset({world.client})).deals) == 1


def test_the_same_input_again_changes_nothing(world):
    facts = {
        "deals": [deal("D1", world.client, splits=(NewSplit(world.li, Fraction(1)),))],
        "receipts": [receipt("R1", world.client, 100_00, ("D1", 60_00))],
        "refunds": [refund("B1", world.client, "D1", 10_00)],
    }
    first = record(**facts)
    again = record(at=AT + timedelta(days=1), **facts)
    assert again.ids == first.ids
    assert (again.created, again.unchanged) == (0, 3)
    assert Fact.objects.count() == 3


def test_a_known_key_with_other_content_is_refused(world):
    record(deals=[deal("D1", world.client)], receipts=[receipt("R1", world.client, 100_00, ("D1", 60_00))])
    assert refused(
        deals=[deal("D1", world.client, 101_00), deal("D2", world.client)],
        receipts=[receipt("R1", world.client, 100_00, ("D1", 61_00))],
    ) == [("FACT-KEY-001", "deals[0].source_key"), ("FACT-KEY-001", "receipts[0].source_key")]


def test_everything_wrong_with_all_facts_is_reported_at_once(world):
    gone = 10**9
    found = refused(
        deals=[
            deal("", world.client, -1),
            deal("D1", gone, currency="USD"),
            deal(
                "D1",
                world.client,
                splits=(NewSplit(world.li, Fraction(1, 2)), NewSplit(gone, Fraction(1, 3))),
            ),
            deal(
                "D2", world.client, splits=(NewSplit(world.li, Fraction(2)), NewSplit(world.li, Fraction(-1)))
            ),
            deal("D3", world.client, opened_on=date(2025, 6, 3)),
            NewDeal("D4", world.client, " ", 1, "CNY", DAY, contract_number="x" * 81),
        ],
        receipts=[
            receipt("R1", world.client, 0),
            receipt("R2", world.client, 10, ("D2", 6), ("D2", 5), ("D3", 0)),
            receipt("R3", world.other_client, 10, ("D2", 1), ("nowhere", 1)),
        ],
        refunds=[
            refund("B1", world.client, "D2", 100_01),
            refund("B2", world.client, "D3", 2, receipt_source_key="R9"),
            refund("B3", world.client, "D3", 1, receipt_source_key="R3"),
        ],
        visits=[NewVisit("V1", world.client, gone, "dance", DAY, -1)],
        services=[NewService("S1", world.client, world.li, DAY, "")],
    )
    assert sorted(found) == sorted(
        [
            ("FACT-KEY-003", "deals[0].source_key"),
            ("FACT-AMOUNT-002", "deals[0].amount_fen"),
            ("FACT-CLIENT-001", "deals[1].client_id"),
            ("FACT-CURRENCY-001", "deals[1].currency"),
            ("FACT-KEY-002", "deals[2].source_key"),
            ("FACT-EMPLOYEE-001", "deals[2].splits[1].employee_id"),
            ("FACT-SPLIT-001", "deals[2].splits"),
            ("FACT-SPLIT-002", "deals[3].splits[0].share"),
            ("FACT-SPLIT-002", "deals[3].splits[1].share"),
            ("FACT-SPLIT-003", "deals[3].splits[0].employee_id"),
            ("FACT-SPLIT-003", "deals[3].splits[1].employee_id"),
            ("FACT-DAY-001", "deals[4].opened_on"),
            ("FACT-TEXT-001", "deals[5].title"),
            ("FACT-TEXT-002", "deals[5].contract_number"),
            ("FACT-AMOUNT-003", "receipts[0].amount_fen"),
            ("FACT-ALLOCATION-001", "receipts[1].allocations"),
            ("FACT-ALLOCATION-002", "receipts[1].allocations[2].amount_fen"),
            ("FACT-ALLOCATION-003", "receipts[1].allocations[0].deal_source_key"),
            ("FACT-ALLOCATION-003", "receipts[1].allocations[1].deal_source_key"),
            ("FACT-DEAL-002", "receipts[2].allocations[0].deal_source_key"),
            ("FACT-DEAL-001", "receipts[2].allocations[1].deal_source_key"),
            ("FACT-REFUND-001", "refunds[0].amount_fen"),
            ("FACT-RECEIPT-001", "refunds[1].receipt_source_key"),
            ("FACT-RECEIPT-002", "refunds[2].receipt_source_key"),
            ("FACT-EMPLOYEE-001", "visits[0].employee_id"),
            ("FACT-VISIT-001", "visits[0].visit_kind"),
            ("FACT-MINUTES-001", "visits[0].minutes"),
            ("FACT-TEXT-001", "services[0].topic"),
        ]
    )


def test_uneven_decimal_splits_that_come_to_one_are_taken(world):
    shares = [Fraction(text) / 100 for text in ("10.34", "89.66")]
    recorded = record(
        deals=[
            deal("D1", world.client, splits=(NewSplit(world.li, shares[0]), NewSplit(world.wang, shares[1])))
        ]
    )
    assert recorded.created == 1


def test_refunds_over_several_inputs_never_exceed_the_deal_or_the_receipt(world):
    record(
        deals=[deal("D1", world.client, 100_00), deal("D2", world.client, 100_00)],
        receipts=[receipt("R1", world.client, 100_00, ("D1", 60_00), ("D2", 30_00))],
        refunds=[refund("B1", world.client, "D1", 50_00, receipt_source_key="R1")],
    )
    # Of this receipt 60 settle D1, of which 50 have gone back; the 10 that settle nothing are no part of the deal.
    assert refused(refunds=[refund("B2", world.client, "D1", 10_01, receipt_source_key="R1")]) == [
        ("FACT-REFUND-002", "refunds[0].amount_fen")
    ]
    assert refused(refunds=[refund("B2", world.client, "D1", 50_01)]) == [
        ("FACT-REFUND-001", "refunds[0].amount_fen")
    ]
    assert record(refunds=[refund("B2", world.client, "D1", 50_00)]).created == 1


def test_nothing_goes_back_of_a_receipt_that_settles_nothing_of_the_deal(world):
    record(
        deals=[deal("D1", world.client), deal("D2", world.client)],
        receipts=[receipt("R1", world.client), receipt("R2", world.client, 100_00, ("D2", 100_00))],
    )
    for key in ("R1", "R2"):
        assert refused(refunds=[refund("B1", world.client, "D1", 50_00, receipt_source_key=key)]) == [
            ("FACT-RECEIPT-003", "refunds[0].receipt_source_key")
        ]
    assert record(refunds=[refund("B1", world.client, "D1", 50_00)]).created == 1


@pytest.mark.parametrize("day", [date(1, 1, 1), date(226, 1, 5), date(9999, 12, 31)])
def test_a_day_that_no_business_can_mean_is_refused_for_every_fact(world, day):
    assert refused(
        deals=[
            NewDeal("D1", world.client, "服务", 1, "CNY", day),
            deal("D2", world.client, opened_on=day),
        ],
        receipts=[NewReceipt("R1", world.client, 1, "CNY", day)],
        refunds=[NewRefund("B1", world.client, "D2", 1, "CNY", day)],
        visits=[NewVisit("V1", world.client, world.li, "call", day)],
        services=[NewService("S1", world.client, world.li, day, "安装")],
    ) == [
        ("DAY-RANGE-001", "deals[0].signed_on"),
        ("DAY-RANGE-001", "deals[1].opened_on"),
        *([("FACT-DAY-001", "deals[1].opened_on")] if day > DAY else []),
        ("DAY-RANGE-001", "receipts[0].received_on"),
        ("DAY-RANGE-001", "refunds[0].refunded_on"),
        ("DAY-RANGE-001", "visits[0].visited_on"),
        ("DAY-RANGE-001", "services[0].served_on"),
        *([("FACT-REFUND-003", "refunds[0].refunded_on")] if day < DAY else []),
    ]


def test_what_was_received_beyond_the_deals_amount_can_go_back(world):
    record(
        deals=[deal("D1", world.client, 100_00)],
        receipts=[receipt("R1", world.client, 120_00, ("D1", 120_00))],
    )
    assert record(refunds=[refund("B1", world.client, "D1", 120_00)]).created == 1


def test_an_unknown_fact_is_not_found(world):
    with pytest.raises(NotFound):
        get_fact(fact_id=0)


def test_ten_thousand_facts_are_recorded_in_few_queries(world, django_assert_max_num_queries):
    deals = [deal(f"D{n}", world.client if n % 2 else world.other_client) for n in range(4000)]
    receipts = [
        receipt(f"R{n}", world.client if n % 2 else world.other_client, 100_00, (f"D{n}", 90_00))
        for n in range(4000)
    ]
    visits = [NewVisit(f"V{n}", world.client, world.li, "call", DAY) for n in range(2000)]
    started = processor_seconds()
    with django_assert_max_num_queries(60):
        recorded = record(deals=deals, receipts=receipts, visits=visits)
    assert recorded.created == 10_000
    with django_assert_max_num_queries(60):
        assert record(deals=deals, receipts=receipts, visits=visits).unchanged == 10_000
    assert processor_seconds() - started < 60, "a bound against quadratic work, not a measurement"
    with django_assert_max_num_queries(10):
        assert len(facts_as_known(known_at=None).receipts) == 4000
