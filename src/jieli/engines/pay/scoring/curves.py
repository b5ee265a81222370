"""From an attainment to a score: by points with straight lines between them, or by steps."""

from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import inverse
from jieli.kernel.rate import Rate, format_rate


@frozen
class CurvePoint:
    """At (a point) or from (a step) this attainment, this score."""

    at: Rate
    scores: Rate


@frozen
class Curve:
    """points: straight between two, constant from the last on. Otherwise steps: constant up to the next.

    The first is at 0%; an attainment below 0% scores as 0% does.
    """

    points: tuple[CurvePoint, ...]
    is_straight: bool

    def score(self, attainment: Fraction) -> Rate:
        below, above = self._around(attainment)
        if above is None or not self.is_straight:
            return below.scores
        rise, run = above.scores - below.scores, above.at - below.at
        return below.scores + (max(attainment, below.at) - below.at) * rise * inverse(run)

    def arithmetic(self, attainment: Fraction) -> str | None:
        """“140% + 40% × 20% ÷ 100% = 148%”, where the score lies between two points."""
        below, above = self._around(attainment)
        if above is None or not self.is_straight or attainment <= below.at or above.scores == below.scores:
            return None
        gone, rise, run = attainment - below.at, above.scores - below.scores, above.at - below.at
        sign = "-" if rise < 0 else "+"
        steep = f"{format_rate(abs(rise))} ÷ {format_rate(run)}"
        start = f"{format_rate(below.scores)} {sign} {format_rate(gone)}"
        return f"{start} × {steep} = {format_rate(self.score(attainment))}"

    def _around(self, attainment: Fraction) -> tuple[CurvePoint, CurvePoint | None]:
        """The last point at or below an attainment, and the one after it."""
        for below, above in pairwise(self.points):
            if attainment < above.at:
                return below, above
        return self.points[-1], None
