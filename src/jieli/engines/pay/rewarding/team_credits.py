"""What a leader's team is credited, each part of a fact once. Page: docs/algorithms/teams-and-contests.md."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import line_order, part_of
from jieli.engines.pay.days import common, without
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.reference.credit_trace import credit_trace
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange, merge
from jieli.kernel.rate import Share, format_rate
from jieli.kernel.trace import Scalar, Trace

Days = tuple[DateRange, ...]
_FIRST = date(1, 1, 1)


class Levels(StrEnum):
    """Who is in a team: those whom the leader leads himself, or those too whom they lead, and so on."""

    DIRECT = "direct"
    ALL = "all"


class Own(StrEnum):
    """Whether the leader's own credits count with his team's."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@frozen
class TeamCredit:
    """All lines of one part of a fact that are in the team. Never more than the part."""

    lines: tuple[CreditLine, ...]

    @property
    def amount_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def share(self) -> Share:
        return sum((line.share for line in self.lines), Share(0))

    @property
    def first(self) -> CreditLine:
        return self.lines[0]

    def trace(self, also: Mapping[str, Scalar] | None = None, calculation: str | None = None) -> Trace:
        first = self.first
        return Trace(
            "pay.team_credit",
            {
                "kind": first.kind,
                "fact": first.fact,
                "source_key": first.source_key,
                "product_line": first.product_line,
                "counts_on": first.counts_on.isoformat(),
                "fact_fen": first.fact_fen,
                "share_share": format_rate(self.share),
                "members": len({line.person for line in self.lines}),
                "credit_fen": self.amount_fen,
                **(also or {}),
            },
            calculation,
            tuple(credit_trace(line, {"person": line.person or ""}) for line in self.lines),
            (first.source_key,),
        )


def team_of(work: Work, levels: Levels, own: Own) -> Mapping[int, Days]:
    """Person → the days up to the last of the work on which he is in the team, by person."""
    leader = work.person
    whole: Days = (DateRange(_FIRST, work.days.until),)
    team: dict[int, Days] = {}
    waiting: list[tuple[int, Days]] = [(leader, whole)]
    while waiting:
        above, days = waiting.pop()
        for one in work.sources.led.get(above, ()):
            if one.member == leader:
                continue
            led = common([one.range], days)
            new = without(led, team.get(one.member, ()))
            if new:
                team[one.member] = merge([*team.get(one.member, ()), *new])
                if levels is Levels.ALL:
                    waiting.append((one.member, new))
    if own is Own.INCLUDED:
        team[leader] = whole
    return {person: team[person] for person in sorted(team)}


def team_credits(work: Work, view: View, team: Mapping[int, Days]) -> tuple[TeamCredit, ...]:
    """In the order of credits, of deals that the segment pays: of whoever is in the team on the day a credit arose, so that a
    refund is taken back from who was paid."""
    lines = [
        line
        for person, days in team.items()
        for line in work.credits_on(view, person=person)
        if _is_in(work.credits.arose_on(view, line), days)
    ]
    parts: dict[object, list[CreditLine]] = {}
    for line in sorted(lines, key=line_order):
        parts.setdefault(part_of(line), []).append(line)
    return tuple(TeamCredit(tuple(own)) for own in parts.values())


def people_on(team: Mapping[int, Days], within: DateRange) -> int:
    """How many are in the team on some of these days."""
    return sum(any(one.overlaps(within) for one in days) for days in team.values())


def amount_of(credits: Sequence[TeamCredit]) -> int:
    return sum(credit.amount_fen for credit in credits)


def _is_in(day: date, days: Days) -> bool:
    return any(day in one for one in days)
