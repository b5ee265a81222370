"""Who holds a client on which days, cut so that the people and shares of each row's days do not change."""

from jieli.engines.crediting import Group
from jieli.engines.pay.columns.dialect import ENDLESS, Dialect, day_literal
from jieli.engines.pay.columns.relations import Relation

# client, by_group, from_, until, person, share_numerator, share_denominator; part: the share in parts of the common
# denominator; sharing: how many share; is_first: the lowest person of them.


def holds_relations(group: Group, denominator: int, dialect: Dialect) -> tuple[Relation, ...]:
    """`holds_<group>` and what it is made of: the spans of the group, and of ownership where it names nobody."""
    name = group.value
    spans = _spans(group, denominator, dialect)
    one = f"spans_{name} JOIN alone_{name} USING (client)"
    return (
        Relation(f"spans_{name}", spans),
        Relation(
            f"alone_{name}",
            f"SELECT client FROM spans_{name} GROUP BY client"
            f" HAVING count(*) = 1 AND min(part) = {denominator}",
        ),
        Relation(f"several_{name}", f"SELECT * FROM spans_{name} ANTI JOIN alone_{name} USING (client)"),
        Relation(f"cuts_{name}", _cuts(name)),
        Relation(f"cut_{name}", _cut(name)),
        Relation(
            f"holds_{name}",
            "SELECT client, by_group, from_, until, person, share_numerator, share_denominator, part,"
            f" 1 AS sharing, true AS is_first FROM {one}"
            f" UNION ALL SELECT {_HOLD} FROM cut_{name}",
        ),
    )


_HOLD = "client, by_group, from_, until, person, share_numerator, share_denominator, part, sharing, is_first"


def broken_clients(group: Group, denominator: int) -> str:
    """Clients of whom the shares of some day do not come to one, or who name a person twice on it."""
    return (
        f"SELECT client FROM cut_{group.value} GROUP BY client, from_"
        f" HAVING sum(part) <> {denominator} OR count(DISTINCT person) <> count(*) OR min(part) <= 0"
    )


def _spans(group: Group, denominator: int, dialect: Dialect) -> str:
    scale = dialect.quotient(str(denominator), "share_denominator")
    kept = f"('{group.value}', '{Group.OWNERSHIP.value}')"
    return (
        'SELECT client, "group" AS by_group, person, from_,'
        f" coalesce(until, {day_literal(ENDLESS)}) AS until, share_numerator, share_denominator,"
        f" share_numerator * ({scale}) AS part"
        f' FROM spans WHERE "group" IN {kept}'
    )


def _cuts(name: str) -> str:
    """Each client's days between two changes."""
    return (
        "SELECT * FROM ("
        "SELECT client, day AS from_, lead(day) OVER (PARTITION BY client ORDER BY day) AS until FROM ("
        f"SELECT client, from_ AS day FROM several_{name} UNION SELECT client, until FROM several_{name})"
        ") WHERE until IS NOT NULL"
    )


def _cut(name: str) -> str:
    """What several people hold, or one after the other; of two groups the wanted one where it names anybody."""
    held = (
        "SELECT s.client, s.by_group, c.from_, c.until, s.person, s.share_numerator, s.share_denominator, s.part"
        f" FROM cuts_{name} c JOIN several_{name} s"
        " ON s.client = c.client AND s.from_ <= c.from_ AND s.until >= c.until"
    )
    if name != Group.OWNERSHIP.value:
        held = (
            f"SELECT * FROM (SELECT *, bool_or(by_group = '{name}') OVER (PARTITION BY client, from_) AS is_named"
            f" FROM ({held})) WHERE is_named = (by_group = '{name}')"
        )
    return (
        "SELECT *, count(*) OVER days AS sharing, person = min(person) OVER days AS is_first"
        f" FROM ({held}) WINDOW days AS (PARTITION BY client, from_)"
    )
