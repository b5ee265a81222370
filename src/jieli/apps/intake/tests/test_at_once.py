"""Two who write about one deal at the same moment: real connections, and the limits hold."""

import threading
from datetime import date, timedelta

import pytest
from attrs import frozen
from django.db import connections

from jieli.apps.clients.api import NewClient, add_clients
from jieli.apps.intake import api as intake
from jieli.apps.intake.tests.conftest import AT
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope

DAY = date(2026, 1, 10)


@frozen
class Sold:
    """A client who bought for 1,000.00 and paid 600.00 of it."""

    organization: object
    client: int
    deal: int
    receipt: int


@pytest.fixture
def sold(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        client = add_clients(
            acting_user_id=None, new=[NewClient(code="C1", name="华信", created_on=date(2025, 1, 1))]
        )["C1"]
        facts = intake.NewFacts(
            deals=(intake.NewDeal("D1", client, "年度服务", 1_000_00, "CNY", DAY),),
            receipts=(
                intake.NewReceipt("R1", client, 600_00, "CNY", DAY, (intake.NewAllocation("D1", 600_00),)),
            ),
        )
        ids = intake.record_facts(acting_user_id=None, at=AT, facts=facts).ids
    return Sold(committed_organization, client, ids["deal", "D1"], ids["receipt", "R1"])


def together(sold, *acts):
    """What became of each act, all begun at the same moment: "done", or the codes of the refusal."""
    results = []
    barrier = threading.Barrier(len(acts))

    def one(act):
        try:
            with organization_scope(organization_id=sold.organization.id, purpose="test"):
                barrier.wait(20)
                act()
            results.append("done")
        except Problems as refused:
            results.append(refused.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(results)


def refund(sold, key, fen, receipt="R1"):
    new = intake.NewRefund(key, sold.client, "D1", fen, "CNY", DAY, receipt_source_key=receipt)
    facts = intake.NewFacts(refunds=(new,))
    return lambda: intake.record_facts(acting_user_id=None, at=AT, facts=facts)


def balance(sold):
    with organization_scope(organization_id=sold.organization.id):
        (one,) = intake.deal_balances(client_id=sold.client)
        return one


def test_two_refunds_of_one_receipt_at_once_give_back_no_more_than_came_in(sold):
    results = together(sold, refund(sold, "G1", 400_00), refund(sold, "G2", 400_00))
    assert results == ["FACT-REFUND-002", "done"]
    assert balance(sold).refunded_fen == 400_00


def test_refunds_of_one_deal_at_once_give_back_no_more_than_it_was(sold):
    acts = [refund(sold, f"G{number}", 300_00, receipt="") for number in range(5)]
    assert together(sold, *acts) == ["FACT-REFUND-001"] * 2 + ["done"] * 3
    assert balance(sold).refunded_fen == 900_00


def test_two_receipts_for_one_deal_at_once_are_both_counted_and_then_limit_the_refunds(sold):
    def receive(key):
        new = intake.NewReceipt(key, sold.client, 300_00, "CNY", DAY, (intake.NewAllocation("D1", 300_00),))
        return lambda: intake.record_facts(acting_user_id=None, at=AT, facts=intake.NewFacts(receipts=(new,)))

    assert together(sold, receive("R2"), receive("R3")) == ["done", "done"]
    assert balance(sold).received_fen == 1_200_00
    assert balance(sold).open_fen == 0
    acts = [refund(sold, f"G{number}", 700_00, receipt="") for number in range(2)]
    assert together(sold, *acts) == ["FACT-REFUND-001", "done"]


def test_a_receipt_is_not_lowered_under_a_refund_that_comes_at_the_same_moment(sold):
    lower = intake.NewReceipt("R1", sold.client, 300_00, "CNY", DAY, (intake.NewAllocation("D1", 300_00),))

    def correct():
        intake.correct_receipt(acting_user_id=None, at=AT, fact_id=sold.receipt, new=lower, reason="少了一半")

    results = together(sold, correct, refund(sold, "G1", 400_00))
    assert results == ["FACT-REFUND-002", "done"]
    after = balance(sold)
    assert (after.received_fen, after.refunded_fen) in ((300_00, 0), (600_00, 400_00))


def test_many_corrections_of_one_fact_at_once_are_one_after_the_other(sold):
    def correct(number):
        # Each took its moment before it had to wait for the others, the last of them first.
        new = intake.NewDeal("D1", sold.client, "年度服务", 2_000_00 + number, "CNY", DAY)
        at = AT + timedelta(minutes=10 - number)
        return lambda: intake.correct_deal(
            acting_user_id=None, at=at, fact_id=sold.deal, new=new, reason=f"第{number}次"
        )

    assert together(sold, *(correct(number) for number in range(7))) == ["done"] * 7
    with organization_scope(organization_id=sold.organization.id):
        versions = intake.get_fact(fact_id=sold.deal).versions
    assert [version.number for version in versions] == [1, 2, 3, 4, 5, 6, 7, 8]
    moments = [version.recorded_at for version in versions]
    assert moments == sorted(set(moments))


def test_the_same_receipt_sent_twice_at_once_is_recorded_once(sold):
    new = intake.NewReceipt("R9", sold.client, 100_00, "CNY", DAY, (intake.NewAllocation("D1", 100_00),))
    facts = intake.NewFacts(receipts=(new,))
    acts = [lambda: intake.record_facts(acting_user_id=None, at=AT, facts=facts)] * 3
    assert together(sold, *acts) == ["done"] * 3
    assert balance(sold).received_fen == 700_00
