"""Reopening, correcting, closing, previewing and verifying on pages, as whole requests."""

from datetime import date

import pytest
from attrs import evolve
from django.utils import timezone

from jieli.apps.access.models import User
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals, run_to
from jieli.apps.payruns.tests.conftest import browser
from jieli.kernel.period import Period


@pytest.fixture
def issued(company):
    """January issued; since then a deal of January has come for 李雷: 200.00 of commission."""
    run_id = run_to("issued", JANUARY, noon(2, 1))
    record_deals(new_deal(company, "D7", "C1", 10_000_00, date(2026, 1, 30)), at=noon(2, 2))
    return run_id


def text(response) -> str:
    return response.content.decode()


def test_finance_reopens_hr_corrects_and_finance_issues(organization, issued):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    assert "2 people have a statement of it; these stay as they are." in text(
        finance.get(f"/payruns/{issued}/")
    )
    assert f'action="/payruns/{issued}/reopen/"' not in text(hr.get(f"/payruns/{issued}/"))
    assert hr.post(f"/payruns/{issued}/reopen/", {"reason": "x"}).status_code == 403
    assert finance.post(f"/payruns/{issued}/reopen/", {"reason": " "}).status_code == 422
    shown = text(finance.post(f"/payruns/{issued}/reopen/", {"reason": "王总批复"}, follow=True))
    assert "This period is open again" in shown
    assert "王总批复" in shown
    assert "open again" in text(hr.get("/payruns/"))
    shown = text(hr.post(f"/payruns/{issued}/correct/", follow=True))
    assert "What is to be put right by Jan 2026, correction 1?" in shown
    assert "Put right of issued periods" in shown
    assert "earlier periods" not in shown
    assert "This run corrects Jan 2026, which was issued before." in shown
    assert "+200.00" in shown
    assert "韩梅梅" not in shown
    (made,) = payruns.list_corrections(period=JANUARY)
    hr.post(f"/payruns/{made.id}/review/")
    finance.post(f"/payruns/{made.id}/approve/")
    assert "Issue for 1 person" in text(finance.get(f"/payruns/{made.id}/issue/"))
    finance.post(f"/payruns/{made.id}/issue/")
    shown = text(finance.get(f"/payruns/{issued}/"))
    assert "This period is open again" not in shown
    assert f'href="/payruns/{made.id}/">Jan 2026, correction 1</a>' in shown
    assert f'action="/payruns/{made.id}/reopen/"' not in text(finance.get(f"/payruns/{made.id}/"))


def test_finance_closes_a_period_again_with_a_reason(organization, issued):
    finance = browser(organization, "finance")
    finance.post(f"/payruns/{issued}/reopen/", {"reason": "x"})
    assert finance.post(f"/payruns/{issued}/close/", {"reason": ""}).status_code == 422
    shown = text(finance.post(f"/payruns/{issued}/close/", {"reason": "数据无误"}, follow=True))
    assert "The period is closed again." in shown
    assert "数据无误" in shown


@pytest.mark.parametrize("act", ["reopen", "correct", "close"])
def test_a_salesperson_and_hr_of_a_department_open_nothing(organization, company, issued, act):
    for role in ("salesperson", "hr"):
        client = browser(organization, role, employee_id=company.people["S1"], scope="own")
        assert client.post(f"/payruns/{issued}/{act}/", {"reason": "x"}).status_code == 403
    assert models.Reopening.objects.count() == 0


def test_nothing_to_correct_is_said_in_words_and_leaves_no_run(organization, company):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    payruns.reopen_period(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")
    refused = browser(organization, "hr").post(f"/payruns/{run_id}/correct/")
    assert refused.status_code == 422
    assert "RUN-COMPUTE-003" in text(refused)
    assert payruns.list_corrections(period=JANUARY) == ()


def test_a_preview_names_who_is_touched_by_how_much_and_writes_nothing(organization, issued):
    hr = browser(organization, "hr")
    for address, amounts in (
        ("/payruns/preview/", ("200.00", "12,000.00", "What would the run of Feb 2026 post?")),
        ("/payruns/preview/?period=2026-01", ("200.00", "What would a correction of Jan 2026 post?")),
    ):
        shown = text(hr.get(address))
        assert "1 person gets another amount." in shown
        assert "Of these, 1 gets another amount." in shown
        assert "李雷" in shown
        for amount in amounts:
            assert amount in shown
    then = text(hr.get("/payruns/preview/?period=2026-01&known_on=2026-02-01"))
    assert "Nothing that was issued would change." in then
    assert models.Run.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("period=March", "This is not a period."),
        ("period=2026-12", "RUN-PERIOD-002"),
        ("period=2026-01&known_on=soon", "known_on"),
    ],
)
def test_what_cannot_be_previewed_is_said(organization, issued, asked, words):
    response = browser(organization, "hr").get(f"/payruns/preview/?{asked}")
    assert response.status_code == 422
    assert words in text(response)


