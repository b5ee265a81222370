"""Pictures of pages, to be looked at, and what a machine can say about them.

    python tools/pictures.py --base http://127.0.0.1:8000 --login chen@demo:password --out build/pictures [--paths /a /b …]

Without --login the demo's people sign in, one after the other; without --paths one page of each kind that each of them
can reach is taken. Each page is taken at 1440 and 390 px, in Chinese and English (and with --themes light dark in both). Reported for each:
an answer that is not 200, a page wider than its window, errors on the console, and what axe-core calls serious or
critical. Ends with 1 if there is any.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from attrs import frozen
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
AXE = PROJECT / "tests" / "vendor" / "axe.min.js"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)
WIDTHS = (1440, 390)
LANGUAGES = ("zh-hans", "en")
DEMO = tuple(f"{name}@demo:jieli-demo-2026" for name in ("zhou", "chen", "hr", "finance", "admin"))
MOST_PAGES = 60
DOWNLOADS = ("/pdf/", "/xlsx/", ".pdf", ".xlsx", ".csv")
HEIGHT = 900
PHONE = 600
TALLEST = 12_000


@frozen
class Finding:
    """Something wrong with one page."""

    where: str
    what: str


def find_chromium() -> str | None:
    """The system's Chromium, or the program named in JIELI_CHROMIUM."""
    named = os.environ.get("JIELI_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, driven without asking anybody outside for anything."""
    path = find_chromium()
    if path is None:
        raise SystemExit(
            "No Chromium was found. Install the system's package chromium, or name it in JIELI_CHROMIUM."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def wait_until_settled(page: Page) -> None:
    """All that the loaded page asks for by itself is there; sooner than when the network has been idle for half a second."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_selector(".htmx-request", state="detached")


def look_at(page: Page, where: str, said: Sequence[str] = ()) -> list[Finding]:
    """What a machine can find wrong with the page that is open; `said` is what its console said."""
    found = [Finding(where, f"console: {line}") for line in said]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        found.append(Finding(where, f"{over} px wider than the window"))
    return [*found, *(Finding(where, violation) for violation in axe_violations(page))]


def axe_violations(page: Page) -> list[str]:
    """Serious and critical violations, with the first element of each."""
    page.evaluate(
        AXE.read_text("utf-8")
    )  # evaluated, not inserted: the page's policy allows no foreign script
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['impact']}: {violation['id']} ({len(violation['nodes'])}×) {violation['nodes'][0]['html'][:160]}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def listen(page: Page) -> list[str]:
    """The list to which every error that the page reports will be added."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(context: BrowserContext, base: str, login: str) -> None:
    """Through the login page, as a person does."""
    name, _colon, password = login.rpartition(":")
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("form:has([name=password]) button")
    if page.locator("[name=password]").count():
        raise SystemExit(f"The login {name} was refused: {page.locator('main').inner_text()[:300]}")
    page.close()


def choose_language(context: BrowserContext, base: str, language: str) -> None:
    """Through the button that each page has; it is hidden in a menu on the phone, so its form is sent directly."""
    page = context.new_page()
    page.goto(base)
    button = page.locator(f"button[name=language][value={language}]").first
    if button.count():
        with page.expect_navigation():
            button.evaluate("button => button.form.requestSubmit(button)")
    page.close()


def reachable(context: BrowserContext, base: str) -> list[str]:
    """One address of each kind (numbers do not make a kind) that links lead to from home, nearest first."""
    page = context.new_page()
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "0", path.partition("?")[0])
        if kind in found or kind.endswith(DOWNLOADS):
            continue
        answer = page.goto(base + path)
        if answer is None or answer.status != 200:
            continue
        found[kind] = path
        hrefs = page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
        waiting += [href.partition("#")[0] for href in hrefs]
    page.close()
    return list(found.values())


@contextmanager
def visited(
    context: BrowserContext, base: str, path: str, where: str
) -> Iterator[tuple[Page, list[Finding]]]:
    """A page that is open, and what is wrong with it."""
    page = context.new_page()
    said = listen(page)
    answer = page.goto(base + path)
    wait_until_settled(page)
    found = look_at(page, where, said)
    if answer is not None and answer.status != 200:
        found.append(Finding(where, f"answered {answer.status}"))
    yield page, found
    page.close()


def take(context: BrowserContext, base: str, path: str, target: Path) -> list[Finding]:
    """One picture of the whole page, and what is wrong with it."""
    with visited(context, base, path, f"{target.name} {path}") as (page, found):
        tall = page.evaluate("document.documentElement.scrollHeight")
        if (page.viewport_size or {}).get("width", 0) > PHONE:
            page.set_viewport_size({"width": WIDTHS[0], "height": min(max(tall, HEIGHT), TALLEST)})
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(target), full_page=tall <= TALLEST)
    return found


def file_name(path: str, language: str, width: int, theme: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "home"
    return f"{plain[:80]}.{language[:2]}.{width}{'' if theme == 'light' else '.' + theme}.png"


def take_all(browser: Browser, login: str, arguments: argparse.Namespace) -> list[Finding]:
    """All pictures of one person, in a folder of his own."""
    found: list[Finding] = []
    folder = Path(arguments.out) / (login.partition("@")[0] or "nobody")
    paths: list[str] = arguments.paths
    for width, theme in product(arguments.widths, arguments.themes):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT if width > PHONE else 844},
            color_scheme=theme,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        if login:
            sign_in(context, arguments.base, login)
        paths = paths or reachable(context, arguments.base)
        for language in arguments.languages:
            choose_language(context, arguments.base, language)
            for path in paths:
                target = folder / file_name(path, language, width, theme)
                found += take(context, arguments.base, path, target)
                print(target)
        context.close()
    return found


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument(
        "--login", nargs="*", default=list(DEMO), help="name@organisation:password; empty: nobody"
    )
    parser.add_argument("--out", default=str(PROJECT / "build" / "pictures"))
    parser.add_argument("--paths", nargs="*", default=[])
    parser.add_argument("--widths", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--themes", nargs="*", default=["light"], choices=["light", "dark"])
    arguments = parser.parse_args(words)
    arguments.base = arguments.base.rstrip("/")
    with chromium() as browser:
        found = [one for login in arguments.login or [""] for one in take_all(browser, login, arguments)]
    for finding in found:
        print(f"{finding.where}: {finding.what}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
