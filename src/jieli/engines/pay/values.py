"""What a pay run looks at, and what it says of each component."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from jieli.engines.crediting import Book, ExchangeRate
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share
from jieli.kernel.trace import Trace


@frozen
class PlanVersion:
    """One text of a plan. keeps_previous: those already on the plan stay on the version they have. freezes_deals: what
    follows from a deal signed under it is paid by it for good, whatever version has come since."""

    plan: str  # code
    number: int
    text: str
    in_force_from: date
    keeps_previous: bool
    freezes_deals: bool = False


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
class Quota:
    """What a person is to reach on some days, in fen (or hundredths of a unit). key: the name that plans call it by."""

    person: int
    key: str
    range: DateRange
    target_fen: int


@frozen
class Achievement:
    """The measured or judged result of a person on some days, in its own unit. key: of the indicator or objective."""

    person: int
    key: str
    range: DateRange
    actual: Fraction
    target: Fraction | None = None  # None: the plan says it


@frozen
class Leave:
    """Days of unpaid leave."""

    person: int
    range: DateRange


@frozen
class TeamMember:
    """On these days the leader answers for the member."""

    leader: int
    member: int
    range: DateRange


@frozen
class Service:
    """Time spent on a client after the sale."""

    id: int
    client: int
    person: int
    served_on: date
    minutes: int


@frozen
class Confirmation:
    """The handover of a client was confirmed as done on that day."""

    handover: int
    client: int
    confirmed_on: date


@frozen
class NamedDeal:
    """A deal that was named in a handover: this person keeps the share of what comes of it on these days."""

    person: int
    deal: int
    share: Share
    range: DateRange
    signed_until: date | None = None  # only if it is signed before this day; None: whenever


class AdjustmentKind(StrEnum):
    """adds: so much more (or less). replaces: this instead of what is computed."""

    ADDS = "adds"
    REPLACES = "replaces"


@frozen
class Adjustment:
    """What somebody decided by hand for one person and period. component: whose amount it adds to or replaces; empty: a
    line of its own. It holds through every recomputation until it is taken back."""

    id: int
    person: int
    period: Period
    plan: str
    component: str
    kind: AdjustmentKind
    amount_fen: int
    reason: str
    approver: int


@frozen
class AmountKey:
    """What an amount is for."""

    person: int
    period: Period
    plan: str
    component: str

    @property
    def told(self) -> tuple[int, str, str, str]:
        """As it is stored and told, which is also the order in which a run is hashed."""
        return self.person, self.period.label, self.plan, self.component


@frozen
class Issued:
    """What earlier runs have posted, in sum, for one component of one person and period."""

    person: int
    period: Period
    plan: str
    component: str
    amount_fen: int
    names: Mapping[str, str] = field(factory=dict)  # the component's name as it was issued

    @property
    def key(self) -> AmountKey:
        return AmountKey(self.person, self.period, self.plan, self.component)


@frozen
class PayInputs:
    """Everything frozen at the start of a run, in any order.

    period: the one to be paid. earlier: periods already issued, which are computed again with today's knowledge. only: the
    people who get outcomes (None: everybody); the others are there to be looked at.
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
    quotas: tuple[Quota, ...] = ()
    achievements: tuple[Achievement, ...] = ()
    leaves: tuple[Leave, ...] = ()
    teams: tuple[TeamMember, ...] = ()
    services: tuple[Service, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    named_deals: tuple[NamedDeal, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    exchange: tuple[ExchangeRate, ...] = ()
    only: frozenset[int] | None = None


@frozen
class Outcome:
    """What one component of one person should be for one period, what was issued, and the difference that is posted.

    posted = desired − issued. For the run's own period every component of the plan has an outcome, also of 0.00; for an
    earlier period only what changed has one. by_hand_fen: what of the desired was decided by hand. open_fen, given_up_fen: as
    `Balance`; None where it keeps nothing open.
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
    by_hand_fen: int = 0
    open_fen: int | None = None
    given_up_fen: int = 0

    @property
    def key(self) -> AmountKey:
        return AmountKey(self.person, self.period, self.plan, self.component)
