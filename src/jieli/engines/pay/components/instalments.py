"""分期发放: what is earned at once and paid over several periods."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.settlement.deferred import Deferred, origins_of, read_deferred, take_back, written
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.text.counts import Count
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import spelled
from jieli.engines.pay.work import Work
from jieli.kernel.trace import Scalar, plain_fen


@frozen(kw_only=True)
class Instalments(Component):
    """What some components come to, paid in equal parts over several periods.

    **When to use**: for a commission on a contract of several years, paid or accounted for as time goes by. **Parameters**: `of`:
    the components; `periods`: over how many, the one it is earned in included; `long_term_after`: the trace then tells what
    is due later than in this and the next periods, so many together. **Paid**: what is due of this and earlier periods, less
    what this period earned. The parts are equal, rounded half up, the last bears the residue; a negative sum is the
    mirror. Who leaves the plan is paid what is open as it falls due; of a deal that is given back on a day on which no plan pays him on
    credits, what is open is not paid. **Refused**: more than 600 periods.

    **Example**: 15000.00 over 36 periods: −14583.33 in the first, then 416.67 a period, 416.55 in the last.
    """

    type: ClassVar[str] = "instalments"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    of: tuple[str, ...] = field(metadata=spelled(Keys()))
    periods: int = field(metadata=spelled(Count()))
    long_term_after: int | None = field(default=None, metadata=spelled(Count()))

    def needs(self) -> tuple[str, ...]:
        return self.of

    def takes_from(self) -> tuple[str, ...]:
        return self.of

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        return bool(read_deferred(carried))

    def standing(self, carried: Mapping[str, int]) -> Balance:
        open_fen = sum(lot.open_fen(carried["periods"]) for lot in read_deferred(carried))
        return Balance(open_fen, carried.get(GIVEN_UP, 0))

    def may_give_up(self, *, was_away: bool) -> bool:
        return was_away

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        lots, sum_fen = read_deferred(carried), 0 if work.is_over else work.earned(self.of)
        steps: list[SettledLine] = []
        if sum_fen:
            lots = (*lots, Deferred(number, self.periods, sum_fen, origins_of(work, self.of, sum_fen)))
            steps.append(SettledLine("pay.deferred", {"sum_fen": sum_fen, "periods": self.periods}, -sum_fen))
        lots, lost = take_back(work, lots, number)
        steps += [*lost, *(self._due(lot, number) for lot in lots)]
        open_lots = [lot for lot in lots if number - lot.number + 1 < lot.periods]
        given_up_fen = carried.get(GIVEN_UP, 0) + sum(int(step.values["forfeited_fen"]) for step in lost)
        return Lines(tuple(steps), {"periods": number, GIVEN_UP: given_up_fen, **written(open_lots)})

    def _due(self, lot: Deferred, number: int) -> SettledLine:
        place = number - lot.number
        open_fen = lot.open_fen(number)
        values: dict[str, Scalar] = {
            "whole_fen": lot.whole_fen,
            "number": place + 1,
            "periods": lot.periods,
            "open_before_fen": open_fen + lot.parts[place],
            "open_after_fen": open_fen,
        }
        if self.long_term_after is not None:
            values["long_term_fen"] = sum(lot.parts[place + self.long_term_after :])
        text = f"{plain_fen(lot.whole_fen)} ÷ {lot.periods} ≈ {plain_fen(lot.parts[place])}"
        return SettledLine("pay.instalment", values, lot.parts[place], text)
