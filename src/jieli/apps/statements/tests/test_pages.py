"""Statement pages as whole requests: who sees what, what stands on them, and what they give to download."""

import io
import re
from datetime import UTC, datetime
from html import unescape

import openpyxl
import pypdf
import pytest
from django.test import Client
from django.utils.html import strip_tags

from jieli.apps.access.testing import sign_in_client
from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import api
from jieli.apps.statements.tests import world
from jieli.apps.statements.tests.test_issuing import correct_february_receipt
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization


@pytest.fixture
def company(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    world.issue(world.MARCH)
    return made


def signed_in(organization, role, *, scope="all", employee=None):
    """A browser of somebody who reads English."""
    client = Client()
    sign_in_client(client, organization=organization, role=role, scope=scope, employee_id=employee)
    return client


def statement_id(person, period=world.MARCH):
    found = api.find_statement(employee_id=person, period=period)
    assert found is not None
    return found


def line_of(person, key, period=world.MARCH):
    lines = api.get_statement(statement_id=statement_id(person, period)).lines
    return next(line for line in lines if line.component_key == key)


def text(response):
    return response.content.decode()


def test_a_salesperson_sees_his_own_statements_with_total_and_difference(organization, company):
    page = signed_in(organization, "salesperson", scope="own", employee=company.wang).get("/statements/")
    assert page.status_code == 200
    assert "9,000.00" in text(page)
    assert "李强" not in text(page)


def test_the_statement_page_asks_the_persons_question_and_answers_it_first(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = text(client.get(f"/statements/{statement_id(company.wang)}/"))
    heading, _, rest = page.partition("</h1>")
    assert "2026" in heading.rpartition("<h1>")[2]
    assert rest.index("9,000.00") < rest.index("8,000.00")
    for key in ("base", "commission", "new_clients"):
        assert f"/statements/lines/{line_of(company.wang, key).id}/" in page


@pytest.mark.parametrize("address", ["{}/", "{}/pdf/", "{}/xlsx/"])
def test_anothers_statement_is_not_found(organization, company, address):
    client = signed_in(organization, "salesperson", scope="own", employee=company.li)
    own = client.get("/statements/" + address.format(statement_id(company.li)))
    others = client.get("/statements/" + address.format(statement_id(company.wang)))
    nobodys = client.get("/statements/" + address.format(999_999_999))
    assert (own.status_code, others.status_code, nobodys.status_code) == (200, 404, 404)


def test_anothers_line_is_not_found(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.li)
    assert client.get(f"/statements/lines/{line_of(company.li, 'base').id}/").status_code == 200
    assert client.get(f"/statements/lines/{line_of(company.wang, 'base').id}/").status_code == 404


@pytest.mark.parametrize("role", ["hr", "finance"])
def test_hr_and_finance_see_everybodys(organization, company, role):
    client = signed_in(organization, role, employee=company.hr)
    page = text(client.get("/statements/?period=2026-03"))
    assert "王芳" in page
    assert "李强" in page
    assert client.get(f"/statements/{statement_id(company.wang)}/").status_code == 200


def test_a_manager_sees_his_department(organization, company):
    client = signed_in(organization, "manager", scope="team", employee=company.hr)
    assert client.get(f"/statements/{statement_id(company.wang)}/").status_code == 200
    outside = signed_in(organization, "manager", scope="own", employee=company.hr)
    assert outside.get(f"/statements/{statement_id(company.wang)}/").status_code == 404


def test_without_the_ability_to_see_pay_the_pages_are_not_allowed(organization, company):
    client = signed_in(organization, "administrator", employee=company.hr)
    assert client.get("/statements/").status_code == 403
    assert client.get(f"/statements/{statement_id(company.wang)}/").status_code == 403


def test_another_organisations_statements_are_not_there(committed_organization):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        made = world.build()
        run = world.issue(world.FEBRUARY)
        mine, line = statement_id(made.wang, world.FEBRUARY), line_of(made.wang, "base", world.FEBRUARY).id
        outcome = payruns.list_outcomes(run_id=run)[0].id
    at_home = signed_in(committed_organization, "finance")
    abroad = signed_in(make_organization(), "finance")
    for address in (f"{mine}/", f"{mine}/pdf/", f"{mine}/xlsx/", f"lines/{line}/", f"outcomes/{outcome}/"):
        assert at_home.get(f"/statements/{address}").status_code == 200
        assert abroad.get(f"/statements/{address}").status_code == 404
    assert "王芳" in text(at_home.get("/statements/"))
    assert "王芳" not in text(abroad.get("/statements/"))


def test_nobody_signed_in_is_led_to_the_login(organization, company):
    page = Client().get(f"/statements/{statement_id(company.wang)}/")
    assert page.status_code == 302
    assert page["Location"].startswith("/login?")


def test_the_list_of_a_period_is_searched_by_name_and_number(organization, company):
    client = signed_in(organization, "hr", employee=company.hr)
    by_name = text(client.get("/statements/", {"period": "2026-03", "q": "李"}))
    assert "李强" in by_name
    assert "S001" not in by_name
    by_number = text(client.get("/statements/", {"period": "2026-03", "q": "s001"}))
    assert "王芳" in by_number
    assert "S002" not in by_number
    assert "李强" not in text(client.get("/statements/", {"period": "2026-02"}))
    assert (
        client.get("/statements/", {"period": "nonsense", "sort": "-total", "page": "x"}).status_code == 200
    )


def test_an_explanation_leads_from_the_number_to_the_sentence_and_to_what_it_names(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    address = f"/statements/lines/{line_of(company.wang, 'commission').id}/"
    page = text(client.get(address))
    for wanted in (
        "1,000.00",
        "上海明远科技有限公司",
        f"/clients/{company.client}/",
        "/handovers/",
        "/plans/direct/",
    ):
        assert wanted in page
    assert "<h1>" in page


def test_every_link_of_an_explanation_leads_somewhere_for_the_person_whose_pay_it_is(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = text(client.get(f"/statements/lines/{line_of(company.wang, 'commission').id}/"))
    explained = page[page.index('class="sentence"') : page.index("</main>")]
    links = set(re.findall(r'href="(/[^"#]+)"', explained))
    assert len(links) >= 5
    answers = {link: client.get(link).status_code for link in links}
    assert set(answers.values()) == {200}, answers


def test_the_same_address_gives_a_fragment_for_the_sheet(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    address = f"/statements/lines/{line_of(company.wang, 'commission').id}/"
    fragment = text(client.get(address, headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    assert "上海明远科技有限公司" in fragment
    assert f'href="{address}"' in fragment


def test_names_are_shown_and_not_obeyed(organization):
    made = world.build(wang="<script>alert(1)</script>", client='"><img src=x onerror=alert(2)>')
    world.issue(world.FEBRUARY)
    client = signed_in(organization, "hr", employee=made.hr)
    line = line_of(made.wang, "commission", world.FEBRUARY).id
    for address in (
        "/statements/",
        f"/statements/{statement_id(made.wang, world.FEBRUARY)}/",
        f"/statements/lines/{line}/",
    ):
        page = text(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_pdf_and_workbook_come_as_files_that_nothing_between_keeps(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    mine = statement_id(company.wang)
    pdf = client.get(f"/statements/{mine}/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == 'attachment; filename="statement-2026-03-S001.pdf"'
    assert "no-store" in pdf["Cache-Control"]
    said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "9,000.00" in said
    book = client.get(f"/statements/{mine}/xlsx/")
    sheets = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    assert len(sheets) == 2
    assert 9000 in {cell.value for row in sheets[0] for cell in row}


def test_what_the_page_says_is_what_the_pdf_and_the_command_say(organization, company):
    line = line_of(company.wang, "commission")
    said = api.explanation_as_text(explanation=api.explain_line(line_id=line.id, language="en"))
    statement = api.get_statement(statement_id=line.statement_id)
    pdf = api.render_pdf(statement=statement, language="en")
    printed = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = squeezed(without_markup(text(client.get(f"/statements/lines/{line.id}/"))))
    for sentence in said.splitlines()[2:]:
        assert squeezed(sentence) in page
        assert squeezed(sentence) in printed


def test_an_outcome_is_explained_before_it_is_issued_to_those_who_run_pay(organization):
    made = world.build()
    at = world.RUN_AT[world.FEBRUARY]
    run = payruns.start_run(acting_user_id=None, at=at, period=world.FEBRUARY)
    payruns.compute_run(acting_user_id=None, at=at, run_id=run)
    outcome = next(one for one in payruns.list_outcomes(run_id=run) if one.component_key == "commission")
    address = f"/statements/outcomes/{outcome.id}/"
    for role in ("hr", "finance"):
        page = signed_in(organization, role, employee=made.hr).get(address)
        assert page.status_code == 200
        assert "王芳" in text(page)
        assert "上海明远科技有限公司" in text(page)
    assert (
        signed_in(organization, "salesperson", scope="own", employee=made.wang).get(address).status_code
        == 403
    )
    assert signed_in(organization, "hr", scope="own", employee=made.li).get(address).status_code == 404


def test_a_statement_with_an_adjustment_shows_it_apart_with_its_period(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    correct_february_receipt(made, "15000.00")
    world.issue(world.MARCH)
    client = signed_in(organization, "salesperson", scope="own", employee=made.wang)
    page = text(client.get(f"/statements/{statement_id(made.wang)}/"))
    apart = page[page.index('aria-labelledby="adjustments"') :]
    assert "+100.00" in apart
    (line,) = api.get_statement(statement_id=statement_id(made.wang)).adjustments
    explained = text(client.get(f"/statements/lines/{line.id}/"))
    assert "300.00 - 200.00 = 100.00" in explained


def test_the_amount_of_the_month_before_opens_that_line(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = text(client.get(f"/statements/{statement_id(company.wang)}/"))
    for key in ("base", "commission", "new_clients"):
        before = line_of(company.wang, key, world.FEBRUARY).id
        assert f'hx-get="/statements/lines/{before}/"' in page


def test_two_adjustments_of_one_component_are_told_apart_by_their_month(organization, company):
    for key in ("R-1", "R-2"):
        (fact,) = intake.find_fact_ids(kind="receipt", source_keys=[key]).values()
        at = datetime(2026, 4, 10, tzinfo=UTC)
        intake.void_fact(acting_user_id=None, at=at, fact_id=fact, reason="重复登记")
    world.issue(world.APRIL)
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = text(client.get(f"/statements/{statement_id(company.wang, world.APRIL)}/"))
    apart = page[page.index('aria-labelledby="adjustments"') :]
    for label, period in (("Feb 2026", world.FEBRUARY), ("Mar 2026", world.MARCH)):
        address = f"/statements/{statement_id(company.wang, period)}/"
        assert f'Commission on receipts, {label} <a href="{address}">the statement put right</a>' in apart
        back = text(client.get(address))
        since = back[back.index('aria-labelledby="corrections"') :]
        assert f'href="/statements/{statement_id(company.wang, world.APRIL)}/">Apr 2026</a>' in since


def test_the_answer_is_a_sum_and_each_product_line_a_folded_row_with_its_figure(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = text(client.get(f"/statements/lines/{line_of(company.wang, 'commission').id}/"))
    answer, _, below = page[page.index('class="sentence"') :].partition("<details")
    said = squeezed(without_markup("<p " + answer))
    assert said == squeezed("1,000.00 = Product line 云 700.00 + All other product lines 300.00.")
    assert "credits" not in answer
    rows = re.findall(r'"fold"><summary>(.*?)</summary>', below, re.DOTALL)
    assert [squeezed(without_markup(row)) for row in rows][:2] == [
        squeezed("Product line 云 700.00"),
        squeezed("上海明远科技有限公司, “云服务年度合同”, 15 Mar counts 30,000.00"),
    ]
    assert not any("<a " in row for row in rows)


def test_an_empty_list_says_what_would_be_here(organization):
    made = world.build()
    client = signed_in(organization, "salesperson", scope="own", employee=made.wang)
    assert client.get("/statements/").status_code == 200
    assert 'class="empty"' in text(client.get("/statements/"))
    assert 'class="empty"' in text(signed_in(organization, "hr", employee=made.hr).get("/statements/"))


def squeezed(said):
    return "".join(said.split())


def without_markup(page):
    return unescape(strip_tags(page))
