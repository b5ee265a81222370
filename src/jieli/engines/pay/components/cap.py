"""封顶: the most that components may come to together."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.days import common
from jieli.engines.pay.pricing.arithmetic import product
from jieli.engines.pay.pricing.spec import Measure, PartOf, View
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.scoring.measuring import Measured, measured_on, refuse_nothing
from jieli.engines.pay.settlement.step import SettledLine, paid_less_earned
from jieli.engines.pay.settlement.waiting import Excess, Waiting
from jieli.engines.pay.settlement.windows import SoFar, Window, so_far
from jieli.engines.pay.text.counts import Count, Multiple
from jieli.engines.pay.text.keys import Keys, OneKey
from jieli.engines.pay.text.measures import Measures
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace


@frozen(kw_only=True)
class Cap(Component):
    """The most that some components may come to together in a period, a quarter, a year or in all.

    **When to use**: where pay has an upper end. **Parameters**: `on`: the components; `most`: an amount for the whole
    window, or `most_rate` of what the components `of` came to, of the target of the quota `of_quota`, or of what is credited (`of_credits`), each so far in the
    window, with `rounding`; `window`: `period`, `month`, `quarter`, `year` or `always`; `excess`: `lost`, or `payable_later`
    when there is room; `later_periods`: for how many periods on the plan it waits (until it is paid where not written).
    **Paid**: what is above is taken off; where it waits, it is added when a later sum leaves room, the oldest first. Within
    a window it is the sum so far that is capped, so that a refund first takes from what is above; what was paid before is not
    taken back because the most fell. **Refused**: both
    `most` and `most_rate`, or neither; `most_rate` without exactly one of `of`, `of_quota` and `of_credits`, and without `rounding`; units sold; waiting that
    is lost; a period that reaches beyond its window; a quota whose target is nothing on days employed and on the plan.

    **Example**: at most 20000.00, 26000.00 earned: −6000.00, and payable later 5000.00 when 15000.00 are earned.
    """

    type: ClassVar[str] = "cap"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    on: tuple[str, ...] = field(metadata=spelled(Keys()))
    most_fen: int | None = field(default=None, metadata=spelled(Amount(), "most"))
    most_rate: Rate | None = field(default=None, metadata=spelled(Multiple()))
    of: tuple[str, ...] | None = field(default=None, metadata=spelled(Keys()))
    of_quota: str | None = field(default=None, metadata=spelled(OneKey()))
    of_credits: tuple[PartOf, ...] | None = field(default=None, metadata=spelled(Measures()))
    rounding: Rounding | None = field(default=None, metadata=spelled(Choice(Rounding)))
    window: Window = field(metadata=spelled(Choice(Window)))
    excess: Excess = field(metadata=spelled(Choice(Excess)))
    later_periods: int | None = field(default=None, metadata=spelled(Count()))

    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.on, *(self.of or ()), *self.quotas())))

    def takes_from(self) -> tuple[str, ...]:
        return self.on

    def quotas(self) -> tuple[str, ...]:
        return () if self.of_quota is None else (self.of_quota,)

    def measures(self) -> tuple[Measure, ...]:
        return tuple(dict.fromkeys(part.measure for part in self.of_credits or ()))

    @property
    def _things(self) -> int:
        """How many are written that a rate could be of."""
        return sum(one is not None for one in (self.of, self.of_quota, self.of_credits))

    def check(self, place: str) -> list[Problem]:
        found = []
        if (self.most_fen is None) == (self.most_rate is None):
            found.append(_one_most(place))
        elif self.most_rate is not None:
            if self._things != 1 or self.rounding is None:
                found.append(_of_what(place))
        elif self._things or self.rounding is not None:
            found.append(_of_what(place))
        for index, part in enumerate(self.of_credits or ()):
            found += _check_view(part.measure.view, f"{place}.of_credits[{index}]")
        if self.later_periods is not None and self.excess is Excess.LOST:
            found.append(_lost(place))
        return found

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        return self.most_fen is not None and self.winds_down(carried)  # a rate would be of nothing

    def winds_down(self, carried: Mapping[str, int]) -> bool:
        return self.excess is Excess.PAYABLE_LATER and Waiting.read(carried).fen > 0

    def standing(self, carried: Mapping[str, int]) -> Balance:
        return Balance(Waiting.read(carried).fen, carried.get(GIVEN_UP, 0))

    def may_give_up(self, *, was_away: bool) -> bool:
        return self.excess is Excess.LOST or self.later_periods is not None

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        window = so_far(self.window, work.period, f"component {self.key}")
        begins = f"window:{window.label}" not in carried
        counted_fen = 0 if begins else carried["counted_fen"]
        measured = self._measured(work)
        of_fen = (0 if begins else carried.get("of_fen", 0)) + self._of_fen(work, measured)
        waiting, lost_fen = Waiting.read(carried), 0
        given_up_fen = carried.get(GIVEN_UP, 0) + waiting.fen
        if self.excess is Excess.LOST and begins:
            waiting = Waiting()  # what was above in an earlier window; it was lost when that ended
        if self.later_periods is not None:
            waiting, lost_fen = waiting.without_before(number - self.later_periods)
        sum_fen = 0 if work.is_over else work.earned(self.on)
        given_up_fen -= waiting.fen
        kept = {"periods": number, "of_fen": of_fen, f"window:{window.label}": 1, GIVEN_UP: given_up_fen}
        if self._has_no_target(work, window, of_fen):
            return Lines((), {**kept, **waiting.written(), "counted_fen": counted_fen + sum_fen})
        most_fen, total_fen = self._most(of_fen), sum_fen + waiting.fen
        # Where the most fell below what was rightly paid before there is no room; nothing of that is taken back.
        paid_fen = min(total_fen, max(0, most_fen - counted_fen))
        after = waiting.after(sum_fen, total_fen - paid_fen, number)
        values: dict[str, Scalar] = {
            "window": window.label,
            "sum_fen": sum_fen,
            "most_fen": most_fen,
            "counted_before_fen": counted_fen,
            "counted_after_fen": counted_fen + paid_fen,
            "excess": self.excess.value,
            "waiting_before_fen": waiting.fen,
            "waiting_after_fen": after.fen,
            "expired_fen": lost_fen,
        }
        result_fen = paid_fen - sum_fen
        step = SettledLine(
            "pay.cap",
            values,
            result_fen,
            paid_less_earned(paid_fen, sum_fen),
            self._most_trace(of_fen, measured),
        )
        return Lines((step,), {**kept, **after.written(), "counted_fen": counted_fen + paid_fen})

    def _has_no_target(self, work: Work, window: SoFar, of_fen: int) -> bool:
        """No day of the window so far was employed and on the plan, so that the quota says nothing and nothing is capped.
        Raises Problems where there was one and the target is nothing all the same."""
        if self.of_quota is None or of_fen != 0:
            return False
        if not work.employed_on_plan(window.days):
            return True
        refuse_nothing(of_fen, quota=self.of_quota, person=work.person)
        return False

    def _measured(self, work: Work) -> Sequence[Measured]:
        """What is credited in the period, where the most is a rate of that."""
        own = () if work.is_over else common(work.placed, [work.days])
        return [measured_on(work, one.measure, own, one.part) for one in self.of_credits or ()]

    def _of_fen(self, work: Work, measured: Sequence[Measured]) -> int:
        if self.of_credits is not None:
            return round_fen(sum((one.exact for one in measured), Fraction(0)), Rounding.HALF_UP)
        if self.of_quota is not None:
            return work.target_fen(self.of_quota)
        return 0 if self.of is None else work.earned(self.of)

    def _most(self, of_fen: int) -> int:
        if self.most_fen is not None:
            return self.most_fen
        assert self.most_rate is not None
        assert self.rounding is not None
        return max(0, round_fen(of_fen * self.most_rate, self.rounding))

    def _most_trace(self, of_fen: int, measured: Sequence[Measured]) -> tuple[Trace, ...]:
        if self.most_rate is None:
            return ()
        exact: Fraction = of_fen * self.most_rate
        values: dict[str, Scalar] = {
            "of_fen": of_fen,
            "most_rate": format_rate(self.most_rate),
            "most_fen": self._most(of_fen),
        }
        text = product(of_fen, self.most_rate, exact, round_fen(exact, self._policy))
        return (Trace("pay.cap_most", values, text, tuple(one.trace() for one in measured)),)

    @property
    def _policy(self) -> Rounding:
        assert self.rounding is not None
        return self.rounding


def _one_most(place: str) -> Problem:
    return Problem(
        "PAY-CAP-001",
        place,
        "A cap has either an amount or a rate of something, and here stand both or neither.",
        "Write `most`, or `most_rate` with `of`, `of_quota` or `of_credits`.",
    )


def _check_view(view: View, place: str) -> list[Problem]:
    found = check_owner_date(view.basis, view.owner_date, place)
    return [*found, _units(f"{place}.basis")] if view.basis is Basis.QUANTITY else found


def _units(place: str) -> Problem:
    return Problem(
        "PAY-CAP-004",
        place,
        "A cap is of money, and units sold are not money.",
        "Write another basis.",
    )


def _of_what(place: str) -> Problem:
    return Problem(
        "PAY-CAP-002",
        place,
        "A rate needs `rounding` and one thing that it is of; an amount needs neither.",
        "Beside `most_rate` write `rounding` and one of `of`, `of_quota` and `of_credits`; beside `most` none of them.",
    )


def _lost(place: str) -> Problem:
    return Problem(
        "PAY-CAP-003",
        f"{place}.later_periods",
        "What is lost does not wait for later periods.",
        "Leave `later_periods` out, or write `excess: payable_later`.",
    )
