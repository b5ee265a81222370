"""Taking back what is owed, never more than was agreed, never below a floor."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol, runtime_checkable

from attrs import frozen

from jieli.engines.pay.results import Lines, Sum
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.trace import Scalar, Trace, plain_fen

RECOVERY = "pay.recovery"


@frozen
class Floor:
    """A given amount below which nothing takes the pay. pay_fen: the pay before this is taken. on: whose pay it is."""

    given_fen: int
    pay_fen: int
    on: tuple[str, ...]

    @property
    def room_fen(self) -> int:
        return max(0, self.pay_fen - self.given_fen)

    def trace(self, taken_fen: int) -> Trace:
        """floor_fen: what the pay may be taken down to, which is all of it where it lies below the given amount."""
        return Trace(
            "pay.floor",
            {
                "floor_kind": "statutory",
                "floor_on": written_keys(self.on),
                "given_fen": self.given_fen,
                "pay_fen": self.pay_fen,
                "floor_fen": min(self.given_fen, self.pay_fen),
                "paid_fen": self.pay_fen - taken_fen,
            },
        )


@runtime_checkable
class Recovers(Protocol):
    """A component that recovers a debt from others, perhaps above a floor."""

    @property
    def key(self) -> str: ...
    @property
    def on(self) -> tuple[str, ...]: ...
    @property
    def statutory_floor_fen(self) -> int | None: ...
    @property
    def floor_on(self) -> tuple[str, ...] | None: ...


def floors_of(own: Recovers, work: Work, drawn_fen: int = 0) -> tuple[Floor, ...]:
    """Its own floor, then those that other components of the plan keep over what it recovers from: a floor is the person's.
    Each sees what recoveries before it have left. drawn_fen: what it pays itself in the period."""
    others = (one for one in work.components.values() if isinstance(one, Recovers) and one.key != own.key)
    found = []
    for one in (own, *others):
        keys = one.floor_on or one.on
        if one.statutory_floor_fen is None or (one is not own and not {own.key, *own.on}.intersection(keys)):
            continue
        earned_fen = sum(work.before[key].fen for key in keys if key in work.before)
        pay_fen = earned_fen + drawn_fen - _taken(work, frozenset(keys))
        found.append(Floor(one.statutory_floor_fen, pay_fen, keys))
    return tuple(found)


def _taken(work: Work, keys: frozenset[str]) -> int:
    """What was recovered from these components in the period so far, by others than themselves."""
    parts = (
        part
        for key, result in work.before.items()
        if key not in keys
        for part in (result.parts if isinstance(result, Sum) else (result,))
    )
    return sum(
        -step.result_fen
        for part in parts
        if isinstance(part, Lines)
        for step in part.lines
        if isinstance(step, SettledLine)
        and step.rule == RECOVERY
        and keys.intersection(read_keys(str(step.values["recovered_on"])))
    )


def written_keys(keys: Iterable[str]) -> str:
    return " ".join(keys)


def read_keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@frozen
class Recovery:
    """What a period takes back of a debt.

    The limit is the least of the debt, the rate of what is earned above the minimum (cut to the fen) and the most of a
    period; each of the floors may leave less. on: what it is taken from.
    """

    debt_fen: int
    earned_fen: int
    above_fen: int
    rate: Rate
    most_fen: int | None
    on: tuple[str, ...]
    floors: tuple[Floor, ...] = ()

    @property
    def rated_fen(self) -> int:
        exact: Fraction = max(0, self.earned_fen - self.above_fen) * self.rate
        return exact.numerator // exact.denominator

    @property
    def limit_fen(self) -> int:
        limit = min(self.debt_fen, self.rated_fen)
        return limit if self.most_fen is None else min(limit, self.most_fen)

    @property
    def fen(self) -> int:
        return min([self.limit_fen, *(floor.room_fen for floor in self.floors)])

    def step(self) -> SettledLine:
        left_fen = self.debt_fen - self.fen
        values: dict[str, Scalar] = {
            "recovered_on": written_keys(self.on),
            "earned_fen": self.earned_fen,
            "above_fen": self.above_fen,
            "rate_rate": format_rate(self.rate),
            "rated_fen": self.rated_fen,
            "most_fen": "" if self.most_fen is None else self.most_fen,
            "limit_fen": self.limit_fen,
            "recovered_fen": self.fen,
            "debt_before_fen": self.debt_fen,
            "debt_after_fen": left_fen,
        }
        text = f"{plain_fen(self.debt_fen)} - {plain_fen(self.fen)} = {plain_fen(left_fen)}"
        tightest = sorted(self.floors, key=lambda floor: floor.room_fen)[:1]
        children = tuple(floor.trace(self.fen) for floor in tightest)
        return SettledLine(RECOVERY, values, -self.fen, text if self.fen else None, children)


def check_floor(floor_fen: int | None, floor_on: tuple[str, ...] | None, place: str) -> list[Problem]:
    if floor_on is None or floor_fen is not None:
        return []
    return [
        Problem(
            "PAY-FLOOR-001",
            f"{place}.floor_on",
            "Components are named whose pay is kept above a floor, and no floor is given.",
            "Write `statutory_floor`, or leave `floor_on` out.",
        )
    ]
