"""How amounts, shares, days and moments are written on pages. Exact: nothing here passes through a float."""

from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from jieli.kernel.money import format_fen
from jieli.kernel.rate import decimal_text
from jieli.kernel.rounding import Rounding, round_fen

OPEN_END = "–"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SHORT_RATIO = 12
_LONGEST_PERCENT = 4


def in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def money_text(fen: int | None, *, signed: bool = False) -> str:
    """“1,234.50”. With `signed` a plus stands before what is added. The minus is the keyboard's: a spreadsheet reads it."""
    if fen is None:
        return _("unknown")
    if not isinstance(fen, int) or isinstance(fen, bool):
        raise TypeError(f"An amount is whole fen, not {fen!r}.")
    return f"{'+' if signed and fen > 0 else ''}{format_fen(fen)}"


def short_money_text(fen: int) -> str:
    """A large amount for pictures, to one decimal: “12.3万” in Chinese, “123k” in English."""
    sign, whole = ("-" if fen < 0 else ""), round_fen(Fraction(abs(fen), 100), Rounding.HALF_UP)
    for scale, unit in [(10**8, "亿"), (10**4, "万")] if in_chinese() else [(10**6, "M"), (10**3, "k")]:
        if whole >= scale:
            units, tenth = divmod(round_fen(Fraction(whole * 10, scale), Rounding.HALF_UP), 10)
            return f"{sign}{units:,}{f'.{tenth}' if tenth else ''}{unit}"
    return f"{sign}{whole:,}"


def percent_text(share: Fraction | None) -> str:
    """“33.5%”; a share without a finite percentage as “1/3”; a long one rounded and marked as such: “≈ 41.88%”."""
    if share is None:
        return _("unknown")
    exact = Fraction(share)
    text = decimal_text(exact * 100)
    if text is not None and len(text.partition(".")[2]) <= _LONGEST_PERCENT:
        return f"{text}%"
    if exact.denominator <= _SHORT_RATIO:
        return f"{exact.numerator}/{exact.denominator}"
    return f"≈ {format_fen(round_fen(exact * 10_000, Rounding.HALF_UP))}%"


def day_text(day: date | None) -> str:
    """“2026-11-24”, in tables. No day is an open end."""
    return OPEN_END if day is None else _local(day).isoformat()


def long_day_text(day: date | None) -> str:
    """“2026年11月24日”, “24 Nov 2026”: in sentences."""
    if day is None:
        return OPEN_END
    local = _local(day)
    if in_chinese():
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def moment_text(at: datetime | None) -> str:
    """“2026-11-24 13:05”, in the organisation's time zone."""
    return OPEN_END if at is None else timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def period_text(label: str) -> str:
    """“2026年3月”, “Mar 2026” of the period label 2026-03; other labels as they are, quarters in words."""
    year, _dash, rest = label.partition("-")
    if len(label) == 7 and rest.isdigit():
        month = int(rest)
        return f"{year}年{month}月" if in_chinese() else f"{_MONTHS[month - 1]} {year}"
    if len(label) == 7 and rest.startswith("Q"):
        return f"{year}年第{rest[1:]}季度" if in_chinese() else f"{rest} {year}"
    return gettext("%(year)s (whole year)") % {"year": year} if len(label) == 4 else label


def _local(day: date) -> date:
    if isinstance(day, datetime):
        return timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return day
