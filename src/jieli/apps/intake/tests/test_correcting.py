"""Facts are put right by new versions; what was known before stays readable."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from django.db import DatabaseError, connection, transaction

from jieli.apps.intake import api
from jieli.apps.intake.api import (
    NewAllocation,
    NewDeal,
    NewFacts,
    NewReceipt,
    NewRefund,
    NewService,
    NewVisit,
    correct_deal,
    correct_receipt,
    correct_refund,
    facts_as_known,
    get_fact,
    record_facts,
    void_fact,
)
from jieli.kernel.problem import Problems
from jieli.lib.errors import NotFound

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(days=3)
DAY = date(2025, 6, 2)


@pytest.fixture
def book(world):
    """One deal of 100.00, of which 60.00 came in with R1 (amount 80.00) and 10.00 went back."""
    facts = NewFacts(
        deals=(NewDeal("D1", world.client, "服务", 100_00, "CNY", DAY),),
        receipts=(NewReceipt("R1", world.client, 80_00, "CNY", DAY, (NewAllocation("D1", 60_00),)),),
        refunds=(NewRefund("B1", world.client, "D1", 10_00, "CNY", DAY, "R1"),),
        visits=(NewVisit("V1", world.client, world.li, "visit", DAY),),
        services=(NewService("S1", world.client, world.li, DAY, "安装"),),
    )
    return facts, record_facts(acting_user_id=None, at=AT, facts=facts).ids


def correct(function, fact_id, new, reason="合同金额录错", at=LATER):
    return function(acting_user_id=5, at=at, fact_id=fact_id, new=new, reason=reason)


def refused(function, *arguments, **named):
    with pytest.raises(Problems) as problems:
        correct(function, *arguments, **named)
    return [(problem.code, problem.place) for problem in problems.value.problems]


def refused_void(fact_id, reason="重复录入"):
    with pytest.raises(Problems) as problems:
        void_fact(acting_user_id=5, at=LATER, fact_id=fact_id, reason=reason)
    return [(problem.code, problem.place) for problem in problems.value.problems]


def test_a_correction_is_a_new_version_and_the_earlier_knowledge_stays(book):
    facts, ids = book
    fact_id = ids["deal", "D1"]
    assert correct(correct_deal, fact_id, evolve(facts.deals[0], amount_fen=120_00)) == 2
    assert [deal.amount_fen for deal in facts_as_known(known_at=None).deals] == [120_00]
    assert [deal.amount_fen for deal in facts_as_known(known_at=LATER - timedelta(1)).deals] == [100_00]
    first, second = get_fact(fact_id=fact_id).versions
    assert (first.content.amount_fen, first.reason) == (100_00, "")
    assert (second.content.amount_fen, second.reason, second.recorded_by_id) == (120_00, "合同金额录错", 5)


def test_the_same_correction_again_adds_no_version(book):
    facts, ids = book
    new = evolve(facts.receipts[0], amount_fen=90_00)
    assert correct(correct_receipt, ids["receipt", "R1"], new) == 2
    assert correct(correct_receipt, ids["receipt", "R1"], new) == 2
    assert get_fact(fact_id=ids["receipt", "R1"]).latest.content.allocations[0].amount_fen == 60_00


def test_the_import_of_before_a_correction_may_come_again(book):
    facts, ids = book
    correct(correct_deal, ids["deal", "D1"], evolve(facts.deals[0], amount_fen=120_00))
    again = record_facts(acting_user_id=None, at=LATER, facts=facts)
    assert (again.created, again.unchanged) == (0, 5)
    assert facts_as_known(known_at=None).deals[0].amount_fen == 120_00


def test_a_correction_says_why(book):
    facts, ids = book
    new = evolve(facts.deals[0], amount_fen=120_00)
    assert refused(correct_deal, ids["deal", "D1"], new, reason=" ") == [("FACT-REASON-001", "reason")]
    assert refused(correct_deal, ids["deal", "D1"], new, reason="因" * 301) == [("FACT-TEXT-002", "reason")]
    assert refused_void(ids["visit", "V1"], reason="") == [("FACT-REASON-001", "reason")]


def test_a_correction_is_checked_like_a_new_fact(book, world):
    facts, ids = book
    new = evolve(facts.deals[0], amount_fen=-1, currency="USD")
    assert refused(correct_deal, ids["deal", "D1"], new) == [
        ("FACT-AMOUNT-002", "deal.amount_fen"),
        ("FACT-CURRENCY-001", "deal.currency"),
        ("FACT-CURRENCY-002", "deal.currency"),
    ]
    receipt = evolve(facts.receipts[0], allocations=(NewAllocation("D1", 81_00), NewAllocation("D9", 1)))
    assert refused(correct_receipt, ids["receipt", "R1"], receipt) == [
        ("FACT-ALLOCATION-001", "receipt.allocations"),
        ("FACT-DEAL-001", "receipt.allocations[1].deal_source_key"),
    ]


def test_nothing_goes_back_before_it_was_sold_or_came_in(book, world):
    facts, ids = book
    early = NewRefund("B2", world.client, "D1", 1_00, "CNY", DAY - timedelta(days=1), "R1")
    with pytest.raises(Problems) as problems:
        record_facts(acting_user_id=5, at=LATER, facts=NewFacts(refunds=(early,)))
    assert [(problem.code, problem.place) for problem in problems.value.problems] == [
        ("FACT-REFUND-003", "refunds[0].refunded_on"),
        ("FACT-REFUND-004", "refunds[0].refunded_on"),
    ]
    later = evolve(facts.deals[0], signed_on=DAY + timedelta(days=1))
    assert refused(correct_deal, ids["deal", "D1"], later) == [("FACT-REFUND-003", "deal.signed_on")]
    received = evolve(facts.receipts[0], received_on=DAY + timedelta(days=1))
    assert refused(correct_receipt, ids["receipt", "R1"], received) == [
        ("FACT-REFUND-004", "receipt.received_on")
    ]


def test_a_deal_or_receipt_does_not_shrink_below_its_refunds(book):
    facts, ids = book
    receipt = evolve(facts.receipts[0], allocations=(NewAllocation("D1", 9_99),))
    assert refused(correct_receipt, ids["receipt", "R1"], receipt) == [
        ("FACT-REFUND-002", "receipt.amount_fen")
    ]
    receipt = evolve(receipt, amount_fen=10_00, allocations=(NewAllocation("D1", 10_00),))
    correct(correct_receipt, ids["receipt", "R1"], receipt)
    assert refused(correct_refund, ids["refund", "B1"], evolve(facts.refunds[0], amount_fen=10_01)) == [
        ("FACT-REFUND-002", "refund.amount_fen")
    ]
    without = evolve(facts.refunds[0], receipt_source_key="")
    assert correct(correct_refund, ids["refund", "B1"], without) == 2
    void_fact(acting_user_id=5, at=LATER, fact_id=ids["receipt", "R1"], reason="重复录入")
    assert refused(correct_deal, ids["deal", "D1"], evolve(facts.deals[0], amount_fen=9_99)) == [
        ("FACT-REFUND-001", "deal.amount_fen")
    ]


def test_a_receipt_keeps_a_part_for_what_was_given_back_of_it(book, world):
    facts, ids = book
    record_facts(
        acting_user_id=None,
        at=AT,
        facts=NewFacts(deals=(NewDeal("D2", world.client, "维护", 100_00, "CNY", DAY),)),
    )
    for allocations in ((), (NewAllocation("D2", 60_00),)):
        moved = evolve(facts.receipts[0], allocations=allocations)
        assert refused(correct_receipt, ids["receipt", "R1"], moved) == [
            ("FACT-CORRECT-002", "receipt.allocations")
        ]
    without = evolve(facts.refunds[0], receipt_source_key="")
    assert correct(correct_refund, ids["refund", "B1"], without) == 2
    assert correct(correct_receipt, ids["receipt", "R1"], moved) == 2
    assert refused(correct_refund, ids["refund", "B1"], facts.refunds[0]) == [
        ("FACT-RECEIPT-003", "refund.receipt_source_key")
    ]


def test_a_deal_with_receipts_does_not_go_to_another_client(book, world):
    facts, ids = book
    moved = evolve(facts.deals[0], client_id=world.other_client)
    assert refused(correct_deal, ids["deal", "D1"], moved) == [("FACT-CORRECT-001", "deal.client_id")]


def test_a_fact_on_which_others_build_is_not_voided(book):
    _, ids = book
    assert refused_void(ids["deal", "D1"]) == [("FACT-VOID-001", "deal")]
    assert refused_void(ids["receipt", "R1"]) == [("FACT-VOID-001", "receipt")]
    for key in (("refund", "B1"), ("receipt", "R1"), ("deal", "D1")):
        assert void_fact(acting_user_id=5, at=LATER, fact_id=ids[key], reason="重复录入") == 2
        assert void_fact(acting_user_id=5, at=LATER, fact_id=ids[key], reason="重复录入") == 2
    known = facts_as_known(known_at=None)
    assert (known.deals, known.receipts, known.refunds) == ((), (), ())
    assert len(facts_as_known(known_at=AT).deals) == 1
    assert get_fact(fact_id=ids["receipt", "R1"]).latest.is_void


def test_a_receipt_is_not_voided_when_more_went_back_than_the_deal_is_worth(book, world):
    _facts, ids = book
    more = NewFacts(
        receipts=(NewReceipt("R2", world.client, 90_00, "CNY", DAY, (NewAllocation("D1", 90_00),)),),
        refunds=(NewRefund("B2", world.client, "D1", 110_00, "CNY", DAY),),
    )
    ids = {**ids, **record_facts(acting_user_id=None, at=AT, facts=more).ids}
    assert refused_void(ids["receipt", "R2"]) == [("FACT-REFUND-001", "receipt.amount_fen")]


def test_a_void_fact_can_be_put_right_again(book):
    facts, ids = book
    void_fact(acting_user_id=5, at=LATER, fact_id=ids["visit", "V1"], reason="误录")
    number = api.correct_visit(
        acting_user_id=5, at=LATER, fact_id=ids["visit", "V1"], new=facts.visits[0], reason="确有此事"
    )
    assert (number, get_fact(fact_id=ids["visit", "V1"]).latest.is_void) == (3, False)
    service = evolve(facts.services[0], topic="维修")
    api.correct_service(acting_user_id=5, at=LATER, fact_id=ids["service", "S1"], new=service, reason="x")
    assert get_fact(fact_id=ids["service", "S1"]).latest.content.topic == "维修"


def test_a_fact_of_another_kind_is_not_found(book):
    facts, ids = book
    with pytest.raises(NotFound):
        correct(correct_deal, ids["receipt", "R1"], facts.deals[0])


def test_knowledge_never_comes_before_what_it_corrects(book):
    facts, ids = book
    late = AT - timedelta(days=1)
    assert correct(correct_deal, ids["deal", "D1"], evolve(facts.deals[0], amount_fen=90_00), at=late) == 2
    first, second = get_fact(fact_id=ids["deal", "D1"]).versions
    assert first.recorded_at < second.recorded_at
    void_fact(acting_user_id=5, at=late, fact_id=ids["visit", "V1"], reason="误录")
    assert get_fact(fact_id=ids["visit", "V1"]).latest.recorded_at > AT


def test_a_fact_is_not_known_before_the_one_it_builds_on(book, world):
    receipt = NewReceipt("R2", world.client, 10_00, "CNY", DAY, (NewAllocation("D1", 10_00),))
    record_facts(acting_user_id=None, at=AT - timedelta(days=1), facts=NewFacts(receipts=(receipt,)))
    assert facts_as_known(known_at=AT - timedelta(seconds=1)).receipts == ()
    assert len(facts_as_known(known_at=AT + timedelta(seconds=1)).receipts) == 2


@pytest.mark.parametrize("verb", ["UPDATE intake_dealversion SET amount_fen = 1", "DELETE FROM intake_fact"])
def test_the_database_keeps_what_was_recorded(book, verb):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
