"""What is said before a version is saved, and how one is withdrawn before it comes, as whole requests."""

import html
import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from jieli.apps.access.models import User
from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.plans import api as plans
from jieli.apps.plans.testing import SALES_TEXT
from jieli.apps.plans.tests.conftest import AT, JANUARY, browser
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

NEW, ADDRESS = "/plans/-/new/", "/plans/sales/new-version/"
WITHOUT_BASE = re.sub(r"  - key: base\n.*?(?=  - key: commission)", "", SALES_TEXT, flags=re.DOTALL)
DEARER = SALES_TEXT.replace("6000.00", "6500.00")


def shown(response) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def typed(text: str, on: date | str = "2026-03-01", **more) -> dict[str, str]:
    return {"text": text, "in_force_from": str(on), "on_previous": "move", "do": "save", **more}


def later(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def save(text: str, on: date) -> int:
    saved = plans.save_plan_version(
        acting_user_id=None,
        at=timezone.now(),
        code="sales",
        text=text,
        in_force_from=on,
        keeps_previous=False,
    )
    return saved.number


@pytest.fixture
def hr(organization, company):
    return browser(organization, "hr")


@pytest.fixture
def sold(company):
    """One deal of the product line 软件."""
    new = clients.NewClient(code="K1", name="华信", created_on=JANUARY)
    ids = clients.add_clients(acting_user_id=None, new=[new])
    deal = intake.NewDeal(
        source_key="D1",
        client_id=ids["K1"],
        title="一期",
        amount_fen=1_000_00,
        currency="CNY",
        signed_on=JANUARY,
        product_line="软件",
    )
    intake.record_facts(acting_user_id=None, at=AT, facts=intake.NewFacts(deals=[deal]))


def test_a_new_plan_does_not_take_the_code_of_one_that_is_there(hr):
    before = plans.get_plan(code="sales")
    preview = hr.post(NEW, typed(DEARER, code="sales", do="preview"), headers={"HX-Request": "true"})
    assert "The code “sales” is taken" in shown(preview)
    refused = hr.post(NEW, typed(DEARER, code="sales"))
    assert refused.status_code == 422
    assert "PLAN-CODE-002" in shown(refused)
    assert "Code of the plan" in shown(refused)
    assert f'href="{ADDRESS}"' in refused.content.decode()
    assert plans.get_plan(code="sales") == before


def test_a_product_line_that_no_deal_has_is_said_and_saved_only_where_it_is_meant(hr, sold):
    slip = DEARER.replace('"软件"', '"软体"')
    preview = hr.post(ADDRESS, typed(slip, do="preview"), headers={"HX-Request": "true"})
    said = "No deal has the product line “软体”"
    assert said in shown(preview)
    assert "Deals have: 软件." in shown(preview)
    refused = hr.post(ADDRESS, typed(slip))
    assert (refused.status_code, said in shown(refused)) == (422, True)
    assert "Look at what would change" in shown(refused)
    assert plans.get_plan(code="sales").latest.number == 1
    assert hr.post(ADDRESS, typed(slip, is_meant="yes")).status_code == 302
    assert plans.get_plan(code="sales").latest.number == 2


EXTRA = DEARER + (
    '  - {key: extra, type: formula, name: {zh: "奖", en: "Extra"}, formula: "FORMULA", rounding: half_up}\n'
)


def test_a_result_that_was_never_recorded_is_said_and_saved_only_where_it_is_meant(hr, company):
    slip = EXTRA.replace("FORMULA", "if(achieved(satisfactoin, 0%) > 90%, 100.00, 0.00)")
    assert hr.post(ADDRESS, typed(slip)).status_code == 302, "nothing is recorded to compare with"
    one = plans.NewAchievement(company["S1"], "satisfaction", DateRange(JANUARY, later()), Fraction(1), None)
    plans.record_achievements(acting_user_id=None, at=timezone.now(), achievements=[one])
    preview = hr.post(ADDRESS, typed(slip, do="preview"), headers={"HX-Request": "true"})
    said = "No result “satisfactoin” was ever recorded for anybody"
    assert said in shown(preview)
    assert "Recorded are: satisfaction." in shown(preview)
    refused = hr.post(ADDRESS, typed(slip))
    assert (refused.status_code, said in shown(refused)) == (422, True)
    right = hr.post(ADDRESS, typed(slip.replace("satisfactoin", "satisfaction")))
    assert right.status_code == 302
    assert hr.post(ADDRESS, typed(slip, is_meant="yes")).status_code == 302


NPS = 'quality: {of: npx, at_least: "60", otherwise: "50%"}'
NAMING_RESULTS = {
    "a gate": SALES_TEXT.replace('    rate: "0.5%"\n', f'    rate: "0.5%"\n    {NPS}\n'),
    "an indicator": SALES_TEXT
    + """
  - {key: bonus, type: performance_bonus, name: {zh: "奖", en: "Bonus"}, amount: "1000.00", every: month,
     proration: none, missing: zero, rounding: half_up, leavers: paid,
     indicators: [{name: "口碑", weight: "100%", achievement: npx, target: "90"}]}
""",
    "a condition": SALES_TEXT
    + """
  - {key: kept, type: holdback, name: {zh: "留存", en: "Kept"}, of: commission, part: "10%", release: condition,
     condition: "achieved(npx) >= 90%", last_periods: "3", at_last: forfeited, rounding: half_up}
""",
}


@pytest.mark.parametrize("text", NAMING_RESULTS.values(), ids=NAMING_RESULTS)
def test_every_place_that_names_a_result_is_looked_at(hr, company, text):
    one = plans.NewAchievement(company["S1"], "nps", DateRange(JANUARY, later()), Fraction(1), None)
    plans.record_achievements(acting_user_id=None, at=timezone.now(), achievements=[one])
    said = "No result “npx” was ever recorded for anybody"
    assert said in shown(hr.post(ADDRESS, typed(text, do="preview")))
    assert said not in shown(hr.post(ADDRESS, typed(text.replace("npx", "nps"), do="preview")))


def test_lines_that_deals_have_and_all_others_need_no_word(hr, sold):
    assert hr.post(ADDRESS, typed(DEARER)).status_code == 302


def test_before_it_is_saved_it_is_said_what_goes_what_comes_and_for_how_many(hr):
    text = WITHOUT_BASE + (
        '  - {key: extra, type: formula, name: {zh: "奖", en: "Extra"}, formula: "1.00", rounding: half_up}\n'
    )
    refused = hr.post(ADDRESS, typed(text))
    assert refused.status_code == 422
    said = shown(refused)
    assert "No longer in the plan, compared with version 1: Base salary." in said
    assert "New, compared with version 1: Extra." in said
    assert "1 person is paid by it." in said
    assert "It begins in the past" in said
    coming = shown(hr.post(ADDRESS, typed(DEARER, later(), do="preview")))
    assert "1 person is paid by it." in coming
    assert "It begins in the past" not in coming
    kept = shown(hr.post(ADDRESS, typed(DEARER, later(), do="preview", on_previous="keep")))
    assert "The one person on the plan then keeps the version of before." in kept


CAPPED = (
    SALES_TEXT
    + """
  - {key: cap, type: cap, name: {zh: "封顶", en: "Cap"}, "on": [transition], most: "4000.00", window: year, excess: lost}
"""
)


def test_refunds_that_would_pass_by_what_settled_them_are_said_and_saved_only_where_it_is_meant(hr):
    save(CAPPED, date(2026, 2, 1))
    renamed = CAPPED.replace("key: transition\n", "key: share\n").replace("[transition]", "[share]")
    said = "Refunds of what version 2 paid by “transition” would pass by “cap”"
    assert said in shown(hr.post(ADDRESS, typed(renamed, do="preview")))
    assert said not in shown(hr.post(ADDRESS, typed(renamed, do="preview", on_previous="keep")))
    refused = hr.post(ADDRESS, typed(renamed))
    assert (refused.status_code, said in shown(refused)) == (422, True)
    assert "keep it in the plan with a rate of 0%" in shown(refused)
    kept = CAPPED.replace("6000.00", "6500.00")
    assert hr.post(ADDRESS, typed(kept)).status_code == 302
    assert hr.post(ADDRESS, typed(renamed, date(2026, 4, 1), is_meant="yes")).status_code == 302


def test_a_day_before_a_later_version_is_said_in_the_preview(hr):
    save(DEARER, date(2026, 7, 1))
    preview = hr.post(ADDRESS, typed(SALES_TEXT, do="preview"), headers={"HX-Request": "true"})
    assert "PLAN-VERSION-002" in shown(preview)
    assert "Take 2026-07-01 to put that version right from its first day, or a later day." in shown(preview)


def test_the_list_names_the_version_that_comes_and_the_plan_as_it_is_called_today(hr):
    coming = later()
    save(DEARER.replace("Sales plan", "Sales plan of later"), coming)
    save(DEARER.replace("Sales plan", "Sales plan at last").replace("6500", "6600"), coming)
    said = shown(hr.get("/plans/"))
    assert f"version 3 on {coming}" in said
    assert "version 2 on" not in said
    assert "at last" not in said
    assert "Sales plan sales" in said
    assert "What does “Sales plan” promise?" in shown(hr.get("/plans/sales/"))
    assert "Sales plan at last" not in shown(hr.get("/plans/-/assign/"))


def withdraw(client, number: int, reason: str = "算错了"):
    return client.post(f"/plans/sales/versions/{number}/withdraw/", {"reason": reason})


def test_a_version_that_is_to_come_is_withdrawn_with_a_reason_and_what_it_replaced_stands_again(hr):
    coming = later()
    save(DEARER, coming)
    known = timezone.now()
    save(DEARER.replace("6500", "6600"), coming)
    assert "/plans/sales/versions/3/withdraw/" in hr.get("/plans/sales/").content.decode()
    asked = shown(hr.get("/plans/sales/versions/3/withdraw/"))
    assert "Instead version 2 goes on." in asked
    assert "with 1 person on the plan" in asked
    assert withdraw(hr, 3, " ").status_code == 422
    at_three = timezone.now()
    assert withdraw(hr, 3).status_code == 302
    page = shown(hr.get("/plans/sales/"))
    assert "Version 3 is withdrawn." in page
    assert "算错了" in page
    plan = plans.get_plan(code="sales")
    assert plan.version_on(coming).number == 2
    assert plan.versions[2].withdrawal.reason == "算错了"
    numbers = [
        max(one.number for one in plans.list_versions(known_at=at) if one.plan == "sales")
        for at in (known, at_three, None)
    ]
    assert numbers == [2, 3, 2]
    assert "withdrawn: it never counted" in shown(hr.get("/plans/sales/?version=3"))
    assert hr.get("/plans/sales/versions/3/withdraw/").status_code == 404
    assert save(DEARER.replace("6500", "6700"), coming) == 4


def test_the_log_says_who_withdrew_a_version_and_why(organization, company, hr):
    save(DEARER, later())
    withdraw(hr, 2)
    log = shown(browser(organization, "administrator").get("/log/"))
    assert "Withdrawal of a version of a pay plan" in log


@pytest.mark.parametrize(
    ("coming", "number", "reason", "code"),
    [
        ((30,), 2, "", "PLAN-WITHDRAW-001"),
        ((0,), 2, "x", "PLAN-WITHDRAW-002"),
        ((30, 60), 2, "x", "PLAN-WITHDRAW-003"),
        ((30,), 9, "x", "PLAN-WITHDRAW-005"),
    ],
)
def test_what_may_not_be_withdrawn_says_why(company, coming, number, reason, code):
    for index, days in enumerate(coming):
        save(SALES_TEXT.replace("6000", f"{6500 + index}"), later(days))
    with pytest.raises(Problems) as refused:
        plans.withdraw_version(
            acting_user_id=None,
            at=timezone.now(),
            today=timezone.localdate(),
            code="sales",
            number=number,
            reason=reason,
        )
    assert [one.code for one in refused.value.problems] == [code]


def test_the_only_version_of_a_plan_is_not_withdrawn(organization, company):
    plans.save_plan_version(
        acting_user_id=None, at=AT, code="new", text=DEARER, in_force_from=later(), keeps_previous=False
    )
    hr = browser(organization, "hr")
    assert "/withdraw/" not in hr.get("/plans/new/").content.decode()
    refused = hr.post("/plans/new/versions/1/withdraw/", {"reason": "x"})
    assert "left without any text" in shown(refused)
    with pytest.raises(Problems) as raised:
        plans.withdraw_version(
            acting_user_id=None, at=AT, today=timezone.localdate(), code="new", number=1, reason="x"
        )
    assert [one.code for one in raised.value.problems] == ["PLAN-WITHDRAW-004"]


def test_whoever_writes_no_plans_withdraws_none(organization, company):
    save(DEARER, later())
    assert withdraw(browser(organization, "finance"), 2).status_code == 403
    own = browser(organization, "salesperson", scope="own", employee_id=company["S1"])
    assert withdraw(own, 2).status_code == 403


def test_what_is_to_change_is_said_in_chinese(hr, sold):
    User.objects.update(language="zh-hans")
    said = shown(hr.post(ADDRESS, typed(WITHOUT_BASE.replace('"软件"', '"软体"'))))
    assert "没有成交属于产品线“软体”" in said
    assert "与第 1 版相比，不再有：底薪" in said
    assert not re.search(r"[A-Za-z]{12,}", said.partition("保存后有什么变化")[2].partition("文本说了什么")[0])


def test_a_run_of_what_was_known_before_keeps_its_version(company):
    """A pay run that froze its knowledge before the withdrawal is verified with the version it saw."""
    save(DEARER, later())
    known = timezone.now()
    plans.withdraw_version(
        acting_user_id=None,
        at=timezone.now(),
        today=timezone.localdate(),
        code="sales",
        number=2,
        reason="x",
    )
    assert [one.number for one in plans.list_versions(known_at=known) if one.plan == "sales"] == [1, 2]
    within = DateRange(later(40), later(41))
    paying = plans.versions_paying(employee_id=company["S1"], within=within)
    assert [one.number for one in paying] == [1]
