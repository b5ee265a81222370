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
from jieli.kernel.rate import parse_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace
from jieli.ui.wording import in_chinese, money_text

_LONG_NUMBER = re.compile(r"(?<![\d.,/\w])\d{4,}(?=\.\d)")
_RATIO_RESULT = re.compile(r"(?<== )-?(\d+)/(\d+)(?= ≈)")
_RATIO = re.compile(r"(?<![\d.,/])(\d+)/(\d+)(?![\d/])")
_SHOWN_PLACES = 6
_PERCENT_PLACES = 8
_READABLE = 12  # parts of a whole that people name


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
    """An exact amount as traces write it: “1000.00”, “1/3”."""
    return Part(arithmetic(str(text)), strong=True)


def rate(trace: Trace, name: str = "rate_rate", *, per_unit: bool = False) -> Part:
    """“2%”, “≈53.60%” where it has no end, or “1.50” for money for a unit."""
    value = parse_rate(str(trace.values[name]))
    return Part(_RATIO.sub(_about_percent, rate_text(value, per_unit=per_unit)), strong=True)


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
    """A calculation whose fractions are rates: “294.27260188…%” where nobody could read 586706/199375.

    With so many places the figures that are shown come to the result that is shown, to the fen.
    """
    return _RATIO.sub(_begun_percent, arithmetic(calculation))


def difference(desired_fen: int, issued_fen: int) -> str:
    """“3,500.00 - 3,000.00 = 500.00”: what should be, less what was issued."""
    issued = f"- {money_text(issued_fen)}" if issued_fen >= 0 else f"+ {money_text(-issued_fen)}"
    return f"{money_text(desired_fen)} {issued} = {money_text(desired_fen - issued_fen)}"


def _begun_percent(ratio: re.Match[str]) -> str:
    """Thirds and the like stay as they are."""
    numerator, denominator = int(ratio[1]), int(ratio[2])
    if denominator <= _READABLE:
        return ratio[0]
    whole, part = divmod(numerator * 100 * 10**_PERCENT_PLACES // denominator, 10**_PERCENT_PLACES)
    return f"{whole}.{part:0{_PERCENT_PLACES}d}…%"


def _about_percent(ratio: re.Match[str]) -> str:
    """Rounded for reading; thirds and the like stay as they are."""
    numerator, denominator = int(ratio[1]), int(ratio[2])
    if denominator <= _READABLE:
        return ratio[0]
    whole, part = divmod(round_fen(Fraction(numerator * 10_000, denominator), Rounding.HALF_UP), 100)
    return f"≈{whole}.{part:02d}%"


def _begun_decimal(ratio: re.Match[str]) -> str:
    numerator, denominator = int(ratio[1]), int(ratio[2])
    whole, part = divmod(numerator * 10**_SHOWN_PLACES // denominator, 10**_SHOWN_PLACES)
    return f"{'-' if ratio[0].startswith('-') else ''}{whole}.{part:0{_SHOWN_PLACES}d}…"
