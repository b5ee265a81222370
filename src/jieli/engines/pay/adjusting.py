"""What was decided by hand for a person and period. Normative page: docs/algorithms/adjustments.md."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import ClassVar

from attrs import define, field, frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.pricing.arithmetic import difference
from jieli.engines.pay.results import Lines, Result, Sum
from jieli.engines.pay.settlement.step import added
from jieli.engines.pay.values import Adjustment, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem
from jieli.kernel.trace import Trace

OWN_LINE = "_by_hand"  # no component's key begins so
OWN_LINE_NAMES: Mapping[str, str] = {"zh": "手工调整", "en": "Adjustment by hand"}


@frozen(kw_only=True)
class ByHand(Component):
    """What stands for a component where an amount was decided by hand. No plan can name it."""

    type: ClassVar[str] = "by_hand"

    key: str
    names: Mapping[str, str]


@frozen
class AdjustedBy:
    """One adjustment, and what the component came to before it."""

    adjustment: Adjustment
    before_fen: int

    @property
    def after_fen(self) -> int:
        replaces = self.adjustment.kind is AdjustmentKind.REPLACES
        return self.adjustment.amount_fen + (0 if replaces else self.before_fen)

    @property
    def result_fen(self) -> int:
        return self.after_fen - self.before_fen

    def trace(self) -> Trace:
        one = self.adjustment
        replaces = one.kind is AdjustmentKind.REPLACES
        return Trace(
            "pay.adjustment",
            {
                "adjustment": one.id,
                "kind": one.kind.value,
                "amount_fen": one.amount_fen,
                "before_fen": self.before_fen,
                "after_fen": self.after_fen,
                "reason": one.reason,
                "approver": one.approver,
                "result_fen": self.result_fen,
            },
            difference(one.amount_fen, self.before_fen)
            if replaces
            else added(self.before_fen, one.amount_fen),
        )


OfKey = Mapping[str, Sequence[Adjustment]]  # component → its adjustments


@frozen
class Adjustments:
    """Adjustments by person, period and plan, each component's in the order in which they are applied."""

    _of: Mapping[tuple[int, Period, str], OfKey] = field(factory=dict)
    _plans: Mapping[tuple[int, Period], tuple[str, ...]] = field(factory=dict)

    @staticmethod
    def among(adjustments: Sequence[Adjustment]) -> "Adjustments":
        grouped: dict[tuple[int, Period, str], dict[str, list[Adjustment]]] = {}
        for one in sorted(adjustments, key=lambda one: (one.kind is AdjustmentKind.ADDS, one.id)):
            of_key = grouped.setdefault((one.person, one.period, one.plan), {})
            of_key.setdefault(one.component or OWN_LINE, []).append(one)
        plans: dict[tuple[int, Period], list[str]] = {}
        for person, period, plan in grouped:
            plans.setdefault((person, period), []).append(plan)
        return Adjustments(grouped, {key: tuple(sorted(own)) for key, own in plans.items()})

    def of(self, person: int, period: Period, plan: str) -> OfKey:
        return self._of.get((person, period, plan), {})

    def plans(self, person: int, period: Period) -> tuple[str, ...]:
        return self._plans.get((person, period), ())

    @property
    def people(self) -> frozenset[int]:
        return frozenset(person for person, _, _ in self._of)


@define
class Seen:
    """What one person's components of one plan came to in a period, as it is seen by those that look at them.

    by_hand: what was decided for the period. to_come: components of scope period that are computed in it.
    """

    by_hand: OfKey
    _to_come: Set[str]
    _computed: dict[str, tuple[Result, ...]] = field(factory=dict, init=False)

    def add(self, key: str, result: Result) -> None:
        self._computed[key] = (*self._computed.get(key, ()), result)

    def of_segments(self) -> Mapping[str, Result]:
        """As computed, since what is decided is of a period and not of a part of it."""
        return {key: Sum(results) for key, results in self._computed.items()}

    def of_period(self) -> Mapping[str, Result]:
        """With what was decided; where nothing computes a component, that alone."""
        seen = dict(self._computed)
        for key, decided in self.decided().items():
            if key in self._computed or key not in self._to_come:
                seen[key] = (*seen.get(key, ()), decided)
        return {key: Sum(results) for key, results in seen.items()}

    def decided(self) -> Mapping[str, Lines]:
        """What was decided for each component, or as a line of its own, in the order of keys."""
        computed = {key: Sum(self._computed.get(key, ())).fen for key in sorted(self.by_hand)}
        return {key: _adjusted(self.by_hand[key], fen) for key, fen in computed.items()}


def _adjusted(adjustments: Sequence[Adjustment], computed_fen: int) -> Lines:
    """What the adjustments of one key add to what was computed, in their order."""
    lines: list[AdjustedBy] = []
    fen = computed_fen
    for one in adjustments:
        lines.append(AdjustedBy(one, fen))
        fen = lines[-1].after_fen
    return Lines(tuple(lines))


def check_adjustments(adjustments: Sequence[Adjustment]) -> Iterator[Problem]:
    """Two that replace one amount, and one that replaces none."""
    seen: dict[tuple[int, Period, str, str], Adjustment] = {}
    for one in sorted(adjustments, key=lambda one: one.id):
        if one.kind is not AdjustmentKind.REPLACES:
            continue
        if not one.component:
            yield _replaces_nothing(one)
            continue
        first = seen.setdefault((one.person, one.period, one.plan, one.component), one)
        if first is not one:
            yield _twice(first, one)


def _twice(one: Adjustment, other: Adjustment) -> Problem:
    return Problem(
        "PAY-ADJUSTMENT-001",
        f"adjustment {other.id}",
        "The adjustments {one} and {other} both replace “{component}” of person {person} for {period}.",
        "Take one of them back, or let it add.",
        {
            "one": str(one.id),
            "other": str(other.id),
            "component": other.component,
            "person": str(other.person),
            "period": other.period.label,
        },
    )


def _replaces_nothing(one: Adjustment) -> Problem:
    return Problem(
        "PAY-ADJUSTMENT-002",
        f"adjustment {one.id}",
        "The adjustment {one} of person {person} for {period} replaces an amount and names no component.",
        "Name the component, or let it add.",
        {"one": str(one.id), "person": str(one.person), "period": one.period.label},
    )
