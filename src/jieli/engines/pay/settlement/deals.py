"""What deals have brought so far and what of it lies above a cap. Normative page: docs/algorithms/caps-and-negative-balances.md."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from jieli.engines.pay.settlement.step import SettledLine, paid_less_earned
from jieli.engines.pay.settlement.waiting import Excess
from jieli.kernel.trace import Scalar

_COUNTED, _ABOVE = "counted:", "above:"


@frozen
class DealStep:
    """What the cap did to one deal in one period."""

    deal: int
    sum_fen: int
    most_fen: int
    before: "OfDeal"
    after: "OfDeal"
    excess: Excess

    def line(self, window: str, source: str) -> SettledLine:
        """window: its label, or `always`."""
        paid_fen = self.after.counted_fen - self.before.counted_fen
        values: dict[str, Scalar] = {
            "deal": self.deal,
            "window": window,
            "sum_fen": self.sum_fen,
            "most_fen": self.most_fen,
            "counted_before_fen": self.before.counted_fen,
            "counted_after_fen": self.after.counted_fen,
            "excess": self.excess.value,
            "above_before_fen": self.before.above_fen,
            "above_after_fen": self.after.above_fen,
        }
        text = paid_less_earned(paid_fen, self.sum_fen)
        return SettledLine("pay.deal_cap", values, paid_fen - self.sum_fen, text, sources=(source,))


@frozen
class OfDeal:
    """counted_fen: paid so far in the window. above_fen: earned above the most, and not taken back since."""

    counted_fen: int = 0
    above_fen: int = 0

    def capped(self, sum_fen: int, most_fen: int, excess: Excess) -> "OfDeal":
        """After a period that earned so much. What is lost is never paid, and yet is what a refund takes from first."""
        room_fen, total_fen = max(0, most_fen - self.counted_fen), sum_fen + self.above_fen
        if excess is Excess.PAYABLE_LATER:
            paid_fen = min(total_fen, room_fen)
        else:
            paid_fen = min(sum_fen, room_fen) if sum_fen >= 0 else min(0, total_fen)
        return OfDeal(self.counted_fen + paid_fen, total_fen - paid_fen)


NOTHING_YET = OfDeal()


@frozen
class DealSums:
    """By deal, what stands in the window."""

    of: Mapping[int, OfDeal] = field(factory=dict)

    @staticmethod
    def read(carried: Mapping[str, int]) -> "DealSums":
        found: dict[int, OfDeal] = {}
        for key, fen in carried.items():
            if key.startswith((_COUNTED, _ABOVE)):
                deal = int(key.partition(":")[2])
                own = found.get(deal, NOTHING_YET)
                is_counted = key.startswith(_COUNTED)
                found[deal] = evolve(own, counted_fen=fen) if is_counted else evolve(own, above_fen=fen)
        return DealSums(found)

    def written(self) -> dict[str, int]:
        kept = {f"{_COUNTED}{deal}": own.counted_fen for deal, own in self.of.items() if own.counted_fen}
        return kept | {f"{_ABOVE}{deal}": own.above_fen for deal, own in self.of.items() if own.above_fen}

    @property
    def above_fen(self) -> int:
        return sum(own.above_fen for own in self.of.values())

    def in_new_window(self, excess: Excess) -> "DealSums":
        """Nothing is paid in it yet; what is lost was so when the window before it ended."""
        if excess is Excess.LOST:
            return DealSums()
        return DealSums({deal: OfDeal(0, own.above_fen) for deal, own in self.of.items() if own.above_fen})

    def capped(
        self, earned: Mapping[int, int], most_fen: int, excess: Excess
    ) -> tuple["DealSums", Sequence[DealStep]]:
        """After a period in which deals earned so much, and a step for each of which something lies or lay above."""
        after, steps = dict(self.of), list[DealStep]()
        for deal in _in_order(self.of, earned):
            own, sum_fen = self.of.get(deal, NOTHING_YET), earned.get(deal, 0)
            after[deal] = own.capped(sum_fen, most_fen, excess)
            if own.above_fen or after[deal].above_fen:
                steps.append(DealStep(deal, sum_fen, most_fen, own, after[deal], excess))
        moved = [one for one in steps if one.sum_fen or one.before != one.after]
        return DealSums(after), moved


def _in_order(*some: Iterable[int]) -> Sequence[int]:
    return sorted({deal for deals in some for deal in deals})
