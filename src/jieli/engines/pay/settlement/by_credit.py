"""Which credit each fen of a result is for. Normative page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.reference.groups import Due, RowPay, TrueUp
from jieli.engines.pay.reference.lines import CreditPay
from jieli.engines.pay.results import Line, Result
from jieli.engines.pay.rewarding.new_clients import NewClientPay
from jieli.kernel.allocate import apportion

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
            yield from _by_sum(line.due, (*line.earlier, *line.credits))
            if line.paid is not None:
                yield from ((credit, -fen) for credit, fen in _by_sum(line.paid, line.earlier))
        else:
            yield from ((pay.credit, pay.result_fen) for pay in line.each)
    elif isinstance(line, TrueUp):
        yield from ((pay.credit, pay.result_fen) for pay in line.due)
        yield from ((pay.credit, -pay.result_fen) for pay in line.paid)
    elif isinstance(line, NewClientPay):
        yield from ((pay.credit, pay.result_fen) for pay in line.each)
        if line.fixed is not None:
            yield line.fixed.deal, line.fixed.result_fen


def _by_sum(due: Due, credits: Sequence[CreditLine]) -> Iterator[Behind]:
    """What a sum's due is for each of its credits: its amount at the rate of the sum, cut to the fen or one more, so that
    they come to the due."""
    exact = [credit.amount_fen * due.rate for credit in credits]
    return zip(credits, apportion(due.result_fen, exact, range(len(credits))), strict=True)
