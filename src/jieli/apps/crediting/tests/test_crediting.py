"""Every deal and receipt counts once, for whom the facts, the ownership and the terms say."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from attrs import evolve

from jieli.apps.clients import api as clients
from jieli.apps.crediting import api as crediting
from jieli.apps.crediting.compute import _credited_once
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.people import api as people
from jieli.lib.errors import NotFound

SINCE = date(2020, 1, 1)
HALF = Fraction(1, 2)


def at(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


@pytest.fixture
def who(organization) -> dict[str, int]:
    department = people.record_department(
        acting_user_id=None, at=at(1), new=people.NewDepartment(code="S", name="销售部", valid_from=SINCE)
    )
    position = people.record_position(acting_user_id=None, code="P", title="销售顾问", valid_from=SINCE)
    staff = people.hire_employees(
        acting_user_id=None,
        at=at(1),
        new=[people.NewEmployee(number, number, department, position, SINCE) for number in ("S1", "S2")],
    )
    codes = clients.add_clients(
        acting_user_id=None,
        new=[clients.NewClient(code=code, name=code, created_on=SINCE) for code in ("C1", "C2")],
    )
    decide(codes["C1"], {staff["S1"]: HALF, staff["S2"]: HALF}, SINCE, at(1))
    return {**staff, **codes}


def decide(client_id: int, shares: dict[int, Fraction], valid_from: date, moment: datetime) -> None:
    holdings = tuple(
        ownership.Holding(person, "co_owner" if index else "owner", share)
        for index, (person, share) in enumerate(shares.items())
    )
    ownership.set_owners(
        acting_user_id=None,
        at=moment,
        decisions=[ownership.Decision(client_id, "ownership", holdings, valid_from)],
        kind="direct",
        reason="",
    )


def deal(who, key: str, client: str, amount_fen: int, on: date) -> intake.NewDeal:
    return intake.NewDeal(
        source_key=key,
        client_id=who[client],
        title=key,
        product_line="软件",
        amount_fen=amount_fen,
        currency="CNY",
        signed_on=on,
    )


def record(who, moment: datetime) -> dict[tuple[str, str], int]:
    facts = intake.NewFacts(
        deals=(
            deal(who, "D1", "C1", 100_01, date(2026, 1, 5)),
            deal(who, "D2", "C2", 70_00, date(2026, 1, 6)),
        ),
        receipts=(
            intake.NewReceipt(
                "R1", who["C1"], 50_00, "CNY", date(2026, 1, 7), (intake.NewAllocation("D1", 30_00),)
            ),
        ),
        refunds=(intake.NewRefund("F1", who["C1"], "D1", 10_00, "CNY", date(2026, 1, 9), "R1"),),
    )
    return dict(intake.record_facts(acting_user_id=None, at=moment, facts=facts).ids)


def test_the_book_holds_every_fact_with_its_allocations_and_refunds(who):
    ids = record(who, at(2))
    book = crediting.build_book(known_at=at(3))
    assert [one.source_key for one in book.deals] == ["D1", "D2"]
    (receipt,) = book.receipts
    assert [(one.deal, one.amount_fen) for one in receipt.allocations] == [(ids["deal", "D1"], 30_00)]
    (refund,) = book.refunds
    assert (refund.deal, refund.receipt) == (ids["deal", "D1"], ids["receipt", "R1"])
    assert len(book.spans) == 2


def test_the_book_of_an_earlier_moment_knows_nothing_of_what_came_later(who):
    record(who, at(2))
    decide(who["C2"], {who["S1"]: Fraction(1)}, SINCE, at(3))
    earlier = crediting.build_book(known_at=datetime(2026, 1, 15, tzinfo=UTC))
    assert (earlier.deals, len(earlier.spans)) == ((), 2)
    assert len(crediting.build_book(known_at=None).spans) == 3


def test_a_deal_is_credited_by_shares_to_the_fen(who):
    ids = record(who, at(2))
    found = crediting.credits_of_fact(fact_id=ids["deal", "D1"])
    assert sorted(line.amount_fen for line in found.on_deals) == [50_00, 50_01]
    assert {line.person for line in found.on_deals} == {who["S1"], who["S2"]}
    assert found.on_receipts == ()


def test_a_receipt_is_credited_in_its_settled_and_its_open_part(who):
    ids = record(who, at(2))
    found = crediting.credits_of_fact(fact_id=ids["receipt", "R1"])
    parts = {(line.deal, line.amount_fen) for line in found.on_receipts}
    assert parts == {(ids["deal", "D1"], 15_00), (None, 10_00)}
    assert found.on_deals == ()


def test_an_unknown_fact_is_not_silently_without_credits(who):
    with pytest.raises(NotFound):
        crediting.credits_of_fact(fact_id=0)


def test_nothing_is_lost_and_what_nobody_answered_for_is_said(who):
    record(who, at(2))
    found = crediting.check_conservation(known_at=None)
    assert found.holds
    assert (found.facts, found.sum_facts_fen, found.sum_credits_fen) == (2, 170_01, 170_01)
    assert (found.receipts, found.sum_receipts_fen, found.sum_receipt_credits_fen) == (1, 50_00, 50_00)
    assert found.unowned_fen == 70_00
    assert (found.clients, found.clients_with_several_owners) == (2, 1)


def test_a_client_who_changed_hands_counts_as_one_with_several_owners(who):
    decide(who["C2"], {who["S1"]: Fraction(1)}, SINCE, at(1))
    before = crediting.check_conservation(known_at=None).clients_with_several_owners
    decide(who["C2"], {who["S2"]: Fraction(1)}, date(2026, 1, 1), at(2))
    assert (before, crediting.check_conservation(known_at=None).clients_with_several_owners) == (1, 2)


def test_a_deal_that_was_credited_twice_or_not_at_all_would_be_noticed(who):
    ids = record(who, at(2))
    lines = list(crediting.credits_of_fact(fact_id=ids["deal", "D1"]).on_deals)
    amounts = {ids["deal", "D1"]: 100_01}
    assert _credited_once(lines, amounts)
    assert not _credited_once(lines * 2, amounts)
    assert not _credited_once(lines[:1], amounts)
    assert not _credited_once([], amounts)


def test_the_book_of_an_earlier_moment_has_the_region_and_class_that_the_client_had_then(who):
    def change(moment, region, client_class):
        changes = clients.ClientChanges(region=region, client_class=client_class)
        clients.change_client(acting_user_id=None, at=moment, client_id=who["C1"], changes=changes)

    def known(moment):
        book = crediting.build_book(known_at=moment)
        return next((one.region, one.client_class) for one in book.deals if one.source_key == "D1")

    change(at(1), "华东", "A")
    record(who, at(2))
    change(at(3), "西南", "B")
    assert known(at(2)) == ("华东", "A")
    assert known(at(3)) == known(None) == ("西南", "B")


def test_the_book_knows_what_more_was_said_of_a_deal_and_what_was_billed(who):
    known_of_it = {
        "quantity": 3_00,
        "margin_fen": -5_00,
        "delivered_on": date(2026, 1, 8),
        "approved_on": date(2026, 1, 9),
        "accepted_on": date(2026, 1, 10),
    }
    facts = intake.NewFacts(
        deals=(
            evolve(deal(who, "D1", "C1", 100_01, date(2026, 1, 5)), region="西南", **known_of_it),
            evolve(deal(who, "D2", "C1", 70_00, date(2026, 1, 6)), client_class="B"),
        ),
        invoices=(intake.NewInvoice("I1", who["C1"], "D1", 30_01, "CNY", date(2026, 1, 11)),),
    )
    clients.change_client(
        acting_user_id=None,
        at=at(1),
        client_id=who["C1"],
        changes=clients.ClientChanges(region="华东", client_class="A"),
    )
    ids = dict(intake.record_facts(acting_user_id=None, at=at(2), facts=facts).ids)
    book = crediting.build_book(known_at=None)
    first, second = book.deals
    for name, value in known_of_it.items():
        assert getattr(first, name) == value
    assert (first.region, first.client_class) == ("西南", "A")  # its own, and the client's
    assert (second.region, second.client_class, second.quantity) == ("华东", "B", None)
    (invoice,) = book.invoices
    assert (invoice.deal, invoice.amount_fen, invoice.invoiced_on) == (
        ids["deal", "D1"],
        30_01,
        date(2026, 1, 11),
    )
    found = crediting.credits_of_fact(fact_id=ids["invoice", "I1"])
    assert sorted(line.amount_fen for line in found.on_invoices) == [15_00, 15_01]
    assert (found.on_deals, found.on_receipts) == ((), ())
