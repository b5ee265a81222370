"""Exchange rates and facts in foreign currencies, by whole requests."""

import uuid
from datetime import timedelta
from fractions import Fraction
from html import unescape
from re import sub

import pytest
from django.utils import timezone

from jieli.apps.desk.tests.conftest import ago, today
from jieli.apps.intake import api as intake

pytestmark = pytest.mark.django_db


def text_of(response):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", response.content.decode())))


def post(browser, client_id, kind, **given):
    sent = {"key": uuid.uuid4().hex, "act": "save", **given}
    return browser.post(f"/clients/{client_id}/record/{kind}/", sent)


@pytest.fixture
def dollars(desk):
    rate = intake.NewRate("USD", ago(100), Fraction("7.1"))
    intake.set_rates(acting_user_id=None, at=timezone.now() - timedelta(hours=1), rates=[rate])
    return desk


def test_finance_enters_a_rate_and_puts_it_right(desk):
    finance = desk.signed_in("finance", "all")
    assert "No rate is known yet" in text_of(finance.get("/rates/"))
    assert 'href="/rates/"' in finance.get("/").content.decode()
    sent = {"currency": "usd", "from_on": "2026-01-01", "rate": "7.1234"}
    assert finance.post("/rates/", sent).status_code == 302
    shown = text_of(finance.get("/rates/"))
    assert "The rate is recorded." in shown
    assert "USD latest 2026-01-01 7.1234" in shown
    silent = finance.post("/rates/", sent | {"rate": "7.2"})
    assert silent.status_code == 422
    assert "USD from 2026-01-01 on is recorded as 7.1234 already." in text_of(silent)
    assert 'value="7.2"' in silent.content.decode()
    assert finance.post("/rates/", sent | {"rate": "7.2", "reason": "抄错了"}).status_code == 302
    assert finance.post("/rates/", sent | {"rate": "7.2"}).status_code == 302
    shown = text_of(finance.get("/rates/"))
    assert "The rate stands already." in shown
    assert "USD latest 2026-01-01 7.2 " in shown
    assert "抄错了 1 earlier figure 7.1234" in shown


def test_a_wrong_rate_is_told_at_its_field(desk):
    finance = desk.signed_in("finance", "all")
    page = finance.post("/rates/", {"currency": "CNY", "from_on": "2026-01-01", "rate": "x"})
    assert page.status_code == 422
    assert "Write a decimal such as 7.1234." in text_of(page)
    page = finance.post("/rates/", {"currency": "CNY", "from_on": "2026-01-01", "rate": "0"})
    assert page.status_code == 422
    assert "“CNY” is no foreign currency here" in text_of(page)
    assert "The rate is not above 0" in text_of(page)


def test_only_finance_opens_the_rates(desk):
    for browser in (desk.as_wang, desk.as_manager, desk.signed_in("hr", "all")):
        assert browser.get("/rates/").status_code == 403
        assert 'href="/rates/"' not in browser.get("/").content.decode()


def test_without_rates_no_form_asks_for_a_currency(desk):
    for kind in ("deal", "receipt"):
        page = desk.as_wang.get(f"/clients/{desk.huaxin}/record/{kind}/")
        assert 'name="currency"' not in page.content.decode()


def record_dollars(desk, amount="1,000.00"):
    given = {
        "title": "出口",
        "amount": amount,
        "currency": "USD",
        "product_line": "",
        "signed_on": ago(3).isoformat(),
    }
    assert post(desk.as_wang, desk.huaxin, "deal", **given).status_code == 302
    return next(one.deal for one in intake.deal_balances(client_id=desk.huaxin) if one.deal.currency == "USD")


def test_a_deal_in_dollars_is_recorded_and_shown_with_what_it_comes_to(dollars):
    before = text_of(dollars.as_wang.get(f"/clients/{dollars.huaxin}/"))
    deal = record_dollars(dollars)
    page = text_of(dollars.as_wang.get(f"/clients/{dollars.huaxin}/"))
    assert "USD = 7,100.00 CNY" in page
    assert page.split("Deals in 12 months")[1].split()[0] != before.split("Deals in 12 months")[1].split()[0]
    totals = intake.totals_in_a_year(client_ids=[dollars.huaxin], on=today())[dollars.huaxin]
    own = intake.open_in_own_currency(
        balances=[one for one in intake.deal_balances(client_id=dollars.huaxin) if one.deal.id == deal.id]
    )
    assert own == 7_100_00
    assert totals.deals_fen % 100_000_00 == 7_100_00
    fact = text_of(dollars.as_wang.get(f"/facts/{deal.id}/"))
    assert "1,000.00 USD" in fact
    assert "It counts as 7,100.00 CNY" in fact
    assert "100% 7,100.00" in fact


