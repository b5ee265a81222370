"""The frame in a real browser: the sheet, the keys, both widths, both languages, and what axe-core says."""

from collections.abc import Iterator
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page
from tools import pictures

from jieli.apps.access import api as access
from jieli.apps.access.testing import sign_in_client
from jieli.lib.testing import TestOrganization

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        pictures.find_chromium() is None, reason="no Chromium on this machine (JIELI_CHROMIUM names one)"
    ),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """Nothing: the tests say what went wrong."""


class Server(WSGIServer):
    """Answers one request after the other and leaves no connection to the database behind."""

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        connections.close_all()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright's loop runs in this thread as long as the browser does, and Django must not mind."""
    with pytest.MonkeyPatch.context() as patch, pictures.chromium() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture
def served(committed_organization: TestOrganization) -> Iterator[tuple[str, str]]:
    """The address of a server and the cookie of a manager who is signed in there."""
    client = Client()
    sign_in_client(client, organization=committed_organization, role="manager")
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", client.cookies[access.COOKIE].value
    server.shutdown()
    thread.join()
    server.server_close()


def opened(
    browser: Browser, served: tuple[str, str], path: str, width: int = 1440, **options: Any
) -> tuple[Page, list[str]]:
    origin, cookie = served
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=origin, **options)
    context.add_cookies([{"name": access.COOKIE, "value": cookie, "url": origin, "httpOnly": True}])
    page = context.new_page()
    said = pictures.listen(page)
    page.goto(path)
    pictures.wait_until_settled(page)
    return page, said


@pytest.mark.parametrize("width", pictures.WIDTHS)
@pytest.mark.parametrize("swap", ["", "?swap=1"])
def test_the_gallery_fits_its_window_says_nothing_on_the_console_and_is_accessible(
    browser: Browser, served: tuple[str, str], width: int, swap: str
) -> None:
    page, said = opened(browser, served, f"/ui/gallery{swap}", width)
    assert pictures.look_at(page, "gallery", said) == []


def test_what_is_wrong_with_a_page_is_found(browser: Browser, served: tuple[str, str]) -> None:
    page, said = opened(browser, served, "/ui/sheet", 390)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<button></button><table><td style=\"color: red\">' + 'x '.repeat(9).replaceAll(' ', '\\u00a0'.repeat(30)))"
    )
    page.evaluate("document.querySelector('main td').setAttribute('nowrap', '')")
    found = [finding.what for finding in pictures.look_at(page, "sheet", said)]
    assert any("button-name" in what for what in found)
    assert any("wider than the window" in what for what in found)
    assert any("style" in what for what in found if what.startswith("console"))


@pytest.mark.parametrize("width", pictures.WIDTHS)
def test_an_explanation_opens_in_the_sheet_goes_deeper_and_back_and_gives_the_focus_back(
    browser: Browser, served: tuple[str, str], width: int
) -> None:
    page, said = opened(browser, served, "/ui/gallery", width)
    assert page.locator("#sheet-frame").is_hidden()
    page.locator("#component-sheet a[hx-get]").first.click()
    page.wait_for_selector("#sheet .sheet-title")
    assert page.evaluate("document.activeElement.id") == "sheet"
    assert page.locator("#sheet-frame").get_attribute("aria-modal") == ("true" if width < 640 else "false")
    assert page.locator("[data-sheet-back]").is_hidden()
    page.locator("#sheet a[hx-get]").click()
    page.wait_for_selector("[data-sheet-back]:visible")
    page.locator("[data-sheet-back]").click()
    page.wait_for_selector("#sheet .reasons")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sheet-frame", state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('hx-get')") == "/ui/sheet"
    assert page.url == f"{served[0]}/ui/gallery"
    assert said == []


