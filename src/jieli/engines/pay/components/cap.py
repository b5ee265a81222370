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
from jieli.engines.pay.pricing.spec import EVERYTHING, Measure, PartOf, View
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.scoring.measuring import Measured, measured_on, refuse_nothing
from jieli.engines.pay.settlement.capping import Capped, Most
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
from jieli.kernel.trace import Scalar, Trace, plain_exact

_OF = "of_fen:"  # of what is carried


@frozen(kw_only=True)
class Cap(Component):
    """The most that some components may come to together in a period, a quarter, a year or in all.

    **When to use**: where pay has an upper end. **Parameters**: `on`: the components; `most`: an amount for the whole
    window, or `most_rate` of what the components `of` came to, of the target of the quota `of_quota`, or of what is credited (`of_credits`), each so far in the
    window, with `rounding`; `window`: `period`, `month`, `quarter`, `year` or `always`; `excess`: `lost`, or `payable_later`
    when there is room; `later_periods`: for how many periods on the plan it waits (until it is paid where not written).
    **Paid**: what is above is taken off; where it waits, it is added when a later sum leaves room, the oldest first. Within
    a window it is the sum so far that is capped, so that a refund first takes from what is above; what was paid before is not
    taken back because the most fell, but where refunds lower a rate `of_credits`. **Refused**: both
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
        mark, of = f"window:{window.label}", {f"{_OF}{name}": fen for name, fen in self._of(work).items()}
        is_of_same = of.keys() == {key for key in carried if key.startswith(_OF)}
        before = Capped.read(carried)
        of_before = {key: carried.get(key, 0) for key in of}
        if mark not in carried or not is_of_same:
            keeps_room = is_of_same and self.of_credits is not None
            before, of_before = (
                before.in_new_window(self.excess.at_the_end_of(carried), keeps_room=keeps_room),
                dict.fromkeys(of, 0),
            )
        if self.later_periods is not None:
            before = before.without_before(number - self.later_periods)
        of = {key: fen + of_before[key] for key, fen in of.items()}
        sum_fen = 0 if work.is_over else work.earned(self.on)
        kept = {"periods": number, mark: 1, **self.excess.written(), **of}
        if self._has_no_target(work, window, of):
            return Lines((), {**kept, **before.uncapped(sum_fen).written()})
        most = self._most(of, of_before)
        after = before.capped(sum_fen, most, number)
        paid_fen = after.counted_fen - before.counted_fen
        values: dict[str, Scalar] = {
            "window": window.label,
            "sum_fen": sum_fen,
            "most_fen": before.most_of(most.fen),
            "counted_before_fen": before.counted_fen,
            "counted_after_fen": after.counted_fen,
            "excess": self.excess.value,
            "waiting_before_fen": before.waiting.fen,
            "waiting_after_fen": after.waiting.fen,
            "expired_fen": Waiting.read(carried).fen - before.waiting.fen if self.later_periods else 0,
        }
        if after.regained_fen != before.regained_fen:
            values["regained_fen"] = after.regained_fen - before.regained_fen
        step = SettledLine(
            "pay.cap",
            values,
            paid_fen - sum_fen,
            paid_less_earned(paid_fen, sum_fen),
            self._most_trace(work, of, before),
        )
        return Lines((step,), {**kept, **after.written()})

    def _of(self, work: Work) -> Mapping[str, int]:
        """What the most is a rate of in the period, by its name. Of an amount: nothing."""
        if self.of_credits is not None:
            return {_name(one.measure): one.fen for one in self._measured(work)}
        if self.of_quota is not None:
            return {f"target {self.of_quota}": work.target_fen(self.of_quota)}
        return {} if self.of is None else {f"pay {' '.join(sorted(self.of))}": work.earned(self.of)}

    def _measured(self, work: Work) -> Sequence[Measured]:
        """What is credited in the period, where the most is a rate of that."""
        own = () if work.is_over else common(work.placed, [work.days])
        return [measured_on(work, one.measure, own, one.part) for one in self.of_credits or ()]

    def _has_no_target(self, work: Work, window: SoFar, of: Mapping[str, int]) -> bool:
        """No day of the window so far was employed and on the plan, so that the quota says nothing and nothing is capped.
        Raises Problems where there was one and the target is nothing all the same."""
        if self.of_quota is None or any(of.values()):
            return False
        if not work.employed_on_plan(window.days):
            return True
        refuse_nothing(0, quota=self.of_quota, person=work.person)
        return False

    def _exact(self, of: Mapping[str, int]) -> Fraction:
        """What the rate is of, with the part of each sum of credits that counts."""
        if self.of_credits is None:
            return Fraction(sum(of.values()))
        return sum((of[f"{_OF}{_name(one.measure)}"] * one.part for one in self.of_credits), Fraction(0))

    def _most(self, of: Mapping[str, int], of_before: Mapping[str, int]) -> Most:
        if self.most_fen is not None:
            return Most(self.most_fen)
        if self.of_credits is None:
            return Most(max(0, self._rated(of)))
        return Most(self._rated(of), self._rated(of_before))

    def _rated(self, of: Mapping[str, int]) -> int:
        assert self.most_rate is not None
        assert self.rounding is not None
        return round_fen(self._exact(of) * self.most_rate, self.rounding)

    def _most_trace(self, work: Work, of: Mapping[str, int], before: Capped) -> tuple[Trace, ...]:
        if self.most_rate is None:
            return ()
        exact, rated_fen = self._exact(of), self._rated(of)
        most_fen = self._most(of, of).fen
        values: dict[str, Scalar] = {"most_rate": format_rate(self.most_rate), "most_fen": most_fen}
        told: dict[str, Scalar] = (
            {"of": plain_exact(exact)} if exact.denominator > 1 else {"of_fen": int(exact)}
        )
        if before.most_of(most_fen) != most_fen:
            told["spare_fen"] = before.most_of(most_fen) - most_fen
        text = product(exact, self.most_rate, exact * self.most_rate, rated_fen)
        children = tuple(one.trace() for one in self._measured(work))
        return (Trace("pay.cap_most", {**told, **values}, text, children),)


def _name(measure: Measure) -> str:
    """The same for the same credits. A condition that says nothing is left out."""
    view = measure.view
    conditions = [one for one in (measure.take, measure.uplifts) if one not in (EVERYTHING, ())]
    return " ".join(("credits", view.basis, view.owner_date, view.group, *map(repr, conditions)))


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
