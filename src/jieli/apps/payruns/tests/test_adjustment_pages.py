"""Adding, approving and withdrawing what is decided by hand, as whole requests."""

import pytest

from jieli.apps.access.models import User
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, noon, run_to
from jieli.apps.payruns.tests.conftest import browser
from jieli.apps.payruns.tests.test_adjustments import save_later_version

LIST, NEW = "/payruns/adjustments/", "/payruns/adjustments/new/"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def form(company):
    return {
        "employee_id": company.people["S1"],
        "period": "2026-01",
        "component": "sales/base",
        "kind": "adds",
        "amount": "-1,234.50",
        "reason": "<b>多发</b>",
    }


def test_hr_asks_finance_approves_and_hr_withdraws(organization, company, form):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    run_id = run_to("issued", JANUARY, noon(2, 1))
    page = text(hr.get(f"/payruns/{run_id}/"))
    assert f'href="{NEW}?person={company.people["S1"]}&amp;period=2026-01"' in page
    asked = text(hr.get(f"{NEW}?person={company.people['S1']}&period=2026-01"))
    assert '<option value="sales/" selected>' in asked
    shown = text(hr.post(NEW, form, follow=True))
    assert "It waits for somebody else" in shown
    assert "-1,234.50" in shown.replace("−", "-")
    assert "&lt;b&gt;多发&lt;/b&gt;" in shown
    (one,) = payruns.list_adjustments()
    assert one.amount_fen == -1_234_50
    assert f'action="{LIST}{one.id}/approve/"' not in shown
    assert f'action="{LIST}{one.id}/approve/"' in text(finance.get(LIST))
    assert "1 adjustment by hand" in text(finance.get(f"/payruns/{run_id}/"))
    assert "Approved. The next run has it." in text(finance.post(f"{LIST}{one.id}/approve/", follow=True))
    assert "is not in it" in text(finance.get(f"/payruns/{run_id}/"))
    assert "-1,234.50" in text(hr.get("/payruns/preview/")).replace("−", "-")
    assert hr.post(f"{LIST}{one.id}/withdraw/", {"reason": " "}).status_code == 422
    shown = text(hr.post(f"{LIST}{one.id}/withdraw/", {"reason": "查清了"}, follow=True))
    assert "Withdrawn. What was issued because of it comes back in the next run." in shown
    assert "查清了" in shown


def test_a_component_that_the_plan_has_lost_since_is_said_before_approval_and_by_the_run(
    organization, company, form
):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    run_to("issued", JANUARY, noon(2, 1))
    hr.post(NEW, {**form, "period": "2026-02", "component": "sales/base", "amount": "300.00"})
    lost = "does not have this component any more"
    assert lost not in text(finance.get(LIST))
    save_later_version()
    assert lost in text(finance.get(LIST))
    (one,) = payruns.list_adjustments()
    payruns.approve_adjustment(
        acting_user_id=User.objects.order_by("pk").last().pk, at=noon(2, 10), adjustment_id=one.id
    )
    assert lost not in text(finance.get(LIST))
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    found = payruns.Finding(
        payruns.FindingKind.ADJUSTED_IN_VAIN,
        company.people["S1"],
        amount_fen=300_00,
        plan_code="sales",
        component_key="base",
    )
    assert found in payruns.run_findings(run_id=run_id)
    shown = text(finance.get(f"/payruns/{run_id}/"))
    assert "Adjusted by hand, but not in the person’s plan" in shown
    assert "300.00 was decided for what the plan does not have in this period." in shown


def test_the_page_says_when_an_open_run_does_not_have_it(organization, company, form):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    hr.post(NEW, form)
    run_to("computed", JANUARY, noon(2, 1))
    (one,) = payruns.list_adjustments()
    assert "was frozen before and does not have it" in text(
        finance.post(f"{LIST}{one.id}/approve/", follow=True)
    )


def test_what_waits_is_said_before_the_run_is_approved_and_before_it_is_issued(organization, company, form):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    waits = "1 adjustment by hand for this period waits for approval"
    run_id = run_to("reviewed", JANUARY, noon(2, 1))
    assert waits not in text(finance.get(f"/payruns/{run_id}/"))
    hr.post(NEW, form)
    assert waits in text(finance.get(f"/payruns/{run_id}/"))
    finance.post(f"/payruns/{run_id}/approve/")
    asked = text(finance.get(f"/payruns/{run_id}/issue/"))
    assert waits in asked
    assert f'href="{LIST}?period=2026-01"' in asked
    finance.post(f"/payruns/{run_id}/issue/")
    assert waits not in text(finance.get(f"/payruns/{run_id}/"))


