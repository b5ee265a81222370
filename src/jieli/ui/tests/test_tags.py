"""The tags and filters of {% load ui %}."""

from typing import Any

import pytest
from attrs import frozen
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from jieli.lib.problems import WordedProblem
from jieli.ui.owners import initial_of

HOSTILE = "<script>alert('陈')</script>"


@frozen
class CursorPage:
    previous_cursor: str | None
    next_cursor: str | None
    total: int | str


class NameForm(forms.Form):
    name = forms.CharField(help_text="As on the licence")
    kinds = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(required=False)


def shown(template: str, path: str = "/clients", language: str = "en", **context: Any) -> str:
    request = RequestFactory().get(path)
    request.viewer = None
    with translation.override(language):
        return engines["django"].from_string("{% load ui %}" + template).render(context, request)


def test_an_amount_with_an_address_opens_the_sheet_and_has_a_page_for_those_without_script() -> None:
    html = shown('{% amount 350000 "/why?a=1&b=2" %}')
    assert 'href="/why?a=1&amp;b=2"' in html or 'href="/why?a=1&b=2"' in html
    assert 'hx-target="#sheet"' in html
    assert "3,500.00" in html
    assert "why?" in html


def test_an_amount_can_lead_to_a_page_of_its_own() -> None:
    assert "hx-get" not in shown('{% amount 350000 "/run" page=True %}')


def test_an_amount_without_an_explanation_is_no_link() -> None:
    html = shown("{% amount fen %}", fen=-5)
    assert "<a" not in html
    assert "-0.05" in html
    assert "negative" in html


@pytest.mark.parametrize(
    "template",
    [
        "{% amount 1 value %}",
        "{% amount 1 '/x' label=value %}",
        "{% person 1 value value value %}",
        "{% empty value value value value %}",
        "{% sort_link value value %}",
        "{% problem_list problems %}",
        "{% crumbs %}<li>{{ value }}</li>{% endcrumbs %}",
    ],
)
def test_whatever_people_write_is_escaped(template: str) -> None:
    problem = WordedProblem(code=HOSTILE, place=HOSTILE, reason=HOSTILE, remedy=HOSTILE)
    html = shown(template, path="/clients?q=" + HOSTILE, value=HOSTILE, problems=[problem])
    assert "<script>" not in html
    assert "alert" in html


def test_a_person_keeps_his_colour_on_every_page_and_nobody_is_grey() -> None:
    assert '"dot owner-3" data-initial="C"' in shown('{% person 11 "Chen" %}')
    assert '"dot owner-3" data-initial="W"' in shown('{% person 3 "Wang" %}')
    assert '"dot owner-none" aria-hidden' in shown('{% person None "Nobody" %}')


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("林雅婷", "婷"),
        ("林晓燕", "燕"),
        ("欧阳明珠（离职）", "珠"),
        ("Åsa Berg", "Å"),
        ("chen", "C"),
        ("1001", ""),
        ("", ""),
    ],
)
def test_a_character_of_the_name_tells_people_of_one_colour_and_family_name_apart(
    name: str, initial: str
) -> None:
    assert initial_of(name) == initial
    assert shown('{% person 11 "Chen" %}') == shown('{% person 11 "Chen" %}', path="/elsewhere")
    assert "owner-none" in shown('{% person None "nobody" %}')


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    form = NameForm({})
    html = shown("{% field form.name %}", form=form)
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_boxes_has_a_legend_and_what_is_optional_says_so() -> None:
    html = shown("{% field form.kinds %}", form=NameForm())
    assert "<fieldset" in html
    assert "<legend" in html
    assert "optional" in html


def test_a_single_box_stands_before_its_label() -> None:
    html = shown("{% field form.agreed %}", form=NameForm())
    assert html.index('type="checkbox"') < html.index("<label")


def test_form_errors_lead_to_each_field_and_are_silent_without_errors() -> None:
    form = NameForm({})
    assert 'href="#id_name"' in shown("{% form_errors form %}", form=form)
    assert shown("{% form_errors form %}", form=NameForm()) == ""


def test_form_errors_without_a_wrong_field_count_none() -> None:
    form = NameForm({"name": "x"})
    form.add_error(None, "The parties are one person.")
    html = shown("{% form_errors form %}", form=form)
    assert "The parties are one person." in html
    assert "fields again" not in html


def test_the_pager_keeps_the_rest_of_the_address() -> None:
    html = shown(
        "{% pager page %}", path="/clients?q=%E9%99%88&page=old", page=CursorPage("a", "b", "10,000+")
    )
    assert 'href="?q=%E9%99%88&amp;page=a"' in html
    assert 'href="?q=%E9%99%88&amp;page=b"' in html
    assert "10,000+" in html


def test_the_pager_takes_djangos_own_pages() -> None:
    html = shown("{% pager page %}", page=Paginator(range(45), 20).page(3))
    assert 'href="?page=2"' in html
    assert "45" in html
    assert 'aria-disabled="true"' in html


def test_one_page_needs_no_way_on() -> None:
    assert "href" not in shown("{% pager page %}", page=CursorPage(None, None, 7))


@pytest.mark.parametrize(
    ("now", "then", "says"),
    [
        ("", "?sort=name", ""),
        ("?sort=name", "?sort=-name", "rising"),
        ("?sort=-name&page=4", "?sort=name", "falling"),
    ],
)
def test_a_heading_sorts_rising_then_falling_and_begins_at_the_first_page(
    now: str, then: str, says: str
) -> None:
    html = shown('{% sort_link "name" "Name" %}', path="/clients" + now)
    assert f'href="{then}"' in html
    assert says in html


def test_crumbs_and_frames_around_nothing_are_nothing() -> None:
    assert shown("{% crumbs %} \n{% endcrumbs %}{% wrap 'lead' %}  {% endwrap %}") == ""


def test_tags_speak_the_readers_language() -> None:
    assert "为什么" in shown('{% amount 1 "/x" %}', language="zh-hans")
    assert "下一页" in shown("{% pager page %}", language="zh-hans", page=CursorPage(None, "b", 9))