@pytest.mark.parametrize("role", ["salesperson", "manager", "administrator"])
def test_who_does_not_run_pay_previews_none_of_it(organization, company, role):
    options = {"employee_id": company.people["S1"], "scope": "own"} if role == "salesperson" else {}
    assert browser(organization, role, **options).get("/payruns/preview/").status_code == 403


def test_the_page_of_a_run_shows_what_it_proves_in_chinese_too(organization, issued):
    client = browser(organization, "finance")
    fingerprint = payruns.find_certificate(run_id=issued).certificate_hash
    shown = text(client.get(f"/payruns/{issued}/"))
    assert "What does the run prove?" in shown
    assert fingerprint in shown
    User.objects.update(language="zh-hans")
    shown = text(client.get(f"/payruns/{issued}/"))
    assert "每笔业务的份额合计为整笔" in shown
    assert "对账单合计等于批次计入金额" in shown


def test_what_differs_is_named_on_a_page_of_its_own(organization, company, monkeypatch):
    run_id = run_to("started", JANUARY, noon(2, 1))
    models.Outcome.objects.create(
        run_id=run_id,
        employee_id=company.people["S1"],
        for_label=JANUARY.label,
        for_from=JANUARY.from_,
        for_until=JANUARY.until,
        plan_code="sales",
        component_key="gift",
        component_name={},
        plan_hash="0",
        desired_fen=1,
        issued_before_fen=0,
        posted_fen=1,
        trace={"rule": "none"},
    )
    payruns.compute_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    shown = text(browser(organization, "hr").post(f"/payruns/{run_id}/rerun/"))
    assert "What of Jan 2026 differs?" in shown
    assert "S1 李雷, gift (sales), Jan 2026: 0.01 is stored and does not follow from the inputs." in shown


def test_the_sums_of_a_preview_come_to_its_headline(organization, issued):
    shown = text(browser(organization, "hr").get("/payruns/preview/?period=2026-02")).replace("\u2212", "-")
    assert '<span class="figure-value">12,700.00' in shown
    for label, amount in (
        ("Feb 2026 itself", "12,000.00"),
        ("What differs in issued periods", "+700.00"),
        ("Total", "<strong>12,700.00</strong>"),
    ):
        assert f'colspan="2">{label}</th><td class="num" data-label="Amount">{amount}</td>' in shown
    assert 'colspan="5">Total</th><td class="num" data-label="Difference">+700.00</td>' in shown
    assert shown.index('id="touched"') < shown.index('id="own"') < shown.index('id="since"')
    correction = text(browser(organization, "hr").get("/payruns/preview/?period=2026-01"))
    assert '<span class="figure-value">700.00' in correction
    assert 'colspan="5">Total</th><td class="num" data-label="Difference">+700.00</td>' in correction


def test_the_preview_of_the_running_month_says_that_it_is_not_over(organization, company):
    label = Period.month_of(timezone.localdate()).label
    shown = text(browser(organization, "hr").get(f"/payruns/preview/?period={label}"))
    assert "The period is not over yet" in shown
    assert "What is still to come is not in it." in shown
    assert "Frozen" not in shown


def test_after_reopening_every_way_leads_to_the_correction(organization, issued):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    finance.post(f"/payruns/{issued}/reopen/", {"reason": "王总批复"})
    way = f'href="/payruns/{issued}/#period"'
    assert "Jan 2026 is open again. Its correction comes first." in text(hr.get("/payruns/start/"))
    assert way in text(hr.get("/payruns/start/"))
    refused = hr.post("/payruns/start/", {"period": "2026-02"})
    assert refused.status_code == 422
    assert way in text(refused)
    listed = text(hr.get("/payruns/"))
    assert listed.count(way) == 2
    assert "Run the pay of Feb 2026" not in listed
    shown = text(hr.get(f"/payruns/{issued}/"))
    assert '<a class="button primary" href="#period">Next step</a>' in shown
    home = [(one.title, one.href) for one in hr.get("/").context["errands"]]
    assert home == [("Jan 2026 is open again and waits for its correction", f"/payruns/{issued}/#period")]
    hr.post(f"/payruns/{issued}/correct/")
    (made,) = payruns.list_corrections(period=JANUARY)
    assert f'<a class="button primary" href="/payruns/{made.id}/">' in text(hr.get(f"/payruns/{issued}/"))


def test_a_change_says_its_fields_and_names_what_was_entered_by_hand_by_its_title(organization, company):
    deal = new_deal(company, "manual-7f3a", "C1", 10_000_00, date(2026, 1, 10))
    ids = record_deals(deal, at=noon(1, 25))
    run_to("issued", JANUARY, noon(2, 1))
    (fact_id,) = ids.values()
    new = evolve(deal, product_line="备件")
    intake.correct_deal(acting_user_id=None, at=noon(2, 2), fact_id=fact_id, new=new, reason="x")
    shown = text(browser(organization, "hr").get("/payruns/preview/"))
    assert "Product line 软件, now 备件" in shown
    assert "合同 manual-7f3a" in shown
    assert ">manual-7f3a" not in shown
