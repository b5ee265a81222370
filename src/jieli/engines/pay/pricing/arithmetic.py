"""The arithmetic of a step as text, the same in every language: “100000.00 × 2% = 2000.00”."""

from collections.abc import Sequence
from fractions import Fraction

from jieli.kernel.rate import Rate, decimal_text, format_rate
from jieli.kernel.trace import plain_exact, plain_fen


def product(fen: Fraction | int, rate: Fraction, exact: Fraction, result_fen: int | None = None) -> str:
    """“33.33 × 1.5% = 0.49995 ≈ 0.50”; without the last part where nothing was rounded."""
    return product_of(fen, (format_rate(rate),), exact, result_fen)


def product_of(
    fen: Fraction | int, rates: Sequence[str], exact: Fraction, result_fen: int | None = None
) -> str:
    """“1000.00 × 5% × 120% = 60.00”."""
    return f"{' × '.join((plain_exact(Fraction(fen)), *rates))} = {plain_exact(exact)}{_about(exact, result_fen)}"


def rate_text(rate: Rate, *, per_unit: bool) -> str:
    """“2%”, or “1.50” for money for a unit."""
    if not per_unit:
        return format_rate(rate)
    decimal = decimal_text(rate)
    if decimal is None:
        return f"{rate.numerator}/{rate.denominator}"
    whole, _, part = decimal.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def smaller(texts: Sequence[str], result: str, *, negative: bool = False) -> str:
    """“min(7.5%, 6%) = 6%”, and “max(-900.00, -500.00) = -500.00” for what is taken back."""
    return f"{'max' if negative else 'min'}({', '.join(texts)}) = {result}"


def prorated(fen: int, days: int, of_days: int, exact: Fraction, result_fen: int) -> str:
    """“8000.00 × 22/31 = 176000/31 ≈ 5677.42”."""
    return f"{plain_fen(fen)} × {days}/{of_days} = {plain_exact(exact)}{_about(exact, result_fen)}"


def rounded(exact: Fraction, result_fen: int) -> str | None:
    """“0.49995 ≈ 0.50”, or None where nothing was rounded."""
    return None if exact == result_fen else f"{plain_exact(exact)} ≈ {plain_fen(result_fen)}"


def difference(desired_fen: int, issued_fen: int) -> str:
    """“3500.00 - 3000.00 = 500.00”."""
    taken = f"- {plain_fen(issued_fen)}" if issued_fen >= 0 else f"+ {plain_fen(-issued_fen)}"
    return f"{plain_fen(desired_fen)} {taken} = {plain_fen(desired_fen - issued_fen)}"


def number_text(number: Fraction) -> str:
    """“4.5”, or “1/3” where it has no end."""
    return decimal_text(number) or f"{number.numerator}/{number.denominator}"


def inverse(number: Fraction) -> Fraction:
    """1 ÷ the number, which is not 0."""
    return Fraction(number.denominator, number.numerator)


def _about(exact: Fraction, result_fen: int | None) -> str:
    return "" if result_fen is None or exact == result_fen else f" ≈ {plain_fen(result_fen)}"
