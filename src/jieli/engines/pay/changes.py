"""What differs between two inputs of a run, and whose pay each difference may change."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import evolve, frozen

from jieli.engines.crediting import Basis, OwnerDate
from jieli.engines.pay.component import Component, Reach
from jieli.engines.pay.components import Commission
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.planned import periods_of
from jieli.engines.pay.restricting import credited_by_client, with_lookers
from jieli.engines.pay.values import PayInputs
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


class ChangeKind(StrEnum):
    """What sort of thing differs: of a client, of a plan, of a person."""

    DEAL = "deal"
    RECEIPT = "receipt"
    REFUND = "refund"
    INVOICE = "invoice"
    SHARE = "share"
    TERMS = "terms"
    CONFIRMATION = "confirmation"
    VERSION = "version"
    ASSIGNMENT = "assignment"
    EMPLOYMENT = "employment"
    QUOTA = "quota"
    ACHIEVEMENT = "achievement"
    LEAVE = "leave"
    TEAM = "team"
    SERVICE = "service"
    NAMED_DEAL = "named_deal"
    ADJUSTMENT = "adjustment"


@frozen
class Change:
    """One thing as it was (None: it is new) and as it is now (None: it is there no longer), as the inputs say it.

    people: whose pay it may change by itself; those who look at theirs come on top (`touched_by_changes`).
    """

    kind: ChangeKind
    was: Any
    became: Any
    people: frozenset[int]

    @property
    def either(self) -> Any:
        return self.was if self.became is None else self.became

    @property
    def from_on(self) -> date:
        """The first day about which something else is said."""
        both = [one for one in (self.was, self.became) if one is not None]
        return min(_ends(self.was, self.became) or map(_first_day, both))


def changes_between(before: PayInputs, after: PayInputs) -> tuple[Change, ...]:
    """Everything but what was issued, by kind and name. Both in their own currency: a fact that another rate makes
    another amount of is one that changed."""
    found = [
        (kind, was, now) for kind, of in _ROWS.items() for was, now in _differing(kind, of(before), of(after))
    ]
    clients = {one.client for kind, *both in found if kind in _OF_CLIENTS for one in both if one is not None}
    credited = [credited_by_client(inputs, clients) for inputs in (before, after)]
    on_plan = _on_plan(before, after)

    def people(kind: ChangeKind, one: Any) -> Iterable[int]:
        if one is None:
            return ()
        if kind is ChangeKind.VERSION:
            return on_plan.get(one.plan, frozenset())
        if kind in _OF_CLIENTS:
            return {person for of in credited for person in of.get(one.client, ())}
        return (one.leader if kind is ChangeKind.TEAM else one.person,)

    return tuple(
        Change(kind, was, now, frozenset((*people(kind, was), *people(kind, now))))
        for kind, was, now in found
    )


def touched_by_changes(before: PayInputs, after: PayInputs, changes: Collection[Change]) -> frozenset[int]:
    """Everybody whose pay the changes between the two may change, by themselves or because his plan looks at others."""
    people = frozenset(person for one in changes for person in one.people)
    return with_lookers(before, people) | with_lookers(after, people) if people else people


def touched_periods(plan: Plan, before: PayInputs, after: PayInputs) -> tuple[Period, ...]:
    """The periods that the changes of facts between the two may touch, and the run's own.

    All; but where every component pays nothing but deals, by the day of signing, and looks at nobody else, those that do not
    end before the first day about which something else is said. Of an invoice that is the day its deal was signed: what the
    deal pays may have waited for it.
    """
    periods, changes = periods_of(after), changes_between(before, after)
    if not changes or not all(_pays_signed_deals(one) for one in plan.components):
        return periods
    first = _with_refunds(_with_invoiced(changes, (before, after)), (before, after))
    return tuple(period for period in periods if period.until > first or period == after.period)


def _pays_signed_deals(component: Component) -> bool:
    if type(component) is not Commission or component.reach() is not Reach.SELF:
        return False
    return all(
        view.basis is Basis.DEALS and view.owner_date is OwnerDate.SIGNED for view in component.looks_at()
    )


def _with_invoiced(changes: Collection[Change], both: Collection[PayInputs]) -> date:
    invoices = [change for change in changes if change.kind is ChangeKind.INVOICE]
    invoiced = {one.deal for change in invoices for one in (change.was, change.became) if one is not None}
    signed = (deal.signed_on for one in both for deal in one.book.deals if deal.id in invoiced)
    return min(*(change.from_on for change in changes), *signed, date.max)


def _with_refunds(first: date, both: Collection[PayInputs]) -> date:
    """A refund counts on its own day, which nothing keeps from being before that of its deal."""
    later = {deal.id for one in both for deal in one.book.deals if deal.signed_on >= first}
    refunds = (refund for one in both for refund in one.book.refunds if refund.deal in later)
    return min([first, *(refund.refunded_on for refund in refunds)])


_ROWS: Mapping[ChangeKind, Callable[[PayInputs], Iterable[Any]]] = {
    ChangeKind.DEAL: lambda inputs: inputs.book.deals,
    ChangeKind.RECEIPT: lambda inputs: inputs.book.receipts,
    ChangeKind.REFUND: lambda inputs: inputs.book.refunds,
    ChangeKind.INVOICE: lambda inputs: inputs.book.invoices,
    ChangeKind.SHARE: lambda inputs: inputs.book.spans,
    ChangeKind.TERMS: lambda inputs: inputs.book.terms,
    ChangeKind.CONFIRMATION: lambda inputs: inputs.confirmations,
    ChangeKind.VERSION: lambda inputs: inputs.versions,
    ChangeKind.ASSIGNMENT: lambda inputs: inputs.assignments,
    ChangeKind.EMPLOYMENT: lambda inputs: inputs.employments,
    ChangeKind.QUOTA: lambda inputs: inputs.quotas,
    ChangeKind.ACHIEVEMENT: lambda inputs: inputs.achievements,
    ChangeKind.LEAVE: lambda inputs: inputs.leaves,
    ChangeKind.TEAM: lambda inputs: inputs.teams,
    ChangeKind.SERVICE: lambda inputs: inputs.services,
    ChangeKind.NAMED_DEAL: lambda inputs: inputs.named_deals,
    ChangeKind.ADJUSTMENT: lambda inputs: inputs.adjustments,
}
# By what one is known again after it changed; `range` stands for its first day.
_SAME: Mapping[ChangeKind, tuple[str, ...]] = {
    **dict.fromkeys(
        (ChangeKind.DEAL, ChangeKind.RECEIPT, ChangeKind.REFUND, ChangeKind.INVOICE, ChangeKind.SERVICE),
        ("id",),
    ),
    ChangeKind.ADJUSTMENT: ("id",),
    ChangeKind.SHARE: ("client", "group", "person", "range"),
    ChangeKind.TERMS: ("handover", "client"),
    ChangeKind.CONFIRMATION: ("handover", "client"),
    ChangeKind.VERSION: ("plan", "number"),
    ChangeKind.ASSIGNMENT: ("person", "plan", "range"),
    ChangeKind.EMPLOYMENT: ("person", "range"),
    ChangeKind.QUOTA: ("person", "key", "range"),
    ChangeKind.ACHIEVEMENT: ("person", "key", "range"),
    ChangeKind.LEAVE: ("person", "range"),
    ChangeKind.TEAM: ("leader", "member", "range"),
    ChangeKind.NAMED_DEAL: ("person", "deal", "range"),
}
_DAYS = (
    *("signed_on", "received_on", "refunded_on", "invoiced_on", "served_on", "confirmed_on"),
    *("in_force_from", "effective_from"),
)


def _differing(kind: ChangeKind, before: Iterable[Any], after: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """(was, now), paired by what they are known again by."""
    then, today = Counter(before), Counter(after)
    gone, new = _by_key(kind, then - today), _by_key(kind, today - then)
    for key in sorted(gone.keys() | new.keys()):
        was, now = gone.get(key, []), new.get(key, [])
        for place in range(max(len(was), len(now))):
            yield (was[place] if place < len(was) else None), (now[place] if place < len(now) else None)


def _by_key(kind: ChangeKind, rows: Counter[Any]) -> Mapping[Any, list[Any]]:
    found: dict[Hashable, list[Any]] = {}
    for row in sorted(rows.elements(), key=repr):
        values = (getattr(row, name) for name in _SAME[kind])
        key = tuple(one.from_ if isinstance(one, DateRange) else one for one in values)
        found.setdefault(key, []).append(row)
    return found


# A client's facts are everybody's who has a share in him; an hour of service is its person's own.
_OF_CLIENTS = frozenset(
    {
        *(ChangeKind.DEAL, ChangeKind.RECEIPT, ChangeKind.REFUND, ChangeKind.INVOICE),
        *(ChangeKind.SHARE, ChangeKind.TERMS, ChangeKind.CONFIRMATION),
    }
)


def _on_plan(*inputs: PayInputs) -> Mapping[str, Collection[int]]:
    found: dict[str, set[int]] = {}
    for one in (one for each in inputs for one in each.assignments):
        found.setdefault(one.plan, set()).add(one.person)
    return found


def _first_day(one: Any) -> date:
    day: date
    if hasattr(one, "range") or hasattr(one, "period"):
        day = (one.range if hasattr(one, "range") else one.period).from_
    else:
        day = next(getattr(one, name) for name in _DAYS if hasattr(one, name))
    return day


def _ends(was: Any, now: Any) -> tuple[date, ...]:
    """Where two differ in nothing but their end: their ends."""
    if was is None or now is None:
        return ()
    if hasattr(was, "range"):
        is_all = evolve(was, range=now.range) == now and was.range.from_ == now.range.from_
        ends = (was.range.until, now.range.until)
    elif hasattr(was, "ended_from"):
        is_all = evolve(was, ended_from=now.ended_from) == now
        ends = (was.ended_from, now.ended_from)
    else:
        return ()
    return tuple(end for end in ends if end is not None) if is_all else ()
