"""The gallery shows every component, and every component has a manual."""

from pathlib import Path

import pytest
from django.test import Client

from jieli.apps.access.testing import sign_in_client
from jieli.lib.testing import TestOrganization
from jieli.ui.gallery.manuals import COMPONENTS, read_manuals

TEMPLATES = Path(COMPONENTS).parent / "templates"


@pytest.fixture
def signed_in(client: Client, organization: TestOrganization) -> Client:
    sign_in_client(client, organization=organization, role="manager")
    return client


def test_every_component_template_has_a_manual() -> None:
    described = {manual.template for manual in read_manuals()}
    there = {f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}
    assert there <= described
    assert all((TEMPLATES / name).exists() for name in described if name)


@pytest.mark.parametrize("manual", read_manuals(), ids=lambda manual: manual.name)
def test_a_manual_says_what_for_and_what_it_owes_and_shows_it(manual) -> None:
    assert manual.purpose
    assert manual.accessibility
    assert manual.examples
    for example in manual.examples:
        assert set(example.texts["zh"]) == set(example.texts["en"])


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-hans", "我们的页面由什么组成"), ("en", "What are our pages made of?")]
)
def test_the_gallery_shows_every_component_in_both_languages(
    signed_in: Client, language: str, heading: str, settings
) -> None:
    signed_in.post("/access/language", {"language": language})
    html = signed_in.get("/ui/gallery").content.decode()
    assert heading in html
    for manual in read_manuals():
        assert f'id="component-{manual.name}"' in html
    assert html.count('data-theme="light" lang="zh-Hans"') == html.count('data-theme="dark" lang="en"') > 30


def test_the_gallery_can_be_seen_the_other_way_round(signed_in: Client) -> None:
    assert 'data-theme="dark" lang="zh-Hans"' in signed_in.get("/ui/gallery?swap=1").content.decode()


def test_the_gallery_has_no_style_or_script_in_its_text(signed_in: Client) -> None:
    html = signed_in.get("/ui/gallery").content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert html.count("<script") == html.count("<script src=")


def test_an_explanation_is_a_fragment_in_the_sheet_and_a_page_elsewhere(signed_in: Client) -> None:
    fragment = signed_in.get("/ui/sheet", headers={"HX-Request": "true", "HX-Target": "sheet"})
    assert b"<html" not in fragment.content
    assert b"<html" in signed_in.get("/ui/sheet").content


def test_strangers_are_sent_to_the_login_page(client: Client, db: None) -> None:
    assert client.get("/ui/gallery").headers["Location"].startswith("/login?next=")
