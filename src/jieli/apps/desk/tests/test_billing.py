"""Invoices, and what more is said of a deal, on the desk's pages."""

import uuid

import pytest

from jieli.apps.desk.tests.conftest import ago, today
from jieli.apps.intake import api as intake

pytestmark = pytest.mark.django_db


def post(browser, client_id, kind, **given):
    key = uuid.uuid4().hex
    return browser.post(f"/clients/{client_id}/record/{kind}/", {"key": key, "act": "save", **given})


def test_an_invoice_is_recorded_shown_in_the_story_put_right_and_voided(desk):
    browser = desk.as_wang
    form = browser.get(f"/clients/{desk.huaxin}/record/invoice/").content.decode()
    assert today().isoformat() in form
    given = {"deal": "D1", "amount": "1,000.10", "invoiced_on": ago(3).isoformat()}
    odd = post(browser, desk.huaxin, "invoice", **{**given, "amount": "0"})
    assert (odd.status_code, set(odd.context["form"].errors)) == (422, {"amount"})
    assert post(browser, desk.huaxin, "invoice", **given).status_code == 302
    (made,) = intake.facts_as_known(known_at=None).invoices
    assert (made.amount_fen, made.deal_id) == (1_000_10, desk.ids["deal", "D1"])
    story = browser.get(f"/clients/{desk.huaxin}/?show=money").content.decode()
    assert f"/facts/{made.id}/" in story
    assert "1,000.10" in story
    shown = browser.get(f"/facts/{made.id}/")
    assert [row.amount_fen for row in shown.context["on_invoices"]] == [1_000_10]
    assert f"/facts/{made.deal_id}/" in shown.content.decode()
    manager = desk.as_manager
    change = {**given, "amount": "900", "reason": "Discount forgotten"}
    assert manager.get(f"/facts/{made.id}/correct/").context["form"].initial["deal"] == "D1"
    assert manager.post(f"/facts/{made.id}/correct/", change).status_code == 302
    assert intake.get_fact(fact_id=made.id).latest.content.amount_fen == 900_00
    assert manager.post(f"/facts/{made.id}/void/", {"reason": "Never sent"}).status_code == 302
    assert intake.facts_as_known(known_at=None).invoices == ()


def test_a_client_without_deals_is_not_billed(desk):
    page = desk.signed_in("finance", "all").get(f"/clients/{desk.nobodys}/record/invoice/")
    assert "There is no deal to bill" in page.content.decode()


def test_figures_of_a_deal_are_recorded_and_survive_a_correction_of_something_else(desk):
    given = {
        "title": "三期",
        "amount": "5000",
        "signed_on": ago(5).isoformat(),
        "quantity": "12.5",
        "margin": "-300",
        "region": "华东",
        "client_class": "B",
        "delivered_on": ago(4).isoformat(),
        "approved_on": ago(3).isoformat(),
    }
    assert post(desk.as_wang, desk.huaxin, "deal", **given).status_code == 302
    made = next(one for one in intake.facts_as_known(known_at=None).deals if one.title == "三期")
    assert (made.quantity, made.margin_fen, made.region, made.client_class) == (12_50, -300_00, "华东", "B")
    assert (made.delivered_on, made.approved_on, made.accepted_on) == (ago(4), ago(3), None)
    page = desk.as_wang.get(f"/facts/{made.id}/").content.decode()
    assert "12.50" in page
    assert "300.00" in page
    form = desk.as_manager.get(f"/facts/{made.id}/correct/").context["form"]
    assert form.has_figures
    kept = {name: form[name].value() for name in given if form[name].value() is not None}
    right = {**kept, "title": "三期扩容", "reason": "Name of the contract"}
    assert desk.as_manager.post(f"/facts/{made.id}/correct/", right).status_code == 302
    latest = intake.get_fact(fact_id=made.id).latest.content
    assert latest.title == "三期扩容"
    assert (latest.quantity, latest.margin_fen, latest.delivered_on) == (12_50, -300_00, ago(4))


def test_a_deal_says_which_one_it_renews_and_a_wrong_one_is_told_at_its_field(desk):
    given = {"title": "年度服务续约", "amount": "5000", "signed_on": ago(5).isoformat(), "renews": "D1"}
    assert post(desk.as_wang, desk.huaxin, "deal", **given).status_code == 302
    first, made = (
        next(one for one in intake.facts_as_known(known_at=None).deals if one.title == title)
        for title in ("年度服务", "年度服务续约")
    )
    assert made.renews_id == first.id
    page = desk.as_wang.get(f"/facts/{made.id}/").content.decode()
    assert "Renews" in page
    assert f"/facts/{first.id}/" in page
    form = desk.as_manager.get(f"/facts/{made.id}/correct/").context["form"]
    assert form["renews"].value() == "D1"
    assert made.source_key not in dict(form.fields["renews"].choices)
    early = {**given, "title": "太早", "signed_on": ago(60).isoformat()}
    told = post(desk.as_wang, desk.huaxin, "deal", **early)
    assert told.context["form"].errors.keys() == {"signed_on"}
    stranger = post(desk.as_wang, desk.huaxin, "deal", **{**given, "renews": "D2"})
    assert stranger.context["form"].errors.keys() == {"renews"}


def test_odd_figures_are_told_at_their_fields(desk):
    given = {"title": "三期", "amount": "5000", "signed_on": ago(5).isoformat()}
    odd = {"quantity": "-1", "margin": "9" * 15, "delivered_on": ago(-3).isoformat()}
    refused = post(desk.as_wang, desk.huaxin, "deal", **given, **odd)
    assert set(refused.context["form"].errors) == {"delivered_on"}
    refused = post(desk.as_wang, desk.huaxin, "deal", **given, **{**odd, "delivered_on": ""})
    assert set(refused.context["form"].errors) == {"quantity", "margin"}
    refused = post(desk.as_wang, desk.huaxin, "deal", **given, quantity="eleven")
    assert set(refused.context["form"].errors) == {"quantity"}
