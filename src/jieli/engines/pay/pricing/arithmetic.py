"""The arithmetic of a step as text, the same in every language: “100000.00 × 2% = 2000.00”."""

from fractions import Fraction

from jieli.kernel.rate import format_rate
from jieli.kernel.trace import plain_exact, plain_fen


def product(fen: int, rate: Fraction, exact: Fraction, result_fen: int | None = None) -> str:
    """“33.33 × 1.5% = 0.49995 ≈ 0.50”; without the last part where nothing was rounded."""
    return f"{plain_fen(fen)} × {format_rate(rate)} = {plain_exact(exact)}{_about(exact, result_fen)}"


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


def _about(exact: Fraction, result_fen: int | None) -> str:
    return "" if result_fen is None or exact == result_fen else f" ≈ {plain_fen(result_fen)}"
