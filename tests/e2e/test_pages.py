"""A handover and a month of pay, from the first login to the downloaded PDF, in a real browser."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from tests.e2e.programs import PROJECT, jieli
from tests.e2e.walking import amount_of, figure_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The tests of this module are one story and run in their order.


def test_a_wrong_password_is_said_kindly_and_a_right_one_opens_home(demo, browser):
    context = browser.new_context(base_url=demo.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/clients/")
    assert "/login?next=" in page.url
    page.locator("input[name=login]").fill("zhou@demo")
    page.locator("input[name=password]").fill("wrong")
    page.locator("input[name=password]").press("Enter")
    assert page.get_by_role("alert").first.is_visible()
    page.locator("input[name=password]").fill("jieli-demo-2026")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/clients/")
    context.close()


def test_a_client_is_found_by_pinyin_and_shows_who_answers_for_him(sign_in):
    page = sign_in("zhou")
    page.goto("/clients/")
    name = page.locator("table.data tbody tr").first.locator("a").first.inner_text()
    search = page.locator("input[type=search]").first
    search.fill(name[:4])
    page.wait_for_function("() => new URL(location).searchParams.toString() !== ''")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(re.compile(r"/clients/\d+"))
    assert name in page.locator("h1").inner_text() or name in page.title()
    assert page.locator("svg[role=img]").count() >= 1


def test_a_salesperson_sees_his_own_clients_only(sign_in):
    manager, salesperson = sign_in("zhou"), sign_in("lin")
    salesperson.goto("/clients/")
    mine = int(salesperson.locator("#found [role=status] strong").inner_text())
    assert 10 < mine < 60
    manager.goto("/clients/?owner=none")
    href = manager.locator("table.data tbody a[href*='/clients/']").first.get_attribute("href")
    answer = salesperson.request.get(href)
    assert answer.status == 404


def test_a_manager_proposes_a_handover(sign_in):
    page = sign_in("zhou")
    page.goto("/handovers/new")
    page.locator("#id_outgoing").select_option(label=option(page, "#id_outgoing", "陈建国"))
    page.wait_for_selector("input[name=clients]")
    page.locator("#id_incoming").select_option(label=option(page, "#id_incoming", "林晓燕"))
    page.locator("#id_effective_from").fill("2027-01-01")
    page.locator("#id_effective_from").blur()
    page.wait_for_load_state("networkidle")
    free = page.locator("tr:not(:has(.badge.warn)) input[name=clients]")
    for index in range(3):
        free.nth(index).check()
    page.locator("button[value=save]").click()
    page.wait_for_url(re.compile(r"/handovers/\d+$"))
    assert "3" in page.locator("h1").inner_text()
    page.get_by_role("button", name="向双方提出").click()
    page.wait_for_load_state()
    assert page.locator("svg[role=img]").count() >= 1


def test_both_agree_and_the_manager_approves(sign_in):
    manager = sign_in("zhou")
    manager.goto("/handovers/")
    number = max(
        int(re.search(r"/handovers/(\d+)", href)[1])
        for href in manager.locator("a[href*='/handovers/']").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        if re.search(r"/handovers/\d+$", href)
    )
    for login_name in ("chen", "lin"):
        page = sign_in(login_name)
        page.goto(f"/handovers/{number}")
        page.get_by_role("button", name="我同意").click()
        page.wait_for_load_state()
    manager.goto(f"/handovers/{number}")
    manager.get_by_role("link", name="批准").click()
    manager.get_by_role("button", name=re.compile("批准")).click()
    manager.wait_for_url(re.compile(rf"/handovers/{number}$"))
    assert "已批准" in manager.locator("main").inner_text()
    # The clients' own pages show the steps now.
    listed = manager.locator("main details:has(a[href*='/clients/'])").first
    if listed.get_attribute("open") is None:
        listed.locator("summary").click()
    listed.locator("a[href*='/clients/']").first.click()
    manager.wait_for_url(re.compile(r"/clients/\d+"))
    assert "林晓燕" in manager.locator("main").inner_text()


def test_the_month_is_run_and_issued(sign_in):
    hr, finance = sign_in("hr"), sign_in("finance")
    hr.goto("/payruns/start/")
    hr.get_by_role("button", name="冻结并核算").click()
    hr.wait_for_url(re.compile(r"/payruns/\d+/"))
    address = hr.url
    if (
        hr.get_by_role("button", name=re.compile("核算")).count()
        and "已核算" not in hr.locator("main").inner_text()
    ):
        hr.get_by_role("button", name=re.compile("核算")).first.click()
    hr.get_by_role("button", name="标记为已复核").click()
    hr.wait_for_load_state()
    finance.goto(address)
    finance.get_by_role("button", name="批准").click()
    finance.wait_for_load_state()
    finance.get_by_role("link", name=re.compile("下发")).first.click()
    finance.get_by_role("button", name=re.compile("下发")).click()
    finance.wait_for_load_state()
    assert "已下发" in finance.locator("main").inner_text()


def test_an_earlier_month_was_put_right(sign_in):
    page = sign_in("finance")
    page.goto("/statements/")
    assert "2026-10" in page.content() or "2026年10月" in page.locator("main").inner_text().replace(" ", "")
    page.goto("/payruns/")
    page.locator("a[href*='/payruns/']", has_text=re.compile(r"2026.?年.?10.?月|2026-10")).first.click()
    assert re.search("补差|追回", page.locator("main").inner_text())


def test_a_line_explains_itself_in_a_sheet_and_the_command_says_the_same(sign_in, demo):
    page = sign_in("chen")
    page.goto("/statements/")
    page.locator("table.data tbody a").first.click()
    page.wait_for_url(re.compile(r"/statements/\d+/"))
    total = figure_of(page)
    link = page.locator("table.data tr:has-text('回款提成') a[href*='/statements/lines/']").first
    shown = amount_of(link.inner_text())
    href = link.get_attribute("href")
    link.click()
    sheet = page.locator("#sheet")
    sheet.get_by_text("×").first.wait_for(state="attached")
    assert shown in sheet.inner_text()
    page.keyboard.press("Escape")
    assert total
    page.goto(href)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    said = page.locator("main").inner_text()
    line = re.search(r"/lines/(\d+)", href)[1]
    command = jieli("explain", line, data=demo.data, JIELI_LANGUAGE="zh_CN.UTF-8").stdout
    assert shown in command
    squeeze = lambda text: re.sub(r"[\s\u2009]", "", text)  # noqa: E731 - spacing is a matter of the page
    sentences = [sentence for sentence in command.splitlines()[1:] if sentence.strip()]
    assert sentences
    page_text = squeeze(said)
    missing = [sentence for sentence in sentences if squeeze(sentence) not in page_text]
    assert not missing, missing


def test_the_question_of_the_how_to_is_answered_for_the_demo(demo):
    page = PROJECT.joinpath("docs", "how-to", "compute-files.md").read_text("utf-8")
    (typed,) = re.findall(r"^```sh\n\.venv/bin/jieli (.*)\n```", page, re.M)
    said = jieli(*typed.split(), data=demo.data, JIELI_LANGUAGE="en")
    assert said.returncode == 0, said.stderr
    assert "Not collected yet" in said.stdout


def test_the_pdf_and_the_workbook_hold_the_statement(sign_in):
    page = sign_in("chen")
    page.goto("/statements/")
    page.locator("table.data tbody a").first.click()
    total = figure_of(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    reader = PdfReader(download.value.path())
    text = "".join(found.extract_text() for found in reader.pages)
    assert total in text
    assert "陈建国" in text
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(isinstance(value, int | float) and f"{value:,.2f}" == total for value in numbers)


def test_others_statements_are_not_there_for_a_salesperson(sign_in):
    finance, salesperson = sign_in("finance"), sign_in("lin")
    finance.goto("/statements/")
    hrefs = finance.locator("a[href*='/statements/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    numbered = [href for href in hrefs if re.search(r"/statements/\d+/$", href)]
    numbered = sorted(set(numbered))
    assert len(numbered) > 5
    states = {salesperson.request.get(href).status for href in numbered}
    assert 404 in states
    assert states <= {200, 404}
    allowed = [href for href in numbered if salesperson.request.get(href).status == 200]
    assert len(allowed) <= 1


def option(page, selector, text):
    labels = page.locator(f"{selector} option").all_inner_texts()
    return next(label for label in labels if text in label)
