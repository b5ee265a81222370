"""Recording facts, looking at one, and putting it right, by whole requests."""

import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from jieli.apps.clients import api as clients
from jieli.apps.desk.tests.conftest import ago, today
from jieli.apps.intake import api as intake

pytestmark = pytest.mark.django_db


def key():
    return uuid.uuid4().hex


def post(browser, client_id, kind, **given):
    return browser.post(f"/clients/{client_id}/record/{kind}/", {"key": key(), "act": "save", **given})


def deals_of(client_id):
    return [one.deal for one in intake.deal_balances(client_id=client_id)]


def test_every_form_opens_with_the_right_defaults(desk):
    browser = desk.as_wang
    for kind in ("deal", "receipt", "invoice", "refund", "visit", "service"):
        response = browser.get(f"/clients/{desk.huaxin}/record/{kind}/")
        assert response.status_code == 200, kind
        assert today().isoformat() in response.content.decode()
    assert (
        f'<option value="{desk.wang}" selected>'
        in browser.get(f"/clients/{desk.huaxin}/record/visit/").content.decode()
    )
    assert browser.get(f"/clients/{desk.huaxin}/record/party/").status_code == 404


def test_a_deal_is_recorded_with_the_amount_as_people_write_it(desk):
    response = post(
        desk.as_wang,
        desk.huaxin,
        "deal",
        title="二期",
        amount="￥1,234.50",
        signed_on=today().isoformat(),
        product_line="云",
        person_0=desk.wang,
        share_0="1/3",
        person_1=desk.li,
        share_1="2/3",
    )
    assert response.headers["Location"] == f"/clients/{desk.huaxin}/"
    made = deals_of(desk.huaxin)[0]
    assert (made.title, made.amount_fen, made.product_line) == ("二期", 1_234_50, "云")
    assert made.source_key.startswith("manual-")
    assert {one.employee_id: one.share for one in made.splits} == {
        desk.wang: Fraction(1, 3),
        desk.li: Fraction(2, 3),
    }


def test_the_same_form_twice_records_one_fact(desk):
    browser = desk.as_wang
    given = {"key": key(), "title": "二期", "amount": "100", "signed_on": today().isoformat()}
    for _ in range(2):
        assert browser.post(f"/clients/{desk.huaxin}/record/deal/", given).status_code == 302
    assert len(deals_of(desk.huaxin)) == 2
    other = browser.post(f"/clients/{desk.huaxin}/record/deal/", {**given, "amount": "101"})
    assert other.status_code == 422
    assert len(deals_of(desk.huaxin)) == 2


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"amount": "12.345"}, {"amount"}),
        ({"amount": "-3"}, {"amount"}),
        ({"amount": ""}, {"amount"}),
        ({"signed_on": ago(-1).isoformat()}, {"signed_on"}),
        ({"signed_on": "yesterday"}, {"signed_on"}),
        ({"opened_on": today().isoformat(), "signed_on": ago(3).isoformat()}, {"opened_on"}),
        ({"person_0": "wang", "share_0": "50%"}, {"person_0"}),
        ({"share_0": "50%"}, {"person_0"}),
        ({"share_0": "half"}, {"share_0"}),
        ({"key": "../../etc"}, {"key"}),
    ],
)
def test_what_is_wrong_with_a_deal_stands_at_its_field_and_what_was_typed_stays(desk, given, wrong):
    fields = {"title": "写好的标题", "amount": "100", "signed_on": today().isoformat(), **given}
    if fields.get("person_0") == "wang":
        fields["person_0"] = desk.wang
    response = post(desk.as_wang, desk.huaxin, "deal", **fields)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == wrong
    assert 'value="写好的标题"' in response.content.decode()
    assert len(deals_of(desk.huaxin)) == 1


def test_a_receipt_is_spread_over_open_deals_and_recorded(desk):
    browser = desk.as_wang
    deal = desk.ids["deal", "D1"]
    given = {"key": key(), "amount": "250,000", "received_on": today().isoformat()}
    filled = browser.post(f"/clients/{desk.huaxin}/record/receipt/", {**given, "act": "fill"})
    assert filled.status_code == 200
    form = filled.context["form"]
    assert form[f"deal_{deal}"].value() == "200,000.00"
    assert form["key"].value() == given["key"]
    response = browser.post(
        f"/clients/{desk.huaxin}/record/receipt/", {**given, "act": "save", f"deal_{deal}": "200,000.00"}
    )
    assert response.status_code == 302
    (balance,) = intake.deal_balances(client_id=desk.huaxin)
    assert (balance.received_fen, balance.open_fen) == (300_000_00, 0)


