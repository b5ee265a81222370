"""收入保护: a floor for the time after clients were given away."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.days import common
from jieli.engines.pay.pricing.arithmetic import difference
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.settlement.proration import DayShare, PartAmount, days_paid
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.text.counts import Count, Day
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import Choice, Ratio, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period, add_months
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding
from jieli.kernel.trace import Scalar, Trace, plain_exact, plain_fen


class Starts(StrEnum):
    """The first day of the person's stay on the plan; the day a handover in which he gives takes effect; a given day."""

    ON_PLAN = "on_plan"
    HANDOVER = "handover"
    ON_DAY = "on_day"


class Condition(StrEnum):
    """only_outgoing: only while terms hold by which the person gives clients away."""

    ALWAYS = "always"
    ONLY_OUTGOING = "only_outgoing"


@frozen
class Average:
    """What the same components brought before: of the periods found, none where there are none."""

    periods: tuple[tuple[Period, int], ...]
    asked: int

    @property
    def exact(self) -> Fraction:
        return Fraction(sum(fen for _, fen in self.periods), len(self.periods))

    def trace(self) -> Trace:
        amounts = " + ".join(plain_fen(fen) for _, fen in self.periods)
        return Trace(
            "pay.average",
            {"asked": self.asked, "found": len(self.periods), "average": plain_exact(self.exact)},
            f"({amounts}) / {len(self.periods)} = {plain_exact(self.exact)}",
            tuple(Trace("pay.past", {"period": one.label, "earned_fen": fen}) for one, fen in self.periods),
        )


@frozen(kw_only=True)
class IncomeProtection(Component):
    """A floor at a part of what some components brought on average before, for some months.

    **When to use**: so that who hands clients over does not lose income at once. **Parameters**: `on`: the components that
    are protected; `rate` of the average of `average_periods` earlier periods of `average_of` (of `on` where not written; also under
    another plan); `starts`: `on_plan`, `handover` or `on_day` with `from_on`; `months` from that day; `condition`: `always`, or
    `only_outgoing` while terms hold by which he gives clients away; `proration`: `calendar_days` or `none`; `rounding`.
    **Paid**: what the components lack to the floor. The average is that of the start and does not move; periods in which he
    was not employed and on some plan on every day are left out; with fewer than asked it is of those there are, with none nothing is
    protected. **Refused**: `on_day` without `from_on`, `from_on` without it.

    **Example**: 80% of 10000.00 on average, 6500.00 earned: 1500.00 more.
    """

    type: ClassVar[str] = "income_protection"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    on: tuple[str, ...] = field(metadata=spelled(Keys()))
    rate: Rate = field(metadata=spelled(Ratio()))
    average_periods: int = field(metadata=spelled(Count()))
    average_of: tuple[str, ...] | None = field(default=None, metadata=spelled(Keys()))
    starts: Starts = field(metadata=spelled(Choice(Starts)))
    from_on: date | None = field(default=None, metadata=spelled(Day()))
    months: int = field(metadata=spelled(Count()))
    condition: Condition = field(metadata=spelled(Choice(Condition)))
    proration: DayShare = field(metadata=spelled(Choice(DayShare)))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    def needs(self) -> tuple[str, ...]:
        return self.on

    def check(self, place: str) -> list[Problem]:
        if (self.starts is Starts.ON_DAY) == (self.from_on is not None):
            return []
        return [
            Problem(
                "PAY-PROTECTION-001",
                f"{place}.from_on",
                "Protection begins on a day that is not written, or a day is written on which it does not begin.",
                "Write `from_on` with `starts: on_day`, and only then.",
            )
        ]

    def compute(self, work: Work) -> Result:
        protected = self._protected(work)
        if protected is None or (self.condition is Condition.ONLY_OUTGOING and not _gives(work)):
            return Lines()
        average = self._average(work, protected.from_)
        assert protected.until is not None, "So many months end."
        values: dict[str, Scalar] = {
            "starts": self.starts.value,
            "start_on": protected.from_.isoformat(),
            "until_on": protected.until.isoformat(),
        }
        if not average.periods:
            return Lines((SettledLine("pay.unprotected", {**values, "asked": average.asked}),))
        return Lines((self._protection(work, protected, average, values),))

    def _protection(
        self, work: Work, protected: DateRange, average: Average, values: Mapping[str, Scalar]
    ) -> SettledLine:
        days = days_paid(work, protected)
        of_days = work.period.range.days
        floor = PartAmount(self.rate * average.exact, days, of_days, self.proration, self.rounding)
        earned_fen = work.earned(self.on)
        result_fen = max(0, floor.fen - earned_fen) if days else 0
        shown: dict[str, Scalar] = {
            **values,
            "rate_rate": format_rate(self.rate),
            "days": days,
            "of_days": of_days,
            "proration": self.proration.value,
            "earned_fen": earned_fen,
        }
        kept: dict[str, Scalar] = {"floor_kind": "protection", "floor_fen": floor.fen}
        paid: dict[str, Scalar] = {"paid_fen": earned_fen + result_fen} if days else {}
        children = (
            average.trace(),
            Trace("pay.floor", {**kept, **paid}, _floor_text(self.rate, average, floor)),
        )
        text = difference(floor.fen, earned_fen) if result_fen else None
        return SettledLine("pay.protection", shown, result_fen, text, children)

    def _protected(self, work: Work) -> DateRange | None:
        """The months that protect a day of the period; the earliest of several."""
        for start in self._starts(work):
            months = DateRange(start, add_months(start, self.months, end="clip"))
            if months.overlaps(work.period.range):
                return months
        return None

    def _starts(self, work: Work) -> Sequence[date]:
        if self.starts is Starts.HANDOVER:
            terms = work.sources.facts.given_away(work.person)
            return [
                one.effective_from
                for one in terms
                if one.ended_from is None or one.ended_from > one.effective_from
            ]
        start = work.on_plan[-1].from_ if self.from_on is None else self.from_on
        return [start]

    def _average(self, work: Work, start: date) -> Average:
        before = [one for one in work.past_fen(self.average_of or self.on) if one[0].until <= start]
        last = before[-self.average_periods :]
        return Average(tuple(one for one in last if _whole(work, one[0])), self.average_periods)


def _whole(work: Work, period: Period) -> bool:
    """On every day of it the person was employed and on a plan, whichever."""
    own = common(work.employed, work.on_plans)
    return common(own, [period.range]) == (period.range,)


def _gives(work: Work) -> bool:
    """On some day of the period terms hold by which the person gives a client away."""
    return any(
        one.effective_from < work.period.until
        and (one.ended_from is None or one.ended_from > max(one.effective_from, work.period.from_))
        for one in work.sources.facts.given_away(work.person)
    )


def _floor_text(rate: Rate, average: Average, floor: PartAmount) -> str:
    """“10000.00 × 80% × 15/30 = 4000.00”."""
    days = f" × {floor.days}/{floor.of_days}" if floor.is_part else ""
    about = "" if floor.exact == floor.fen else f" ≈ {plain_fen(floor.fen)}"
    return f"{plain_exact(average.exact)} × {format_rate(rate)}{days} = {plain_exact(floor.exact)}{about}"
