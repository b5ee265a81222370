"""A fact that is priced whole, by the sums of its lead, and whose pay is then divided by the shares."""

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import PartKey, part_of
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.sources import CreditSource
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Share


@frozen
class FactPart:
    """All lines of a part of a fact, by person, nobody last."""

    lines: tuple[CreditLine, ...]

    @staticmethod
    def of(view: View, credit: CreditLine, credits: CreditSource) -> "FactPart":
        lines = credits.of_part(view, credit)
        return FactPart(tuple(sorted(lines, key=lambda line: (line.person is None, line.person or 0))))

    @property
    def key(self) -> PartKey:
        return part_of(self.lines[0])

    @property
    def fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def share(self) -> Share:
        """One, or for a refund out of several sources the weight of this one."""
        return sum((line.share for line in self.lines), Share(0))

    @property
    def lead(self) -> int:
        """Who has the largest share; of equal ones the lowest id."""
        people = [line for line in self.lines if line.person is not None]
        first = max(people, key=lambda line: (line.share, -(line.person or 0)))
        assert first.person is not None
        return first.person

    def share_out(self, fen: int, credit: CreditLine) -> int:
        """What of a pay for the whole part is for one of its lines."""
        weights = [line.share for line in self.lines]
        return allocate(fen, weights, range(len(weights)))[self.lines.index(credit)]
