"""How the curve from attainment to score is spelled in a plan's text: `points:` or `steps:`."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from jieli.engines.pay.scoring.curves import Curve, CurvePoint
from jieli.engines.pay.text.factors import read_multiplier
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain
from jieli.kernel.problem import Problem
from jieli.kernel.rate import format_rate

POINTS, STEPS = "points", "steps"
_AT = {POINTS: "at", STEPS: "from"}


@frozen
class Percent(UnderOneKey):
    """“120%”, from 0% to 10000%."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"120%"',)

    def read(self, table: Table, name: str) -> Fraction | None:
        return read_multiplier(table, name)

    def write(self, value: Fraction, name: str) -> Mapping[str, Plain]:
        return {name: format_rate(value)}


def read_curve(table: Table) -> Curve | None:
    """The curve of a table; None without one, or where something is wrong with it, which is noted."""
    table.also_known(POINTS, STEPS)
    if POINTS in table and STEPS in table:
        table.found.append(_both(table.at(POINTS)))
        return None
    spelled = POINTS if POINTS in table else STEPS
    if spelled not in table:
        return None
    items = table.items(spelled)
    if items is None:
        return None
    read = [_point(item, _AT[spelled], table.found) for item in items]
    points = tuple(point for point in read if point is not None)
    if len(points) < len(read):
        return None
    wrong = _check(points, table.at(spelled), _AT[spelled])
    table.found.extend(wrong)
    return None if wrong else Curve(points, spelled == POINTS)


def write_curve(curve: Curve) -> Mapping[str, Plain]:
    spelled = POINTS if curve.is_straight else STEPS
    return {
        spelled: [
            Flow({_AT[spelled]: format_rate(point.at), "scores": format_rate(point.scores)})
            for point in curve.points
        ]
    }


def _point(item: Node, at: str, found: list[Problem]) -> CurvePoint | None:
    table = table_of(item, found)
    if table is None:
        return None
    where, scores = read_multiplier(table, at), read_multiplier(table, "scores")
    table.close()
    return None if where is None or scores is None else CurvePoint(where, scores)


def _check(points: tuple[CurvePoint, ...], place: str, at: str) -> list[Problem]:
    if not points:
        return [
            Problem(
                "PAY-CURVE-001",
                place,
                "The curve is empty.",
                'Write at least one line, at `"0%"`, or leave it out.',
            )
        ]
    found = []
    if points[0].at != 0:
        found.append(
            Problem(
                "PAY-CURVE-002",
                f"{place}[0].{at}",
                "The curve does not begin at 0%, so what lies below would have no score.",
                'Begin at `"0%"`; the score there may be `"0%"`.',
            )
        )
    for index, (one, other) in enumerate(pairwise(points), start=1):
        if other.at <= one.at:
            found.append(
                Problem(
                    "PAY-CURVE-003",
                    f"{place}[{index}].{at}",
                    "This line of the curve does not lie above the one before it.",
                    "Order the curve by attainment.",
                )
            )
    return found


def _both(place: str) -> Problem:
    return Problem(
        "PAY-CURVE-004",
        place,
        "Both `points` and `steps` stand here.",
        "Keep `points` for straight lines between them, or `steps` for scores that jump.",
    )