def test_what_was_approved_too_late_is_said_at_the_top_and_before_issuing(organization, company, form):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    left_out = "1 approved adjustment by hand for this period is not in this run"
    hr.post(NEW, form)
    run_id = run_to("approved", JANUARY, noon(2, 1))
    assert left_out not in text(finance.get(f"/payruns/{run_id}/"))
    (one,) = payruns.list_adjustments()
    finance.post(f"{LIST}{one.id}/approve/")
    for address in (f"/payruns/{run_id}/", f"/payruns/{run_id}/issue/"):
        shown = text(finance.get(address))
        assert left_out in shown
        assert "waits for approval" not in shown
    finance.post(f"/payruns/{run_id}/issue/")
    assert left_out not in text(finance.get(f"/payruns/{run_id}/"))


def test_the_form_offers_only_the_plans_that_pay_the_person(organization, company, form):
    hr = browser(organization, "hr")
    offered = 'value="sales/base"'
    assert offered in text(hr.get(f"{NEW}?person={company.people['S1']}&period=2026-01"))
    of_none = text(hr.get(f"{NEW}?person={company.people['S3']}&period=2026-01"))
    assert offered not in of_none
    assert 'value="sales/"' in of_none  # a line of its own is for everybody
    refused = hr.post(NEW, {**form, "employee_id": company.people["S3"]})
    assert refused.status_code == 422
    assert "is not on the plan" in text(refused)


def test_the_form_offers_the_components_of_the_version_that_pays_the_person_then(organization, company, form):
    save_later_version()
    hr, person = browser(organization, "hr"), company.people["S1"]
    january = text(hr.get(f"{NEW}?employee_id={person}&period=2026-01"))
    assert 'value="sales/base"' in january
    assert 'value="sales/handed_over"' not in january
    february = text(hr.get(f"{NEW}?employee_id={person}&period=2026-02"))
    assert 'value="sales/base"' not in february
    assert 'value="sales/handed_over"' in february
    again = text(hr.post(NEW, form | {"amount": "abc", "period": "2026-02"}))
    assert 'value="sales/handed_over"' in again


def test_who_asked_is_told_in_words_to_let_a_colleague_approve(organization, company, form):
    finance = browser(organization, "finance")
    finance.post(NEW, form)
    (one,) = payruns.list_adjustments()
    refused = finance.post(f"{LIST}{one.id}/approve/")
    assert refused.status_code == 422
    assert "ADJUST-APPROVE-002" in text(refused)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "abc", "This is not an amount."),
        ("amount", "1e9", "This is not an amount."),
        ("amount", "9999999999999.00", "far too large"),
        ("amount", "0", "The amount is zero"),
        ("period", "March", "This is not a period."),
        ("component", "sales/nothing", "Select a valid choice"),
        ("employee_id", "999999", "Select a valid choice"),
        ("reason", " ", "This field is required"),
        ("kind", "doubles", "Select a valid choice"),
    ],
)
def test_what_is_mistyped_is_said_at_its_field_and_stays_typed(
    organization, company, form, field, value, words
):
    response = browser(organization, "hr").post(NEW, {**form, field: value})
    assert response.status_code == 422
    assert words in text(response)
    assert "多发" in text(response) or field == "reason"
    assert models.Adjustment.objects.count() == 0


def test_a_replacement_names_its_component(organization, company, form):
    response = browser(organization, "hr").post(NEW, {**form, "component": "sales/", "kind": "replaces"})
    assert response.status_code == 422
    assert "no component is named" in text(response)


def test_who_does_not_run_pay_neither_sees_nor_writes_any(organization, company, form):
    browser(organization, "hr").post(NEW, form)
    (one,) = payruns.list_adjustments()
    for role in ("manager", "administrator", "salesperson"):
        client = browser(organization, role)
        assert client.get(LIST).status_code == 403
        assert client.post(NEW, form).status_code == 403
        for act in ("approve", "withdraw"):
            assert client.post(f"{LIST}{one.id}/{act}/", {"reason": "x"}).status_code == 403
    hr = browser(organization, "hr")
    assert hr.post(f"{LIST}{one.id}/approve/").status_code == 403
    assert hr.post(f"{LIST}999999/approve/").status_code == 404
    assert payruns.get_adjustment(adjustment_id=one.id).approved_at is None


def test_hr_of_somebody_else_s_department_sees_and_adjusts_only_his_own(organization, company, form):
    browser(organization, "hr").post(NEW, form)
    (one,) = payruns.list_adjustments()
    other = browser(organization, "hr", employee_id=company.people["S2"], scope="own")
    assert "李雷" not in text(other.get(LIST))
    assert other.post(NEW, form).status_code == 422
    assert other.post(f"{LIST}{one.id}/withdraw/", {"reason": "x"}).status_code == 403


def test_all_of_it_is_in_chinese_too(organization, company, form):
    client = browser(organization, "hr")
    client.post(NEW, form)
    User.objects.update(language="zh-hans")
    for address in (LIST, NEW):
        assert "手工调整" in text(client.get(address))
