"""The indicators of a scorecard and what each comes to. Page: docs/algorithms/quotas-and-bonuses.md."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from jieli.engines.pay.days import common, without
from jieli.engines.pay.pricing.arithmetic import inverse, number_text
from jieli.engines.pay.pricing.spec import PartOf
from jieli.engines.pay.scoring.curves import Curve
from jieli.engines.pay.scoring.due import DueWindow
from jieli.engines.pay.scoring.measuring import Measured, attained, measured_on
from jieli.engines.pay.values import Achievement
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.trace import Scalar, Trace, plain_exact

NOTHING = Rate(0)


class BelowGate(StrEnum):
    """What an attainment below the gate stops: this indicator, or the whole bonus."""

    INDICATOR = "indicator"
    BONUS = "bonus"


class Missing(StrEnum):
    """What it means that no result is recorded for all days: a problem, or an attainment of nothing."""

    PROBLEM = "problem"
    ZERO = "zero"


class ScoreExcess(StrEnum):
    """What becomes of what is achieved above the cap: nothing, or it counts in the next window."""

    LOST = "lost"
    COUNTED_NEXT = "counted_next"


@frozen
class OfCredits:
    """Achieved is what is credited; the target is a quota's."""

    measures: tuple[PartOf, ...]
    quota: str


@frozen
class OfAchievement:
    """Achieved is a recorded result. target: where the result has none of its own."""

    key: str
    target: Fraction | None


@frozen
class Gate:
    at: Rate
    stops: BelowGate


@frozen
class Indicator:
    """One thing that is measured. curve: None, the score is the attainment."""

    name: str
    weight: Rate
    source: OfCredits | OfAchievement
    gate: Gate | None = None
    curve: Curve | None = None
    cap: Rate | None = None
    excess: ScoreExcess | None = None  # None: nothing is said, and it is lost

    @property
    def counts_next(self) -> bool:
        return self.excess is ScoreExcess.COUNTED_NEXT

    @property
    def may_count_next(self) -> bool:
        """It is known which part of what was achieved lies above the cap."""
        return isinstance(self.source, OfCredits) and self.cap is not None and self.curve is None


@frozen
class Attainment:
    """How much of what was to be reached was. achieved, target: of credits in fen, of units sold in hundredths of a unit; as
    numbers elsewhere. brought: of what is achieved, and in the same, what lay above the cap in the window before."""

    achieved: Fraction
    target: Fraction
    reached: Rate
    measured: tuple[Measured, ...] = ()
    is_missing: bool = False
    brought: int = 0


@frozen
class IndicatorScore:
    """What one indicator comes to."""

    indicator: Indicator
    attainment: Attainment

    @property
    def is_below_gate(self) -> bool:
        gate = self.indicator.gate
        return gate is not None and self.attainment.reached < gate.at

    @property
    def stops_bonus(self) -> bool:
        gate = self.indicator.gate
        return gate is not None and gate.stops is BelowGate.BONUS and self.is_below_gate

    @property
    def curved(self) -> Rate:
        """Before the cap."""
        if self.is_below_gate:
            return NOTHING
        curve, reached = self.indicator.curve, self.attainment.reached
        return max(reached, NOTHING) if curve is None else curve.score(reached)

    @property
    def score(self) -> Rate:
        cap = self.indicator.cap
        return self.curved if cap is None else min(self.curved, cap)

    @property
    def weighted(self) -> Rate:
        return self.score * self.indicator.weight

    @property
    def above(self) -> int:
        """What counts in the next window: fen, or hundredths of a unit."""
        one, found = self.indicator, self.attainment
        if not one.counts_next or one.cap is None or self.is_below_gate:
            return 0
        above = max(Fraction(0), found.achieved - one.cap * found.target)
        return above.numerator // above.denominator

    def trace(self) -> Trace:
        one, found = self.indicator, self.attainment
        is_money = isinstance(one.source, OfCredits)
        text = plain_exact if is_money else number_text
        return Trace(
            "pay.indicator",
            {
                "name": one.name,
                "source": "credits" if is_money else "achievement",
                "quota": one.source.quota if isinstance(one.source, OfCredits) else "",
                "achieved": text(found.achieved),
                "target": text(found.target),
                "missing": "yes" if found.is_missing else "no",
                "attainment_rate": format_rate(found.reached),
                "gate_rate": "" if one.gate is None else format_rate(one.gate.at),
                "below_gate": one.gate.stops.value if one.gate is not None and self.is_below_gate else "",
                "cap_rate": "" if one.cap is None else format_rate(one.cap),
                "score_rate": format_rate(self.score),
                "weight_rate": format_rate(one.weight),
                "weighted_rate": format_rate(self.weighted),
                **(self._passed_on() if one.counts_next else {}),
            },
            calculation=_product(self.score, one.weight, self.weighted),
            children=tuple(self._steps()),
        )

    def _passed_on(self) -> dict[str, Scalar]:
        """Exact amounts as those beside them are; empty where there is nothing."""
        passed = {"brought": self.attainment.brought, "above": self.above}
        return {name: plain_exact(Fraction(much)) if much else "" for name, much in passed.items()}

    def _steps(self) -> Sequence[Trace]:
        found, one = self.attainment, self.indicator
        steps = [part.trace() for part in found.measured]
        added = [part.exact for part in found.measured]
        added += [Fraction(found.brought)] if found.brought else []
        if len(added) > 1:
            parts = " + ".join(map(plain_exact, added))
            steps.append(Trace("pay.achieved", calculation=f"{parts} = {plain_exact(found.achieved)}"))
        text = plain_exact if isinstance(one.source, OfCredits) else number_text
        if not found.is_missing:
            share = f"{text(found.achieved)} ÷ {text(found.target)} = {format_rate(found.reached)}"
            steps.append(Trace("pay.attainment", calculation=share))
        curved = None if one.curve is None or self.is_below_gate else one.curve.arithmetic(found.reached)
        if curved is not None:
            steps.append(Trace("pay.curve", calculation=curved))
        if one.cap is not None and self.curved > one.cap:
            capped = f"min({format_rate(self.curved)}, {format_rate(one.cap)}) = {format_rate(one.cap)}"
            steps.append(Trace("pay.score_cap", calculation=capped))
        return steps


