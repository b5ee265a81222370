"""Bills of deals, and what more is known of a deal: recorded, put right, refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.kernel.problem import Problems

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = date(2025, 6, 2)


def deal(key, client_id, **more):
    return intake.NewDeal(key, client_id, "年度服务", 100_00, "CNY", DAY, **more)


def invoice(key, client_id, deal_key="D1", fen=60_00, on=DAY):
    return intake.NewInvoice(key, client_id, deal_key, fen, "CNY", on)


def record(at=AT, **facts):
    return intake.record_facts(acting_user_id=7, at=at, facts=intake.NewFacts(**facts))


def wrong(act):
    with pytest.raises(Problems) as refused:
        act()
    return [(problem.code, problem.place) for problem in refused.value.problems]


@pytest.fixture
def billed(world):
    facts = {"deals": (deal("D1", world.client),), "invoices": (invoice("I1", world.client),)}
    return record(**facts).ids


def test_an_invoice_is_known_with_its_deal_from_the_day_it_was_recorded(world, billed):
    (known,) = intake.facts_as_known(known_at=AT).invoices
    assert (known.id, known.deal_id) == (billed["invoice", "I1"], billed["deal", "D1"])
    assert (known.amount_fen, known.invoiced_on, known.client_id) == (60_00, DAY, world.client)
    assert intake.facts_as_known(known_at=AT - timedelta(seconds=1)).invoices == ()
    again = record(invoices=(invoice("I1", world.client),))
    assert (again.created, again.unchanged) == (0, 1)


def test_an_invoice_is_of_a_deal_of_its_client_and_above_nothing(world, billed):
    assert wrong(
        lambda: record(
            invoices=(
                invoice("I2", world.client, "D9"),
                invoice("I3", world.other_client),
                invoice("I4", world.client, fen=0),
            )
        )
    ) == [
        ("FACT-AMOUNT-003", "invoices[2].amount_fen"),
        ("FACT-DEAL-001", "invoices[0].deal_source_key"),
        ("FACT-DEAL-002", "invoices[1].deal_source_key"),
    ]


def test_a_deal_that_was_billed_is_neither_voided_nor_given_to_another_client(world, billed):
    common = {"acting_user_id": 7, "at": AT, "fact_id": billed["deal", "D1"], "reason": "Wrong client."}
    assert wrong(lambda: intake.void_fact(**common)) == [("FACT-VOID-001", "deal")]
    moved = deal("D1", world.other_client)
    assert ("FACT-CORRECT-001", "deal.client_id") in wrong(lambda: intake.correct_deal(**common, new=moved))
    intake.void_fact(**{**common, "fact_id": billed["invoice", "I1"]})
    assert intake.correct_deal(**common, new=moved) == 2
    assert intake.facts_as_known(known_at=None).invoices == ()


def test_an_invoice_is_put_right_by_a_new_version(world, billed):
    other = record(deals=(deal("D2", world.client),)).ids["deal", "D2"]
    new = invoice("ignored", world.client, "D2", 70_00, DAY + timedelta(days=1))
    common = {"acting_user_id": 7, "at": AT, "fact_id": billed["invoice", "I1"], "reason": "Other deal."}
    assert intake.correct_invoice(**common, new=new) == 2
    assert intake.correct_invoice(**common, new=new) == 2
    (known,) = intake.facts_as_known(known_at=None).invoices
    assert (known.source_key, known.deal_id, known.amount_fen, known.version) == ("I1", other, 70_00, 2)


def test_the_story_of_a_client_tells_his_bills_with_their_deals(world, billed):
    told = intake.timeline_of(client_id=world.client, kinds=frozenset({"invoice"}), before=None, limit=9)
    assert [(one.kind, one.title, one.amount_fen) for one in told] == [("invoice", "年度服务", 60_00)]


def test_a_deal_keeps_its_quantity_margin_place_and_days_through_corrections(world):
    known_of_it = {
        "quantity": 12_50,
        "margin_fen": -3_00,
        "region": " 华东 ",
        "client_class": "A",
        "delivered_on": DAY + timedelta(days=2),
        "approved_on": DAY - timedelta(days=1),
        "accepted_on": DAY + timedelta(days=9),
    }
    new = deal("D1", world.client, **known_of_it)
    ids = record(deals=(new,)).ids
    assert record(deals=(new,)).unchanged == 1
    (known,) = intake.facts_as_known(known_at=None).deals
    for name, value in {**known_of_it, "region": "华东"}.items():
        assert getattr(known, name) == value
    later = evolve(new, accepted_on=None, margin_fen=None)
    intake.correct_deal(acting_user_id=7, at=AT, fact_id=ids["deal", "D1"], new=later, reason="Not accepted.")
    (known,) = intake.facts_as_known(known_at=None).deals
    assert (known.accepted_on, known.margin_fen, known.quantity) == (None, None, 12_50)


def test_figures_of_a_deal_that_cannot_be_are_named(world):
    """FACT-QUANTITY-001, FACT-MARGIN-001, FACT-CLASS-001."""
    odd = deal(
        "D1",
        world.client,
        quantity=-1,
        margin_fen=-(10**15) - 1,
        client_class="Z",
        region="长" * 61,
        delivered_on=date(1025, 1, 1),
        approved_on=date(2205, 1, 1),
    )
    assert sorted(wrong(lambda: record(deals=(odd,)))) == [
        ("DAY-RANGE-001", "deals[0].approved_on"),
        ("DAY-RANGE-001", "deals[0].delivered_on"),
        ("FACT-CLASS-001", "deals[0].client_class"),
        ("FACT-MARGIN-001", "deals[0].margin_fen"),
        ("FACT-QUANTITY-001", "deals[0].quantity"),
        ("FACT-TEXT-002", "deals[0].region"),
    ]