def test_a_receipt_beyond_its_amount_is_refused_in_place(desk):
    deal = desk.ids["deal", "D1"]
    given = {"amount": "100", "received_on": today().isoformat(), f"deal_{deal}": "100.01"}
    response = post(desk.as_wang, desk.huaxin, "receipt", **given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"amount"}
    assert "0.01" in response.content.decode()
    zero = post(desk.as_wang, desk.huaxin, "receipt", **{**given, f"deal_{deal}": "0"})
    assert set(zero.context["form"].errors) == {f"deal_{deal}"}


def test_more_than_is_still_to_come_on_a_deal_is_asked_about_and_then_said(desk):
    browser = desk.as_wang
    fact_id = desk.ids["deal", "D1"]
    deal = f"deal_{fact_id}"
    given = {"key": key(), "amount": "500,000", "received_on": today().isoformat(), deal: "500,000"}
    asked = post(browser, desk.huaxin, "receipt", **given)
    assert asked.status_code == 422
    assert set(asked.context["form"].errors) == {deal}
    assert "200,000.00" in asked.context["form"].errors[deal][0]
    assert 'name="overpaid"' in asked.content.decode()
    assert 'name="overpaid"' not in browser.get(f"/clients/{desk.huaxin}/record/receipt/").content.decode()
    assert "too much" not in browser.get(f"/facts/{fact_id}/").content.decode()
    assert post(browser, desk.huaxin, "receipt", **given, overpaid="on").status_code == 302
    (balance,) = intake.deal_balances(client_id=desk.huaxin)
    assert (balance.received_fen, balance.over_fen) == (600_000_00, 300_000_00)
    receipt_id = intake.list_receipts(client_id=desk.huaxin)[0].id
    for shown in (fact_id, receipt_id, desk.ids["receipt", "R1"]):
        page = browser.get(f"/facts/{shown}/").content.decode()
        assert "More came in on 年度服务 than was agreed: 600,000.00, which is 300,000.00 too much." in page
    again = desk.signed_in("finance", "all").get(f"/facts/{receipt_id}/correct/")
    assert again.context["form"]["overpaid"].value() is True


def test_what_is_beyond_the_deal_may_also_be_left_to_none(desk):
    deal = f"deal_{desk.ids['deal', 'D1']}"
    given = {"amount": "500,000", "received_on": today().isoformat(), deal: "200,000"}
    assert post(desk.as_wang, desk.huaxin, "receipt", **given).status_code == 302
    (balance,) = intake.deal_balances(client_id=desk.huaxin)
    assert (balance.open_fen, balance.over_fen) == (0, 0)


def test_only_receipts_that_settle_something_can_be_named_by_a_refund(desk):
    loose = intake.NewReceipt("R2", desk.huaxin, 100_00, "CNY", ago(3))
    intake.record_facts(acting_user_id=None, at=timezone.now(), facts=intake.NewFacts(receipts=(loose,)))
    form = desk.as_wang.get(f"/clients/{desk.huaxin}/record/refund/").context["form"]
    choices = dict(form.fields["receipt"].choices)
    assert set(choices) == {"", "R1"}
    assert choices["R1"].endswith("120,000.00 · 年度服务")
    given = {"deal": "D1", "receipt": "R2", "amount": "50", "refunded_on": today().isoformat()}
    assert set(post(desk.as_wang, desk.huaxin, "refund", **given).context["form"].errors) == {"receipt"}


@pytest.mark.parametrize(
    "amount", ["9" * 5000, "9" * 39, "10000000000000.01", "٣٠٠", "1e3", "NaN", "²", "10²", "1_000", "¥" * 41]
)
def test_an_amount_that_is_none_is_told_at_its_field(desk, amount):
    receipt = {"received_on": today().isoformat()}
    whole = post(desk.as_wang, desk.huaxin, "receipt", amount=amount, **receipt)
    assert (whole.status_code, set(whole.context["form"].errors)) == (422, {"amount"})
    part = f"deal_{desk.ids['deal', 'D1']}"
    parts = post(desk.as_wang, desk.huaxin, "receipt", amount="1", **{part: amount}, **receipt)
    assert parts.status_code == 422
    assert part in parts.context["form"].errors


