"""The pages of pay runs, as whole requests."""

from datetime import date

import pytest
from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.access.models import User
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.summary import summarize
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, new_deal, noon, record_deals, run_to
from jieli.apps.payruns.tests.conftest import browser
from jieli.apps.plans import api as plans
from jieli.engines.pay import OWN_LINE, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


@pytest.fixture
def deals(company):
    return record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", ["", "start/", "{run}/", "{run}/issue/"])
@pytest.mark.parametrize("role", ["salesperson", "manager", "administrator"])
def test_who_does_not_run_pay_sees_none_of_it(organization, company, address, role):
    run_id = run_to("approved", JANUARY, noon(2, 1))
    options = {"employee_id": company.people["S1"], "scope": "own"} if role == "salesperson" else {}
    response = browser(organization, role, **options).get(f"/payruns/{address.format(run=run_id)}")
    assert response.status_code == 403


def test_a_stranger_is_led_to_the_login(organization, client):
    assert client.get("/payruns/").status_code == 302


@pytest.mark.parametrize("act", ["compute", "review", "approve", "abandon"])
def test_a_salesperson_moves_no_run_on(organization, company, act):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    client = browser(organization, "salesperson", employee_id=company.people["S1"], scope="own")
    assert client.post(f"/payruns/{run_id}/{act}/").status_code == 403
    assert payruns.get_run(run_id=run_id).state == "computed"


def test_the_list_says_what_comes_next_when_nothing_was_run_yet(organization, company):
    shown = text(browser(organization, "hr").get("/payruns/"))
    assert "No pay has been run yet." in shown
    assert "/payruns/start/" in shown


def test_starting_a_period_freezes_and_computes_it(organization, company, deals):
    client = browser(organization, "hr")
    response = client.post("/payruns/start/", {"period": "2026-01"}, follow=True)
    assert response.status_code == 200
    (run,) = payruns.list_runs()
    assert (run.state, run.total_fen) == ("computed", 16_000_00)
    shown = text(response)
    assert "What is to be paid for Jan 2026?" in shown
    assert "16,000.00" in shown
    assert "李雷" in shown


def test_the_page_of_a_run_asks_in_chinese_too(organization, company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    client = browser(organization, "hr")
    User.objects.update(language="zh-hans")
    shown = text(client.get(f"/payruns/{run_id}/"))
    assert "2026年1月该发多少？" in shown
    assert "数据已冻结" in shown


@pytest.mark.parametrize("period", ["March", "2026-13", ""])
def test_what_is_no_period_is_said_beside_the_field(organization, company, period):
    response = browser(organization, "hr").post("/payruns/start/", {"period": period})
    assert response.status_code == 422
    assert payruns.list_runs() == ()


def test_what_the_engine_finds_wrong_is_shown_and_leaves_no_run_behind(organization, company):
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 3),
        code="agreed",
        text=plans.get_plan(code="sales").latest.text,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    plans.assign_plan(
        acting_user_id=None,
        at=noon(1, 3),
        assignments=[plans.NewAssignment(company.people["S3"], "agreed", DateRange(date(2026, 1, 1), None))],
    )
    text_of_work_days = plans.get_plan(code="sales").latest.text.replace('"6000.00"', "from_assignment")
    plans.save_plan_version(
        acting_user_id=None,
        at=noon(1, 4),
        code="agreed",
        text=text_of_work_days,
        in_force_from=date(2026, 1, 1),
        keeps_previous=False,
    )
    response = browser(organization, "hr").post("/payruns/start/", {"period": "2026-01"})
    assert response.status_code == 422
    assert "PAY-BASE-001" in text(response)
    assert "that of person 王强 from 2026-01-01" in text(response)
    assert f"person {company.people['S3']}" not in text(response)
    assert payruns.list_runs() == ()