def score_of(
    indicator: Indicator, work: Work, due: DueWindow, missing: Missing | None, brought: int = 0
) -> IndicatorScore:
    """brought: from the window before, in fen or hundredths of a unit. Raises Problems where what it needs is not known."""
    source = indicator.source
    if isinstance(source, OfCredits):
        return IndicatorScore(indicator, _of_credits(source, work, due, brought))
    return IndicatorScore(indicator, achievement_of(source, work, due, missing))


def _of_credits(source: OfCredits, work: Work, due: DueWindow, brought: int) -> Attainment:
    measured = tuple(measured_on(work, one.measure, due.days, one.part) for one in source.measures)
    target = Fraction(work.target_fen(source.quota, due.window.range))
    achieved = sum((part.exact for part in measured), Fraction(brought))
    reached = attained(achieved, target, quota=source.quota, person=work.person)
    return Attainment(achieved, target, reached, measured, brought=brought)


def achievement_of(source: OfAchievement, work: Work, due: DueWindow, missing: Missing | None) -> Attainment:
    own = common(due.days, work.employed)
    rows = sorted(
        (
            row
            for row in work.sources.achievements.get(work.person, ())
            if row.key == source.key and row.range.overlaps(due.window.range)
        ),
        key=lambda row: (row.range.from_, row.actual),
    )
    _check_rows(source, rows, due, work.person)
    lacking = without(own, [row.range for row in rows])
    if lacking:
        if missing is not Missing.ZERO:
            raise Problems([_none_recorded(source.key, work.person, lacking[0].from_.isoformat())])
        return Attainment(Fraction(0), Fraction(0), NOTHING, is_missing=True)
    targets = [source.target if row.target is None else row.target for row in rows]
    known = [target for target in targets if target is not None]
    target = sum(known, Fraction(0))
    if len(known) < len(targets) or target == 0:
        raise Problems([_no_target(source.key, work.person)])
    achieved = sum((row.actual for row in rows), Fraction(0))
    return Attainment(achieved, target, achieved * inverse(target))


def _check_rows(source: OfAchievement, rows: Sequence[Achievement], due: DueWindow, person: int) -> None:
    values = {"key": source.key, "person": str(person), "window": due.window.label}
    for row in rows:
        if row.range.intersect(due.window.range) != row.range:
            raise Problems(
                [
                    Problem(
                        "PAY-ACHIEVEMENT-002",
                        f"achievement {source.key}",
                        "A result “{key}” of person {person} is for more days than those of {window}.",
                        "Record results for months, quarters or years that end with the bonus's.",
                        values,
                    )
                ]
            )
    for one, other in pairwise(rows):
        if one.range.overlaps(other.range):
            raise Problems(
                [
                    Problem(
                        "PAY-ACHIEVEMENT-003",
                        f"achievement {source.key}",
                        "Two results “{key}” of person {person} are recorded for one day of {window}.",
                        "Keep one of them.",
                        values,
                    )
                ]
            )


def _none_recorded(key: str, person: int, from_on: str) -> Problem:
    return Problem(
        "PAY-ACHIEVEMENT-001",
        f"achievement {key}",
        "No result “{key}” is recorded for person {person} from {from_on} on.",
        "Record it, or write `missing: zero` in the plan.",
        {"key": key, "person": str(person), "from_on": from_on},
    )


def _no_target(key: str, person: int) -> Problem:
    return Problem(
        "PAY-ACHIEVEMENT-004",
        f"achievement {key}",
        "Nothing is known that the result “{key}” of person {person} could be measured by.",
        "Record a target above 0 with the result, or write `target` in the plan.",
        {"key": key, "person": str(person)},
    )


def _product(score: Rate, weight: Rate, weighted: Rate) -> str | None:
    if weight == 1:
        return None
    return f"{format_rate(score)} × {format_rate(weight)} = {format_rate(weighted)}"
