"""Who leads whom on which days, as the tree of departments and its heads say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from attrs import frozen

from jieli.apps.people import spans, timelines
from jieli.apps.people.values import TeamSpan
from jieli.kernel.ranges import DateRange, merge


def list_team_spans(*, known_at: datetime | None) -> tuple[TeamSpan, ...]:
    """Everybody's direct leader on each day of employment, as known at a moment (None: now), by leader and member.

    It is the head of his department, or of the nearest one above where that has none or where he is the head himself.
    Whoever has nobody above him is in nobody's team.
    """
    terms = _terms(known_at)
    days: dict[tuple[int, int], list[DateRange]] = {}
    for row in timelines.employments(known_at=known_at).order_by("employee_id", "valid"):
        employed = spans.read(row.valid)
        for part in _parts(employed, terms):
            leader = _leader(row.employee_id, row.department_id, part.from_, terms)
            if leader is not None:
                days.setdefault((leader, row.employee_id), []).append(part)
    return tuple(
        TeamSpan(leader, member, one) for (leader, member), own in sorted(days.items()) for one in merge(own)
    )


@frozen
class _Term:
    parent: int | None
    head: int | None
    days: DateRange


_Terms = Mapping[int, Sequence[_Term]]


def _terms(known_at: datetime | None) -> _Terms:
    terms: dict[int, list[_Term]] = {}
    for row in timelines.department_terms(known_at=known_at).order_by("department_id", "valid"):
        terms.setdefault(row.department_id, []).append(
            _Term(row.parent_id, row.head_id, spans.read(row.valid))
        )
    return terms


def _parts(employed: DateRange, terms: _Terms) -> Iterator[DateRange]:
    """The days of an employment, cut wherever any department changes."""
    changes = {day for own in terms.values() for one in own for day in (one.days.from_, one.days.until)}
    inner = sorted(day for day in changes if day is not None and day in employed and day != employed.from_)
    bounds: list[date | None] = [employed.from_, *inner, employed.until]
    for from_, until in pairwise(bounds):
        assert from_ is not None
        yield DateRange(from_, until)


def _leader(employee: int, department: int | None, on: date, terms: _Terms) -> int | None:
    while department is not None:
        term = next((one for one in terms.get(department, ()) if on in one.days), None)
        if term is None:
            return None
        if term.head is not None and term.head != employee:
            return term.head
        department = term.parent
    return None