def test_money_follows_the_currency_of_its_deal(dollars):
    deal = record_dollars(dollars)
    receipt = {
        "amount": "400.00",
        "currency": "USD",
        "received_on": ago(2).isoformat(),
        f"deal_{deal.id}": "400.00",
    }
    assert post(dollars.as_wang, dollars.huaxin, "receipt", **receipt).status_code == 302
    wrong = post(dollars.as_wang, dollars.huaxin, "receipt", **receipt | {"currency": "CNY"})
    assert wrong.status_code == 422
    assert "Record money in the currency of its deal." in text_of(wrong)
    refund = {"deal": deal.source_key, "amount": "100.00", "refunded_on": ago(1).isoformat(), "receipt": ""}
    assert post(dollars.as_wang, dollars.huaxin, "refund", **refund).status_code == 302
    bill = {"deal": deal.source_key, "amount": "100.00", "invoiced_on": ago(1).isoformat()}
    assert post(dollars.as_wang, dollars.huaxin, "invoice", **bill).status_code == 302
    known = intake.facts_as_known(known_at=None)
    of_it = [*known.refunds, *known.invoices]
    assert {one.currency for one in of_it if one.deal_id == deal.id} == {"USD"}
    form = text_of(dollars.as_wang.get(f"/clients/{dollars.huaxin}/record/refund/"))
    assert "1,000.00 USD" in form


def test_filling_a_receipt_leaves_deals_in_other_currencies_alone(dollars):
    deal = record_dollars(dollars)
    page = dollars.as_wang.post(
        f"/clients/{dollars.huaxin}/record/receipt/",
        {
            "key": uuid.uuid4().hex,
            "act": "fill",
            "amount": "9,000,000.00",
            "currency": "CNY",
            "received_on": ago(1).isoformat(),
        },
    ).content.decode()
    field = page.split(f'name="deal_{deal.id}"')[1].split(">")[0]
    assert "value=" not in field


def test_putting_a_deal_right_keeps_its_currency(dollars):
    deal = record_dollars(dollars)
    manager = dollars.as_manager
    page = manager.get(f"/facts/{deal.id}/correct/").content.decode()
    assert '<option value="USD" selected>' in page
    sent = {
        "title": "出口",
        "amount": "2,000.00",
        "currency": "USD",
        "product_line": "",
        "signed_on": ago(3).isoformat(),
        "reason": "金额",
    }
    assert manager.post(f"/facts/{deal.id}/correct/", sent).status_code == 302
    content = intake.get_fact(fact_id=deal.id).latest.content
    assert (content.amount_fen, content.currency) == (2_000_00, "USD")
    missing = {name: value for name, value in sent.items() if name != "currency"}
    assert manager.post(f"/facts/{deal.id}/correct/", missing).status_code == 422


def test_a_rate_far_from_its_neighbours_is_asked_about(dollars):
    finance = dollars.signed_in("finance", "all")
    slip = {"currency": "USD", "from_on": ago(50).isoformat(), "rate": "70.986"}
    asked = finance.post("/rates/", slip)
    assert asked.status_code == 422
    assert "This is more than 20% away from 7.1, the rate from" in text_of(asked)
    assert 'name="is_sure"' in asked.content.decode()
    assert len(intake.list_rates(known_at=None)) == 1
    assert finance.post("/rates/", slip | {"rate": "8.52"}).status_code == 302, "20% is not more"
    assert finance.post("/rates/", slip | {"currency": "JPY", "rate": "0.05"}).status_code == 302, (
        "the first one"
    )
    before = {"currency": "USD", "from_on": ago(200).isoformat(), "rate": "0.71"}
    assert finance.post("/rates/", before).status_code == 422, "the next rate is a neighbour too"
    assert finance.post("/rates/", before | {"is_sure": "on"}).status_code == 302
    assert 'name="is_sure"' not in finance.get("/rates/").content.decode()
