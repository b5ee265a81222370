"""Amounts that wait for a later period, each with the period from which it is."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

_KEY = "waiting:"
_LOST = "lost"


class Excess(StrEnum):
    """What becomes of what is above a cap: nothing, or it waits for later periods with room."""

    LOST = "lost"
    PAYABLE_LATER = "payable_later"

    def written(self) -> dict[str, int]:
        return {_LOST: 1} if self is Excess.LOST else {}

    def at_the_end_of(self, carried: Mapping[str, int]) -> "Excess":
        """What became of the excess of a window that has ended: what the version that held then says, unless that let it wait."""
        return Excess.LOST if _LOST in carried else self


@frozen
class Waiting:
    """(number of the period, fen), oldest first, none of nothing."""

    lots: tuple[tuple[int, int], ...] = ()

    @property
    def fen(self) -> int:
        return sum(fen for _, fen in self.lots)

    @staticmethod
    def read(carried: Mapping[str, int]) -> "Waiting":
        lots = ((int(key.removeprefix(_KEY)), fen) for key, fen in carried.items() if key.startswith(_KEY))
        return Waiting(tuple(sorted(lots)))

    def written(self) -> dict[str, int]:
        return {f"{_KEY}{number}": fen for number, fen in self.lots}

    def without_before(self, number: int) -> tuple["Waiting", int]:
        """What is from that period or a later one, and how much was older."""
        kept = Waiting(tuple(lot for lot in self.lots if lot[0] >= number))
        return kept, self.fen - kept.fen

    def after(self, sum_fen: int, left_fen: int, number: int) -> "Waiting":
        """With so much left of all that waited and the sum of this period. The oldest is paid first; what is left of this
        period's own sum, and what was paid before and lies above now, waits with its number."""
        if left_fen <= 0:
            return Waiting()
        own = min(left_fen, max(0, sum_fen))
        rest, kept = left_fen - own, []
        for from_number, fen in reversed(self.lots):
            part = min(fen, rest)
            rest -= part
            if part:
                kept.append((from_number, part))
        own += rest
        lots = [*reversed(kept), *([(number, own)] if own else [])]
        return Waiting(tuple(lots))
