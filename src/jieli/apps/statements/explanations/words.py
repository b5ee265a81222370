"""Making sentences: a translated text whose places are filled with parts, so that names and links stay apart."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from string import Formatter

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.engines.pay.pricing import rate_text
from jieli.kernel.rate import decimal_text, parse_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace
from jieli.ui.wording import in_chinese, money_text

_LONG_NUMBER = re.compile(r"(?<![\d.,/\w])\d{4,}(?=\.\d)")
_RATIO_RESULT = re.compile(r"(?<== )-?(\d+)/(\d+)(?= ≈)")
_RATIO = re.compile(r"(?<![\d.,/])(\d+)/(\d+)(?![\d/])")
_LONG_PERCENT = re.compile(r"(?<![\d.,/])(\d[\d,]*\.\d{3,})%")
_SHOWN_PLACES = 6
_DIGITS_READ = 5  # 1.375% and 0.0125% are rates that somebody agreed; longer ones were computed
_ABOUT = "≈"


def fill(text: str, **values: Part | Sentence | str) -> Sentence:
    """The sentence of a translated text with its places filled. A value is never read as a text with places."""
    parts: list[Part] = []
    for literal, name, _spec, _conversion in Formatter().parse(text):
        if literal:
            parts.append(Part(literal))
        if name is not None:
            value = values[name]
            parts += (
                [Part(value)]
                if isinstance(value, str)
                else [value]
                if isinstance(value, Part)
                else list(value)
            )
    return tuple(parts)


def join(sentences: Iterable[Sentence]) -> Sentence:
    """One after the other, with a space between them where the language wants one."""
    between = () if in_chinese() else (Part(" "),)
    joined: Sentence = ()
    for sentence in sentences:
        if sentence:
            joined = (*joined, *between, *sentence) if joined else sentence
    return joined


def enumerate_parts(sentences: Iterable[Sentence]) -> Sentence:
    """A list within a sentence: 王芳 60%、李强 40%."""
    between = Part(pgettext("between the items of a list", ", "))
    listed: Sentence = ()
    for sentence in sentences:
        listed = (*listed, between, *sentence) if listed else sentence
    return listed


def before_and_after(label: str, was: Sentence, is_: Sentence) -> Sentence:
    """“amount 10,000.00 → 15,000.00”."""
    return fill(
        pgettext("what changed, before and after", "{label} {was} → {now}"), label=label, was=was, now=is_
    )


def nothing() -> Sentence:
    """What stands where there is no value."""
    return (Part(pgettext("no value", "none")),)


def amount(fen: int, currency: str = "") -> Part:
    """currency: a foreign one, which is said."""
    return Part(f"{money_text(fen)} {currency}".strip(), strong=True)


def exact(text: Scalar) -> Part:
    """An exact amount as traces write it: “1,000.00”; of one without an end “≈0.33”."""
    ratio = _RATIO.fullmatch(str(text).removeprefix("-"))
    if ratio is None:
        return Part(arithmetic(str(text)), strong=True)
    return Part(_about_money(parse_rate(str(text))), strong=True)


def rate(trace: Trace, name: str = "rate_rate", *, per_unit: bool = False) -> Part:
    """“2%”, “≈53.60%” where it would be longer, or “1.50” for money for a unit."""
    value = parse_rate(str(trace.values[name]))
    if not per_unit:
        return percent(value)
    return Part(rate_text(value, per_unit=True) if decimal_text(value) else _about_money(value), strong=True)


def percent(value: Fraction) -> Part:
    """As people read it: two decimals, and “≈” before them where it was rounded. Exactly it is in the trace."""
    return Part(f"{_ABOUT if is_long(value) else ''}{_percent_text(value)}", strong=True)


def plain_percent(value: Fraction) -> Part:
    """The same in an equation that has “≈” for “=” where `is_long` of one in it."""
    return Part(_percent_text(value), strong=True)


def is_long(value: Fraction) -> bool:
    """Whether a percentage is shown rounded."""
    text = decimal_text(value * 100)
    if text is None:
        return True
    digits, places = text.lstrip("-0.").replace(".", ""), len(text.partition(".")[2])
    return places > 2 and len(digits) > _DIGITS_READ


def quoted(name: Scalar) -> Part:
    return Part(pgettext("a name in a sentence", "“{name}”").format(name=name), strong=True)


def day(on: date, year: int) -> str:
    """A day in words, with its year where that is not the year that is spoken of."""
    if on.year == year:
        return date_format(on, pgettext("a day of the year that is spoken of", "j M"))
    return date_format(on, pgettext("a day with its year", "j M Y"))


def rounding_words(policy: str) -> str:
    return {
        Rounding.HALF_UP: gettext("rounded to the fen, halves up"),
        Rounding.HALF_EVEN: gettext("rounded to the fen, halves to the even fen"),
        Rounding.DOWN: gettext("cut to the fen"),
        Rounding.UP: gettext("raised to the next fen"),
    }[Rounding(policy)]


def arithmetic(calculation: str | None) -> str:
    """A calculation as it is shown: an endless decimal begun instead of a fraction, thousands set apart."""
    begun = _RATIO_RESULT.sub(_begun_decimal, calculation or "")
    return _LONG_NUMBER.sub(lambda found: f"{int(found[0]):,}", begun)


def rates_arithmetic(calculation: str | None) -> str:
    """A calculation whose fractions are rates, each with two decimals: “146,676.50 ÷ 49,843.75 ≈ 294.27%” where nobody could
    read 586706/199375. Where anything in it was rounded it does not claim to be equal."""
    shown = arithmetic(calculation)
    percents = _LONG_PERCENT.sub(_shorter_percent, _RATIO.sub(_ratio_percent, shown))
    return percents.replace(" = ", f" {_ABOUT} ") if _rounds(shown) else percents


def difference(desired_fen: int, issued_fen: int) -> str:
    """“3,500.00 - 3,000.00 = 500.00”: what should be, less what was issued."""
    issued = f"- {money_text(issued_fen)}" if issued_fen >= 0 else f"+ {money_text(-issued_fen)}"
    return f"{money_text(desired_fen)} {issued} = {money_text(desired_fen - issued_fen)}"


def _rounds(text: str) -> bool:
    ratios = [Fraction(int(one[1]), int(one[2])) for one in _RATIO.finditer(text)]
    longs = [parse_rate(one[0].replace(",", "")) for one in _LONG_PERCENT.finditer(text)]
    return any(is_long(one) for one in (*ratios, *longs))


def _ratio_percent(ratio: re.Match[str]) -> str:
    return _percent_text(Fraction(int(ratio[1]), int(ratio[2])))


def _shorter_percent(long: re.Match[str]) -> str:
    return _percent_text(parse_rate(long[0].replace(",", "")))


def _percent_text(value: Fraction) -> str:
    if not is_long(value):
        return f"{decimal_text(value * 100)}%"
    return f"{money_text(round_fen(value * 10_000, Rounding.HALF_UP))}%"


def _about_money(value: Fraction) -> str:
    return f"{_ABOUT}{money_text(round_fen(value * 100, Rounding.HALF_UP))}"


def _begun_decimal(ratio: re.Match[str]) -> str:
    numerator, denominator = int(ratio[1]), int(ratio[2])
    whole, part = divmod(numerator * 10**_SHOWN_PLACES // denominator, 10**_SHOWN_PLACES)
    return f"{'-' if ratio[0].startswith('-') else ''}{whole}.{part:0{_SHOWN_PLACES}d}…"
