"""绩效奖金: a target amount times a score."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.days import MaybeProrated, Proration, common, measured_days
from jieli.engines.pay.pricing.arithmetic import rounded
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.scoring.due import DueWindow, Every, Leavers, due_in
from jieli.engines.pay.scoring.indicators import (
    Indicator,
    IndicatorScore,
    Missing,
    OfAchievement,
    OfCredits,
    score_of,
)
from jieli.engines.pay.text.counts import Multiple
from jieli.engines.pay.text.curves import Percent
from jieli.engines.pay.text.indicators import Indicators
from jieli.engines.pay.text.parameters import AmountOr, Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, plain_exact, plain_fen

NOTHING = Rate(0)
_ABOVE = "above:"  # of what is carried, with the name of the indicator
_UNTIL = "until:"  # of what is carried, with the day after his last one in the window


@frozen(kw_only=True)
class PerformanceBonus(Component):
    """A target amount times a score: weighted indicators, each by what was attained of what was to be reached.

    **When to use**: for scorecards (KPI), agreed objectives (MBO) and target plans with a pay curve. **Parameters**: `amount`: what a score
    of 100% pays for a whole window, or `from_assignment`: the base salary agreed there; `factor`: times this; `every`: `month`,
    `quarter` or `year`; `proration`: `calendar_days`, `work_days` or `none`, how a part of a window counts; `leavers`:
    `paid` on their last day, or `unpaid`; `missing`: `problem` or `zero`, for indicators whose result is not recorded;
    `indicators`: each with `name`, `weight`, and either `credits` (sums of credits, each with the `part` of it that counts) and the `quota` they are
    measured by, or an `achievement` and perhaps its `target`; then perhaps a `gate` with `below_gate` (`indicator` or `bonus`), a curve of
    `points` or `steps`, and a `cap` of its score, with `excess: counted_next` where what is achieved above it counts in the next window; `gate` and `cap` of the whole score; `rounding`. **Paid**: in the period in which the window, or
    the person's last day of it on the plan, lies: amount × score, rounded once. **Refused**: weights that do not come to 100%; curves
    that do not begin at 0% or do not rise; a result that is not recorded, where the plan says so; a target of nothing.

    **Example**: 3000.00; revenue 60% at 110%, whose curve gives 120%; satisfaction 40% reached: 3000.00 × 112% = 3360.00.
    """

    type: ClassVar[str] = "performance_bonus"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    amount_fen: int | None = field(metadata=spelled(AmountOr(), "amount"))  # None: from the assignment
    factor: Rate | None = field(default=None, metadata=spelled(Multiple()))
    every: Every = field(metadata=spelled(Choice(Every)))
    proration: MaybeProrated = field(metadata=spelled(Choice(MaybeProrated)))
    leavers: Leavers = field(metadata=spelled(Choice(Leavers)))
    missing: Missing | None = field(default=None, metadata=spelled(Choice(Missing)))
    indicators: tuple[Indicator, ...] = field(metadata=spelled(Indicators()))
    gate: Rate | None = field(default=None, metadata=spelled(Percent()))
    cap: Rate | None = field(default=None, metadata=spelled(Percent()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    def check(self, place: str) -> list[Problem]:
        found = []
        at = f"{place}.indicators"
        if sum((one.weight for one in self.indicators), NOTHING) != 1:
            found.append(
                Problem(
                    "PAY-BONUS-001",
                    at,
                    "The weights of the indicators come to {sum}, not to 100%.",
                    'Write weights that come to 100%; thirds are `"1/3"`.',
                    {"sum": format_rate(sum((one.weight for one in self.indicators), NOTHING))},
                )
            )
        names = [one.name for one in self.indicators]
        for index, one in enumerate(self.indicators):
            if one.name in names[:index]:
                found.append(_twice(f"{at}[{index}].name", one.name))
            if one.counts_next and not one.may_count_next:
                found.append(_not_next(f"{at}[{index}].excess"))
            if isinstance(one.source, OfCredits):
                for number, part in enumerate(one.source.measures):
                    view = part.measure.view
                    found += check_owner_date(view.basis, view.owner_date, f"{at}[{index}].credits[{number}]")
        if self.missing is None and any(isinstance(one.source, OfAchievement) for one in self.indicators):
            found.append(
                Problem(
                    "PAY-BONUS-006",
                    f"{place}.missing",
                    "Results are recorded for an indicator, and nothing says what it means that one is not.",
                    "Write `missing: problem` or `missing: zero`.",
                )
            )
        return found

    def needs(self) -> tuple[str, ...]:
        return self.quotas()

    def quotas(self) -> tuple[str, ...]:
        sources = [one.source for one in self.indicators]
        return tuple(dict.fromkeys(source.quota for source in sources if isinstance(source, OfCredits)))

    def results(self) -> tuple[str, ...]:
        sources = [one.source for one in self.indicators]
        return tuple(dict.fromkeys(source.key for source in sources if isinstance(source, OfAchievement)))

    def measures(self) -> tuple[Measure, ...]:
        sources = [one.source for one in self.indicators if isinstance(one.source, OfCredits)]
        return tuple(dict.fromkeys(part.measure for source in sources for part in source.measures))

    def compute(self, work: Work) -> Result:
        carried, paid = work.carried(), list[BonusPay]()
        for due in due_in(work, self.every, self.leavers):
            if common(due.days, work.employed):
                paid.append(self._pay(work, due, carried))
                carried = paid[-1].carried
        return Lines(tuple(paid), carried)

    def _pay(self, work: Work, due: DueWindow, carried: Mapping[str, int]) -> "BonusPay":
        days, of = 1, 1
        if self.proration is not MaybeProrated.NONE:
            by = Proration(self.proration.value)
            own = common(due.days, work.employed)
            days, of = measured_days(own, due.window.range, by, work.calendar)
        amount_fen = self.amount_fen if self.amount_fen is not None else _agreed(work)
        scores = tuple(
            score_of(one, work, due, self.missing, _brought(one, due, carried)) for one in self.indicators
        )
        return BonusPay(self, due, amount_fen, Fraction(days, of), f"{days}/{of}", scores)


@frozen
class BonusPay:
    """The bonus of one window. part: of the window, for which the target amount is; part_text: its days."""

    bonus: PerformanceBonus
    due: DueWindow
    amount_fen: int
    part: Fraction
    part_text: str
    scores: tuple[IndicatorScore, ...]

    @property
    def carried(self) -> Mapping[str, int]:
        """What counts in the window that begins where this one ends for the person."""
        above = {f"{_ABOVE}{one.indicator.name}": one.above for one in self.scores if one.above}
        return {**above, f"{_UNTIL}{self.due.until}": 1} if above else {}

    @property
    def weighted(self) -> Rate:
        """Before gates and cap."""
        return sum((one.weighted for one in self.scores), NOTHING)

    @property
    def score(self) -> Rate:
        gate, cap = self.bonus.gate, self.bonus.cap
        if any(one.stops_bonus for one in self.scores) or (gate is not None and self.weighted < gate):
            return NOTHING
        return self.weighted if cap is None else min(self.weighted, cap)

    @property
    def exact(self) -> Fraction:
        return self.amount_fen * (self.bonus.factor or Rate(1)) * self.part * self.score

    @property
    def result_fen(self) -> int:
        return round_fen(self.exact, self.bonus.rounding)

    def trace(self) -> Trace:
        bonus, gate = self.bonus, self.bonus.gate
        return Trace(
            "pay.bonus",
            {
                "window": self.due.window.label,
                "amount_fen": self.amount_fen,
                "factor_rate": format_rate(bonus.factor or Rate(1)),
                "days": self.part_text,
                "day_kind": bonus.proration.value,
                "weighted_rate": format_rate(self.weighted),
                "gate_rate": "" if gate is None else format_rate(gate),
                "stopped_by": self._stopped_by(),
                "cap_rate": "" if bonus.cap is None else format_rate(bonus.cap),
                "score_rate": format_rate(self.score),
                "rounding": bonus.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=self._arithmetic(),
            children=(*(one.trace() for one in self.scores), *self._steps()),
        )

    def _stopped_by(self) -> str:
        """The indicators whose gate stops all, or “score” for the gate of the whole."""
        stopping = [one.indicator.name for one in self.scores if one.stops_bonus]
        gate = self.bonus.gate
        return ", ".join(stopping) or ("score" if gate is not None and self.weighted < gate else "")

    def _steps(self) -> tuple[Trace, ...]:
        steps = []
        if len(self.scores) > 1:
            parts = " + ".join(format_rate(one.weighted) for one in self.scores)
            steps.append(Trace("pay.score", calculation=f"{parts} = {format_rate(self.weighted)}"))
        cap = self.bonus.cap
        if cap is not None and self.weighted > cap:
            capped = f"min({format_rate(self.weighted)}, {format_rate(cap)}) = {format_rate(cap)}"
            steps.append(Trace("pay.score_cap", calculation=capped))
        return tuple(steps)

    def _arithmetic(self) -> str:
        factors = [plain_fen(self.amount_fen)]
        factors += [] if self.bonus.factor is None else [format_rate(self.bonus.factor)]
        factors += [] if self.part == 1 else [self.part_text]
        factors.append(format_rate(self.score))
        about = rounded(self.exact, self.result_fen) or plain_exact(self.exact)
        return f"{' × '.join(factors)} = {about}"


def _brought(indicator: Indicator, due: DueWindow, carried: Mapping[str, int]) -> int:
    """What lay above its cap in the window that ended for the person where this one begins; nothing of an earlier one."""
    follows = f"{_UNTIL}{due.from_}" in carried
    return carried.get(f"{_ABOVE}{indicator.name}", 0) if indicator.counts_next and follows else 0


def _agreed(work: Work) -> int:
    agreed = work.segment.bases[-1].base_fen if work.segment.bases else None
    if agreed is None:
        raise Problems(
            [
                Problem(
                    "PAY-BASE-002",
                    f"plan {work.segment.plan}",
                    "The plan {plan} takes a bonus from the base salary in the assignment, and that of person {person} names none.",
                    "Enter the base salary in the assignment.",
                    {"plan": work.segment.plan, "person": str(work.person)},
                )
            ]
        )
    return agreed


def _not_next(place: str) -> Problem:
    return Problem(
        "PAY-BONUS-007",
        place,
        "What lies above a cap can count in the next window only where it is known how much that is: of credits, with a cap, without a curve.",
        "Leave `excess` out, or write `credits` and a `cap`, and no `points` or `steps`.",
    )


def _twice(place: str, name: str) -> Problem:
    return Problem(
        "PAY-BONUS-002",
        place,
        "Another indicator of this bonus has the name “{name}” already.",
        "Give each indicator a name of its own.",
        {"name": name},
    )
