"""A fixed amount among those who share a fact."""

from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import line_order, part_of
from jieli.engines.pay.pricing.arithmetic import inverse
from jieli.kernel.allocate import allocate
from jieli.kernel.rate import Share


class FixedTo(StrEnum):
    """shared: divided by the shares of the fact. each: the whole amount to everyone with a share in it."""

    SHARED = "shared"
    EACH = "each"


@frozen
class FixedPart:
    """What of a fixed amount falls to a person. credit: the first of his lines; share: of the fact."""

    credit: CreditLine
    share: Share
    fen: int


def fixed_part(fen: int, lines: Sequence[CreditLine], person: int, to: FixedTo | None) -> FixedPart | None:
    """lines: all of a fact or of a part of one, also of nobody. Divided in the order of persons, nobody last; what falls to
    nobody is paid to nobody. None for who has no share."""
    ordered = sorted(lines, key=lambda line: (line.person is None, line.person or 0, line_order(line)))
    mine = [index for index, line in enumerate(ordered) if line.person == person and line.share > 0]
    if not mine:
        return None
    shares = shares_of(ordered)
    parts = allocate(fen, shares, range(len(ordered)))
    share = sum((shares[index] for index in mine), start=Share(0))
    own_fen = fen if to is FixedTo.EACH else sum(parts[index] for index in mine)
    return FixedPart(ordered[mine[0]], share, own_fen)


def whole_fen(lines: Sequence[CreditLine]) -> int:
    """What the parts that lines belong to come to, each once."""
    return sum({part_of(line): line.fact_fen for line in lines}.values())


def shares_of(lines: Sequence[CreditLine]) -> Sequence[Share]:
    """Of each line, the share of all their parts together: a part weighs what it comes to."""
    if len({part_of(line) for line in lines}) == 1:
        return [line.share for line in lines]
    of_whole = inverse(Share(whole_fen(lines)))
    return [line.share * line.fact_fen * of_whole for line in lines]
