"""What became known between two runs about the facts and owners behind an amount, looked up for all differences at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise

from attrs import frozen

from jieli.apps.access import api as access
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.statements.explanations.differences import LEAVES, Difference
from jieli.apps.statements.explanations.foreign import RateCause, look_up_rates
from jieli.kernel.trace import Trace

# What of a fact pay can depend on; a title put right moves no amount.
_MATTERS = (
    "client_id",
    "product_line",
    "amount_fen",
    "currency",
    "signed_on",
    "opened_on",
    "delivered_on",
    "approved_on",
    "accepted_on",
    "quantity",
    "margin_fen",
    "region",
    "client_class",
    "received_on",
    "invoiced_on",
    "refunded_on",
    "deal_id",
    "renews_id",
    "splits",
    "allocations",
)

# What of a deal counts where the deal itself does, and not where its money does.
_OWN_AMOUNTS = ("amount_fen", "currency", "quantity", "margin_fen")


@frozen
class FactCause:
    """A version of a fact that became known in between. changed: value's name → before and after."""

    kind: str
    content: intake.FactContent
    is_new: bool
    is_void: bool
    changed: Mapping[str, tuple[object, object]]
    reason: str
    at: datetime
    by: str


@frozen
class HandoverCause:
    """A handover that was approved, or reversed, in between."""

    handover: handovers.HandoverView
    is_reversal: bool
    at: datetime
    by: str
    note: str


@frozen
class OwnersCause:
    """Owners of a client who were decided in between by somebody, not by a handover."""

    client_id: int
    reason: str
    at: datetime


Cause = FactCause | HandoverCause | OwnersCause | RateCause


@frozen
class Window:
    """From the knowledge of the run that issued an amount to that of the run that puts it right."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.since < at <= self.until


def look_up_causes(found: Iterable[Difference], window: Window) -> tuple[Cause, ...]:
    """What became known in the window about the facts and owners of these differences, oldest first, each once."""
    leaves = [one for one in found if one.step.rule in LEAVES]
    facts = tuple(_facts(leaves, window))
    owners = tuple(_owners(leaves, window))
    return tuple(sorted((*facts, *owners), key=lambda cause: cause.at))


def _facts(leaves: Iterable[Difference], window: Window) -> Iterator[FactCause | RateCause]:
    credited, behind = _named(leaves)
    read = intake.list_facts(fact_ids=credited | behind)
    yield from look_up_rates(read.values(), window.since, window.until)
    versions = [
        (fact.kind, older, newer)
        for fact in read.values()
        for older, newer in pairwise((None, *fact.versions))
        if newer is not None and newer.recorded_at in window
    ]
    users = access.names_of_users(
        user_ids={newer.recorded_by_id for _kind, _older, newer in versions if newer.recorded_by_id}
    )
    for kind, older, newer in versions:
        changed = {} if older is None else _changed(older.content, newer.content)
        if newer.content.id not in credited:
            changed = {name: pair for name, pair in changed.items() if name not in _OWN_AMOUNTS}
        is_void = newer.is_void and not (older and older.is_void)
        if older is None or is_void or changed or older.is_void != newer.is_void:
            yield FactCause(
                kind=kind,
                content=newer.content,
                is_new=older is None,
                is_void=is_void,
                changed=changed,
                reason=newer.reason,
                at=newer.recorded_at,
                by=users.get(newer.recorded_by_id or 0, ""),
            )


def _named(leaves: Iterable[Difference]) -> tuple[frozenset[int], frozenset[int]]:
    """The facts that the steps are of, and the deals that are only behind the money of those."""
    credited: set[int] = set()
    behind: set[int] = set()
    for leaf, step in ((one, side) for one in leaves for side in _sides(one)):
        fact, deal = step.values.get("fact", ""), step.values.get("deal", "")
        if fact != "":
            credited.add(int(fact))
        if deal != "":  # what is held for a deal looks at all of it; so may what a refund takes of its margin
            follows = fact == "" or (step.values.get("kind") == "refund" and leaf.before and leaf.after)
            (credited if follows else behind).add(int(deal))
    return frozenset(credited), frozenset(behind)


def _changed(older: intake.FactContent, newer: intake.FactContent) -> Mapping[str, tuple[object, object]]:
    pairs = {name: (getattr(older, name), getattr(newer, name)) for name in _MATTERS if hasattr(newer, name)}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if "amount_fen" in changed and _settles_one(older) == _settles_one(newer) != 0:
        changed.pop("allocations", None)  # the amount says it already
    return changed


def _settles_one(content: intake.FactContent) -> int:
    """The deal that a receipt settles with all of its amount; 0 where it is another matter."""
    if not isinstance(content, intake.ReceiptView) or len(content.allocations) != 1:
        return 0
    (part,) = content.allocations
    return part.deal_id if part.amount_fen == content.amount_fen else 0


def _owners(leaves: Iterable[Difference], window: Window) -> Iterator[HandoverCause | OwnersCause]:
    """Handovers and decisions by which a share is another one, or by which there is one at all."""
    leaves = list(leaves)
    days = {
        (int(step.values["client"]), date.fromisoformat(str(step.values["owner_on"])))
        for leaf in leaves
        for step in _sides(leaf)
        if "owner_on" in step.values
    }
    clients = {client for client, _day in days}
    before = ownership.timelines_of(client_ids=clients, known_at=window.since)
    after = ownership.timelines_of(client_ids=clients, known_at=window.until)
    numbers = {
        int(step.values["handover"])
        for leaf in leaves
        for step in _sides(leaf)
        if step.values.get("handover", "") != ""
    }
    decided: dict[tuple[int, datetime], OwnersCause] = {}
    for client, day in sorted(days):
        old, new = _held(before.get(client, ()), day), _held(after.get(client, ()), day)
        if set(map(_share, old)) == set(map(_share, new)):
            continue
        numbers |= {span.handover_id for span in (*old, *new) if span.handover_id is not None}
        for span in new:
            if span.kind in ("direct", "import") and span.decided_at in window:
                decided[client, span.decided_at] = OwnersCause(client, span.reason, span.decided_at)
    yield from decided.values()
    for number in sorted(numbers):
        yield from _of_handover(number, window)


def _of_handover(number: int, window: Window) -> Iterator[HandoverCause]:
    shown = handovers.get_handover(handover_id=number, on=payruns.organization_day(at=window.until))
    events = [one for one in shown.events if one.verb in ("approved", "reversed") and one.at in window]
    users = access.names_of_users(user_ids={one.by_user_id for one in events if one.by_user_id})
    for one in events:
        yield HandoverCause(
            handover=shown,
            is_reversal=one.verb == "reversed",
            at=one.at,
            by=users.get(one.by_user_id or 0, ""),
            note=one.note,
        )


def _held(spans: Iterable[ownership.SpanView], day: date) -> list[ownership.SpanView]:
    return [span for span in spans if day in span.range]


def _share(span: ownership.SpanView) -> tuple[object, ...]:
    return (str(span.group), span.employee_id, span.share, span.handover_id)


def _sides(leaf: Difference) -> Iterator[Trace]:
    return (step for step in (leaf.before, leaf.after) if step is not None)
