"""What people are to reach, have reached, were away, lead, serve and keep, to Arrow and back."""

from collections.abc import Sequence
from fractions import Fraction

import pyarrow as pa

from jieli.engines.pay.tables.columns import (
    DAY,
    INT,
    TEXT,
    range_parts,
    rows_of,
    schema,
    share_parts,
    table_of,
)
from jieli.engines.pay.values import Achievement, Leave, NamedDeal, Quota, Service, TeamMember
from jieli.kernel.ranges import DateRange

QUOTAS = schema(person=INT, key=TEXT, from_=DAY, until_or_none=DAY, target_fen=INT)
ACHIEVEMENTS = schema(
    person=INT,
    key=TEXT,
    from_=DAY,
    until_or_none=DAY,
    actual_numerator=INT,
    actual_denominator=INT,
    target_numerator_or_none=INT,
    target_denominator_or_none=INT,
)
LEAVES = schema(person=INT, from_=DAY, until_or_none=DAY)
TEAMS = schema(leader=INT, member=INT, from_=DAY, until_or_none=DAY)
SERVICES = schema(id=INT, client=INT, person=INT, served_on=DAY, minutes=INT)
NAMED_DEALS = schema(
    person=INT,
    deal=INT,
    share_numerator=INT,
    share_denominator=INT,
    from_=DAY,
    until_or_none=DAY,
    signed_until_or_none=DAY,
)


def quotas_to_arrow(quotas: Sequence[Quota]) -> pa.Table:
    ordered = sorted(quotas, key=lambda one: (one.person, one.key, one.range.from_))
    return table_of(
        QUOTAS, ((one.person, one.key, *range_parts(one.range), one.target_fen) for one in ordered)
    )


def quotas_from_arrow(quotas: pa.Table) -> tuple[Quota, ...]:
    return tuple(
        Quota(person, key, DateRange(from_, until), fen) for person, key, from_, until, fen in rows_of(quotas)
    )


def achievements_to_arrow(achievements: Sequence[Achievement]) -> pa.Table:
    ordered = sorted(achievements, key=lambda one: (one.person, one.key, one.range.from_))
    return table_of(
        ACHIEVEMENTS,
        (
            (
                one.person,
                one.key,
                *range_parts(one.range),
                *share_parts(one.actual),
                *((None, None) if one.target is None else share_parts(one.target)),
            )
            for one in ordered
        ),
    )


def achievements_from_arrow(achievements: pa.Table) -> tuple[Achievement, ...]:
    return tuple(
        Achievement(
            person,
            key,
            DateRange(from_, until),
            Fraction(actual, actual_of),
            None if target is None else Fraction(target, target_of),
        )
        for person, key, from_, until, actual, actual_of, target, target_of in rows_of(achievements)
    )


def leaves_to_arrow(leaves: Sequence[Leave]) -> pa.Table:
    ordered = sorted(leaves, key=lambda one: (one.person, one.range.from_))
    return table_of(LEAVES, ((one.person, *range_parts(one.range)) for one in ordered))


def leaves_from_arrow(leaves: pa.Table) -> tuple[Leave, ...]:
    return tuple(Leave(person, DateRange(from_, until)) for person, from_, until in rows_of(leaves))


def teams_to_arrow(teams: Sequence[TeamMember]) -> pa.Table:
    ordered = sorted(teams, key=lambda one: (one.leader, one.member, one.range.from_))
    return table_of(TEAMS, ((one.leader, one.member, *range_parts(one.range)) for one in ordered))


def teams_from_arrow(teams: pa.Table) -> tuple[TeamMember, ...]:
    return tuple(
        TeamMember(leader, member, DateRange(from_, until)) for leader, member, from_, until in rows_of(teams)
    )


def services_to_arrow(services: Sequence[Service]) -> pa.Table:
    ordered = sorted(services, key=lambda one: one.id)
    return table_of(
        SERVICES, ((one.id, one.client, one.person, one.served_on, one.minutes) for one in ordered)
    )


def services_from_arrow(services: pa.Table) -> tuple[Service, ...]:
    return tuple(Service(*row) for row in rows_of(services))


def named_deals_to_arrow(named: Sequence[NamedDeal]) -> pa.Table:
    ordered = sorted(named, key=lambda one: (one.person, one.deal, one.range.from_))
    return table_of(
        NAMED_DEALS,
        (
            (one.person, one.deal, *share_parts(one.share), *range_parts(one.range), one.signed_until)
            for one in ordered
        ),
    )


def named_deals_from_arrow(named: pa.Table) -> tuple[NamedDeal, ...]:
    return tuple(
        NamedDeal(person, deal, Fraction(n, d), DateRange(from_, until), signed_until)
        for person, deal, n, d, from_, until, signed_until in rows_of(named)
    )
