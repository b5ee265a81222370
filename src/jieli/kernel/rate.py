"""Rates and shares: exact fractions made from text and written back so that nothing is lost."""

import re
from fractions import Fraction

_DECIMAL = re.compile(r"[-+]?[0-9]{1,20}(?:\.[0-9]{1,20})?")
_RATIO = re.compile(r"([-+]?[0-9]{1,80})/([1-9][0-9]{0,79})")  # shares of shares have long ratios

Rate = Fraction
Share = Fraction


class NotARate(ValueError):
    """The text is not a decimal, a percentage or a ratio of whole numbers."""


def parse_rate(text: str) -> Fraction:
    """The exact rate of "0.02", "2%", "1.5 %" or "1/3". Only text is taken: a float has already lost what it meant."""
    if not isinstance(text, str):
        raise NotARate(f"{text!r} is not text. Write the rate in quotes, for example “0.02” or “2%”.")
    plain = text.strip()
    if ratio := _RATIO.fullmatch(plain):
        return Fraction(int(ratio[1]), int(ratio[2]))
    number = plain.removesuffix("%").rstrip()
    if not _DECIMAL.fullmatch(number):
        raise NotARate(f"“{text}” is not a rate. Write it like “0.02”, “2%” or “1/3”.")
    exact = Fraction(number)
    return exact * Fraction(1, 100) if plain.endswith("%") else exact


def format_rate(rate: Fraction) -> str:
    """“2%”, “33.5%”, or “1/3” where the percentage has no end or is too long to be read back."""
    percent = decimal_text(rate * 100)
    if percent is None or not _DECIMAL.fullmatch(percent):
        return f"{rate.numerator}/{rate.denominator}"
    return f"{percent}%"


def decimal_text(exact: Fraction) -> str | None:
    """The finite decimal expansion, or None where there is none."""
    twos = fives = 0
    rest = exact.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(exact.numerator) * 10**places // exact.denominator).rjust(places + 1, "0")
    sign = "-" if exact < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