@pytest.mark.parametrize("amount", ["１，２３４．５０", "１２３４.5", "1234.50元"])
def test_full_width_digits_are_digits(desk, amount):
    given = {"title": "二期", "signed_on": today().isoformat(), "amount": amount}
    shares = {"person_0": desk.wang, "share_0": "５０％", "person_1": desk.li, "share_1": "０．５"}
    assert post(desk.as_wang, desk.huaxin, "deal", **given, **shares).status_code == 302
    made = deals_of(desk.huaxin)[0]
    assert (made.amount_fen, {one.share for one in made.splits}) == (1_234_50, {Fraction(1, 2)})


@pytest.mark.parametrize(
    "share", ["9" * 5000 + "%", "9" * 39 + "%", "1/0", "٥٠%", "5²%", "9" * 18 + "%", "NaN"]
)
def test_a_share_that_is_none_is_told_at_its_field(desk, share):
    given = {"title": "二期", "signed_on": today().isoformat(), "amount": "1"}
    response = post(desk.as_wang, desk.huaxin, "deal", **given, person_0=desk.wang, share_0=share)
    assert response.status_code == 422
    assert set(response.context["form"].errors) <= {"share_0", "person_0"}


def test_money_for_no_deal_and_from_before_its_deal_is_remarked_and_no_key_is_shown(desk):
    (deal,) = [one for one in deals_of(desk.huaxin) if one.source_key == "D1"]
    before = (deal.signed_on - timedelta(days=1)).isoformat()
    given = {"received_on": before, "amount": "9000", f"deal_{deal.id}": "7000"}
    browser = desk.as_wang
    assert post(browser, desk.huaxin, "receipt", **given).status_code == 302
    page = browser.get(f"/clients/{desk.huaxin}/").content.decode()
    assert "2,000.00 of it settle no deal." in page
    assert f"before the deal {deal.title} was signed on" in page
    receipt = next(one for one in intake.list_receipts(client_id=desk.huaxin) if one.amount_fen == 9000_00)
    assert "manual-" not in browser.get(f"/facts/{receipt.id}/").content.decode()
    wrong = {"deal": "D1", "receipt": receipt.source_key, "amount": "50"}
    day = (deal.signed_on - timedelta(days=2)).isoformat()
    refused = post(browser, desk.huaxin, "refund", **wrong, refunded_on=day)
    said = " ".join(refused.context["form"].errors["refunded_on"])
    assert refused.status_code == 422
    assert "manual-" not in said
    assert deal.title in said
    assert "9,000.00" in said


@pytest.mark.parametrize("share", ["60", "33.5", "６０"])
def test_a_share_above_one_is_asked_back_as_a_per_cent(desk, share):
    given = {"title": "二期", "signed_on": today().isoformat(), "amount": "1"}
    response = post(desk.as_wang, desk.huaxin, "deal", **given, person_0=desk.wang, share_0=share)
    (said,) = response.context["form"].errors["share_0"]
    typed = share.replace("６０", "60")
    assert f"“{typed}”" in said
    assert f"{typed}% " in said
    assert not [one for one in deals_of(desk.huaxin) if one.title == "二期"]


@pytest.mark.parametrize(("amount", "said"), [("-500", "is negative"), ("0", "is zero")])
def test_what_is_wrong_with_an_amount_is_said_of_that_amount(desk, amount, said):
    given = {"received_on": today().isoformat(), "amount": amount}
    response = post(desk.as_wang, desk.huaxin, "receipt", **given)
    assert response.status_code == 422
    assert said in response.context["form"].errors["amount"][0]


@pytest.mark.parametrize("minutes", ["9" * 5000, "9" * 4000, "100001", "-1", "²", "1.5", "NaN"])
def test_minutes_that_are_none_are_told_at_their_field(desk, minutes):
    given = {"visit_kind": "visit", "visited_on": today().isoformat(), "employee": desk.wang}
    response = post(desk.as_wang, desk.huaxin, "visit", **given, minutes=minutes)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"minutes"})


def test_days_of_another_age_are_told_at_their_field(desk):
    given = {"title": "二期", "amount": "1", "signed_on": "0001-01-01", "opened_on": "0001-01-01"}
    response = post(desk.as_wang, desk.huaxin, "deal", **given)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"signed_on", "opened_on"})


