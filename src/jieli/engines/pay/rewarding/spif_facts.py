"""What a SPIF counts of a fact, whatever parts it has. Page: docs/algorithms/teams-and-contests.md."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import FactKey, fact_of, line_order
from jieli.engines.pay.rewarding.sharing import whole_fen


@frozen
class SpifFact:
    """A fact as far as it is of the SPIF's product lines. own: the person's lines of that; lines: everybody's, also nobody's.

    decides: his first line of the whole fact, by whose deal it is known which version of the plan pays; all versions find
    the same, whatever their product lines.
    """

    decides: CreditLine
    own: tuple[CreditLine, ...]
    lines: tuple[CreditLine, ...]

    @property
    def whole_fen(self) -> int:
        return whole_fen(self.lines)

    @property
    def credit(self) -> CreditLine:
        return first_of(self.own)


def first_of(lines: Iterable[CreditLine]) -> CreditLine:
    """In the order of credits; what settles no deal only where nothing else does."""
    return min(lines, key=lambda line: (line.deal is None, line_order(line)))


def by_fact(lines: Iterable[CreditLine]) -> Mapping[FactKey, Sequence[CreditLine]]:
    """In the order in which they come."""
    found: dict[FactKey, list[CreditLine]] = {}
    for line in lines:
        found.setdefault(fact_of(line), []).append(line)
    return found
