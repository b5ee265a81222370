"""What every component has in common: what it looks at, and what it answers with."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from attrs import frozen

from jieli.engines.crediting import Basis, CreditLine, Group, OwnerDate
from jieli.engines.pay.values import WorkCalendar
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace


@frozen
class View:
    """One way to look at the book's credits. Each component that pays on credits names its own."""

    basis: Basis
    owner_date: OwnerDate
    group: Group


class TransitionCredits(StrEnum):
    """Whether credits that a handover's terms leave with the outgoing person are paid here too."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@frozen
class BaseSpan:
    """Days of a segment with the monthly base agreed in the assignment (None: none agreed)."""

    range: DateRange
    base_fen: int | None


@frozen
class Segment:
    """Days of one period on which one person is paid by one version of one plan.

    bases: the same days by agreed base. plan: its code.
    """

    person: int
    plan: str
    version: int
    range: DateRange
    bases: tuple[BaseSpan, ...]


class CreditSource(Protocol):
    """The book's credit lines, however they are kept."""

    def of(self, view: View, person: int, within: DateRange) -> Sequence[CreditLine]:
        """A person's lines that count on these days, in the order of `credits.line_order`."""
        ...

    def first_deal(self, view: View, client: int) -> Sequence[CreditLine]:
        """All lines of the client's first deal, also of nobody; empty without a deal."""
        ...

    def arose_on(self, line: CreditLine) -> date:
        """The day the credit itself counted, and for a refund the day on which what it takes back did."""
        ...


@frozen
class Work:
    """What a component is asked: one segment, with the days its person is employed, the calendar and the credits."""

    segment: Segment
    employed: tuple[DateRange, ...]
    calendar: WorkCalendar
    credits: CreditSource

    def credits_on(self, view: View) -> Sequence[CreditLine]:
        """The person's lines that count in the segment."""
        return self.credits.of(view, self.segment.person, self.segment.range)

    def days_since_first_deal(self, credit: CreditLine) -> int | None:
        """From the client's first deal to the day the credit arose; None where there was no deal by then. A refund has
        the days of what it takes back, so that it undoes it in whatever component paid it."""
        if credit.first_deal_on is None:
            return None
        days = (self.credits.arose_on(credit) - credit.first_deal_on).days
        return days if days >= 0 else None


class Line(Protocol):
    """One line of a component's answer: an amount in fen, and on request how it came about."""

    @property
    def result_fen(self) -> int: ...

    def trace(self) -> Trace: ...


@frozen
class Result:
    """A component's answer for one segment: its lines, whose sum it is. Traces are made only when asked for."""

    lines: tuple[Line, ...]

    @property
    def fen(self) -> int:
        return sum(line.result_fen for line in self.lines)


class Component(Protocol):
    """One computable piece of a plan: a frozen class in `components/` with typed parameters.

    Its docstring is its manual page, its examples are `examples/pay/components/<type>.yaml`.
    """

    type: ClassVar[str]

    @property
    def key(self) -> str: ...

    @property
    def names(self) -> Mapping[str, str]: ...

    def check(self, place: str) -> list[Problem]:
        """Combinations of parameters that are refused."""
        ...

    def views(self) -> tuple[View, ...]:
        """The views of the book of which it pays a rate."""
        ...

    def compute(self, work: Work) -> Result:
        """Raises Problems where something that it needs is not known."""
        ...


def days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def is_outgoing(credit: CreditLine) -> bool:
    """A handover's terms leave this credit with the person who gives the client away."""
    return credit.handover is not None and credit.party is not None and credit.party.value == "outgoing"