def test_a_refund_belongs_to_a_deal_and_stays_within_it(desk):
    browser = desk.as_wang
    given = {"deal": "D1", "receipt": "R1", "amount": "100,001", "refunded_on": today().isoformat()}
    refused = post(browser, desk.huaxin, "refund", **{**given, "amount": "300,000.01"})
    assert set(refused.context["form"].errors) == {"amount"}
    beyond = post(browser, desk.huaxin, "refund", **given)  # of R1 only 100,000.00 settle D1
    assert set(beyond.context["form"].errors) == {"amount"}
    given["amount"] = "100,000"
    assert post(browser, desk.huaxin, "refund", **given).status_code == 302
    assert intake.deal_balances(client_id=desk.huaxin)[0].refunded_fen == 100_000_00
    hr_client = desk.signed_in("finance", "all").get(f"/clients/{desk.nobodys}/record/refund/")
    assert "There is no deal to give back on" in hr_client.content.decode()


def test_visits_and_services_are_recorded_for_people_in_scope_only(desk):
    browser = desk.as_wang
    given = {"visit_kind": "visit", "visited_on": today().isoformat(), "note": "见了单雪", "minutes": "45"}
    assert post(browser, desk.huaxin, "visit", employee=desk.wang, **given).status_code == 302
    assert intake.last_visits(client_ids=[desk.huaxin]) == {desk.huaxin: today()}
    other = post(browser, desk.huaxin, "visit", employee=desk.li, **given)
    assert set(other.context["form"].errors) == {"employee"}
    service = {"topic": "培训", "served_on": today().isoformat(), "employee": desk.wang}
    assert post(browser, desk.huaxin, "service", **service).status_code == 302


def test_a_fact_says_for_whom_it_counts_and_by_which_rule(desk):
    response = desk.as_wang.get(f"/facts/{desk.ids['deal', 'D2']}/")
    assert response.status_code == 200
    credited = [(one.person, one.amount_fen, one.rule) for one in response.context["on_deals"]]
    assert sorted(credited) == sorted(
        [("王建国", 5_000_50, "owner on the day"), ("李明", 5_000_50, "owner on the day")]
    )
    page = response.content.decode()
    assert "For whom does it count: 培训?" in page
    assert "5,000.50" in page


def test_a_receipts_parts_are_credited_each(desk):
    response = desk.as_wang.get(f"/facts/{desk.ids['receipt', 'R1']}/")
    rows = [(one.amount_fen, one.part) for one in response.context["on_receipts"]]
    assert sorted(rows) == [(20_000_00, "–"), (100_000_00, "年度服务")]
    assert "年度服务 100,000.00" in response.content.decode()


def test_a_fact_opens_in_the_sheet_without_the_page_around_it(desk):
    headers = {"HX-Request": "true", "HX-Target": "sheet"}
    page = desk.as_wang.get(f"/facts/{desk.ids['deal', 'D1']}/", headers=headers).content.decode()
    assert "<html" not in page
    assert "年度服务" in page


@pytest.mark.parametrize("kind", ["deal", "receipt", "visit", "service"])
def test_every_kind_of_fact_has_a_page(desk, kind):
    fact_id = next(fact_id for (of, key_), fact_id in desk.ids.items() if of == kind and key_ != "D3")
    assert desk.as_wang.get(f"/facts/{fact_id}/").status_code == 200
    assert desk.as_manager.get(f"/facts/{fact_id}/correct/").status_code == 200


def test_a_fact_of_a_client_one_may_not_see_is_not_there(desk):
    for fact_id in (desk.ids["deal", "D3"], 10**9):
        for path in ("", "correct/", "void/"):
            assert desk.as_wang.get(f"/facts/{fact_id}/{path}").status_code == 404
    assert desk.signed_in("hr", "all").get(f"/facts/{desk.ids['deal', 'D1']}/correct/").status_code == 403


@pytest.mark.parametrize("fact", [("deal", "D1"), ("receipt", "R1"), ("visit", "V1"), ("service", "S1")])
def test_a_salesperson_puts_right_no_fact_that_somebody_else_recorded(desk, fact):
    browser, address = desk.as_wang, f"/facts/{desk.ids[fact]}/"
    page = browser.get(address).content.decode()
    for path in ("correct/", "void/"):
        assert path not in page
        assert browser.get(address + path).status_code == 403
        assert browser.post(address + path, {"reason": "对我更好"}).status_code == 403
    assert len(intake.get_fact(fact_id=desk.ids[fact]).versions) == 1
    assert desk.as_manager.get(f"{address}correct/").status_code == 200
    assert desk.signed_in("finance", "all").get(f"{address}void/").status_code == 200


