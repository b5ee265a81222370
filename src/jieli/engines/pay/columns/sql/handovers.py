"""Handovers as relations: the days of their steps, and on which side of them the people of spans stand.

Normative pages: docs/algorithms/transition-splits.md, docs/algorithms/crediting.md.
"""

from collections.abc import Iterator

from jieli.engines.crediting import Group, Party
from jieli.engines.ownership import LONGEST_MONTHS, Stream
from jieli.engines.pay.columns.sql.dialect import ENDLESS, Dialect, day_literal
from jieli.engines.pay.columns.sql.relations import Relation

_NEVER = day_literal(ENDLESS)


def handover_relations(denominator: int, dialect: Dialect) -> tuple[Relation, ...]:
    """Of a book that has terms. denominator: what shares that are credited in columns are whole numbers of."""
    return (
        Relation("step_days", _step_days(dialect)),
        Relation("sides", _sides()),
        Relation("plain", _plain(denominator)),
    )


def wrong_handovers() -> Iterator[str]:
    """Clients of whom a handover is not said, or not in the way that the relations rely on."""
    yield "SELECT client FROM terms GROUP BY handover, client HAVING count(*) > 1"
    yield (
        "SELECT s.client FROM spans s LEFT JOIN terms t ON t.handover = s.handover AND t.client = s.client"
        " WHERE s.handover IS NOT NULL AND (t.handover IS NULL OR s.from_ < t.effective_from)"
    )
    yield (
        "SELECT t.client FROM terms t LEFT JOIN (SELECT handover, client, count(DISTINCT stream) AS streams"
        " FROM steps GROUP BY handover, client) s ON s.handover = t.handover AND s.client = t.client"
        f" WHERE coalesce(s.streams, 0) < {len(Stream)}"
    )
    yield (
        "SELECT client FROM steps GROUP BY handover, client, stream"
        " HAVING count(*) <> count(months) + 1 OR max(position) > min(CASE WHEN months IS NULL THEN position END)"
        f" OR min(months) < 1 OR sum(months) > {LONGEST_MONTHS} OR count(DISTINCT position) < count(*)"
        " OR min(outgoing_numerator) < 0 OR max(outgoing_numerator - outgoing_denominator) > 0"
    )
    yield "SELECT client FROM sides WHERE turns"


def _step_days(dialect: Dialect) -> str:
    """By stream the days of each step, with what the outgoing person keeps on them."""
    steps = (
        "SELECT t.handover, t.client, t.outgoing, t.incoming, t.effective_from, s.stream, s.months,"
        " s.outgoing_numerator AS numerator, s.outgoing_denominator AS denominator,"
        f" least(sum(coalesce(s.months, 0)) OVER steps, {LONGEST_MONTHS}) AS until_months,"
        f" least(sum(coalesce(s.months, 0)) OVER steps - coalesce(s.months, 0), {LONGEST_MONTHS}) AS from_months"
        " FROM steps s JOIN terms t ON t.handover = s.handover AND t.client = s.client WINDOW steps AS"
        " (PARTITION BY s.handover, s.client, s.stream ORDER BY s.position ROWS UNBOUNDED PRECEDING)"
    )
    until = dialect.months_after("effective_from", "until_months")
    return (
        "SELECT handover, client, outgoing, incoming, stream, numerator, denominator,"
        f" {dialect.months_after('effective_from', 'from_months')} AS from_,"
        f" CASE WHEN months IS NULL THEN {_NEVER} ELSE {until} END AS until FROM ({steps})"
    )


def _sides() -> str:
    """Of each span of a handover the party of its person. turns: it is another one on some of its days."""
    is_incoming = "s.person <> min(k.outgoing) AND s.person = min(k.incoming)"
    return (
        'SELECT s.client, s."group" AS by_group, s.person, s.from_,'
        f" CASE WHEN s.person = min(k.outgoing) THEN '{Party.OUTGOING.value}'"
        f" WHEN {is_incoming} AND min(k.numerator) > 0 THEN '{Party.INCOMING.value}' END AS party,"
        f" {is_incoming} AND min(k.numerator) = 0 AND max(k.numerator) > 0 AS turns"
        " FROM spans s JOIN step_days k ON k.handover = s.handover AND k.client = s.client"
        f" AND k.stream = '{Stream.NEW_DEALS.value}' AND k.from_ < coalesce(s.until, {_NEVER}) AND s.from_ < k.until"
        ' GROUP BY s.client, s."group", s.person, s.from_'
    )


def _plain(denominator: int) -> str:
    """The handovers of clients whom one person had alone, and who changed hands once, all of each, and nothing else happened."""
    before = (
        "s.handover IS NULL AND s.person = t.outgoing AND s.share_numerator = s.share_denominator"
        " AND s.from_ < t.effective_from AND s.until = t.effective_from"
    )
    after = "s.handover = t.handover AND s.from_ >= t.effective_from AND (s.person = t.outgoing OR s.person = t.incoming)"
    return (
        "SELECT t.client, min(t.handover) AS handover, min(t.effective_from) AS effective_from,"
        " min(CASE WHEN s.handover IS NULL THEN s.from_ END) AS since"
        " FROM (SELECT * FROM terms SEMI JOIN (SELECT client FROM terms GROUP BY client HAVING count(*) = 1) x"
        " USING (client)) t JOIN spans s ON s.client = t.client"
        f" ANTI JOIN (SELECT client FROM steps WHERE {denominator} % outgoing_denominator <> 0) y"
        " ON y.client = t.client"
        " WHERE t.ended_from IS NULL AND t.outgoing <> t.incoming GROUP BY t.client"
        f" HAVING min(CASE WHEN s.\"group\" = '{Group.OWNERSHIP.value}' AND ({before} OR {after}) THEN 1 ELSE 0 END) = 1"
        f" AND sum(CASE WHEN s.handover IS NULL THEN 1 ELSE 0 END) = 1"
    )
