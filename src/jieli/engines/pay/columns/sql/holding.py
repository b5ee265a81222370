"""Who holds a client on which days, cut so that the people and shares of each row's days do not change.

`holds_<group>` has every day of the book of every client who has a fact, also the days on which nobody holds him, and the
day of his first deal: one join gives a part its people.
"""

from jieli.engines.crediting import Group
from jieli.engines.pay.columns.sql.dialect import ENDLESS, Dialect, day_literal
from jieli.engines.pay.columns.sql.relations import Relation, Shape, union

# part: the share in parts of the common denominator; sharing: how many share; is_first: the lowest person of them.
_HOLD = (
    "client, first_on, by_group, from_, until, person, share_numerator, share_denominator, part, sharing, is_first,"
    " handover, party"
)
_NOBODY = "NULL, 1, 1, NULL, 1, true, NULL, NULL"


def firsts_sql(shape: Shape) -> str:
    """Every client who has a fact, with the day of his first deal."""
    deals = "SELECT client, min(signed_on) AS first_on FROM deals GROUP BY client"
    if "receipts" not in shape.filled:
        return deals
    others = "SELECT DISTINCT client, CAST(NULL AS DATE) AS first_on FROM receipts"
    return f"SELECT client, min(first_on) AS first_on FROM ({deals} UNION ALL {others}) GROUP BY client"


def holds_relations(group: Group, shape: Shape, dialect: Dialect) -> tuple[Relation, ...]:
    """`holds_<group>` and what it is made of: the spans of the group, and of ownership where it names nobody."""
    name = group.value
    spans = _spans(group, shape, dialect)
    several = f"count(*) > 1 OR min(part) <> {shape.share_denominator}"
    return (
        Relation(f"shared_{name}", f"SELECT client FROM ({spans}) GROUP BY client HAVING {several}"),
        Relation(f"alone_{name}", _alone(spans, f"shared_{name}")),
        Relation(
            f"several_{name}",
            f"SELECT s.*, f.first_on FROM (SELECT * FROM ({spans}) SEMI JOIN shared_{name} USING (client)) s"
            " JOIN firsts f ON f.client = s.client",
        ),
        Relation(f"cuts_{name}", _cuts(name, shape)),
        Relation(f"cut_{name}", _cut(name)),
        Relation(f"holds_{name}", _holds(name, shape)),
    )


def broken_clients(group: Group, denominator: int) -> str:
    """Clients of whom the shares of some day do not come to one, or who name a person twice on it."""
    of_day = f"SELECT client FROM cut_{group.value} WHERE person IS NOT NULL"
    wrong = f"sum(part) <> {denominator} OR min(part) <= 0"
    return union(
        [
            f"{of_day} AND sharing = 1 AND part <> {denominator}",
            f"{of_day} AND sharing = 2 GROUP BY client, from_ HAVING {wrong} OR min(person) = max(person)",
            f"{of_day} AND sharing > 2 GROUP BY client, from_"
            f" HAVING {wrong} OR count(DISTINCT person) <> count(*)",
        ]
    )


def _spans(group: Group, shape: Shape, dialect: Dialect) -> str:
    scale = dialect.quotient(str(shape.share_denominator), "share_denominator")
    kept = f"('{group.value}', '{Group.OWNERSHIP.value}')"
    party, sides = f"CAST(NULL AS {dialect.chars})", ""
    if "terms" in shape.filled:
        party, same = "x.party", "x.client = s.client AND x.person = s.person AND x.from_ = s.from_"
        sides = f' LEFT JOIN sides x ON {same} AND x.by_group = s."group"'
    return (
        'SELECT s.client, s."group" AS by_group, s.person, s.from_,'
        f" coalesce(s.until, {day_literal(ENDLESS)}) AS until, s.share_numerator, s.share_denominator,"
        f" s.share_numerator * ({scale}) AS part, s.handover, {party} AS party"
        f' FROM spans s{sides} WHERE s."group" IN {kept}'
    )


def _alone(spans: str, shared: str) -> str:
    """Every client who has a fact, with his span where he has one only, or with none."""
    columns = (
        "by_group",
        "person",
        "from_",
        "until",
        "share_numerator",
        "share_denominator",
        "part",
        "handover",
        "party",
    )
    return (
        f"SELECT f.client, f.first_on, {', '.join(f'p.{one}' for one in columns)}"
        f" FROM (SELECT * FROM firsts ANTI JOIN {shared} USING (client)) f"
        f" LEFT JOIN ({spans}) p ON p.client = f.client"
    )


def _holds(name: str, shape: Shape) -> str:
    """One person alone, several people, and the days on which it is nobody."""
    first, last = day_literal(shape.first_day), day_literal(shape.last_day)
    end, nobody = day_literal(ENDLESS), f"'{Group.OWNERSHIP.value}'"
    alone = f"FROM alone_{name} WHERE person IS NOT NULL"
    return union(
        [
            "SELECT client, first_on, by_group, from_, until, person, share_numerator, share_denominator, part,"
            f" 1 AS sharing, true AS is_first, handover, party {alone}",
            f"SELECT {_HOLD} FROM cut_{name}",
            f"SELECT client, first_on, {nobody}, {first}, from_, {_NOBODY} {alone} AND from_ > {first}",
            f"SELECT client, first_on, {nobody}, until, {end}, {_NOBODY} {alone} AND until <= {last}",
            f"SELECT client, first_on, {nobody}, {first}, {end}, {_NOBODY} FROM alone_{name} WHERE person IS NULL",
        ]
    )


def _cuts(name: str, shape: Shape) -> str:
    """Each client's days between two changes, from the first day of the book on."""
    first, end = day_literal(shape.first_day), day_literal(ENDLESS)
    days = " UNION ".join(
        f"SELECT client, first_on, {day} AS day FROM several_{name}" for day in ("from_", "until", first, end)
    )
    return (
        "SELECT * FROM ("
        "SELECT client, first_on, day AS from_, lead(day) OVER (PARTITION BY client ORDER BY day) AS until"
        f" FROM ({days})) WHERE until > {first} AND from_ <= {day_literal(shape.last_day)}"
    )


def _cut(name: str) -> str:
    """What several people hold, or one after the other; of two groups the wanted one where it names anybody."""
    held = (
        "SELECT c.client, c.first_on, coalesce(s.by_group, 'ownership') AS by_group, c.from_, c.until, s.person,"
        " coalesce(s.share_numerator, 1) AS share_numerator, coalesce(s.share_denominator, 1) AS share_denominator,"
        f" s.part, s.handover, s.party FROM cuts_{name} c LEFT JOIN several_{name} s"
        " ON s.client = c.client AND s.from_ <= c.from_ AND s.until >= c.until"
    )
    if name != Group.OWNERSHIP.value:
        held = (
            f"SELECT * FROM (SELECT *, bool_or(by_group = '{name}') OVER (PARTITION BY client, from_) AS is_named"
            f" FROM ({held})) WHERE is_named = (by_group = '{name}')"
        )
    return (
        "SELECT *, count(*) OVER days AS sharing, coalesce(person = min(person) OVER days, true) AS is_first"
        f" FROM ({held}) WINDOW days AS (PARTITION BY client, from_)"
    )