def test_a_salesperson_puts_right_the_visits_but_not_the_deals_that_he_recorded_himself(desk):
    browser = desk.as_wang
    visit = {"visit_kind": "call", "visited_on": today().isoformat(), "employee": desk.wang}
    deal = {"title": "三期", "amount": "100", "signed_on": today().isoformat()}
    for kind, given in (("visit", visit), ("deal", deal)):
        assert post(browser, desk.huaxin, kind, **given).status_code == 302
    found = intake.timeline_of(
        client_id=desk.huaxin, kinds=frozenset({"visit", "deal"}), before=None, limit=2
    )
    made = {one.kind: one.fact_id for one in found}
    assert browser.get(f"/facts/{made['deal']}/correct/").status_code == 403
    right = {**visit, "minutes": "30", "reason": "忘了时长"}
    assert browser.post(f"/facts/{made['visit']}/correct/", right).status_code == 302
    assert browser.post(f"/facts/{made['visit']}/void/", {"reason": "重复"}).status_code == 302
    assert intake.get_fact(fact_id=made["visit"]).latest.is_void


def test_a_deal_is_put_right_with_a_reason_and_both_versions_stay(desk):
    browser = desk.as_manager
    fact_id = desk.ids["deal", "D1"]
    page = browser.get(f"/facts/{fact_id}/correct/").content.decode()
    assert 'value="300,000.00"' in page
    given = {"title": "年度服务", "amount": "320,000", "signed_on": ago(60).isoformat(), "product_line": "云"}
    without = browser.post(f"/facts/{fact_id}/correct/", given)
    assert without.status_code == 422
    assert set(without.context["form"].errors) == {"reason"}
    response = browser.post(f"/facts/{fact_id}/correct/", {**given, "reason": "合同附件加价"})
    assert response.headers["Location"] == f"/facts/{fact_id}/"
    page = browser.get(f"/facts/{fact_id}/").content.decode()
    assert "<del>300,000.00</del> → <ins>320,000.00</ins>" in page
    assert "合同附件加价" in page
    again = browser.post(f"/facts/{fact_id}/correct/", {**given, "reason": "再一次"})
    assert again.status_code == 302
    assert intake.get_fact(fact_id=fact_id).latest.number == 2


def test_a_receipt_is_put_right_with_its_own_part_open_again(desk):
    browser = desk.as_manager
    fact_id, deal = desk.ids["receipt", "R1"], desk.ids["deal", "D1"]
    form = browser.get(f"/facts/{fact_id}/correct/").context["form"]
    assert [(one.id, open_fen) for one, open_fen, _field in form.deal_rows] == [(deal, 300_000_00)]
    given = {
        "amount": "120,000",
        "received_on": ago(30).isoformat(),
        f"deal_{deal}": "120,000",
        "reason": "全部核销",
    }
    assert browser.post(f"/facts/{fact_id}/correct/", given).status_code == 302
    assert intake.deal_balances(client_id=desk.huaxin)[0].received_fen == 120_000_00


def test_a_receipt_that_was_all_for_one_deal_stays_so_where_only_its_amount_is_lowered(desk):
    browser = desk.as_manager
    deal = f"deal_{desk.ids['deal', 'D1']}"
    whole = {"amount": "80,000", "received_on": ago(20).isoformat(), deal: "80,000"}
    assert post(browser, desk.huaxin, "receipt", **whole).status_code == 302
    receipt = intake.list_receipts(client_id=desk.huaxin)[0]
    lowered = {**whole, "amount": "50,000", "reason": "录入有误"}
    assert browser.post(f"/facts/{receipt.id}/correct/", lowered).status_code == 302
    latest = intake.get_fact(fact_id=receipt.id).latest.content
    assert [(latest.amount_fen, part.amount_fen) for part in latest.allocations] == [(50_000_00, 50_000_00)]
    other = {**whole, "amount": "40,000", deal: "45,000", "reason": "录入有误"}
    refused = browser.post(f"/facts/{receipt.id}/correct/", other)
    assert refused.status_code == 422, "a part that was typed is not changed"


def test_a_void_fact_counts_for_nobody_and_one_that_others_build_on_is_refused(desk):
    browser = desk.as_manager
    refused = browser.post(f"/facts/{desk.ids['deal', 'D1']}/void/", {"reason": "重复"})
    assert refused.status_code == 422
    assert "FACT-VOID-001" in refused.content.decode()
    assert browser.get(f"/facts/{desk.ids['deal', 'D2']}/void/").status_code == 200
    done = browser.post(f"/facts/{desk.ids['deal', 'D2']}/void/", {"reason": "重复录入"})
    assert done.status_code == 302
    response = browser.get(f"/facts/{desk.ids['deal', 'D2']}/")
    assert response.context["on_deals"] == []
    assert "重复录入" in response.content.decode()
    page = browser.get(f"/clients/{desk.tianfu}/").content.decode()
    assert 'class="void"' in page


