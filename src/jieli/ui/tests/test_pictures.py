"""The pictures: well formed, escaped, without styles of their own, and with their numbers as a table."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jieli.kernel.period import add_months
from jieli.ui import pictures
from jieli.ui.gallery import samples
from jieli.ui.pictures.drawing import PLACES, fitted, nice_step, scaled, text_width
from jieli.ui.pictures.ownership_band import slices
from jieli.ui.pictures.pay_curve import value_at
from jieli.ui.pictures.transition_stairs import widths
from jieli.ui.pictures.waterfall import spans

HOSTILE = "</title><script>alert(1)</script>\"'&陈"
TODAY = date(2026, 11, 24)
HALF = Fraction(1, 2)


def _band(name: str) -> str:
    bar = pictures.BandBar(1, name, HALF, date(2026, 1, 1), None, name)
    other = pictures.BandBar(2, name, HALF, date(2026, 1, 1), None, name, group="service")
    return pictures.ownership_band([bar, other], date(2026, 1, 1), date(2027, 1, 1), TODAY, title=name)


def _stairs(name: str) -> str:
    steps = [
        pictures.StairStep(date(2026, 9, 1), date(2026, 12, 1), HALF, 1, 2),
        pictures.StairStep(date(2026, 12, 1), None, Fraction(0)),
    ]
    return pictures.transition_stairs(steps, name, name, title=name, today=TODAY)


def _waterfall(name: str) -> str:
    steps = [
        pictures.WaterfallStep(name, 8_000_00, href=name),
        pictures.WaterfallStep(name, -500_00),
        pictures.WaterfallStep(name, 7_500_00, is_total=True),
    ]
    return pictures.waterfall(steps, name)


def _curve(name: str) -> str:
    curve = pictures.Curve(name, ((0, 0), (100_00, 2_00), (100_00, 3_00), (200_00, 6_00)))
    return pictures.pay_curve([curve, curve], name, name, name, marks=[pictures.CurveMark(150_00, name)])


def _bars(name: str) -> str:
    return pictures.bars([pictures.BarRow(name, 3, name, name, True), pictures.BarRow(name, -2, name)], name)


def _columns(name: str) -> str:
    return pictures.columns([pictures.BarRow(name, 3, name, name), pictures.BarRow(name, -2, name)], name)


ALL = [_band, _stairs, _waterfall, _curve, _bars, _columns]
EMPTY = [
    pictures.ownership_band([], date(2026, 1, 1), date(2027, 1, 1), TODAY, title="x"),
    pictures.transition_stairs([], "a", "b", title="x"),
    pictures.waterfall([], "x"),
    pictures.pay_curve([], "x", "in", "out"),
    pictures.bars([], "x"),
    pictures.columns([], "x"),
]


def svgs(html: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


@pytest.mark.parametrize("make", ALL)
def test_a_picture_is_well_formed_for_each_width_even_with_hostile_names(make: Callable[[str], str]) -> None:
    html = make(HOSTILE)
    assert "<script" not in html
    assert [svg.attrib["class"] for svg in svgs(html)] == ["plot wide", "plot middle", "plot narrow"]


@pytest.mark.parametrize("make", ALL)
def test_a_picture_has_title_description_role_and_table(make: Callable[[str], str]) -> None:
    html = make("陈思远")
    for svg in svgs(html):
        assert svg.attrib["role"] in ("img", "group")
        assert svg.find("title").text == "陈思远"
        assert svg.find("desc").text
    assert "<table" in html
    assert "<details" in html


@pytest.mark.parametrize("make", ALL)
def test_a_picture_with_links_is_a_group_so_that_they_can_be_reached(make: Callable[[str], str]) -> None:
    for svg in svgs(make("a")):
        has_links = svg.find(".//a") is not None
        assert svg.attrib["role"] == ("group" if has_links else "img")


@pytest.mark.parametrize("make", ALL)
def test_a_picture_has_no_style_that_the_security_policy_would_refuse(make: Callable[[str], str]) -> None:
    html = make("a")
    assert "style=" not in html
    assert "<style" not in html


@pytest.mark.parametrize("html", EMPTY)
def test_a_picture_of_nothing_is_still_a_picture(html: str) -> None:
    assert len(svgs(html)) == 3


@pytest.mark.parametrize("sample", ["bands", "stairs", "waterfalls", "curves", "loads", "months"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_of_a_picture_is_drawn_outside_of_it(sample: str, language: str) -> None:
    with translation.override(language):
        drawn = getattr(samples, sample)(language == "zh-hans", "pane")
    for html in drawn.values():
        for svg in svgs(html):
            _left, _top, width, height = map(int, svg.attrib["viewBox"].split())
            for rect in svg.iter("rect"):
                assert int(rect.attrib["x"]) >= 0
                assert int(rect.attrib["x"]) + int(rect.attrib["width"]) <= width + 1
                assert int(rect.attrib["y"]) + int(rect.attrib["height"]) <= height
            for text in svg.iter("text"):
                x, size = int(text.attrib["x"]), text_width(text.text, 12)
                end = x if "end" in text.attrib["class"].split() else x + size
                assert 0 <= end <= width + 24, (text.text, end)


def test_the_band_says_who_owns_the_client_today_and_that_nobody_does() -> None:
    with translation.override("zh-hans"):
        one = pictures.ownership_band(
            [pictures.BandBar(1, "陈思远", Fraction(1), date(2026, 1, 1), None)],
            date(2026, 1, 1),
            date(2027, 1, 1),
            TODAY,
        )
        none = pictures.ownership_band([], date(2026, 1, 1), date(2027, 1, 1), TODAY)
    assert "今天的归属人：陈思远" in one
    assert "今天这位客户无归属" in none
    assert "nobody" in none


@pytest.mark.parametrize("months", [5, 14, 30, 71, 130])
def test_the_days_below_the_band_do_not_lie_on_one_another(months: int) -> None:
    until = add_months(TODAY, 3, end="clip")
    html = pictures.ownership_band([], add_months(until, -months, end="clip"), until, TODAY, title="x")
    for svg in svgs(html):
        ticks = [text for text in svg.iter("text") if re.fullmatch(r"\d{4}(-\d\d)?", text.text)]
        ends = [int(text.attrib["x"]) + text_width(text.text, 13) for text in ticks]
        assert len(ticks) > 1
        assert all(end < int(text.attrib["x"]) for end, text in zip(ends, ticks[1:], strict=False))


def test_shares_of_one_day_stack_without_overlap_and_days_without_owner_are_shown() -> None:
    first = pictures.BandBar(1, "a", Fraction(1), date(2026, 1, 1), date(2026, 3, 1))
    both = [
        pictures.BandBar(1, "a", Fraction(3, 10), date(2026, 4, 1), None),
        pictures.BandBar(2, "b", Fraction(7, 10), date(2026, 4, 1), None),
    ]
    found = slices([first, *both], date(2026, 1, 1), date(2027, 1, 1))
    assert [(part.bar and part.bar.name, part.from_, part.until, part.below) for part in found] == [
        ("a", date(2026, 1, 1), date(2026, 3, 1), 0),
        (None, date(2026, 3, 1), date(2026, 4, 1), 0),
        ("a", date(2026, 4, 1), date(2027, 1, 1), 0),
        ("b", date(2026, 4, 1), date(2027, 1, 1), Fraction(3, 10)),
    ]


def test_a_bar_that_nothing_interrupts_is_one_slice() -> None:
    whole = pictures.BandBar(1, "a", HALF, date(2026, 1, 1), None)
    changing = [
        pictures.BandBar(2, "b", HALF, date(2026, 1, 1), date(2026, 6, 1)),
        pictures.BandBar(3, "c", HALF, date(2026, 6, 1), None),
    ]
    found = slices([whole, *changing], date(2026, 1, 1), date(2027, 1, 1))
    assert [part.until for part in found if part.bar is whole] == [date(2027, 1, 1)]


def test_each_waterfall_step_begins_where_the_one_before_ended() -> None:
    step = pictures.WaterfallStep
    steps = [step("base", 80), step("bonus", 50), step("back", -30), step("total", 100, is_total=True)]
    assert spans(steps) == ((0, 80), (80, 130), (130, 100), (0, 100))


def test_a_curve_is_exact_between_its_points_and_after_a_jump() -> None:
    curve = pictures.Curve("whole", ((0, 0), (100, 2), (100, 3), (200, 6)))
    assert value_at(curve, 50) == 1
    assert value_at(curve, 100) == 3
    assert value_at(curve, 201) is None


@given(
    st.lists(st.integers(1, 2000), min_size=1, max_size=12),
    st.sampled_from([place.width for place in PLACES]),
)
def test_the_stairs_together_are_exactly_as_wide_as_their_place(days: list[int], whole: int) -> None:
    steps, day = [], date(2026, 1, 1)
    for count in days:
        until = date.fromordinal(day.toordinal() + count)
        steps.append(pictures.StairStep(day, until, HALF))
        day = until
    steps.append(pictures.StairStep(day, None, Fraction(0)))
    found = widths(steps, whole)
    assert sum(found) == whole
    assert min(found) > 0


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(1, 1000))
def test_a_scale_never_leaves_its_room(value: int, of: int, onto: int) -> None:
    assert 0 <= scaled(min(value, of), of, onto) <= onto


@given(st.integers(1, 10**12), st.integers(1, 8))
def test_ticks_are_neither_too_few_nor_too_many(largest: int, count: int) -> None:
    times = largest // nice_step(largest, count)
    assert times <= 2.5 * count + 1
    assert times >= min(count, largest)


@given(st.text(max_size=40), st.integers(0, 300))
def test_a_fitted_text_fits(content: str, width: int) -> None:
    assert text_width(fitted(content, width, 14), 14) <= width or not fitted(content, width, 14)


def test_the_table_of_a_picture_stacks_on_the_phone_with_each_value_named():
    page = pictures.bars((pictures.BarRow("王芳", 3, "3"),), "怎样分", label_head="归属人", value_head="客户")
    assert '<table class="data stack">' in page
    assert '<td class="num" data-label="客户">3</td>' in page


def test_a_band_is_plain_unless_two_of_one_colour_stand_in_it() -> None:
    def drawn(*people: int) -> str:
        bars = [pictures.BandBar(person, "a", HALF, date(2026, 1, 1), None) for person in people]
        return pictures.ownership_band(bars, date(2026, 1, 1), date(2027, 1, 1), TODAY, title="x")

    assert "texture" not in drawn(9, 18)
    assert "owner-1 texture-1" in drawn(9, 17)
    assert "owner-1 texture-2" in drawn(9, 17, 25)
