"""What a component answers with: lines with their amounts, and what it hands on to the next period."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from attrs import frozen

from jieli.kernel.trace import Scalar, Trace

NOTHING: Mapping[str, int] = MappingProxyType({})


@frozen
class Balance:
    """What a component has open after a period, and what it has given up so far. Its amounts of all periods, what is open and
    what is given up come to nothing together.

    open_fen: still to be paid; negative: still owed. given_up_fen: forfeited or lost; negative: forgiven or given for good.
    """

    open_fen: int = 0
    given_up_fen: int = 0

    def values(self) -> Mapping[str, Scalar]:
        return {"open_fen": self.open_fen, "given_up_fen": self.given_up_fen}


GIVEN_UP = "given_up_fen"  # of what is carried


class Line(Protocol):
    """One line of a component's answer: an amount in fen, and on request how it came about."""

    @property
    def result_fen(self) -> int: ...

    def trace(self) -> Trace: ...


class Result(Protocol):
    """A component's answer for one piece of work."""

    @property
    def fen(self) -> int:
        """The sum of its lines."""
        ...

    @property
    def lines(self) -> tuple[Line, ...]: ...

    @property
    def carried(self) -> Mapping[str, int]:
        """What it hands on to the next period: fen or counts by name."""
        ...


@frozen
class Lines:
    """The result that is its lines."""

    lines: tuple[Line, ...] = ()
    carried: Mapping[str, int] = NOTHING

    @property
    def fen(self) -> int:
        return sum(line.result_fen for line in self.lines)


@frozen
class Sum:
    """Several results as one: a component over the segments of a period."""

    parts: tuple[Result, ...]

    @property
    def fen(self) -> int:
        return sum(part.fen for part in self.parts)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def carried(self) -> Mapping[str, int]:
        return self.parts[-1].carried if self.parts else NOTHING
