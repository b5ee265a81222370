"""负数结转: what is done where components come to less than zero."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.settlement.recovering import Recovery, check_floor, floors_of
from jieli.engines.pay.settlement.step import SettledLine, added
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate


class NegativePolicy(StrEnum):
    SHOW_AND_CARRY = "show_and_carry"
    PAY_ZERO_AND_CARRY = "pay_zero_and_carry"
    PAY_ZERO_SHOW_AND_CARRY = "pay_zero_show_and_carry"
    INSTALMENTS = "instalments"


@frozen(kw_only=True)
class NegativeBalance(Component):
    """What is done where some components come to less than zero together.

    **When to use**: where refunds may take back more than a period earns. **Parameters**: `on`: the components; `policy`:
    `show_and_carry`: the negative sum stands, and the balance is told until it is made up for; `pay_zero_and_carry`: lifted to zero and taken
    from later sums; `pay_zero_show_and_carry`: the same, with the open balance on every statement; `instalments`: lifted to zero and
    taken back at `most` so much in a period; `statutory_floor`: an amount below which taking back never takes the sum of
    `floor_on` (of `on` where not written). **Paid**: what lifts a negative sum to zero, or less what is taken from a positive
    one. Over all periods the sum is what was earned and what is still owed. **Refused**: `instalments` without `most`, `most`
    without them; a floor where nothing is taken.

    **Example**: −300.00: lifted by 300.00; then 500.00, in instalments of 100.00: −100.00, 200.00 still owed.
    """

    type: ClassVar[str] = "negative_balance"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    on: tuple[str, ...] = field(metadata=spelled(Keys()))
    policy: NegativePolicy = field(metadata=spelled(Choice(NegativePolicy)))
    most_fen: int | None = field(default=None, metadata=spelled(Amount(), "most"))
    statutory_floor_fen: int | None = field(default=None, metadata=spelled(Amount(), "statutory_floor"))
    floor_on: tuple[str, ...] | None = field(default=None, metadata=spelled(Keys()))

    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.on, *(self.floor_on or ()))))

    def takes_from(self) -> tuple[str, ...]:
        return self.on

    def check(self, place: str) -> list[Problem]:
        found = check_floor(self.statutory_floor_fen, self.floor_on, place)
        if (self.policy is NegativePolicy.INSTALMENTS) != (self.most_fen is not None):
            found.append(
                Problem(
                    "PAY-NEGATIVE-001",
                    f"{place}.most",
                    "Instalments are of an amount that is not written, or an amount is written without instalments.",
                    "Write `most` with `policy: instalments`, and only then.",
                )
            )
        if self.policy is NegativePolicy.SHOW_AND_CARRY and self.statutory_floor_fen is not None:
            found.append(
                Problem(
                    "PAY-NEGATIVE-002",
                    f"{place}.statutory_floor",
                    "Nothing is taken from later pay here, so no floor can hold it back.",
                    "Leave the floor out, or choose another policy.",
                )
            )
        return found

    def winds_down(self, carried: Mapping[str, int]) -> bool:
        return carried.get("debt_fen", 0) > 0

    def standing(self, carried: Mapping[str, int]) -> Balance:
        return Balance(-carried.get("debt_fen", 0), carried.get(GIVEN_UP, 0))

    def compute(self, work: Work) -> Result:
        sum_fen, carried = work.earned(self.on), work.carried()
        debt_fen, given_up_fen = carried.get("debt_fen", 0), carried.get(GIVEN_UP, 0)
        steps: tuple[SettledLine, ...] = ()
        if self.policy is NegativePolicy.SHOW_AND_CARRY:
            shown_fen = carried.get("shown_fen", 0)
            steps, after_fen = _shown(sum_fen, shown_fen)
            if debt_fen:  # of a version that lifted; nothing is agreed any more by which it is taken
                steps = (*steps, _told(debt_fen))
            return Lines(steps, {"shown_fen": after_fen, "debt_fen": debt_fen, GIVEN_UP: given_up_fen})
        if sum_fen < 0 and not work.is_over:
            steps = (_lifted(sum_fen, debt_fen),)
        elif sum_fen > 0 and debt_fen:
            steps = (self._taken(work, sum_fen, debt_fen),)
        elif debt_fen and self.policy is not NegativePolicy.PAY_ZERO_AND_CARRY:
            steps = (_told(debt_fen),)
        after_fen = debt_fen + sum(step.result_fen for step in steps)
        return Lines(steps, {"debt_fen": after_fen, GIVEN_UP: given_up_fen})

    def _taken(self, work: Work, sum_fen: int, debt_fen: int) -> SettledLine:
        return Recovery(
            debt_fen=debt_fen,
            earned_fen=sum_fen,
            above_fen=0,
            rate=Rate(1),
            most_fen=self.most_fen,
            on=self.on,
            floors=floors_of(self, work),
        ).step()


def _told(debt_fen: int) -> SettledLine:
    return SettledLine("pay.debt", {"debt_before_fen": debt_fen, "debt_after_fen": debt_fen})


def _lifted(sum_fen: int, debt_fen: int) -> SettledLine:
    values = {"sum_fen": sum_fen, "debt_before_fen": debt_fen, "debt_after_fen": debt_fen - sum_fen}
    return SettledLine("pay.lifted", values, -sum_fen, added(debt_fen, -sum_fen))


def _shown(sum_fen: int, before_fen: int) -> tuple[tuple[SettledLine, ...], int]:
    """How the balance is told, and what it is. The balance is what negative periods were posted and later ones have not made up for; positive where it is open."""
    after_fen = max(0, before_fen - sum_fen)
    values = {"sum_fen": sum_fen, "balance_before_fen": -before_fen, "balance_after_fen": -after_fen}
    text = added(-before_fen, sum_fen) if before_fen or after_fen else None
    return ((SettledLine("pay.shown_balance", values, 0, text),) if text else ()), after_fen
