"""The pages of plans, as whole requests."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jieli.apps.access.models import User
from jieli.apps.plans import api as plans
from jieli.apps.plans.places import line_of_place
from jieli.apps.plans.testing import SALES_TEXT
from jieli.apps.plans.tests.conftest import AT, JANUARY, browser
from jieli.kernel.ranges import DateRange


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", ["", "-/new/", "-/assign/", "sales/new-version/", "-/end/1/"])
def test_a_salesperson_neither_lists_nor_writes_plans(organization, company, address):
    client = browser(organization, "salesperson", scope="own", employee_id=company["S1"])
    assert client.get(f"/plans/{address}").status_code == 403


def test_a_salesperson_reads_his_own_plan_and_nobody_elses(organization, company):
    own = browser(organization, "salesperson", scope="own", employee_id=company["S1"])
    other = browser(organization, "salesperson", scope="own", employee_id=company["S2"])
    shown = text(own.get("/plans/sales/"))
    assert "What does “Sales plan” promise?" in shown
    assert "李雷" in shown
    assert own.get("/plans/consult/").status_code == 404
    assert other.get("/plans/sales/").status_code == 404
    assert other.get("/plans/sales/text/").status_code == 404


def test_a_salesperson_comes_to_his_plan_without_knowing_its_name(organization, company):
    own = browser(organization, "salesperson", scope="own", employee_id=company["S1"])
    other = browser(organization, "salesperson", scope="own", employee_id=company["S2"])
    assert own.get("/plans/-/mine/").url == "/plans/sales/"
    assert "You are on no plan today." in text(other.get("/plans/-/mine/"))


def test_somebody_on_the_same_plan_does_not_read_anothers_base_salary(organization, company):
    plans.assign_plan(
        acting_user_id=None,
        at=AT,
        assignments=[plans.NewAssignment(company["S2"], "sales", DateRange(JANUARY, None))],
    )
    shown = text(
        browser(organization, "salesperson", scope="own", employee_id=company["S2"]).get("/plans/sales/")
    )
    assert "8,765.43" not in shown
    assert "李雷" not in shown


def test_the_plan_page_says_the_plan_in_chinese_with_tiers_and_a_curve(organization, company):
    client = browser(organization, "hr")
    User.objects.update(language="zh-hans")
    shown = text(client.get("/plans/sales/"))
    assert "“销售方案”承诺了什么？" in shown
    assert "每月底薪 6,000.00。" in shown
    assert "100,000.00" in shown
    assert "<svg" in shown
    assert "8,765.43" in shown


def test_finance_reads_plans_and_changes_none(organization, company):
    client = browser(organization, "finance")
    assert client.get("/plans/").status_code == 200
    assert client.get("/plans/sales/").status_code == 200
    assert client.get("/plans/sales/new-version/").status_code == 403
    assert client.post("/plans/-/assign/", {}).status_code == 403


def test_the_list_says_who_is_without_a_plan(organization, company):
    client = browser(organization, "hr")
    assert "1 employed without one" in text(client.get("/plans/"))
    shown = text(client.get("/plans/?plan=-"))
    assert "韩梅梅" in shown
    assert "李雷" not in shown


def version(text_of_plan: str, **more) -> dict[str, str]:
    return {"text": text_of_plan, "in_force_from": "2026-03-01", "on_previous": "move", "do": "save", **more}


def test_a_new_version_is_prefilled_with_the_latest_and_saved(organization, company):
    client = browser(organization, "hr")
    assert "6000.00" in text(client.get("/plans/sales/new-version/"))
    changed = plans.get_plan(code="sales").latest.text.replace("6000.00", "6500.00")
    response = client.post("/plans/sales/new-version/", version(changed), follow=True)
    assert "Version 2 is saved" in text(response)
    latest = plans.get_plan(code="sales").latest
    assert (latest.number, latest.in_force_from, latest.keeps_previous) == (2, date(2026, 3, 1), False)
    shown = text(client.get("/plans/sales/text/?version=2"))
    assert "<del>-    monthly: &quot;6000.00&quot;</del>" in shown
    assert "<ins>+    monthly: &quot;6500.00&quot;</ins>" in shown


def test_a_preview_says_the_sentences_and_saves_nothing(organization, company):
    client = browser(organization, "hr")
    changed = SALES_TEXT.replace("6000.00", "6500.00")
    response = client.post(
        "/plans/sales/new-version/", version(changed, do="preview"), headers={"HX-Request": "true"}
    )
    shown = text(response)
    assert "A base salary of 6,500.00 each month." in shown
    assert "<html" not in shown
    assert plans.get_plan(code="sales").latest.number == 1


def test_what_is_wrong_in_the_text_is_shown_with_its_line_and_the_text_is_kept(organization, company):
    wrong = SALES_TEXT.replace('{from: "100000.00"', '{from: "0.00"')
    response = browser(organization, "hr").post("/plans/sales/new-version/", version(wrong))
    shown = text(response)
    assert response.status_code == 422
    assert "PAY-TIER-003" in shown
    line = wrong.splitlines().index('          - {from: "0.00", rate: "3%"}') + 1
    assert f"Line {line}  - {{from: &quot;0.00&quot;, rate: &quot;3%&quot;}}" in shown
    assert "component 2 “Commission” → 软件 → tier 2 → lower bound" in shown
    assert "components[1].rates[0].tiers[1].from" in shown
    assert "New-client reward" in shown
    assert plans.get_plan(code="sales").latest.number == 1


def test_a_text_that_is_no_yaml_says_on_which_line(organization, company):
    response = browser(organization, "hr").post("/plans/sales/new-version/", version("name: {zh: [\n"))
    assert response.status_code == 422
    assert "PAY-TEXT-001" in text(response)


def test_the_form_of_a_new_plan_begins_with_a_complete_one(organization, company):
    client = browser(organization, "hr")
    assert "A base salary of 6,000.00 each month." in text(client.get("/plans/-/new/"))
    response = client.post("/plans/-/new/", version(SALES_TEXT, code="east"), follow=True)
    assert response.redirect_chain[-1][0] == "/plans/east/"
    assert plans.get_plan(code="east").latest.number == 1


def test_a_code_that_cannot_be_one_is_refused_in_the_form(organization, company):
    response = browser(organization, "hr").post("/plans/-/new/", version(SALES_TEXT, code="Ost plan"))
    assert response.status_code == 422
    assert "PLAN-CODE-001" in text(response)


def assignment(*people: int, **more) -> dict[str, object]:
    return {"plan": "consult", "from_": "2026-02-01", "until": "", "people": people, **more}


def test_people_are_put_on_a_plan_with_their_base_salaries(organization, company):
    client = browser(organization, "hr")
    data = assignment(company["S1"], company["S2"])
    data |= {f"base-{company['S1']}": "7,000.50", f"base-{company['S2']}": "8000"}
    response = client.post("/plans/-/assign/", data, follow=True)
    assert "2 people are on “Consultants&#x27; plan” from" in text(response)
    assert [(one.plan_code, one.base_fen) for one in plans.assignments_of(employee_id=company["S1"])] == [
        ("sales", 8_765_43),
        ("consult", 7_000_50),
    ]


def test_a_missing_base_salary_is_said_with_the_persons_name(organization, company):
    response = browser(organization, "hr").post("/plans/-/assign/", assignment(company["S2"]))
    assert response.status_code == 422
    shown = text(response)
    assert "PLAN-ASSIGN-003" in shown
    assert "<code>韩梅梅</code>" in shown
    assert plans.assignments_of(employee_id=company["S2"]) == ()


def test_a_plan_without_a_version_on_the_date_is_refused_on_the_page(organization, company):
    data = assignment(company["S2"], plan="sales", from_="2025-12-01")
    response = browser(organization, "hr").post("/plans/-/assign/", data)
    assert (response.status_code, "PLAN-ASSIGN-002" in text(response)) == (422, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": []}, "Nobody is chosen."),
        ({"until": "2026-01-15"}, "This is not after the first day."),
        ({"base": "many"}, "This is not an amount"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_in_place_and_what_was_typed_stays(
    organization, company, change, said
):
    data = assignment(company["S2"])
    data[f"base-{company['S2']}"] = change.pop("base", "8000.00")
    response = browser(organization, "hr").post("/plans/-/assign/", data | change)
    assert response.status_code == 422
    assert said in text(response)
    assert data[f"base-{company['S2']}"] in text(response)


def test_hr_of_one_team_puts_only_its_people_on_plans(organization, company):
    client = browser(organization, "hr", scope="own", employee_id=company["S2"])
    shown = text(client.get("/plans/-/assign/"))
    assert "韩梅梅" in shown
    assert "李雷" not in shown
    data = assignment(company["S1"]) | {f"base-{company['S1']}": "1.00"}
    assert client.post("/plans/-/assign/", data).status_code == 422
    assert [one.plan_code for one in plans.assignments_of(employee_id=company["S1"])] == ["sales"]
    assert client.get(f"/plans/-/end/{company['S1']}/").status_code == 404
    assert client.get("/plans/-/new/").status_code == 403


def test_a_plan_is_ended_from_a_day(organization, company):
    client = browser(organization, "hr")
    on = timezone.localdate() + timedelta(days=10)
    assert client.get(f"/plans/-/end/{company['S1']}/").status_code == 200
    client.post(f"/plans/-/end/{company['S1']}/", {"on": on.isoformat()})
    assert [one.range for one in plans.assignments_of(employee_id=company["S1"])] == [DateRange(JANUARY, on)]


@pytest.mark.parametrize(
    "address", ["nothing/", "nothing/new-version/", "sales/?version=9", "-/end/999999999/"]
)
def test_what_is_not_there_is_not_found(organization, company, address):
    assert browser(organization, "hr").get(f"/plans/{address}").status_code == 404


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("components[0].monthly", 3),
        ("components[0].missing.deep", 2),
        ("components[1]", 4),
        ("line 7, column 2", 7),
        ("", None),
        ("elsewhere", None),
    ],
)
def test_a_place_of_the_text_has_its_line(place, line):
    written = 'components:\n  - key: a\n    monthly: "1"\n  - key: b\n'
    assert line_of_place(written, place) == line


def test_it_is_said_before_saving_which_version_is_replaced(organization, company):
    hr = browser(organization, "hr")
    latest = plans.list_plans()[0].latest
    code = plans.list_plans()[0].code
    words = f"This replaces version {latest.number}"
    sent = {"text": latest.text, "on_previous": "move", "do": "preview"}
    same = hr.post(f"/plans/{code}/new-version/", sent | {"in_force_from": latest.in_force_from.isoformat()})
    assert words in same.content.decode()
    later = hr.post(f"/plans/{code}/new-version/", sent | {"in_force_from": "2031-01-01"})
    assert words not in later.content.decode()