def test_a_visit_recorded_by_somebody_says_who_recorded_it(desk):
    manager = desk.as_manager
    given = {"visit_kind": "call", "visited_on": today().isoformat(), "note": "催款"}
    assert post(manager, desk.huaxin, "visit", employee=desk.li, **given).status_code == 302
    fact_id = next(
        item.fact_id
        for item in intake.timeline_of(
            client_id=desk.huaxin, kinds=frozenset({"visit"}), before=None, limit=1
        )
    )
    page = manager.get(f"/facts/{fact_id}/").content.decode()
    assert "赵敏" in page
    assert "李明" in page
    assert timezone.localdate().isoformat() in page


def test_an_unknown_product_line_asks_whether_it_is_new_and_loses_nothing(desk):
    browser = desk.as_wang
    given = {"title": "二期", "amount": "100", "signed_on": today().isoformat(), "product_line": "云云"}
    page = browser.get(f"/clients/{desk.huaxin}/record/deal/").content.decode()
    assert "is_new_line" not in page
    asked = post(browser, desk.huaxin, "deal", **given)
    assert asked.status_code == 422
    assert set(asked.context["form"].errors) == {"product_line"}
    page = asked.content.decode()
    assert "Is “云云” a new product line? In use are: 云." in page
    assert 'name="is_new_line"' in page
    assert 'value="云云"' in page
    assert post(browser, desk.huaxin, "deal", **given, is_new_line="on").status_code == 302
    assert deals_of(desk.huaxin)[0].product_line == "云云"
    assert post(browser, desk.huaxin, "deal", **{**given, "product_line": "云"}).status_code == 302


def test_oldest_deals_first_says_that_the_amount_is_missing(desk):
    given = {"key": key(), "amount": "", "received_on": today().isoformat(), "act": "fill"}
    response = desk.as_wang.post(f"/clients/{desk.huaxin}/record/receipt/", given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"amount"}
    fact_id = desk.ids["receipt", "R1"]
    again = desk.as_manager.post(f"/facts/{fact_id}/correct/", {**given, "reason": "核销"})
    assert set(again.context["form"].errors) == {"amount"}


def test_a_lead_is_served_from_his_first_deal_on(desk):
    clients.change_client(
        acting_user_id=None,
        at=timezone.now(),
        client_id=desk.huaxin,
        changes=clients.ClientChanges(status="lead"),
    )
    given = {"title": "二期", "amount": "100", "signed_on": today().isoformat()}
    response = desk.as_wang.post(
        f"/clients/{desk.huaxin}/record/deal/", {"key": key(), "act": "save", **given}, follow=True
    )
    assert clients.get_client(client_id=desk.huaxin).status == "active"
    assert "重庆华信科技有限公司 was a lead and is now: Active." in response.content.decode()
    assert clients.get_client(client_id=desk.tianfu).status == "active"
    clients.change_client(
        acting_user_id=None,
        at=timezone.now(),
        client_id=desk.huaxin,
        changes=clients.ClientChanges(status="quiet"),
    )
    post(desk.as_wang, desk.huaxin, "deal", **given)
    assert clients.get_client(client_id=desk.huaxin).status == "quiet"


def test_an_opening_says_what_it_is_for_and_is_credited_to_nobody(desk):
    opening = intake.NewDeal("opening-C1", desk.huaxin, "期初：在此之前已有成交", 0, "CNY", ago(900))
    made = intake.record_facts(
        acting_user_id=None, at=timezone.now(), facts=intake.NewFacts(deals=(opening,))
    )
    fact_id = made.ids["deal", "opening-C1"]
    response = desk.as_wang.get(f"/facts/{fact_id}/")
    page = response.content.decode()
    assert "so he does not count as a new client" in page
    assert response.context["on_deals"] == []
    assert "no owner" not in page
    entry = next(
        one
        for one in desk.as_wang.get(f"/clients/{desk.huaxin}/?show=money").context["entries"]
        if one.href == f"/facts/{fact_id}/"
    )
    assert (entry.what, entry.amount_fen) == ("Opening", None)