def test_every_amount_of_a_run_leads_to_its_explanation(organization, company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    shown = text(browser(organization, "finance").get(f"/payruns/{run_id}/"))
    for one in payruns.posted_amounts(run_id=run_id):
        assert f"/statements/outcomes/{one.outcome_id}/" in shown


def test_hr_reviews_and_finance_approves_and_issues(organization, company, deals):
    hr, finance = browser(organization, "hr"), browser(organization, "finance")
    hr.post("/payruns/start/", {"period": "2026-01"})
    (run,) = payruns.list_runs()
    assert hr.post(f"/payruns/{run.id}/review/", {"note": "看过"}).status_code == 302
    assert hr.post(f"/payruns/{run.id}/approve/").status_code == 403
    assert "Issue …" not in text(hr.get(f"/payruns/{run.id}/"))
    assert finance.post(f"/payruns/{run.id}/approve/").status_code == 302
    assert "This run waits to be issued by finance." in text(hr.get(f"/payruns/{run.id}/"))
    asked = text(finance.get(f"/payruns/{run.id}/issue/"))
    assert "Issue for 2 people" in asked
    assert "16,000.00" in asked
    assert hr.post(f"/payruns/{run.id}/issue/").status_code == 403
    assert finance.post(f"/payruns/{run.id}/issue/").status_code == 302
    assert payruns.get_run(run_id=run.id).state == "issued"
    events = payruns.list_events(run_id=run.id)
    assert [(event.verb, event.note) for event in events] == [
        ("started", ""),
        ("computed", ""),
        ("reviewed", "看过"),
        ("approved", ""),
        ("issued", ""),
    ]
    assert all(event.by_user_id for event in events)


def test_who_made_a_run_is_told_that_a_colleague_approves_it(organization, company, deals):
    alone, colleague = browser(organization, "finance"), browser(organization, "finance")
    alone.post("/payruns/start/", {"period": "2026-01"})
    (run,) = payruns.list_runs()
    alone.post(f"/payruns/{run.id}/review/")
    words = "You made this run yourself or asked for an adjustment in it, so a colleague approves it."
    assert words in text(alone.get(f"/payruns/{run.id}/"))
    assert f'action="/payruns/{run.id}/approve/"' not in text(alone.get(f"/payruns/{run.id}/"))
    assert words not in text(colleague.get(f"/payruns/{run.id}/"))
    assert alone.post(f"/payruns/{run.id}/approve/").status_code == 422
    assert colleague.post(f"/payruns/{run.id}/approve/").status_code == 302
    assert payruns.get_run(run_id=run.id).state == "approved"


def test_a_component_that_pays_nothing_to_anybody_stands_apart():
    def posted(component, fen):
        names = {"en": component}
        return payruns.PostedAmount(1, 1, JANUARY, False, "sales", component, names, fen)

    amounts = [posted("target", 0), posted("base", 6_000_00), posted("commission", 5_00), posted(OWN_LINE, 1)]
    found = summarize(amounts, lambda names: names["en"])
    assert [one.label for one in found.columns] == ["base", "commission", OWN_LINE]
    assert found.idle == ("target",)
    (row,) = found.rows
    assert [one.label for one in row.cells] == ["base", "commission", OWN_LINE]
    assert [one.label for one in row.idle_cells] == ["target"]


def test_issuing_a_second_time_is_refused_in_words(organization, company):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    response = browser(organization, "finance").post(f"/payruns/{run_id}/issue/")
    assert response.status_code == 422
    assert "RUN-ISSUE-001" in text(response)


def test_a_run_is_abandoned_with_its_reason(organization, company):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    client = browser(organization, "hr")
    assert client.post(f"/payruns/{run_id}/abandon/", {"reason": ""}).status_code == 422
    assert client.post(f"/payruns/{run_id}/abandon/", {"reason": "回款漏录"}).status_code == 302
    assert "回款漏录" in text(client.get(f"/payruns/{run_id}/"))


def test_computing_again_from_the_page_says_that_it_is_the_same(organization, company, deals):
    run_id = run_to("issued", JANUARY, noon(2, 1))
    response = browser(organization, "finance").post(f"/payruns/{run_id}/rerun/", follow=True)
    assert "every line is the same" in text(response)


def test_findings_are_said_in_sentences(organization, company, deals):
    record_deals(new_deal(company, "D9", "C4", 700_00, date(2026, 1, 12)), at=noon(1, 26))
    run_id = run_to("computed", JANUARY, noon(2, 1))
    shown = text(browser(organization, "hr").get(f"/payruns/{run_id}/"))
    assert "700.00 for which nobody is paid:" in shown
    assert "deal D9</a>" in shown
    assert "王强" in shown
    assert "From 2026-01-01 until before 2026-02-01." in shown


def test_a_run_that_is_not_computed_does_not_say_that_nothing_stands_out(organization, company):
    run_id = run_to("started", JANUARY, noon(2, 1))
    shown = text(browser(organization, "hr").get(f"/payruns/{run_id}/"))
    assert "nothing is computed yet" in shown
    assert "What is worth a look?" not in shown


def test_a_period_with_nobody_on_a_plan_is_refused_in_words_and_leaves_no_run(organization, company):
    for number in ("S1", "S2"):
        plans.end_assignment(
            acting_user_id=None, at=noon(1, 3), employee_id=company.people[number], on=date(2026, 2, 1)
        )
    response = browser(organization, "hr").post("/payruns/start/", {"period": "2026-02"})
    assert response.status_code == 422
    assert "RUN-COMPUTE-002" in text(response)
    assert payruns.list_runs() == ()


def test_an_adjustment_stands_apart_with_the_period_it_is_for(organization, company, deals):
    run_to("issued", JANUARY, noon(2, 1))
    record_deals(new_deal(company, "D7", "C3", 10_000_00, date(2026, 1, 30)), at=noon(2, 2))
    client = browser(organization, "finance")
    shown = text(client.post("/payruns/start/", {"period": "2026-02"}, follow=True))
    assert "What is put right of earlier periods?" in shown
    assert "Jan 2026" in shown
    assert "+200.00" in shown


def test_hr_of_one_department_sees_its_people_alone_and_moves_nothing(organization, company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    client = browser(organization, "hr", scope="own", employee_id=company.people["S2"])
    shown = text(client.get(f"/payruns/{run_id}/"))
    assert "韩梅梅" in shown
    assert "李雷" not in shown
    assert "16,000.00" not in shown
    assert "16,000.00" not in text(client.get("/payruns/"))
    assert client.post(f"/payruns/{run_id}/review/").status_code == 403
    assert client.post("/payruns/start/", {"period": "2026-02"}).status_code == 403


def test_searching_leaves_the_people_with_that_name(organization, company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    shown = text(browser(organization, "hr").get(f"/payruns/{run_id}/?q=韩&sort=-total"))
    assert "韩梅梅" in shown
    assert "李雷" not in shown


def test_a_run_of_another_organisation_is_not_found(organization, company):
    assert browser(organization, "hr").get("/payruns/999999999/").status_code == 404
    assert browser(organization, "hr").post("/payruns/999999999/review/").status_code == 404


def test_a_step_that_there_is_not_is_not_found(organization, company):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    assert browser(organization, "finance").post(f"/payruns/{run_id}/celebrate/").status_code == 404


def test_a_late_fact_is_said_with_its_time_and_what_to_do(organization, company):
    run_to("issued", JANUARY, noon(2, 1))
    late = new_deal(company, "L1", "C4", 700_00, date(2026, 1, 30))
    early = new_deal(company, "L2", "C1", 900_00, date(2025, 12, 30))
    ids = record_deals(late, early, at=noon(2, 5))
    run_id = run_to("computed", FEBRUARY, noon(3, 1))
    client = browser(organization, "hr")
    shown = text(client.get(f"/payruns/{run_id}/"))
    assert "700.00 from 2026-01-01 until before 2026-02-01, which was issued without it" in shown
    assert "Give the client an owner on that day." in shown
    assert "900.00 of before 2026-01-01, when the first run began; no run pays it:" in shown
    for key in ("L1", "L2"):
        assert f'href="/facts/{ids["deal", key]}/">deal {key}</a>' in shown
    User.objects.update(language="zh-hans")
    assert "早于首个核算期" in text(client.get(f"/payruns/{run_id}/"))


def test_a_run_of_a_period_that_is_not_over_says_from_when_it_can_be_issued(organization, company):
    today = timezone.localdate()
    period = Period.month_of(today)
    run_id = run_to("approved", period, timezone.now())
    finance = browser(organization, "finance")
    for address in (f"/payruns/{run_id}/", f"/payruns/{run_id}/issue/"):
        shown = text(finance.get(address))
        assert f"It can be issued from {period.until} on." in shown
        assert f'action="/payruns/{run_id}/issue/"' not in shown
        assert "Issue …" not in shown
        assert "Issue for" not in shown
    assert f"/payruns/{run_id}/issue/" not in text(finance.get("/payruns/"))
    refused = finance.post(f"/payruns/{run_id}/issue/")
    assert refused.status_code == 422
    assert "RUN-ISSUE-003" in text(refused)


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2026-01-01..2126-01-01", "RUN-PERIOD-004"),
        ("1926-10", "RUN-PERIOD-005"),
        ("9999-11", "DAY-RANGE-001"),
        ("0001", "DAY-RANGE-001"),
    ],
)
def test_an_absurd_period_is_refused_in_words_and_leaves_no_run(organization, company, period, code):
    response = browser(organization, "hr").post("/payruns/start/", {"period": period})
    assert response.status_code == 422
    assert code in text(response)
    assert payruns.list_runs() == ()


def test_who_starts_a_run_is_told_before_who_could_approve_it(organization, company):
    alone = browser(organization, "finance")
    assert "Nobody could approve this run" in text(alone.get("/payruns/start/"))
    hr = browser(organization, "hr")
    (finance,) = [one.name for one in access.list_users() if one.grants[0].role == "finance"]
    assert f"When it is reviewed, it could be approved by: {finance}" in text(hr.get("/payruns/start/"))
    browser(organization, "finance", scope="own", employee_id=company.people["S1"])
    assert "Nobody could approve this run" in text(alone.get("/payruns/start/"))


def test_home_leads_to_approving_only_who_may(organization, company, deals):
    def errands(client):
        return [(one.title, one.action) for one in client.get("/").context["errands"]]

    alone, colleague, hr = (browser(organization, role) for role in ("finance", "finance", "hr"))
    alone.post("/payruns/start/", {"period": "2026-01"})
    (run,) = payruns.list_runs()
    alone.post(f"/payruns/{run.id}/review/")
    new = payruns.NewAdjustment(
        employee_id=company.people["S1"],
        period=JANUARY,
        plan_code="sales",
        component_key="commission",
        kind=AdjustmentKind.ADDS,
        amount_fen=100_00,
        reason="x",
    )
    asker = next(one.id for one in access.list_users() if one.grants[0].role == "hr")
    payruns.request_adjustment(acting_user_id=asker, at=noon(2, 1), new=new)
    by_hand = ("1 adjustment by hand waits for your approval", "Look and approve")
    assert errands(alone) == [by_hand]
    assert errands(colleague) == [("The run of Jan 2026 waits for approval", "Approve"), by_hand]
    assert errands(hr) == []
