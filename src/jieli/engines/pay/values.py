"""What a pay run looks at, and what it says of each component."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from jieli.engines.crediting import Book
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace


@frozen
class PlanVersion:
    """One text of a plan. keeps_previous: those already on the plan stay on the version they have."""

    plan: str  # code
    number: int
    text: str
    in_force_from: date
    keeps_previous: bool


@frozen
class Assignment:
    """A person is paid by a plan over some days; base_fen where the plan takes the base salary from here."""

    person: int
    plan: str
    range: DateRange
    base_fen: int | None


@frozen
class Employment:
    person: int
    range: DateRange


@frozen
class WorkCalendar:
    """The working days of a span of time, for proration by work days. Outside `known` nothing is said."""

    known: DateRange | None
    work_days: frozenset[date]


@frozen
class Issued:
    """What earlier runs have posted, in sum, for one component of one person and period."""

    person: int
    period: Period
    plan: str
    component: str
    amount_fen: int
    names: Mapping[str, str] = field(factory=dict)  # the component's name as it was issued


@frozen
class PayInputs:
    """Everything frozen at the start of a run, in any order.

    period: the one to be paid. earlier: periods already issued, which are computed again with today's knowledge.
    """

    currency: str
    period: Period
    earlier: tuple[Period, ...]
    book: Book
    versions: tuple[PlanVersion, ...]
    assignments: tuple[Assignment, ...]
    employments: tuple[Employment, ...]
    calendar: WorkCalendar
    issued: tuple[Issued, ...]


@frozen
class Outcome:
    """What one component of one person should be for one period, what was issued, and the difference that is posted.

    posted = desired − issued. For the run's own period every component of the plan has an outcome, also of 0.00; for an
    earlier period only what changed has one.
    """

    person: int
    period: Period
    plan: str
    plan_hash: str
    component: str
    names: Mapping[str, str]  # language → name, as the plan says it
    desired_fen: int
    issued_fen: int
    posted_fen: int
    trace: Trace
