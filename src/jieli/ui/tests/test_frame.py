"""What surrounds a page: the policy, the navigation, the pages of refusal."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from jieli.config.chrome import chrome, nav_items
from jieli.ui.head import head_middleware
from jieli.ui.security import POLICY, content_security_middleware


def viewer(*abilities: str, scope: str = "all") -> Any:
    grants = (SimpleNamespace(role="any", scope=scope),)
    return SimpleNamespace(
        may=lambda ability: ability in abilities, grants=grants, name="陈思远", organization_name="甲公司"
    )


def page(name: str, language: str = "zh-hans", who: Any = None, **context: Any) -> str:
    request = RequestFactory().get("/somewhere")
    request.viewer = who
    with translation.override(language):
        return render_to_string(name, context, request)


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere(client: Client, db: None) -> None:
    policy = client.get("/no-such-page").headers["Content-Security-Policy"]
    assert policy == POLICY
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_policy_of_its_own_is_left_alone() -> None:
    answer = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    handled = content_security_middleware(lambda _request: answer)(RequestFactory().get("/"))
    assert handled.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "404.html",
        "403.html",
        "403_csrf.html",
        "500.html",
        "errors/not_found.html",
        "errors/not_allowed.html",
        "errors/problems.html",
    ],
)
def test_pages_of_refusal_stand_without_a_viewer(name: str, language: str) -> None:
    html = page(name, language)
    assert html.count("<h1>") == 1
    assert "<html lang=" in html


def test_a_page_that_broke_needs_nothing_at_all() -> None:
    assert "系统出错了" in render_to_string("500.html")


def test_a_missing_page_in_the_sheet_is_a_fragment() -> None:
    request = RequestFactory().get("/somewhere", headers={"HX-Request": "true", "HX-Target": "sheet"})
    request.viewer = None
    assert "<html" not in render_to_string("errors/not_found.html", {}, request)


def test_a_place_is_shown_to_those_who_may_go_there_and_the_present_one_is_marked(monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "jieli.config.chrome.reverse",
        lambda view: "/" if view == "desk:home" else f"/{view.replace(':', '/')}",
    )
    with translation.override("zh-hans"):
        items = nav_items(viewer("see_clients", "see_people"), "/desk/clients/7")
    assert [item.label for item in items] == ["首页", "客户", "移交", "人员"]
    assert [item.label for item in items if item.active] == ["客户"]


@pytest.mark.parametrize(("scope", "label"), [("own", "我的收入"), ("all", "对账单")])
def test_who_sees_only_his_own_pay_calls_it_that(monkeypatch: Any, scope: str, label: str) -> None:
    monkeypatch.setattr("jieli.config.chrome.reverse", lambda view: f"/{view}")
    with translation.override("zh-hans"):
        assert label in [item.label for item in nav_items(viewer("see_pay", scope=scope), "/")]


def test_strangers_have_no_navigation() -> None:
    assert nav_items(None, "/") == ()


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")]
)
def test_only_a_theme_that_exists_is_taken_from_the_cookie(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/", headers={"Cookie": f"theme={cookie}"})
    assert chrome(request)["theme"] == theme


def test_the_frame_says_who_is_there_and_lets_him_leave_by_a_button() -> None:
    html = page("errors/not_found.html", who=viewer())
    assert "陈思远" in html
    assert "甲公司" in html
    assert 'href="#main"' in html
    assert 'id="sheet"' in html
    assert 'aria-live="polite"' in html


def test_head_is_answered_as_get_without_a_body(client: Client, db: None) -> None:
    asked, got = client.head("/login"), client.get("/login")
    assert asked.status_code == got.status_code == 200
    assert asked.headers["Content-Type"] == got.headers["Content-Type"]
    assert int(asked.headers["Content-Length"]) > 0
    assert asked.content == b""
    assert client.head("/").status_code == client.get("/").status_code
    assert client.put("/").status_code == 405


def test_head_of_what_is_streamed_sends_nothing() -> None:
    get = RequestFactory().head("/")
    answer = head_middleware(lambda request: StreamingHttpResponse(iter([b"a", b"b"])))(get)
    assert b"".join(answer) == b""
    assert get.method == "GET"
