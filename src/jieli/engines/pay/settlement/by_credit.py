"""Which credit each fen of a result is for. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Protocol, runtime_checkable

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.groups import RowPay, TrueUp
from jieli.engines.pay.pricing.lines import CreditPay
from jieli.engines.pay.results import Line, Result
from jieli.engines.pay.rewarding.new_clients import NewClientPay
from jieli.kernel.allocate import allocate
from jieli.kernel.rounding import Rounding, round_fen

Behind = tuple[CreditLine, int]


@runtime_checkable
class KnowsCredits(Protocol):
    """A line that knows which credits it is for."""

    def fen_by_credit(self) -> Sequence[Behind]: ...


def fen_by_credit(result: Result) -> Iterator[Behind]:
    """Credits with the fen that are for them; what is for none is left out. A credit may come several times."""
    for line in result.lines:
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[Behind]:
    if isinstance(line, KnowsCredits):
        yield from line.fen_by_credit()
    elif isinstance(line, CreditPay):
        yield line.credit, line.result_fen
    elif isinstance(line, RowPay):
        if line.due is not None:
            yield from in_proportion(line.result_fen, line.credits)
        else:
            yield from ((pay.credit, pay.result_fen) for pay in line.each)
    elif isinstance(line, TrueUp):
        yield from ((pay.credit, pay.result_fen) for pay in line.due)
        yield from ((pay.credit, -pay.result_fen) for pay in line.paid)
    elif isinstance(line, NewClientPay):
        yield from ((pay.credit, pay.result_fen) for pay in line.each)
        if line.fixed is not None:
            yield line.fixed.deal, line.fixed.result_fen


def in_proportion(fen: int, credits: Sequence[CreditLine]) -> Iterator[Behind]:
    """Divided by the credits' amounts: first between those above and those below zero, then within each."""
    whole = sum(credit.amount_fen for credit in credits)
    if whole == 0:
        return
    above = [credit for credit in credits if credit.amount_fen > 0]
    below = [credit for credit in credits if credit.amount_fen < 0]
    above_fen = sum(credit.amount_fen for credit in above)
    for_above = round_fen(Fraction(fen, whole) * above_fen, Rounding.HALF_UP)
    for part_fen, part in ((for_above, above), (fen - for_above, below)):
        if part:
            weights = [Fraction(abs(credit.amount_fen)) for credit in part]
            yield from zip(part, allocate(part_fen, weights, range(len(part))), strict=True)
