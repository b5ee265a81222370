"""Tiers: lower bounds with rates. Normative page: docs/algorithms/tiers.md."""

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate


class Method(StrEnum):
    """marginal: each slice at its own rate. whole: the rate of the tier reached on everything, also on what was paid before.
    reached: on the credit that reaches it, while earlier ones stay as they were paid. interpolated: what is paid lies on the
    line between two points."""

    MARGINAL = "marginal"
    WHOLE = "whole"
    REACHED = "reached"
    INTERPOLATED = "interpolated"


class TierOn(StrEnum):
    """What finds the tier. fact: each credit's own amount. period: the sum of the person's credits since the reset. to_date:
    the sum up to and with each credit, in the order of credits."""

    FACT = "fact"
    PERIOD = "period"
    TO_DATE = "to_date"


class Reset(StrEnum):
    """When a sum begins anew. period: with the pay period, and with a version of the plan that changes the component."""

    PERIOD = "period"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    NEVER = "never"


@frozen
class Tier:
    """From this amount on (included), this rate, until the next tier begins."""

    from_fen: int
    rate: Rate


@frozen
class Point:
    """At this amount, this is paid; to the next point the payment is a straight line."""

    at_fen: int
    pays_fen: int


def slopes(points: Sequence[Point]) -> tuple[Tier, ...]:
    """The marginal tiers that pay what lies on the line through the points, and nothing more from the last one on."""
    rising = tuple(
        Tier(one.at_fen, Fraction(other.pays_fen - one.pays_fen, other.at_fen - one.at_fen))
        for one, other in pairwise(points)
    )
    return (*rising, Tier(points[-1].at_fen, Fraction(0)))


@frozen
class Slice:
    """The part of an amount that one tier pays for. until_fen: None in the last tier. Negative parts are taken back."""

    from_fen: int
    until_fen: int | None
    part_fen: int
    rate: Rate

    @property
    def exact(self) -> Fraction:
        """Fen, not yet rounded."""
        return self.part_fen * self.rate


def check_tiers(tiers: tuple[Tier, ...], place: str) -> list[Problem]:
    """Everything wrong with one list of tiers."""
    if not tiers:
        return [
            Problem(
                "PAY-TIER-001",
                place,
                "The list of tiers is empty.",
                'Write at least one tier, from `"0.00"`.',
            )
        ]
    found = []
    if tiers[0].from_fen != 0:
        found.append(
            Problem(
                "PAY-TIER-002",
                f"{place}[0].from",
                "The first tier does not begin at 0.00, so what lies below it would have no rate.",
                'Begin the first tier at `"0.00"`; its rate may be `"0%"`.',
            )
        )
    for index in range(1, len(tiers)):
        if tiers[index].from_fen <= tiers[index - 1].from_fen:
            found.append(
                Problem(
                    "PAY-TIER-003",
                    f"{place}[{index}].from",
                    "This tier does not begin above the one before it.",
                    "Order the tiers so that each begins at a higher amount.",
                )
            )
    return found


def check_points(points: Sequence[Point], place: str) -> list[Problem]:
    """Everything wrong with one list of points."""
    if not points or points[0] != Point(0, 0):
        return [
            Problem(
                "PAY-POINT-001",
                f"{place}[0]",
                "The first point is not 0.00, which pays 0.00.",
                "Begin at 0.00 with 0.00; to pay nothing up to an amount, let the second point pay 0.00.",
            )
        ]
    return [
        Problem(
            "PAY-POINT-002",
            f"{place}[{index}].at",
            "This point does not lie above the one before it.",
            "Order the points so that each lies at a higher amount.",
        )
        for index in range(1, len(points))
        if points[index].at_fen <= points[index - 1].at_fen
    ]


def reached(bounds: Sequence[int], fen: int) -> int:
    """The index of the last tier that begins at or below the amount; below zero, of the first. bounds: they do not fall."""
    return max(bisect_right(bounds, fen) - 1, 0)


def walk(bounds: Sequence[int], before_fen: int, fen: int) -> tuple[tuple[int, int], ...]:
    """The way from one sum to another through the tiers, as parts of (tier, fen), in the order of the way.

    Below zero is the first tier. Going down, the parts are negative and come from the top. **Shape**: no part of 0,
    unless the way is 0: then the one of the tier in which it stands. The parts come to `fen`.
    """
    if fen == 0:
        return ((reached(bounds, before_fen), 0),)
    low, high = min(before_fen, before_fen + fen), max(before_fen, before_fen + fen)
    sign = 1 if fen > 0 else -1
    parts = []
    for index in range(len(bounds)):
        start = low if index == 0 else max(low, bounds[index])
        end = high if index + 1 == len(bounds) else min(high, bounds[index + 1])
        if end > start:
            parts.append((index, sign * (end - start)))
    return tuple(parts if fen > 0 else reversed(parts))


def to_date_slices(tiers: Sequence[Tier], before_fen: int, fen: int) -> tuple[Slice, ...]:
    """The slices of a credit's way from the sum `before_fen` through marginal tiers."""
    return _slices(tiers, walk([tier.from_fen for tier in tiers], before_fen, fen))


def slice_at(tiers: Sequence[Tier], reached_fen: int, fen: int) -> Slice:
    """All of a credit at the tier that a sum reaches."""
    (found,) = _slices(tiers, ((reached([tier.from_fen for tier in tiers], reached_fen), fen),))
    return found


def _slices(tiers: Sequence[Tier], parts: Sequence[tuple[int, int]]) -> tuple[Slice, ...]:
    until = [*(tier.from_fen for tier in tiers[1:]), None]
    return tuple(Slice(tiers[at].from_fen, until[at], part, tiers[at].rate) for at, part in parts)


def slices(tiers: tuple[Tier, ...], method: Method, fen: int) -> tuple[Slice, ...]:
    """How an amount falls into tiers; a negative one mirrors the positive one of the same size.

    **Shape**: marginal: one slice per tier reached; whole: one slice; none for 0. The parts come to the amount.
    **Source**: pay.md cases 1 and 11.
    """
    size, sign = abs(fen), -1 if fen < 0 else 1
    bounds = [*(tier.from_fen for tier in tiers[1:]), None]
    if method is Method.WHOLE:
        reached = max(index for index, tier in enumerate(tiers) if tier.from_fen <= size)
        return (Slice(tiers[reached].from_fen, bounds[reached], fen, tiers[reached].rate),) if fen else ()
    return tuple(
        Slice(
            tier.from_fen,
            until,
            sign * ((size if until is None else min(size, until)) - tier.from_fen),
            tier.rate,
        )
        for tier, until in zip(tiers, bounds, strict=True)
        if tier.from_fen < size
    )


def period_slices(tiers: tuple[Tier, ...], method: Method, sum_fen: int) -> tuple[Slice, ...]:
    """As slices, but for the sum of a period: a sum below zero has consumed no tier, so that all of it is taken back at
    the first tier's rate."""
    if sum_fen < 0:
        until = tiers[1].from_fen if len(tiers) > 1 else None
        return (Slice(0, until, sum_fen, tiers[0].rate),)
    return slices(tiers, method, sum_fen)
