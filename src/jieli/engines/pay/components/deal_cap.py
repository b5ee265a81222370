"""单笔封顶: the most that a person gets from one deal."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.pay.component import Component, PaidBy, Scope
from jieli.engines.pay.results import GIVEN_UP, Balance, Lines, Result
from jieli.engines.pay.settlement.by_credit import deal_of, earned_for
from jieli.engines.pay.settlement.deals import DealSums
from jieli.engines.pay.settlement.waiting import Excess
from jieli.engines.pay.settlement.windows import Window, so_far
from jieli.engines.pay.text.keys import Keys
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.work import Work


@frozen(kw_only=True)
class DealCap(Component):
    """The most that a person gets from one deal by some components together, over all its receipts, invoices and refunds.

    **When to use**: where one large deal must not pay without end; `most_per_credit` of a commission caps each receipt anew. **Parameters**:
    `on`: the components; `most`: an amount for one person and one deal; `window`: `period`, `month`, `quarter` or `year` where
    the most is for each of them; `always`, or not written, for all time; `excess`: `lost`, or `payable_later` when the deal has room
    in a later window, or a later version a higher most. **Paid**: what is above is taken off, deal by deal; a refund first takes from what is above, and
    then gives room back. What no deal stands behind is not capped. Where somebody else is paid on the same deal he has a most of his own. **Refused**: a
    period that reaches beyond its window.

    **Example**: at most 100.00 for a deal that pays 100.00 with each of three receipts: 0.00, −100.00, −100.00.
    """

    type: ClassVar[str] = "deal_cap"
    scope: ClassVar[Scope] = Scope.PERIOD
    paid_by: ClassVar[PaidBy] = PaidBy.DAY

    key: str
    names: Mapping[str, str]
    on: tuple[str, ...] = field(metadata=spelled(Keys()))
    most_fen: int = field(metadata=spelled(Amount(), "most"))
    window: Window | None = field(default=None, metadata=spelled(Choice(Window)))
    excess: Excess = field(metadata=spelled(Choice(Excess)))

    def needs(self) -> tuple[str, ...]:
        return self.on

    def takes_from(self) -> tuple[str, ...]:
        return self.on

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        return self.excess is Excess.PAYABLE_LATER and DealSums.read(carried).above_fen > 0

    def standing(self, carried: Mapping[str, int]) -> Balance:
        above_fen, given_up_fen = DealSums.read(carried).above_fen, carried.get(GIVEN_UP, 0)
        if self.excess is Excess.LOST:
            return Balance(0, given_up_fen + above_fen)
        return Balance(above_fen, given_up_fen)

    def may_give_up(self, *, was_away: bool) -> bool:
        return self.excess is Excess.LOST

    def compute(self, work: Work) -> Result:
        carried = work.carried()
        window = so_far(self.window or Window.ALWAYS, work.period, f"component {self.key}")
        label = window.label
        mark, given_up_fen = f"window:{label}", carried.get(GIVEN_UP, 0)
        sums = DealSums.read(carried)
        if mark not in carried:
            after = sums.in_new_window(self.excess.at_the_end_of(carried))
            given_up_fen += sums.above_fen - after.above_fen
            sums = after
        sums, steps = sums.capped(self._earned(work), self.most_fen, self.excess)
        lines = tuple(one.line(label, work.sources.facts.deal(one.deal).source_key) for one in steps)
        return Lines(lines, {**sums.written(), mark: 1, **self.excess.written(), GIVEN_UP: given_up_fen})

    def _earned(self, work: Work) -> Mapping[int, int]:
        """What each deal really brought in this period."""
        fen: dict[int, int] = {}
        for key in self.on:
            for subject, own_fen in earned_for(work, key, deal_of).fen.items():
                fen[subject.deal] = fen.get(subject.deal, 0) + own_fen
        return fen
