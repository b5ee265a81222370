"""A client's timeline: spans of days in which a person holds a share of him.

Normative page: docs/algorithms/ownership-timelines.md. Every function takes the spans of one client and one group.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from attrs import evolve, frozen

from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share, format_rate

OWNERSHIP, SERVICE, ORIGIN = "ownership", "service", "origin"
OWNER, CO_OWNER = "owner", "co_owner"
ROLES = {
    OWNERSHIP: frozenset({OWNER, CO_OWNER}),
    SERVICE: frozenset({"service_keeper"}),
    ORIGIN: frozenset({"originator"}),
}


@frozen
class Span:
    """One person's share in one group (ownership, service, origin) over some days.

    role: owner, co_owner, service_keeper or originator. handover: the handover whose step this is, None if none.
    """

    client: int
    group: str
    person: int
    role: str
    share: Share
    range: DateRange
    handover: int | None = None


def check_timeline(spans: Sequence[Span], place: str) -> list[Problem]:
    """Everything wrong with one client's spans of one group: on each day the shares sum to one or nobody is there, each
    person stands once, and in the group `ownership` exactly one is owner."""
    require_one_timeline(spans)
    found = [
        problem for index, span in enumerate(spans) for problem in _check_span(span, f"{place}[{index}]")
    ]
    days = [
        (part, [span for span in spans if part.from_ in span.range])
        for part in cut_days(span.range for span in spans)
    ]
    for check in (_check_sum, _check_people, _check_owner):
        found += _once(days, place, check)
    return found


def shares_on(spans: Sequence[Span], on: date) -> Mapping[int, Share]:
    """Person → share on a day; empty means openly unowned."""
    require_one_timeline(spans)
    return {span.person: span.share for span in in_order(spans) if on in span.range}


def write_over(spans: Sequence[Span], new: Sequence[Span], within: DateRange) -> tuple[Span, ...]:
    """The timeline after `new` has been written over the days `within`: what stood there is cut away, the rest stays.

    Of `new`, only the days within count.
    """
    require_one_timeline([*spans, *new])
    kept = [evolve(span, range=rest) for span in spans for rest in span.range.subtract(within)]
    written = [
        evolve(span, range=common) for span in new if (common := span.range.intersect(within)) is not None
    ]
    return in_order([*kept, *written])


def require_one_timeline(spans: Iterable[Span]) -> None:
    """Raises ValueError if spans of several clients or groups are mixed: a broken promise of the caller."""
    timelines = {(span.client, span.group) for span in spans}
    if len(timelines) > 1:
        raise ValueError(f"Spans of several timelines were given as one: {sorted(timelines)}.")


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """By first day, then person."""
    return tuple(sorted(spans, key=lambda span: (span.range.from_, span.person)))


def cut_days(ranges: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """All days that a range covers, cut at every bound of a range, in order: within a piece nothing begins or ends."""
    given = tuple(ranges)
    bounds = sorted({day for days in given for day in (days.from_, days.until) if day is not None})
    pieces = [DateRange(start, end) for start, end in pairwise(bounds)]
    if any(days.until is None for days in given):
        pieces.append(DateRange(bounds[-1], None))
    return tuple(piece for piece in pieces if any(piece.from_ in days for days in given))


def _check_span(span: Span, place: str) -> Iterator[Problem]:
    if not 0 < span.share <= 1:
        yield Problem(
            "OWN-SHARE-004",
            f"{place}.share",
            "A share of {share} is not above 0% and at most 100%.",
            "Give the person a share in this range, or leave him out.",
            {"share": format_rate(span.share)},
        )
    if span.role not in ROLES.get(span.group, frozenset()):
        yield Problem(
            "OWN-ROLE-002",
            f"{place}.role",
            "There is no role {role} in the group {group}.",
            "Owner and co-owner belong to ownership, service keeper to service, originator to origin.",
            {"role": span.role, "group": span.group},
        )


Finding = tuple[object, Problem]  # what is wrong, whatever day it is found on; and how it is said


def _once(
    days: Sequence[tuple[DateRange, list[Span]]],
    place: str,
    check: Callable[[Sequence[Span], str, str], Iterable[Finding]],
) -> Iterator[Problem]:
    """What is wrong, said once for as long as it goes on unchanged."""
    before: set[object] = set()
    ended: date | None = None
    for part, standing in days:
        findings = list(check(standing, place, part.from_.isoformat()))
        going_on = before if ended == part.from_ else set()
        yield from (problem for what, problem in findings if what not in going_on)
        before, ended = {what for what, _ in findings}, part.until


def _check_sum(standing: Sequence[Span], place: str, day: str) -> Iterator[Finding]:
    total = sum((span.share for span in standing), Fraction(0))
    if total != 1:
        yield (
            total,
            Problem(
                "OWN-SHARE-001",
                place,
                "From {day} on the shares come to {sum} and not to 100%.",
                "Make the shares of these days come to exactly 100%, or name nobody for them.",
                {"day": day, "sum": format_rate(total)},
            ),
        )


def _check_people(standing: Sequence[Span], place: str, day: str) -> Iterator[Finding]:
    for person, times in sorted(Counter(span.person for span in standing).items()):
        if times > 1:
            yield (
                person,
                Problem(
                    "OWN-SHARE-002",
                    place,
                    "From {day} on the same person ({person}) is named {times} times.",
                    "Name each person once, with his whole share.",
                    {"day": day, "person": str(person), "times": str(times)},
                ),
            )


def _check_owner(standing: Sequence[Span], place: str, day: str) -> Iterator[Finding]:
    owners = sum(span.role == OWNER for span in standing)
    if standing[0].group == OWNERSHIP and owners != 1:
        yield (
            owners,
            Problem(
                "OWN-SHARE-003",
                place,
                "From {day} on {owners} people are owner; it must be exactly one.",
                "Choose one owner and make the others co-owners.",
                {"day": day, "owners": str(owners)},
            ),
        )
