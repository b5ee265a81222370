"""Foreign currencies: dated rates with two times, facts that need one, and sums that never mix."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from django.db import DatabaseError, transaction

from jieli.apps.intake import api as intake
from jieli.apps.intake.models import ExchangeRate as Row
from jieli.engines.crediting import ExchangeRate
from jieli.kernel.problem import Problems

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
MARCH = date(2025, 3, 1)
SEVEN, MORE = Fraction("7.1"), Fraction("7.25")


def set_rates(*rates, at=AT):
    new = [intake.NewRate(*one, reason="更正") for one in rates]
    return intake.set_rates(acting_user_id=7, at=at, rates=new)


def deal(client, key="D1", fen=100_00, currency="USD", on=MARCH, **more):
    return intake.NewDeal(key, client, f"合同 {key}", fen, currency, on, **more)


def record(at=AT, **facts):
    return intake.record_facts(acting_user_id=7, at=at, facts=intake.NewFacts(**facts)).ids


def wrong(act):
    with pytest.raises(Problems) as refused:
        act()
    return [(problem.code, problem.place) for problem in refused.value.problems]


def test_a_rate_is_put_right_by_a_new_one_and_both_stay_known(organization):
    assert set_rates(("USD", MARCH, SEVEN), ("EUR", MARCH, Fraction("7.8"))) == 2
    assert set_rates(("USD", MARCH, SEVEN)) == 0
    assert set_rates(("USD", MARCH, MORE), at=AT + DAY) == 1
    euro = ExchangeRate("EUR", MARCH, Fraction("7.8"))
    assert intake.list_rates(known_at=AT - DAY) == ()
    assert intake.list_rates(known_at=AT) == (euro, ExchangeRate("USD", MARCH, SEVEN))
    assert intake.list_rates(known_at=None) == (euro, ExchangeRate("USD", MARCH, MORE))
    assert intake.list_currencies() == ("EUR", "USD")
    assert [(one.currency, one.rate, one.recorded_by_id) for one in intake.list_rate_views()] == [
        ("EUR", Fraction("7.8"), 7),
        ("USD", MORE, 7),
    ]


def test_a_person_says_why_another_rate_is_right_and_what_stood_before_is_shown(organization):
    set_rates(("USD", MARCH, SEVEN))
    silent = [intake.NewRate("USD", MARCH, MORE)]
    refused = wrong(lambda: intake.set_rates(acting_user_id=7, at=AT + DAY, rates=silent))
    assert refused == [("FACT-RATE-005", "rates[0].reason")]
    assert intake.set_rates(acting_user_id=None, at=AT + DAY, rates=silent) == 1  # a file says what holds
    set_rates(("USD", MARCH, Fraction(8)), at=AT + DAY + DAY)
    (now,) = intake.list_rate_views()
    assert (now.rate, now.reason) == (8, "更正")
    assert [(one.rate, one.reason) for one in now.earlier] == [(MORE, ""), (SEVEN, "更正")]


def test_no_rate_is_written_over_what_became_known_later(organization):
    set_rates(("USD", MARCH, SEVEN))
    set_rates(("USD", MARCH, MORE), at=AT + DAY + DAY)
    for moment in (AT - DAY, AT + DAY):
        assert wrong(lambda at=moment: set_rates(("USD", MARCH, Fraction(8)), at=at)) == [
            ("KNOWN-AT-001", "at")
        ]
    assert set_rates(("USD", MARCH + DAY, SEVEN), ("EUR", MARCH, SEVEN), at=AT - DAY) == 2


def test_a_rate_is_neither_changed_nor_taken_away(organization):
    set_rates(("USD", MARCH, SEVEN))
    for change in (
        lambda: Row.objects.update(rate_numerator=1),
        lambda: Row.objects.all().delete(),
        lambda: Row.objects.create(
            currency="USD", from_on=MARCH, rate_numerator=1, rate_denominator=1, recorded_at=AT
        ),
        lambda: Row.objects.create(
            currency="EUR", from_on=MARCH, rate_numerator=0, rate_denominator=1, recorded_at=AT
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (("CNY", MARCH, SEVEN), ("FACT-RATE-001", "rates[0].currency")),
        (("usd", MARCH, SEVEN), ("FACT-RATE-001", "rates[0].currency")),
        (("USD", MARCH, Fraction(0)), ("FACT-RATE-002", "rates[0].rate")),
        (("USD", MARCH, Fraction(10_001)), ("FACT-RATE-002", "rates[0].rate")),
        (("USD", MARCH, Fraction(1, 3)), ("FACT-RATE-002", "rates[0].rate")),
        (("USD", date(1, 1, 1), SEVEN), ("DAY-RANGE-001", "rates[0].from_on")),
    ],
)
def test_what_is_no_rate_is_refused(organization, rate, told):
    assert wrong(lambda: set_rates(rate)) == [told]


def test_two_rates_of_one_day_are_refused(organization):
    assert wrong(lambda: set_rates(("USD", MARCH, SEVEN), ("USD", MARCH, MORE))) == [
        ("FACT-RATE-003", "rates[1].from_on")
    ]


def test_a_rate_written_meanwhile_is_told(organization, monkeypatch):
    set_rates(("USD", MARCH, SEVEN))
    monkeypatch.setattr("jieli.apps.intake.exchange._standing", dict)
    assert wrong(lambda: set_rates(("USD", MARCH, MORE))) == [("FACT-RATE-004", "rates")]


def test_a_foreign_fact_needs_a_rate_that_was_known_and_holds_on_its_day(world):
    new = deal(world.client)
    assert wrong(lambda: record(deals=(new,))) == [("FACT-CURRENCY-001", "deals[0].currency")]
    set_rates(("USD", MARCH, SEVEN), at=AT + DAY)
    assert wrong(lambda: record(deals=(new,))) == [("FACT-CURRENCY-001", "deals[0].currency")]
    early = evolve(new, signed_on=MARCH - DAY)
    with pytest.raises(Problems) as refused:
        record(at=AT + DAY, deals=(early,))
    (told,) = refused.value.problems
    assert (told.code, told.values["given"], told.values["day"]) == ("FACT-CURRENCY-001", "USD", "2025-02-28")
    ids = record(at=AT + DAY, deals=(new,))
    assert intake.get_fact(fact_id=ids["deal", "D1"]).latest.content.currency == "USD"


def test_at_whatever_rate_no_amount_is_too_long(world):
    set_rates(("USD", MARCH, SEVEN))
    assert wrong(lambda: record(deals=(deal(world.client, fen=10**11 + 1),))) == [
        ("FACT-AMOUNT-001", "deals[0].amount_fen")
    ]
    margin = deal(world.client, margin_fen=-(10**11) - 1)
    assert wrong(lambda: record(deals=(margin,))) == [("FACT-MARGIN-001", "deals[0].margin_fen")]


def test_money_is_in_the_currency_of_its_deal(world):
    set_rates(("USD", MARCH, SEVEN))
    ids = record(deals=(deal(world.client),))
    part = (intake.NewAllocation("D1", 50_00),)
    receipt = intake.NewReceipt("R1", world.client, 50_00, "CNY", MARCH, part)
    invoice = intake.NewInvoice("I1", world.client, "D1", 50_00, "CNY", MARCH)
    refund = intake.NewRefund("B1", world.client, "D1", 50_00, "CNY", MARCH)
    assert wrong(lambda: record(receipts=(receipt,), invoices=(invoice,), refunds=(refund,))) == [
        ("FACT-CURRENCY-002", "receipts[0].currency"),
        ("FACT-CURRENCY-002", "invoices[0].currency"),
        ("FACT-CURRENCY-002", "refunds[0].currency"),
    ]
    record(receipts=(evolve(receipt, currency="USD"),))
    own = deal(world.client, currency="CNY")
    assert wrong(
        lambda: intake.correct_deal(
            acting_user_id=7, at=AT + DAY, fact_id=ids["deal", "D1"], new=own, reason="币种"
        )
    ) == [("FACT-CURRENCY-002", "deal.currency")]


@pytest.fixture
def mixed(world):
    """A deal of 100.00 USD at 7.1 with 40.00 USD in at 7.25 and 10.00 USD back of it, and one of 500.00 CNY, 200.00 in."""
    set_rates(("USD", MARCH, SEVEN), ("USD", date(2025, 4, 1), MORE))
    return record(
        deals=(deal(world.client), deal(world.client, "D2", 500_00, "CNY")),
        receipts=(
            intake.NewReceipt(
                "R1",
                world.client,
                40_00,
                "USD",
                date(2025, 4, 2),
                (intake.NewAllocation("D1", 40_00),),
            ),
            intake.NewReceipt(
                "R2",
                world.client,
                200_00,
                "CNY",
                date(2025, 4, 2),
                (intake.NewAllocation("D2", 200_00),),
            ),
        ),
        refunds=(
            intake.NewRefund(
                "B1", world.client, "D1", 10_00, "USD", date(2025, 5, 2), receipt_source_key="R1"
            ),
        ),
        invoices=(intake.NewInvoice("I1", world.client, "D1", 1_00, "USD", date(2025, 4, 2)),),
    )


def test_a_clients_sums_are_in_the_companys_own_currency(world, mixed):
    totals = intake.client_totals(
        client_ids=[world.client, world.other_client], from_=MARCH, until=date(2025, 6, 1)
    )
    (one,) = totals.values()
    assert (one.deals, one.deals_fen) == (2, 710_00 + 500_00)
    assert (one.receipts_fen, one.refunds_fen) == (290_00 + 200_00, 72_50)
    early = intake.client_totals(client_ids=[world.client], from_=MARCH, until=date(2025, 4, 1))
    assert (early[world.client].deals_fen, early[world.client].receipts_fen) == (1210_00, 0)


def test_what_is_open_is_told_by_deal_in_its_currency_and_together_in_the_own(world, mixed):
    balances = intake.deal_balances(client_id=world.client)
    assert {one.deal.source_key: (one.open_fen, one.deal.currency) for one in balances} == {
        "D1": (60_00, "USD"),
        "D2": (300_00, "CNY"),
    }
    assert intake.open_in_own_currency(balances=balances) == 426_00 + 300_00


def test_each_fact_comes_to_what_crediting_makes_of_it(world, mixed):
    found = intake.own_amounts(facts=intake.facts_as_known(known_at=None))
    assert {key: found[mixed[key]] for key in mixed} == {
        ("deal", "D1"): 710_00,
        ("deal", "D2"): 500_00,
        ("receipt", "R1"): 290_00,
        ("receipt", "R2"): 200_00,
        ("refund", "B1"): 72_50,
        ("invoice", "I1"): 7_25,
    }


def test_the_timeline_names_the_currency(world, mixed):
    items = intake.timeline_of(client_id=world.client, kinds=None, before=None, limit=10)
    assert {one.fact_id: one.currency for one in items}[mixed["receipt", "R1"]] == "USD"
