"""What an example of a component gives beside its credits: targets, results, leave, teams, other people on the plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from jieli.engines.pay.sources import Sources
from jieli.engines.pay.values import Achievement, Leave, Quota, Service, TeamMember
from jieli.kernel.money import parse_fen
from jieli.kernel.ranges import DateRange, merge
from jieli.kernel.rate import parse_rate

PEOPLE = {"李": 1, "王": 2, "赵": 3, "陈": 4, "nobody": None}
WHOLE_PLAN = "example"

Table = Mapping[str, Any]


def with_given(sources: Sources, given: Table, days: DateRange) -> Sources:
    """Sources with what an example gives of 李, and of teams and contestants."""
    return evolve(
        sources,
        quotas={1: tuple(_quota(row) for row in given.get("quotas", ()))},
        achievements={1: tuple(_achievement(row) for row in given.get("achievements", ()))},
        services={1: tuple(_service(row, number) for number, row in enumerate(given.get("services", ()), 1))},
        leaves={1: tuple(Leave(1, span(text)) for text in given.get("leaves", ()))},
        led=_teams(given.get("teams", ())),
        contestants={WHOLE_PLAN: _contestants(given.get("contestants", {"李": [as_text(days)]}))},
    )


def placed_of(given: Table, days: DateRange) -> tuple[DateRange, ...]:
    """All days on the plan: those of the work, unless others are given."""
    return merge([days, *(span(text) for text in given.get("placed", ()))])


def so_far(placed: Sequence[DateRange], days: DateRange) -> tuple[DateRange, ...]:
    assert days.until is not None
    return tuple(part for one in placed if (part := one.before(days.until)) is not None)


def _quota(row: Table) -> Quota:
    assert set(row) <= {"key", "target", "days"}, row
    return Quota(1, row.get("key", "it"), span(row["days"]), parse_fen(row["target"]))


def _achievement(row: Table) -> Achievement:
    assert set(row) <= {"key", "actual", "target", "days"}, row
    target = parse_rate(row["target"]) if "target" in row else None
    return Achievement(1, row["key"], span(row["days"]), parse_rate(row["actual"]), target)


def _service(row: Table, number: int) -> Service:
    assert set(row) <= {"client", "day", "minutes"}, row
    return Service(
        number, ord(row.get("client", "甲")), 1, date.fromisoformat(row["day"]), int(row["minutes"])
    )


def _teams(rows: Sequence[Table]) -> Mapping[int, tuple[TeamMember, ...]]:
    found: dict[int, list[TeamMember]] = {}
    for row in rows:
        assert set(row) == {"leader", "member", "days"}, row
        one = TeamMember(PEOPLE[row["leader"]], PEOPLE[row["member"]], span(row["days"]))
        found.setdefault(one.leader, []).append(one)
    return {leader: tuple(own) for leader, own in found.items()}


def _contestants(rows: Table) -> Mapping[int, tuple[DateRange, ...]]:
    return {PEOPLE[name]: merge(span(text) for text in days) for name, days in rows.items()}


def span(text: str) -> DateRange:
    from_, _, until = text.partition("..")
    return DateRange(date.fromisoformat(from_), date.fromisoformat(until) if until else None)


def as_text(days: DateRange) -> str:
    return f"{days.from_.isoformat()}..{'' if days.until is None else days.until.isoformat()}"
