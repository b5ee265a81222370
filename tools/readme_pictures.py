"""The four pictures of the README, from a running demo: `python tools/readme_pictures.py http://127.0.0.1:8000`."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.pictures import chromium, sign_in

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "jieli-demo-2026"


def main(base: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        page = _page(browser, base, "chen")
        page.goto(f"{base}/statements/")
        page.locator("table.data tbody a").first.click()
        _take(page, "statement")
        page.locator("table.data tr:has-text('回款提成') a[href*='/statements/lines/']").first.click()
        page.locator("#sheet h1, #sheet h2").first.wait_for()
        _take(page, "explanation")
        page = _page(browser, base, "zhou")
        page.goto(f"{base}/handovers/2")
        _take(page, "handover")
        listed = page.locator("main details:has(a[href*='/clients/'])").first
        if listed.get_attribute("open") is None:
            listed.locator("summary").click()
        listed.locator("a[href*='/clients/']").first.click()
        page.wait_for_load_state("networkidle")
        _take(page, "client")


def _page(browser: Browser, base: str, login_name: str) -> Page:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="zh-CN", reduced_motion="reduce"
    )
    sign_in(context, base, f"{login_name}@demo:{PASSWORD}")
    return context.new_page()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(TARGET / f"{name}.png"))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
