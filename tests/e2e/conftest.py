"""A demo company served by the real program, and a real browser."""

import os
import shutil

import pytest
from tests.e2e.programs import serve, stop_database
from tools.pictures import choose_language, chromium, find_chromium


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo as a user starts it, in a data folder of its own."""
    if find_chromium() is None:
        pytest.skip("No Chromium on this machine; install the package chromium to run the page tests.")
    data = tmp_path_factory.mktemp("demo")
    server = serve("demo", data=data)
    yield server
    server.interrupt()
    stop_database(data)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="module")
def browser():
    """A browser for one module: Playwright allows one at a time in a process, and other tests have theirs."""
    # Playwright keeps an event loop in this thread; tests of the database beside it are not asynchronous for that.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as opened:
        yield opened


@pytest.fixture
def sign_in(demo, browser):
    """sign_in("zhou") → a page of that person's own browser, at home. Fails at the end on any error of the browser."""
    contexts, errors = [], []

    def open_page(login_name, *, width=1440, language="zh-CN"):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            accept_downloads=True,
            base_url=demo.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto("/login")
        page.locator("input[name=login]").fill(f"{login_name}@demo")
        page.locator("input[name=password]").fill("jieli-demo-2026")
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(demo.url + "/")
        if page.locator("html").get_attribute("lang") != "zh-Hans":
            choose_language(context, demo.url, "zh-hans")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)
