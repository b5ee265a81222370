"""How amounts, shares and days are written."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.utils import translation

from jieli.ui import wording


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123450, "1,234.50"),
        (-215000, "-2,150.00"),
        (100000000001, "1,000,000,000.01"),
    ],
)
def test_an_amount_has_separators_and_two_decimals(fen: int, text: str) -> None:
    assert wording.money_text(fen) == text


def test_what_is_added_carries_a_plus_and_zero_does_not() -> None:
    assert wording.money_text(186025, signed=True) == "+1,860.25"
    assert wording.money_text(0, signed=True) == "0.00"
    assert wording.money_text(-1, signed=True) == "-0.01"


def test_an_unknown_amount_is_said_to_be_unknown_and_never_zero() -> None:
    with translation.override("zh-hans"):
        assert wording.money_text(None) == "未知"


@pytest.mark.parametrize("wrong", [12.5, "", "1", True])
def test_an_amount_that_is_not_whole_fen_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        wording.money_text(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (2_314_675, "2.3万", "23.1k"),
        (12_345_000_000_00, "123.5亿", "12,345M"),
        (999_999, "1万", "10k"),
        (123_450, "1,235", "1.2k"),
        (-5_000_000, "-5万", "-50k"),
        (9_949, "99", "99"),
    ],
)
def test_pictures_write_large_amounts_short(fen: int, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert wording.short_money_text(fen) == chinese
    with translation.override("en"):
        assert wording.short_money_text(fen) == english


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1), "100%"),
        (Fraction(335, 1000), "33.5%"),
        (Fraction(1, 3), "1/3"),
        (Fraction(517, 1234), "≈ 41.90%"),
        (Fraction(1, 2**20), "≈ 0.00%"),
        (Fraction(0), "0%"),
    ],
)
def test_a_share_is_exact_or_says_that_it_is_not(share: Fraction, text: str) -> None:
    assert wording.percent_text(share) == text


def test_days_are_iso_in_tables_and_words_in_sentences() -> None:
    day = date(2026, 11, 4)
    assert wording.day_text(day) == "2026-11-04"
    with translation.override("zh-hans"):
        assert wording.long_day_text(day) == "2026年11月4日"
    with translation.override("en"):
        assert wording.long_day_text(day) == "4 Nov 2026"


def test_an_open_end_is_a_dash() -> None:
    assert wording.day_text(None) == wording.long_day_text(None) == wording.moment_text(None) == "–"


def test_a_moment_is_shown_in_the_time_of_shanghai() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert wording.moment_text(late) == "2026-11-24 01:30"
    assert wording.day_text(late) == "2026-11-24"


@pytest.mark.parametrize(
    ("label", "chinese", "english"),
    [
        ("2026-03", "2026年3月", "Mar 2026"),
        ("2026-Q2", "2026年第2季度", "Q2 2026"),
        ("2026", "2026年全年", "2026 (whole year)"),
        ("2026-01-15..2026-02-01", "2026-01-15..2026-02-01", "2026-01-15..2026-02-01"),
    ],
)
def test_a_period_is_written_in_words(label: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert wording.period_text(label) == chinese
    with translation.override("en"):
        assert wording.period_text(label) == english
