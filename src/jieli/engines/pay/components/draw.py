"""预支与保底: pay before it is earned, and its recovery."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.pricing.arithmetic import difference
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.settlement.proration import DayShare, PartAmount, days_paid
from jieli.engines.pay.settlement.recovering import Recovery, check_floor, floors_of
from jieli.engines.pay.settlement.spells import Spell
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.text.counts import Count, Day
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import Amount, Choice, Ratio, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding
from jieli.kernel.trace import Scalar, Trace


class Pays(StrEnum):
    """top_up: what is missing to the amount. on_top: the amount, beside what is earned."""

    TOP_UP = "top_up"
    ON_TOP = "on_top"


class Recoverable(StrEnum):
    """Whether what is drawn is owed, and whether the rest is forgiven when recovery ends."""

    NEVER = "never"
    UNTIL_RECOVERED = "until_recovered"
    FORGIVEN_AT_END = "forgiven_at_end"


@frozen(kw_only=True)
class Draw(Component):
    """An amount paid before it is earned: a guarantee or a draw, given for good or recovered from later earnings.

    **When to use**: for a person's first months, or to even out pay that comes in bursts. **Parameters**: `on`: the
    components that are earnings; `pays`: `top_up` to the amount (a guarantee) or `on_top` (a draw); `recoverable`: `never`,
    `until_recovered`, or `forgiven_at_end`, which forgives what is left when recovery ends; `amount` of a whole period;
    `proration`: `calendar_days` employed and on the plan, or `none`; `rounding`; `from_period`, `last_period`, counted from the
    person's first period on the plan with this component, or `from_on`, `until_on`. Where it is owed: `recover_rate` of the
    earnings above `recover_above`, `recover_most` in a period, from `recover_from_period` to `recover_last_period` or from
    `recover_from_on` until `recover_until_on`; `statutory_floor`: an amount below which recovery never takes the sum of
    `floor_on` (of `on` where not written) and the draw.
    **Paid**: the draw, less what is recovered of the debt that earlier periods left. **Refused**: recovery
    where nothing is owed, or owed without `recover_rate` and `recover_above`; forgiveness without an end; a guarantee recovered from
    earnings below it; beginning and end both in periods and in days.

    **Example**: 1000.00 guaranteed, 700.00 earned: 300.00 more, owed; then 1600.00 earned: 300.00 recovered.
    """

    type: ClassVar[str] = "draw"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    on: tuple[str, ...] = field(metadata=spelled(Keys()))
    pays: Pays = field(metadata=spelled(Choice(Pays)))
    recoverable: Recoverable = field(metadata=spelled(Choice(Recoverable)))
    amount_fen: int = field(metadata=spelled(Amount(), "amount"))
    proration: DayShare = field(metadata=spelled(Choice(DayShare)))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    from_period: int | None = field(default=None, metadata=spelled(Count()))
    last_period: int | None = field(default=None, metadata=spelled(Count()))
    from_on: date | None = field(default=None, metadata=spelled(Day()))
    until_on: date | None = field(default=None, metadata=spelled(Day()))
    recover_rate: Rate | None = field(default=None, metadata=spelled(Ratio()))
    recover_above_fen: int | None = field(default=None, metadata=spelled(Amount(), "recover_above"))
    recover_most_fen: int | None = field(default=None, metadata=spelled(Amount(), "recover_most"))
    recover_from_period: int | None = field(default=None, metadata=spelled(Count()))
    recover_last_period: int | None = field(default=None, metadata=spelled(Count()))
    recover_from_on: date | None = field(default=None, metadata=spelled(Day()))
    recover_until_on: date | None = field(default=None, metadata=spelled(Day()))
    statutory_floor_fen: int | None = field(default=None, metadata=spelled(Amount(), "statutory_floor"))
    floor_on: tuple[str, ...] | None = field(default=None, metadata=spelled(Keys()))

    @property
    def spell(self) -> Spell:
        return Spell(self.from_period, self.last_period, self.from_on, self.until_on)

    @property
    def recovery_spell(self) -> Spell:
        return Spell(
            self.recover_from_period, self.recover_last_period, self.recover_from_on, self.recover_until_on
        )

    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.on, *(self.floor_on or ()))))

    def takes_from(self) -> tuple[str, ...]:
        return self.on

    def check(self, place: str) -> list[Problem]:
        return [
            *self.spell.check(place),
            *self.recovery_spell.check(place),
            *check_floor(self.statutory_floor_fen, self.floor_on, place),
            *self._check_recovery(place),
        ]

    def _check_recovery(self, place: str) -> list[Problem]:
        agreed = (self.recover_rate, self.recover_above_fen)
        spell = self.recovery_spell
        other = (self.recover_most_fen, self.statutory_floor_fen, *(None if spell == Spell() else spell,))
        if self.recoverable is Recoverable.NEVER:
            written = any(value is not None for value in (*agreed, *other))
            return [_never(place)] if written else []
        if any(value is None for value in agreed):
            return [_how(place)]
        found = []
        assert self.recover_above_fen is not None
        if self.pays is Pays.TOP_UP and self.recover_above_fen < self.amount_fen:
            found.append(_below(place))
        if self.recoverable is Recoverable.FORGIVEN_AT_END and not spell.has_end:
            found.append(_no_end(place))
        return found

    def winds_down(self, carried: Mapping[str, int]) -> bool:
        return carried.get("debt_fen", 0) > 0

    def standing(self, carried: Mapping[str, int]) -> Balance:
        return Balance(-carried.get("debt_fen", 0), carried.get(GIVEN_UP, 0))

    def may_give_up(self, *, was_away: bool) -> bool:
        return self.recoverable is not Recoverable.UNTIL_RECOVERED

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        debt_fen = carried.get("debt_fen", 0)
        drawn_on = None if work.is_over else self.spell.days(work.period, number)
        part = self._part(self.amount_fen, work, drawn_on)
        earned_fen = work.earned(self.on)
        drawn_fen = max(0, part.fen - earned_fen) if self.pays is Pays.TOP_UP and part.days else part.fen
        steps = self._recover(work, number, debt_fen, drawn_fen)
        debt_fen += sum(step.result_fen for step in steps)
        owed_fen = 0 if self.recoverable is Recoverable.NEVER else drawn_fen
        after_fen, given_up_fen = debt_fen + owed_fen, carried.get(GIVEN_UP, 0) - (drawn_fen - owed_fen)
        if part.days:
            steps.append(self._drawn(part, number, earned_fen, drawn_fen, (debt_fen, after_fen)))
        if after_fen and self._forgives(work, number):
            steps.append(_forgiven(after_fen))
            after_fen, given_up_fen = 0, given_up_fen - after_fen
        return Lines(tuple(steps), {"periods": number, "debt_fen": after_fen, GIVEN_UP: given_up_fen})

    def _part(self, fen: int, work: Work, within: DateRange | None) -> PartAmount:
        days = 0 if within is None else days_paid(work, within)
        return PartAmount(Fraction(fen), days, work.period.range.days, self.proration, self.rounding)

    def _recover(self, work: Work, number: int, debt_fen: int, drawn_fen: int) -> list[SettledLine]:
        """Of what earlier periods left, also by an earlier version; where nothing is agreed by which it is recovered it is told."""
        if debt_fen == 0:
            return []
        is_agreed = self.recoverable is not Recoverable.NEVER
        if not is_agreed or self.recovery_spell.days(work.period, number) is None:
            return [SettledLine("pay.debt", {"debt_before_fen": debt_fen, "debt_after_fen": debt_fen})]
        assert self.recover_rate is not None
        assert self.recover_above_fen is not None
        above = self._part(self.recover_above_fen, work, work.period.range)
        recovery = Recovery(
            debt_fen=debt_fen,
            earned_fen=work.earned(self.on),
            above_fen=above.fen,
            rate=self.recover_rate,
            most_fen=self.recover_most_fen,
            on=self.on,
            floors=floors_of(self, work, drawn_fen),
        )
        return [recovery.step()]

    def _forgives(self, work: Work, number: int) -> bool:
        is_over = self.recovery_spell.has_ended(work.period, number)
        return self.recoverable is Recoverable.FORGIVEN_AT_END and is_over

    def _drawn(
        self, part: PartAmount, number: int, earned_fen: int, drawn_fen: int, debt: tuple[int, int]
    ) -> SettledLine:
        values: dict[str, Scalar] = {
            "pays": self.pays.value,
            "recoverable": self.recoverable.value,
            "period_number": number,
            "whole_fen": self.amount_fen,
            "days": part.days,
            "of_days": part.of_days,
            "proration": self.proration.value,
            "amount_fen": part.fen,
            "earned_fen": earned_fen,
            "debt_before_fen": debt[0],
            "debt_after_fen": debt[1],
        }
        children: tuple[Trace, ...] = ()
        if part.calculation is not None:
            children = (Trace("pay.part_amount", {"amount_fen": part.fen}, part.calculation),)
        text = None
        if self.pays is Pays.TOP_UP:
            kept: dict[str, Scalar] = {
                "floor_kind": "guarantee",
                "floor_fen": part.fen,
                "paid_fen": earned_fen + drawn_fen,
            }
            children = (*children, Trace("pay.floor", kept))
            text = difference(part.fen, earned_fen) if drawn_fen else None
        return SettledLine("pay.draw", values, drawn_fen, text, children)


def _forgiven(fen: int) -> SettledLine:
    return SettledLine("pay.forgiven", {"forgiven_fen": fen, "debt_before_fen": fen, "debt_after_fen": 0})


def _never(place: str) -> Problem:
    return Problem(
        "PAY-DRAW-001",
        f"{place}.recoverable",
        "What is never recoverable has rules for its recovery.",
        "Leave them out, or write `recoverable: until_recovered` or `forgiven_at_end`.",
    )


def _how(place: str) -> Problem:
    return Problem(
        "PAY-DRAW-002",
        place,
        "It is not said from which earnings, and how fast, the draw is recovered.",
        "Write `recover_rate` and `recover_above`.",
    )


def _below(place: str) -> Problem:
    return Problem(
        "PAY-DRAW-003",
        f"{place}.recover_above",
        "A guarantee would be recovered from earnings below it, and so not be kept.",
        "Write at least the guaranteed amount.",
    )


def _no_end(place: str) -> Problem:
    return Problem(
        "PAY-DRAW-004",
        f"{place}.recoverable",
        "The rest is forgiven when recovery ends, and it has no end.",
        "Write `recover_last_period` or `recover_until_on`.",
    )
