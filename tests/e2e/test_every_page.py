"""Every page of every role at both widths and in both languages: no error, no overflow, no serious axe violation."""

import pytest
from tools.pictures import LANGUAGES, WIDTHS, choose_language, sign_in, visited

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACES = {
    "zhou": (
        "/",
        "/clients/",
        "/clients/1/",
        "/clients/new/",
        "/clients/1/record/deal/",
        "/handovers/",
        "/handovers/new",
    ),
    "chen": ("/", "/clients/", "/handovers/4", "/statements/", "/access/settings", "/plans/-/mine/"),
    "hr": (
        "/",
        "/payruns/",
        "/payruns/1/",
        "/payruns/adjustments/",
        "/payruns/adjustments/new/",
        "/plans/",
        "/plans/sales-2026/",
        "/access/people",
        "/access/departments",
    ),
    "finance": (
        "/",
        "/statements/",
        "/statements/1/",
        "/statements/1/why-not/",
        "/statements/lines/2/",
        "/payruns/5/",
        "/log/",
    ),
    "admin": ("/", "/access/users", "/access/people/9"),
}


@pytest.mark.parametrize("login_name", PLACES)
def test_pages_are_sound_at_both_widths_and_in_both_languages(demo, browser, login_name):
    found = []
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        sign_in(context, demo.url, f"{login_name}@demo:jieli-demo-2026")
        for language in LANGUAGES:
            choose_language(context, demo.url, language)
            for path in PLACES[login_name]:
                with visited(context, demo.url, path, f"{width} {language} {path}") as (_page, wrong):
                    found += wrong
        context.close()
    assert not found, "\n".join(f"{one.where}: {one.what}" for one in found)
