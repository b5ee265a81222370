"""A client's story: facts, changes of owner and handovers in one order, the newest day first.

Within a day what was decided about him stands above what happened with him. A page ends at a Mark, from which the
next page goes on, so that nothing is shown twice or left out between pages.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, Self

from attrs import frozen
from django.utils import timezone

from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership

KINDS = ("deal", "receipt", "invoice", "refund", "visit", "service", "owners", "handover")
_LAST = 2**62


@frozen
class Mark:
    """The last item of a page. after: which of the two sorts it was, so "decided" or "happened"."""

    on: date
    sort: Literal["decided", "happened"]
    id: int

    def __str__(self) -> str:
        return f"{self.on.isoformat()}.{self.sort[0]}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None for a text that is no mark: then the story begins at its first page."""
        day, _dot, rest = text.partition(".")
        letter, _dot, number = rest.partition(".")
        sort = {"d": "decided", "h": "happened"}.get(letter)
        try:
            return cls(date.fromisoformat(day), sort, int(number)) if sort else None  # type: ignore[arg-type]
        except ValueError:
            return None


@frozen
class OwnersItem:
    """From this day on these people hold the client, with these shares; nobody at all when empty."""

    on: date
    id: int
    holders: tuple[tuple[int, Fraction], ...]
    kind: str
    reason: str
    handover_id: int | None


@frozen
class HandoverItem:
    """A handover that concerns the client: applied on its day, open since it was drafted."""

    on: date
    id: int
    handover: handovers.HandoverView


Decided = OwnersItem | HandoverItem
Item = Decided | intake.TimelineItem


@frozen
class Story:
    """One page of it. next_mark is None on the last page."""

    items: tuple[Item, ...]
    next_mark: Mark | None


def read_story(*, client_id: int, kinds: frozenset[str], after: Mark | None, limit: int, on: date) -> Story:
    """The page that follows a mark (None: the first page)."""
    happened = intake.timeline_of(
        client_id=client_id,
        kinds=kinds & set(KINDS[:6]),
        before=_before(after),
        limit=limit + 1,
    )
    decided = [one for one in _decided(client_id, kinds, on) if after is None or _follows(one, after)]
    merged: list[Item] = sorted([*decided, *happened], key=_place, reverse=True)
    shown = merged[:limit]
    more = len(merged) > limit
    return Story(items=tuple(shown), next_mark=_mark_of(shown[-1]) if more else None)


def owner_changes(spans: Sequence[ownership.SpanView]) -> tuple[OwnersItem, ...]:
    """The days on which the owners of a client or their shares change, the earliest first."""
    owning = [span for span in spans if span.group == ownership.ShareGroup.OWNERSHIP]
    days = {span.range.from_ for span in owning} | {span.range.until for span in owning if span.range.until}
    changes: list[OwnersItem] = []
    for day in sorted(days):
        held = [span for span in owning if day in span.range]
        begun = next((span for span in held if span.range.from_ == day), None)
        held.sort(
            key=lambda span: (span.role != ownership.OwnershipRole.OWNER, -span.share, span.employee_id)
        )
        holders = tuple((span.employee_id, span.share) for span in held)
        if changes and changes[-1].holders == holders:
            continue
        changes.append(
            OwnersItem(
                on=day,
                id=0,  # one a day, and handovers count from 1
                holders=holders,
                kind=begun.kind if begun else "",
                reason=begun.reason if begun else "",
                handover_id=begun.handover_id if begun else None,
            )
        )
    return tuple(changes)


def _decided(client_id: int, kinds: frozenset[str], on: date) -> Iterable[Decided]:
    if "owners" in kinds:
        yield from owner_changes(ownership.timeline_of(client_id=client_id))
    if "handover" in kinds:
        for one in handovers.handovers_of_client(client_id=client_id, on=on):
            day = one.effective_from if one.applied_at else timezone.localdate(one.created_at)
            yield HandoverItem(on=day, id=one.id, handover=one)


def _before(after: Mark | None) -> tuple[date, int] | None:
    if after is None:
        return None
    return (after.on, after.id if after.sort == "happened" else _LAST)


def _follows(item: Decided, mark: Mark) -> bool:
    if mark.sort == "happened":
        return item.on < mark.on
    return _place(item)[:3] < (mark.on, 1, mark.id)


def _place(item: Item) -> tuple[date, int, int, int]:
    if isinstance(item, intake.TimelineItem):
        return (item.on, 0, item.fact_id, 0)
    return (item.on, 1, item.id, 0)


def _mark_of(item: Item) -> Mark:
    if isinstance(item, intake.TimelineItem):
        return Mark(item.on, "happened", item.fact_id)
    return Mark(item.on, "decided", item.id)