def test_the_way_back_of_the_phone_closes_the_sheet_and_stays_on_the_page(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/gallery", 390)
    page.locator("#component-sheet a[hx-get]").first.click()
    page.wait_for_selector("#sheet .sheet-title")
    page.go_back()
    page.wait_for_selector("#sheet-frame", state="hidden")
    assert page.url == f"{served[0]}/ui/gallery"
    assert page.evaluate("document.querySelector('.page').inert") is False


def test_a_whole_page_that_was_asked_into_the_sheet_is_shown_as_a_page(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/gallery")
    page.evaluate("document.querySelector('#component-sheet a').setAttribute('hx-get', '/ui/gallery?swap=1')")
    page.evaluate("htmx.process(document.querySelector('#component-sheet'))")
    page.evaluate("htmx.ajax('GET', '/ui/gallery?swap=1', {target: '#sheet'})")
    page.wait_for_url("**/ui/gallery?swap=1")


def test_keys_walk_the_rows_and_reach_the_search_field(browser: Browser, served: tuple[str, str]) -> None:
    page, _said = opened(browser, served, "/ui/gallery")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("j/k")
    assert page.evaluate("document.activeElement.value") == "j/k"


def test_ticked_rows_are_counted_and_the_bar_shows_only_then(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/gallery")
    form = page.locator("form[data-bulk]").first
    assert form.locator("[data-bulk-count]").inner_text() == "2"
    form.locator("[data-bulk-all]").check()
    assert form.locator("[data-bulk-count]").inner_text() == "3"
    form.locator("[data-bulk-all]").uncheck()
    assert form.locator(".bulk-bar").is_hidden()


def test_what_a_person_stretched_is_loaded_anew_without_a_style_that_the_policy_refuses(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, said = opened(browser, served, "/ui/sheet")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<div id=part><textarea id=note></textarea></div>';"
        " document.querySelector('#note').style.height = '200px';"
        " htmx.swap('#part', '<textarea id=note></textarea>', {swapStyle: 'innerHTML', settleDelay: 1})"
    )
    page.wait_for_timeout(100)
    assert page.locator("#note").get_attribute("style") is None
    assert said == []


def test_amounts_with_and_without_a_why_end_where_their_heading_ends(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/gallery")
    ends = page.evaluate(
        """() => [...document.querySelectorAll("#component-table table.data:has(a.amount)")].map(table =>
          [...table.querySelectorAll("thead th.num")].map(head => [...table.rows].map(row => {
            const walker = document.createTreeWalker(row.cells[head.cellIndex], NodeFilter.SHOW_TEXT);
            let node = walker.nextNode();
            while (!node.data.trim()) node = walker.nextNode();
            const range = document.createRange();
            range.selectNode(node);
            return Math.round(range.getBoundingClientRect().right);
          })))"""
    )
    columns = [column for table in ends for column in table]
    assert len(columns) >= 6
    assert all(max(column) - min(column) <= 1 for column in columns), columns


def test_cards_on_the_phone_show_their_rare_cells_only_on_request(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/gallery", 390)
    wrap = page.locator("#component-table .table-wrap:has(.more-filters)").first
    rare = wrap.locator(".rare").first
    assert rare.is_hidden()
    wrap.locator(".more-filters").click()
    assert rare.is_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert wrap.locator(".more-filters").is_hidden()
    assert rare.is_visible()


def test_a_heading_and_a_card_leave_room_below_whatever_follows(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/sheet")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<section class=card>a</section><p>b</p>"
        "<section><h2>c</h2><pre>d</pre></section><section><h2>e</h2><ol class=timeline><li>f</ol></section>')"
    )
    gaps = page.evaluate(
        "['main > .card + p', 'main h2 + pre', 'main h2 + ol'].map(one => { const e = document.querySelector(one);"
        " return e.getBoundingClientRect().top - e.previousElementSibling.getBoundingClientRect().bottom; })"
    )
    assert min(gaps) >= 8, gaps


def test_a_chinese_heading_breaks_between_its_parts_and_never_inside_a_word(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/sheet", 390)
    page.locator("h1").evaluate(
        "one => { one.outerHTML = '<section class=card><h2>陈建国将 32 位客户移交给您，等您同意</h2></section>' }"
    )
    lines = page.locator("h2").first.evaluate(
        """heading => [...heading.firstChild.data].reduce((lines, character, at) => {
          const range = document.createRange();
          range.setStart(heading.firstChild, at);
          range.setEnd(heading.firstChild, at + 1);
          const top = Math.round(range.getBoundingClientRect().top);
          lines.set(top, (lines.get(top) || "") + character);
          return lines;
        }, new Map()).values().toArray().map(line => line.trim())"""
    )
    assert lines == ["陈建国将 32 位客户移交给您，", "等您同意"]


def test_the_theme_is_the_systems_until_it_is_switched_and_then_stays(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/sheet", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.locator(".top [data-theme-switch]").click()
    assert page.evaluate(ground) != dark
    assert page.evaluate("document.cookie") == "theme=light"


def test_the_skip_link_is_the_first_thing_reached_by_keyboard(
    browser: Browser, served: tuple[str, str]
) -> None:
    page, _said = opened(browser, served, "/ui/sheet")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_the_phone_what_is_tapped_is_large_enough(browser: Browser, served: tuple[str, str]) -> None:
    page, _said = opened(browser, served, "/ui/sheet", 390)
    page.locator(".more summary").click()
    small = page.evaluate(
        "[...document.querySelectorAll('.bottom-nav a, .bottom-nav summary, .more-panel button, main .button')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
