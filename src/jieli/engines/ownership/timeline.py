"""A client's timeline: spans of days in which a person holds a share of him."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share


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
    raise NotImplementedError


def shares_on(spans: Sequence[Span], on: date) -> Mapping[int, Share]:
    """Person → share on a day; empty means openly unowned."""
    raise NotImplementedError


def write_over(spans: Sequence[Span], new: Sequence[Span], within: DateRange) -> tuple[Span, ...]:
    """The timeline after `new` has been written over the days `within`: what stood there is cut away, the rest stays."""
    raise NotImplementedError
