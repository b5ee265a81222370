"""What the work of a run looks at, however it is kept: credits, facts, targets, results, days."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar, cast

from attrs import field, frozen

from jieli.engines.crediting import CreditLine, Deal
from jieli.engines.ownership import Terms
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.values import (
    Achievement,
    Leave,
    NamedDeal,
    PayInputs,
    Quota,
    Service,
    TeamMember,
    WorkCalendar,
)
from jieli.kernel.ranges import DateRange, merge
from jieli.kernel.rate import Share


class CreditSource(Protocol):
    """The book's credit lines, however they are kept."""

    def of(self, view: View, person: int, within: DateRange) -> Sequence[CreditLine]:
        """A person's lines that count on these days, in the order of `credits.line_order`."""
        ...

    def of_part(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        """All lines of the part that a line belongs to, also of nobody, by person, nobody last."""
        ...

    def of_fact(self, view: View, line: CreditLine) -> Sequence[CreditLine]:
        """All lines of all parts of the fact that a line belongs to, also of nobody."""
        ...

    def of_deal(self, view: View, deal: int) -> Sequence[CreditLine]:
        """All lines of everything that comes of a deal, also of nobody, in the order of `credits.line_order`."""
        ...

    def first_deal(self, view: View, client: int) -> Sequence[CreditLine]:
        """All lines of the client's first deal, also of nobody; empty without a deal."""
        ...

    def signed_on(self, line: CreditLine) -> date | None:
        """The day the line's deal was signed; None for money that settles no deal."""
        ...

    def is_renewal(self, line: CreditLine) -> bool:
        """Whether the line is of a deal that renews another; money that settles no deal is not."""
        ...

    def arose_on(self, view: View, line: CreditLine) -> date:
        """The day the credit itself counted, and for a refund the day on which what it takes back did."""
        ...


class FactSource(Protocol):
    """The book's facts beside their credits."""

    def deal(self, deal: int) -> Deal: ...

    def first_invoiced_on(self, deal: int) -> date | None: ...

    def bought(self, client: int, within: DateRange) -> bool:
        """A deal of the client was signed, or money of his came in, on one of these days."""
        ...

    def signed(self, client: int, within: DateRange) -> bool:
        """A deal of the client was signed on one of these days."""
        ...

    def shares_of(self, person: int, group: str, on: date) -> Mapping[int, Share]:
        """Client → the person's share on that day, as the timeline says."""
        ...

    def confirmed_on(self, handover: int, client: int) -> date | None:
        """The day the handover of the client was confirmed as done."""
        ...

    def reversed_from(self, handover: int, client: int) -> date | None:
        """The day from which the handover of the client was reversed."""
        ...

    def given_away(self, person: int) -> Sequence[Terms]:
        """The terms in which the person is the outgoing one, by effective date, handover and client."""
        ...

    def settled(self, deal: int, before: date) -> tuple[int, int]:
        """Of a deal before a day, in fen of the deal's currency: what came in, less what of it was given back; and what was to come in, less all
        that was given or taken back. A refund that names no receipt takes back a bill, not money."""
        ...


Of = TypeVar("Of")
Contestants = Mapping[int, tuple[DateRange, ...]]  # person → his days on the plan


@frozen
class Sources:
    """Everything that is common to all work of a run. By person where one person's work looks at his own."""

    credits: CreditSource
    facts: FactSource
    calendar: WorkCalendar
    quotas: Mapping[int, tuple[Quota, ...]] = field(factory=dict)
    achievements: Mapping[int, tuple[Achievement, ...]] = field(factory=dict)
    leaves: Mapping[int, tuple[Leave, ...]] = field(factory=dict)
    led: Mapping[int, tuple[TeamMember, ...]] = field(factory=dict)  # by leader
    services: Mapping[int, tuple[Service, ...]] = field(factory=dict)
    named_deals: Mapping[int, tuple[NamedDeal, ...]] = field(factory=dict)
    contestants: Mapping[str, Contestants] = field(factory=dict)  # plan → everybody ever on it
    _once: dict[Hashable, Any] = field(factory=dict, init=False, eq=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], Of]) -> Of:
        """What is the same for many people, made when it is first asked for. key: names everything that it depends on."""
        if key not in self._once:
            self._once[key] = make()
        return cast(Of, self._once[key])

    @staticmethod
    def of_inputs(inputs: PayInputs, credits: CreditSource, facts: FactSource) -> "Sources":
        on_plan: dict[str, dict[int, list[DateRange]]] = {}
        for one in inputs.assignments:
            on_plan.setdefault(one.plan, {}).setdefault(one.person, []).append(one.range)
        return Sources(
            credits=credits,
            facts=facts,
            calendar=inputs.calendar,
            quotas=_grouped(inputs.quotas, lambda one: one.person),
            achievements=_grouped(inputs.achievements, lambda one: one.person),
            leaves=_grouped(inputs.leaves, lambda one: one.person),
            led=_grouped(inputs.teams, lambda one: one.leader),
            services=_grouped(inputs.services, lambda one: one.person),
            named_deals=_grouped(inputs.named_deals, lambda one: one.person),
            contestants={
                plan: {person: merge(people[person]) for person in sorted(people)}
                for plan, people in on_plan.items()
            },
        )


def _grouped(rows: Sequence[Of], key: Callable[[Of], int]) -> Mapping[int, tuple[Of, ...]]:
    groups: dict[int, list[Of]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {one: tuple(sorted(own, key=repr)) for one, own in groups.items()}
