"""What a component is asked: one person's days under one plan, and everything it may look at."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from attrs import field, frozen

from jieli.engines.crediting import CreditLine, Party
from jieli.engines.pay.days import common
from jieli.engines.pay.pricing.spec import Measure, Pricing, View
from jieli.engines.pay.results import NOTHING, Result
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.sources import CreditSource, Sources
from jieli.engines.pay.values import WorkCalendar
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

if TYPE_CHECKING:
    from jieli.engines.pay.component import Component


@runtime_checkable
class HasTarget(Protocol):
    """A component that says what is to be reached: a quota."""

    def target_fen(self, work: "Work") -> int:
        """Raises Problems where no target is known."""
        ...

    def target_fen_within(self, work: "Work", days: DateRange) -> int:
        """The same for other days than those of the work."""
        ...


ComponentKey = tuple[str, str]  # plan, component


class Pricer(Protocol):
    """How a back end computes what credits come to and add up to."""

    def price(self, pricing: Pricing, work: "Work") -> Result: ...

    def measure(self, measure: Measure, person: int, within: DateRange) -> int: ...


@frozen
class PastPeriod:
    """What a person's components came to in an earlier period that this run has computed, and what they carried on."""

    period: Period
    fen: Mapping[ComponentKey, int]
    carried: Mapping[ComponentKey, Mapping[str, int]]


def _unknown(_counts_on: date, _signed_on: date | None) -> "Mapping[str, Component] | None":
    return None


@frozen
class Work:
    """One piece of work: a segment, or several that are one for the component, or, for components of scope
    period, all days of the period on the plan.

    key: the component's. on_plan: all days so far on this plan, by any version, up to the end of the segment. placed: all
    days on this plan, later ones too, as far as assignments say. on_plans: the same on all plans. is_over: the plan has
    the component no longer, or the person the plan: it only settles what is open. had: then the components of the version
    that had it last, by key. before: results of this plan's
    components in the period, of those that stand before this one. past: earlier periods, oldest first. payers: the
    components of the version that pays the person what counts on a day and comes of a deal signed on a day; None where
    that is not known. paid_on_credits: the days on which some plan pays him on credits, so that a refund is taken back there.
    """

    segment: Segment
    period: Period
    key: str
    employed: tuple[DateRange, ...]
    on_plan: tuple[DateRange, ...]
    sources: Sources
    pricer: Pricer
    components: "Mapping[str, Component]" = field(factory=dict)
    had: "Mapping[str, Component]" = field(factory=dict)
    before: Mapping[str, Result] = field(factory=dict)
    past: tuple[PastPeriod, ...] = ()
    placed: tuple[DateRange, ...] = ()
    on_plans: tuple[DateRange, ...] = ()
    paid_on_credits: Callable[[], tuple[DateRange, ...]] = tuple
    is_over: bool = False
    payers: "Callable[[date, date | None], Mapping[str, Component] | None]" = _unknown

    @property
    def person(self) -> int:
        return self.segment.person

    @property
    def days(self) -> DateRange:
        return self.segment.range

    @property
    def calendar(self) -> WorkCalendar:
        return self.sources.calendar

    @property
    def credits(self) -> CreditSource:
        return self.sources.credits

    def priced(self, pricing: Pricing) -> Result:
        """What the person's credits of these days come to."""
        return self.pricer.price(pricing, self)

    def measured(self, measure: Measure, person: int | None = None, within: DateRange | None = None) -> int:
        """The sum of the credits of this person (or another) on these days (or others)."""
        return self.pricer.measure(measure, self.person if person is None else person, within or self.days)

    def target_fen(self, quota: str, within: DateRange | None = None) -> int:
        """What the person is to reach on these days (or others), by the quota of that key in this plan. Where the plan has it
        no longer and something is only settled, by that of the version that had both."""
        setting = self.components.get(quota)
        if not isinstance(setting, HasTarget):
            setting = self.had.get(quota)
        assert isinstance(setting, HasTarget), f"“{quota}” is a quota: plans are checked for that."
        return setting.target_fen(self) if within is None else setting.target_fen_within(self, within)

    def credits_on(
        self, view: View, within: DateRange | None = None, person: int | None = None
    ) -> Sequence[CreditLine]:
        """The person's lines (or another's) that count on these days (or others) and are paid or taken back in this segment."""
        lines = self.credits.of(view, self.person if person is None else person, within or self.days)
        if self.segment.pays_all:
            return lines
        return [line for line in lines if self.pays(view, line)]

    def pays(self, view: View, line: CreditLine) -> bool:
        """Whether a credit of these days is paid, or taken back, in this segment and not in another."""
        return is_paid_in(self.segment, view, line, self.credits)

    def pays_deal(self, line: CreditLine) -> bool:
        """Whether this segment pays what comes of the line's deal, whoever takes back what was paid before."""
        return self.segment.pays_deal(self.credits.signed_on(line))

    def employed_on_plan(self, within: DateRange) -> tuple[DateRange, ...]:
        """Those of these days on which the person is employed and on the plan."""
        return common(common(self.placed, self.employed), [within])

    def earned(self, keys: Sequence[str]) -> int:
        """Fen of these components in this period; of one that a plan has no longer, nothing."""
        if self.is_over:
            return sum(self.before[key].fen for key in keys if key in self.before)
        return sum(self.before[key].fen for key in keys)

    def carried(self) -> Mapping[str, int]:
        """What this component carried on when the person was last on this plan with it; nothing at first."""
        own = (self.segment.plan, self.key)
        for past in reversed(self.past):
            if own in past.carried:
                return past.carried[own]
        return NOTHING

    def past_fen(self, keys: Sequence[str], periods: int | None = None) -> tuple[tuple[Period, int], ...]:
        """The last so many earlier periods (None: all), oldest first, with what components of these keys came to in each,
        on whatever plan the person then was."""
        chosen = self.past if periods is None else self.past[max(0, len(self.past) - periods) :]
        return tuple(
            (one.period, sum(fen for (_, key), fen in one.fen.items() if key in keys)) for one in chosen
        )


def is_paid_in(segment: Segment, view: View, line: CreditLine, credits: CreditSource) -> bool:
    """Whether a credit of the segment's days is paid, or taken back, in it and not in another."""
    if not segment.pays_deal(credits.signed_on(line)):
        return False
    if line.kind != "refund":
        return segment.takes_back is None
    return segment.pays_refund(line.counts_on, credits.arose_on(view, line))


def age_of(view: View, credit: CreditLine, credits: CreditSource) -> int | None:
    """Days from the client's first deal to the day the credit arose; None where there was no deal by then. A refund has
    the days of what it takes back, so that it undoes it in whatever component paid it."""
    if credit.first_deal_on is None:
        return None
    days = (credits.arose_on(view, credit) - credit.first_deal_on).days
    return days if days >= 0 else None


def days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def is_outgoing(credit: CreditLine) -> bool:
    """A handover's terms leave this credit with the person who gives the client away."""
    return credit.handover is not None and credit.party is Party.OUTGOING
