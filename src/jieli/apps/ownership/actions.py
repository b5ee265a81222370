"""Writing who answers for a client: decisions, a handover's terms, and their reversal."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.clients import api as clients
from jieli.apps.ownership import writing
from jieli.apps.ownership.checks import check_decisions, days_of, spans_of
from jieli.apps.ownership.models import OwnershipChange, ShareGroup
from jieli.apps.ownership.values import Decision
from jieli.apps.ownership.writing import Key, Row
from jieli.engines.ownership import Span, Terms, hand_over, write_over
from jieli.kernel.problem import refuse
from jieli.kernel.ranges import DateRange, merge
from jieli.lib.problems import problem

Kind = OwnershipChange.Kind

# What a handover passes on. Who once brought the client stays the one who brought him.
PASSED_ON = (str(ShareGroup.OWNERSHIP), str(ShareGroup.SERVICE))


class NotHandedOver(LookupError):
    """A reversal of a handover that never wrote ownership."""


def set_owners(
    *, acting_user_id: int | None, at: datetime, decisions: Sequence[Decision], kind: str, reason: str
) -> int:
    """The id of the change that now holds the decisions, all of them or none. Raises Problems.

    kind: `import` or `direct`. What stood on the decided days gives way; what was known before stays readable.
    """
    if kind not in (Kind.IMPORT, Kind.DIRECT):
        raise ValueError(f"Owners are set by import or direct decision, not by {kind}.")
    client_ids = frozenset(decision.client_id for decision in decisions)
    with transaction.atomic():
        refuse(check_decisions(decisions, clients.lock_clients(client_ids=client_ids)))
        change = _record(kind, acting_user_id, writing.moment_after(at, client_ids), None, reason)
        of_client: dict[int, list[Decision]] = defaultdict(list)
        for decision in decisions:
            of_client[decision.client_id].append(decision)
        for ids in writing.batches(sorted(client_ids)):
            _write_decisions(change, [decision for client_id in ids for decision in of_client[client_id]])
        return change.id


def _write_decisions(change: OwnershipChange, decisions: Sequence[Decision]) -> None:
    before = writing.standing({decision.client_id for decision in decisions})
    timelines: dict[Key, tuple[Span, ...]] = {}
    fresh: set[Span] = set()
    for decision in decisions:
        key = (decision.client_id, str(decision.group))
        spans = timelines.get(key, tuple(row.span for row in before.get(key, ())))
        timelines[key] = write_over(spans, spans_of(decision), days_of(decision))
        fresh.update(spans_of(decision))
    wanted = {
        key: [
            (span, change.id if span in fresh else writing.decided_by(span, before.get(key, ()), change.id))
            for span in spans
        ]
        for key, spans in timelines.items()
    }
    writing.write_timelines(change, before, wanted)


def apply_terms(
    *, acting_user_id: int | None, at: datetime, handover_id: int, terms: Sequence[Terms]
) -> datetime:
    """The moment since which the handover's steps for new deals are the clients' ownership.

    Once per handover: applied again, it changes nothing and returns the same moment.
    """
    client_ids = {term.client for term in terms}
    with transaction.atomic():
        clients.lock_clients(client_ids=client_ids)
        done = OwnershipChange.objects.filter(kind=Kind.HANDOVER, handover_id=handover_id).first()
        if done is not None:
            return done.recorded_at
        change = _record(Kind.HANDOVER, acting_user_id, writing.moment_after(at, client_ids), handover_id, "")
        before = writing.standing(client_ids)
        wanted = {}
        for term in terms:
            for group in PASSED_ON:
                rows = before.get((term.client, group), ())
                spans = hand_over([row.span for row in rows], term)
                wanted[term.client, group] = [
                    (
                        span,
                        change.id
                        if span.handover == handover_id
                        else writing.decided_by(span, rows, change.id),
                    )
                    for span in spans
                ]
        writing.write_timelines(change, before, wanted)
        return change.recorded_at


def reverse_terms(
    *, acting_user_id: int | None, at: datetime, handover_id: int, from_: date, terms: Sequence[Terms]
) -> datetime:
    """The moment since which, from a day on, the clients' ownership is again what it was before the handover.

    Refused for a client whose ownership from that day on was changed since: then it is no longer clear what to go back
    to. Once per handover, like applying. Raises NotHandedOver, Problems.
    """
    client_ids = {term.client for term in terms}
    with transaction.atomic():
        clients.lock_clients(client_ids=client_ids)
        written = OwnershipChange.objects.filter(kind=Kind.HANDOVER, handover_id=handover_id).first()
        if written is None:
            raise NotHandedOver(handover_id)
        undone = OwnershipChange.objects.filter(kind=Kind.REVERSAL, handover_id=handover_id).first()
        if undone is not None:
            return undone.recorded_at
        rest = DateRange(from_, None)
        now = writing.standing(client_ids)
        _refuse_changed_since(
            now, writing.known_at(client_ids, written.recorded_at), rest, sorted(client_ids)
        )
        earlier = writing.known_before(client_ids, written.recorded_at)
        change = _record(Kind.REVERSAL, acting_user_id, writing.moment_after(at, client_ids), handover_id, "")
        wanted = {}
        for key in ((client_id, group) for client_id in sorted(client_ids) for group in PASSED_ON):
            old, standing = earlier.get(key, ()), now.get(key, ())
            spans = write_over([row.span for row in standing], _clip(old, rest), rest)
            wanted[key] = [(span, writing.decided_by(span, (*standing, *old), change.id)) for span in spans]
        writing.write_timelines(change, now, wanted)
        return change.recorded_at


def _refuse_changed_since(
    now: dict[Key, tuple[Row, ...]], then: dict[Key, tuple[Row, ...]], rest: DateRange, client_ids: list[int]
) -> None:
    def differs(key: Key) -> bool:
        return _merged(_clip(now.get(key, ()), rest)) != _merged(_clip(then.get(key, ()), rest))

    changed = [id for id in client_ids if any(differs((id, group)) for group in PASSED_ON)]
    refuse(
        problem(
            "OWN-REVERSE-001",
            f"clients[{client_id}]",
            "The owners of client {client} from {day} on were decided anew after the handover.",
            "Undo the later decision first, or decide the owners of this client directly.",
            client=client_id,
            day=rest.from_.isoformat(),
        )
        for client_id in changed
    )


def _clip(rows: Sequence[Row], days: DateRange) -> list[Span]:
    """The spans as far as they lie within the days."""
    clipped = []
    for row in rows:
        common = row.span.range.intersect(days)
        if common is not None:
            span = row.span
            clipped.append(
                Span(span.client, span.group, span.person, span.role, span.share, common, span.handover)
            )
    return clipped


def _merged(spans: Sequence[Span]) -> dict[tuple[object, ...], tuple[DateRange, ...]]:
    """Who holds what on which days, however the days are cut into rows."""
    days: dict[tuple[object, ...], list[DateRange]] = defaultdict(list)
    for span in spans:
        days[span.person, span.role, span.share, span.handover].append(span.range)
    return {holding: merge(ranges) for holding, ranges in days.items()}


def _record(
    kind: str, acting_user_id: int | None, at: datetime, handover_id: int | None, reason: str
) -> OwnershipChange:
    sign_writes(acting_user_id=acting_user_id)
    return OwnershipChange.objects.create(
        kind=kind, handover_id=handover_id, reason=reason, recorded_at=at, recorded_by_id=acting_user_id
    )
