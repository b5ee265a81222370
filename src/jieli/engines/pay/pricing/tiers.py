"""Tiers: lower bounds with rates. Normative page: docs/algorithms/tiers.md."""

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate


class Method(StrEnum):
    """marginal: each slice at its own rate. whole: the rate of the tier reached on everything. interpolated: what is paid
    lies on the line between two points."""

    MARGINAL = "marginal"
    WHOLE = "whole"
    INTERPOLATED = "interpolated"


class TierOn(StrEnum):
    """What finds the tier. fact: each credit's own amount. period: the sum of the person's credits since the reset. to_date:
    the sum up to and with each credit, in the order of credits."""

    FACT = "fact"
    PERIOD = "period"
    TO_DATE = "to_date"


class Reset(StrEnum):
    """When a sum begins anew. period: with each part of a pay period that one version of the plan pays."""

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
