"""Who stands where in a contest, and what each rank is given. Page: docs/algorithms/teams-and-contests.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from jieli.engines.pay.days import common, days_of, last_day
from jieli.engines.pay.pricing.spec import Measure
from jieli.engines.pay.work import Work, days_after
from jieli.kernel.allocate import allocate
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


class Ties(StrEnum):
    """share: the prizes of the ranks together, in equal parts. same: each the whole prize. earliest: who reached it first."""

    SHARE = "share"
    SAME = "same"
    EARLIEST = "earliest"


@frozen
class Scored:
    """A person's score. days: of the window, on the plan."""

    person: int
    fen: int
    days: tuple[DateRange, ...]


@frozen
class Ranked:
    """A place in the ranking. tied: how many stand there; prizes: those that they get together, or, the same, each."""

    person: int
    fen: int
    rank: int
    tied: int
    prizes: tuple[int, ...]
    prize_fen: int
    reached_on: date | None = None


@frozen
class Standings:
    """scores: everybody's who competes. ranked: of those who qualify, by rank and person."""

    scores: Mapping[int, int]
    ranked: Mapping[int, Ranked]


def scores_of(work: Work, measure: Measure, window: Period) -> tuple[Scored, ...]:
    """Of everybody who is on the plan on the window's last day, by person."""
    plan, last = work.segment.plan, last_day([window.range])
    scored = []
    for person, on_plan in work.sources.contestants.get(plan, {}).items():
        if last is not None and any(last in days for days in on_plan):
            days = common(on_plan, [window.range])
            fen = sum(work.measured(measure, person, span) for span in days)
            scored.append(Scored(person, fen, days))
    return tuple(sorted(scored, key=lambda one: one.person))


def ranked(
    scores: Sequence[Scored],
    prizes: Sequence[int],
    ties: Ties,
    least_fen: int,
    reached_on: Callable[[Scored], date],
) -> Standings:
    """Those with at least so much, which is above 0. reached_on: the day on which a score was first reached."""
    qualified = [one for one in scores if one.fen >= least_fen]
    found: dict[int, Ranked] = {}
    for rank, group, on in _groups(qualified, ties, reached_on):
        for standing in _given(rank, group, on, prizes, ties):
            found[standing.person] = standing
    return Standings({one.person: one.fen for one in scores}, found)


def first_reached(work: Work, measure: Measure, scored: Scored) -> date:
    """The first day at whose end the person's sum came to what it is at the end of the window."""
    sum_fen = 0
    for span in scored.days:
        for day in days_of(span):
            sum_fen += work.measured(measure, scored.person, DateRange(day, days_after(day, 1)))
            if sum_fen >= scored.fen:
                return day
    raise AssertionError("The days of a score come to it.")


def _groups(
    qualified: Sequence[Scored], ties: Ties, reached_on: Callable[[Scored], date]
) -> Iterator[tuple[int, Sequence[Scored], date | None]]:
    """Rank, those who stand there, and the day that decided it where one did."""
    rank = 1
    by_score = sorted(qualified, key=lambda one: (-one.fen, one.person))
    for _, tied in groupby(by_score, key=lambda one: one.fen):
        group = list(tied)
        if ties is not Ties.EARLIEST or len(group) == 1:
            yield rank, group, None
            rank += len(group)
            continue
        days = {one.person: reached_on(one) for one in group}
        for day in sorted(set(days.values())):
            together = [one for one in group if days[one.person] == day]
            yield rank, together, day
            rank += len(together)


def _given(
    rank: int, group: Sequence[Scored], on: date | None, prizes: Sequence[int], ties: Ties
) -> Iterator[Ranked]:
    taken = tuple(prizes[rank - 1 : rank if ties is Ties.SAME else rank - 1 + len(group)])
    each: Sequence[int] = [sum(taken)] * len(group)
    if ties is not Ties.SAME:
        each = allocate(sum(taken), [Fraction(1)] * len(group), [one.person for one in group])
    for one, prize_fen in zip(group, each, strict=True):
        yield Ranked(one.person, one.fen, rank, len(group), taken, prize_fen, on)
