"""分期发放: what is earned at once and paid over several periods."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.text.counts import Count
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import spelled
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import equal_parts
from jieli.kernel.trace import Scalar, plain_fen

_KEY = "lot:"


@frozen
class Deferred:
    """What one period earned. number: of that period; whole_fen is paid over so many periods from it on."""

    number: int
    periods: int
    whole_fen: int

    @property
    def parts(self) -> tuple[int, ...]:
        return equal_parts(self.whole_fen, self.periods)

    def open_fen(self, after_number: int) -> int:
        """What is due later than in that period."""
        return sum(self.parts[after_number - self.number + 1 :])


@frozen(kw_only=True)
class Instalments(Component):
    """What some components come to, paid in equal parts over several periods.

    **When to use**: for a commission on a contract of several years, paid or accounted for as time goes by. **Parameters**: `of`:
    the components; `periods`: over how many, the one it is earned in included; `long_term_after`: the trace then tells what
    is due later than in this and the next periods, so many together. **Paid**: what is due of this and earlier periods, less
    what this period earned. The parts are equal, rounded half up, the last bears the residue; a negative sum is the
    mirror. Who leaves the plan is paid what is open as it falls due. **Refused**: more than 600 periods.

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
        return bool(_read(carried))

    def standing(self, carried: Mapping[str, int]) -> Balance:
        open_fen = sum(lot.open_fen(carried["periods"]) for lot in _read(carried))
        return Balance(open_fen, carried.get(GIVEN_UP, 0))

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        number = carried.get("periods", 0) + 1
        lots, sum_fen = _read(carried), 0 if work.is_over else work.earned(self.of)
        steps: list[SettledLine] = []
        if sum_fen:
            lots = (*lots, Deferred(number, self.periods, sum_fen))
            steps.append(SettledLine("pay.deferred", {"sum_fen": sum_fen, "periods": self.periods}, -sum_fen))
        steps += [self._due(lot, number) for lot in lots]
        open_lots = [lot for lot in lots if number - lot.number + 1 < lot.periods]
        kept = {f"{_KEY}{lot.number}:{lot.periods}": lot.whole_fen for lot in open_lots}
        return Lines(tuple(steps), {"periods": number, GIVEN_UP: carried.get(GIVEN_UP, 0), **kept})

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


def _read(carried: Mapping[str, int]) -> tuple[Deferred, ...]:
    """Open lots, the oldest first."""
    found = []
    for key, fen in carried.items():
        if key.startswith(_KEY):
            number, periods = key.removeprefix(_KEY).split(":")
            found.append(Deferred(int(number), int(periods), fen))
    return tuple(sorted(found, key=lambda lot: (lot.number, lot.periods)))
