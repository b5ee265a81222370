"""What tables promise of each other, asked of all rows at once: docs/algorithms/crediting.md, broken promises."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa

from jieli.config.calc.checks.broken import (
    bad_day,
    bad_number,
    is_twice,
    not_one,
    not_there,
    over_allocated,
    overlapping,
    renewed_later,
    share_above_one,
    step_missing,
    too_early,
    too_much,
    unknown_word,
)
from jieli.config.calc.checks.shares import broken_shares, known_of
from jieli.engines.crediting import Group
from jieli.engines.ownership import Stream
from jieli.engines.pay.backends.duckdb.connection import DuckStore
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.columns import FACTS, Known, name_literal
from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.problem import Problem, refuse

# Table → what no two of its rows have in common.
TWICE: Mapping[str, str] = {
    "deals": "id",
    "receipts": "id",
    "invoices": "id",
    "refunds": "id",
    "allocations": "receipt, deal",
    "splits": "deal, person",
    "terms": "handover, client",
    "steps": "handover, client, stream, position",
    "exchange": "currency, from_on",
    "achievements": "person, key, from_",
    "adjustments": "id",
    "assignments": "person, plan, from_",
    "confirmations": "handover, client",
    "employments": "person, from_",
    "leaves": "person, from_",
    "named_deals": "person, deal, from_",
    "quotas": "person, key, from_",
    "run": "currency",
    "services": "id",
    "teams": "leader, member, from_",
    "work_calendar": "work_day",
}
# Any row may be there again: shares come to one on every day; what was issued adds up, by as many runs as there were.
ADD_UP = frozenset({"spans", "issued"})
_OF_DEAL = "FROM {0} x LEFT JOIN deals d ON d.id = x.deal WHERE d.client IS DISTINCT FROM x.client"
# Table, what it names, the rows that name something else.
_NAMED = (
    ("splits", "deal", "FROM splits x ANTI JOIN deals d ON d.id = x.deal"),
    ("allocations", "receipt", "FROM allocations x ANTI JOIN receipts r ON r.id = x.receipt"),
    (
        "allocations",
        "deal",
        "FROM allocations x JOIN receipts r ON r.id = x.receipt LEFT JOIN deals d ON d.id = x.deal"
        " WHERE d.client IS DISTINCT FROM r.client",
    ),
    ("named_deals", "deal", "FROM named_deals x ANTI JOIN deals d ON d.id = x.deal"),
    ("invoices", "deal", _OF_DEAL.format("invoices")),
    ("refunds", "deal", _OF_DEAL.format("refunds")),
    (
        "refunds",
        "receipt",
        "FROM refunds x ANTI JOIN allocations a ON a.receipt = x.receipt AND a.deal = x.deal"
        " WHERE x.receipt IS NOT NULL",
    ),
    (
        "spans",
        "handover",
        "FROM spans x ANTI JOIN terms t ON t.handover = x.handover AND t.client = x.client"
        " WHERE x.handover IS NOT NULL",
    ),
    (
        "steps",
        "handover",
        "FROM steps x ANTI JOIN terms t ON t.handover = x.handover AND t.client = x.client",
    ),
)
_RENEWED = "FROM deals x LEFT JOIN deals d ON d.id = x.renews WHERE x.renews IS NOT NULL"
_PART = {"share_numerator": 1, "share_denominator": 1}
# Table → what rows are called, what is said → the columns and the least that each may be.
_NUMBERS: Mapping[str, tuple[str, Mapping[str, Mapping[str, int]]]] = {
    "deals": ("id", {"amount_fen": {"amount_fen": 0}, "quantity": {"quantity": 0}}),
    "receipts": ("id", {"amount_fen": {"amount_fen": 0}}),
    "allocations": ("receipt", {"amount_fen": {"amount_fen": 1}}),
    "invoices": ("id", {"amount_fen": {"amount_fen": 1}}),
    "refunds": ("id", {"amount_fen": {"amount_fen": 1}, "quantity": {"quantity": 0}}),
    "spans": ("client", {"share": _PART}),
    "splits": ("deal", {"share": _PART}),
    "steps": ("handover", {"outgoing": {"outgoing_numerator": 0, "outgoing_denominator": 1}}),
    "named_deals": ("deal", {"share": _PART}),
    "achievements": ("person", {"actual": {"actual_denominator": 1}, "target": {"target_denominator": 1}}),
    "exchange": ("from_on", {"rate": {"rate_numerator": 1, "rate_denominator": 1}}),
}
# Table → what rows are called, the share that is not above one. Those of a client or a deal come to one.
_SHARES = {"steps": ("handover", "outgoing"), "named_deals": ("deal", "share")}
# Table → what rows are called, of what no two of them may say something for the same day.
_APART = {"named_deals": ("deal", "person, deal")}
# Table → column of days. Calculating needs a day after each.
_DAYS = {
    "deals": ("id", ("signed_on", "opened_on", "delivered_on", "approved_on", "accepted_on")),
    "receipts": ("id", ("received_on",)),
    "invoices": ("id", ("invoiced_on",)),
    "refunds": ("id", ("refunded_on",)),
    "spans": ("client", ("from_",)),
    "terms": ("handover", ("effective_from",)),
}
_TOO_EARLY = (
    "SELECT x.id AS k FROM refunds x JOIN deals d ON d.id = x.deal LEFT JOIN receipts r ON r.id = x.receipt"
    " WHERE x.refunded_on < greatest(d.signed_on, coalesce(r.received_on, d.signed_on))"
)
_STEP_MISSING = (
    "FROM (SELECT handover FROM steps GROUP BY handover, client, stream"
    " HAVING max(position) - min(position) >= count(*))"
)
_FIRST, _LAST = "DATE '0001-01-01'", "DATE '9998-12-31'"
_SUMS = {"deals": "amount_fen", "receipts": "amount_fen", "invoices": "amount_fen", "refunds": "amount_fen"}
MOST = 2**63 - 1
_KINDS = {pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.date32(): "DATE", pa.bool_(): "BOOLEAN"}


def check_promises(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[Path]], *, is_small: bool = False
) -> Known:
    """The tables of facts are in the connection; is_small: their rows, not views on files. Gives what was found out on the way. **Raises** Problems, each with its first
    row."""
    for table in files.keys() - FACTS.keys() - ADD_UP:
        connection.execute(f"CREATE VIEW {table} AS {_columns(connection, table, files[table])}")
    with ThreadPoolExecutor(1) as pool:
        known = pool.submit(
            known_of, DuckStore(connection.cursor())
        )  # mostly arrays, while SQL looks at the rest
        refuse(_Promises(DuckStore(connection, is_small=is_small), frozenset(files), known).problems())
        return known.result()


def _columns(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]) -> str:
    """The columns of a table without their `_or_none`. A text that no file has is empty; anything else is null."""
    source = parquet(files)
    found = {row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
    chosen = []
    for field in SCHEMAS[table]:
        base = field.name.removesuffix("_or_none")
        spelled = next((name_literal(name) for name in (field.name, base) if name in found), None)
        nothing = f"CAST(NULL AS {_KINDS[field.type]})" if field.nullable else "''"
        chosen.append(f"{spelled or nothing} AS {name_literal(base)}")
    return f"SELECT {', '.join(chosen)} FROM {source}"


def foreign_currencies(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Of facts; the plan's own is written as nothing."""
    tables = " UNION ".join(f"SELECT currency FROM {table} WHERE currency <> ''" for table in _SUMS)
    return tuple(row[0] for row in connection.execute(f"FROM ({tables}) ORDER BY 1").fetchall())


class _Promises:
    def __init__(self, store: DuckStore, tables: frozenset[str], known: Future[Known]) -> None:
        self.store = store
        self.tables = tables
        self.known = known

    def problems(self) -> Iterator[Problem]:
        yield from self._numbers()
        yield from self._words()
        yield from self._twice()
        for table, named, rows in _NAMED:
            if table in self.tables:
                yield from (
                    not_there(table, named, first, count) for first, count in self._rows(f"x.{named}", rows)
                )
        yield from self._renewals()
        if "allocations" in self.tables:
            beyond = (
                "FROM (SELECT receipt, sum(amount_fen) AS fen FROM allocations GROUP BY receipt) a"
                " JOIN receipts r ON r.id = a.receipt WHERE a.fen > r.amount_fen"
            )
            yield from (over_allocated(*row) for row in self._rows("a.receipt", beyond))
        yield from self._above_one()
        yield from self._overlapping()
        if "steps" in self.tables:
            yield from (step_missing(*row) for row in self._rows("handover", _STEP_MISSING))
        if "refunds" in self.tables:
            yield from (too_early(*row) for row in self._rows("k", f"FROM ({_TOO_EARLY})"))
        shares = broken_shares(self.store, self.tables, self.known.result())
        yield from (not_one(table, first, count) for table, first, count in shares)

    def _numbers(self) -> Iterator[Problem]:
        for table in sorted(self.tables & {*_NUMBERS, *_DAYS}):
            if table == "spans" or not self._keeps_within(table):
                yield from self._beyond(table)

    def _keeps_within(self, table: str) -> bool:
        """By the ends of each column, which files say of themselves. False where it takes a look at rows."""
        _key, numbers = _NUMBERS.get(table, ("", {}))
        bounds = {
            column: f"min({column}) >= {least}"
            for least_of in numbers.values()
            for column, least in least_of.items()
        }
        _key, days = _DAYS.get(table, ("", ()))
        bounds |= {day: f"min({day}) >= {_FIRST} AND max({day}) <= {_LAST}" for day in days}
        if table in _SUMS:
            ((count,),) = self.store.rows(f"SELECT count(*) FROM {table}")
            most = MOST // max(1, count)
            bounds[_SUMS[table]] += f" AND max({_SUMS[table]}) <= {most}"
        asked = [" AND ".join(bounds.values())] if self.store.is_small else bounds.values()
        return all(self.store.rows(f"SELECT coalesce({one}, true) FROM {table}")[0][0] for one in asked)

    def _beyond(self, table: str) -> Iterator[Problem]:
        key, numbers = _NUMBERS.get(table, (_DAYS.get(table, ("", ()))[0], {}))
        days = _DAYS[table][1] if table in _DAYS else ()
        asked = {
            column: " OR ".join(f"{name} < {least}" for name, least in least_of.items())
            for column, least_of in numbers.items()
        }
        asked |= {day: f"{day} < {_FIRST} OR {day} > {_LAST}" for day in days}
        if table == "spans":
            asked["until"] = f"until <= from_ OR until > {_LAST} + INTERVAL 365 DAY"
        chosen = [
            f"min({key}) FILTER (WHERE {wrong}), count(*) FILTER (WHERE {wrong})" for wrong in asked.values()
        ]
        total = f"sum(abs({_SUMS[table]}::HUGEINT))" if table in _SUMS else "0"
        (row,) = self.store.rows(f"SELECT {', '.join(chosen)}, {total} FROM {table}")
        for place, column in enumerate(asked):
            if row[2 * place + 1]:
                say = bad_number if column in numbers else bad_day
                yield say(table, column, row[2 * place], row[2 * place + 1])
        if (row[-1] or 0) > MOST:
            yield too_much(table)

    def _words(self) -> Iterator[Problem]:
        for table, column, known in (("spans", "group", Group), ("steps", "stream", Stream)):
            if table in self.tables:
                words = ", ".join(f"'{word.value}'" for word in known)
                wrong = f'FROM {table} WHERE "{column}" NOT IN ({words})'
                for first, count in self._rows(f'"{column}"', wrong):
                    yield unknown_word(table, column, first, count, words)

    def _twice(self) -> Iterator[Problem]:
        for table, key in TWICE.items():
            if table not in self.tables or (key == "id" and self.store.rises(table)):
                continue
            label = f"concat_ws('/', {key})"
            twice = f"FROM (SELECT {label} AS k FROM {table} GROUP BY {key} HAVING count(*) > 1)"
            yield from (is_twice(table, key, first, count) for first, count in self._rows("k", twice))

    def _renewals(self) -> Iterator[Problem]:
        """Deals are held against each other only where some renew others."""
        if "deals" not in self.tables or not self.store.rows("SELECT count(renews) FROM deals")[0][0]:
            return
        others = f"{_RENEWED} AND d.client IS DISTINCT FROM x.client"
        yield from (not_there("deals", "renews", *row) for row in self._rows("x.renews", others))
        later = f"{_RENEWED} AND d.client = x.client AND d.signed_on >= x.signed_on"
        yield from (renewed_later(*row) for row in self._rows("x.id", later))

    def _above_one(self) -> Iterator[Problem]:
        for table in sorted(self.tables & _SHARES.keys()):
            key, share = _SHARES[table]
            beyond = f"FROM {table} WHERE {share}_numerator > {share}_denominator AND {share}_denominator > 0"
            yield from (share_above_one(table, share, *row) for row in self._rows(key, beyond))

    def _overlapping(self) -> Iterator[Problem]:
        """What ends later than the next of its kind begins."""
        for table in sorted(self.tables & _APART.keys()):
            key, same = _APART[table]
            after = f"lead(from_) OVER (PARTITION BY {same} ORDER BY from_)"
            rows = f"FROM (SELECT {key}, until, {after} AS after FROM {table}) WHERE after < coalesce(until, {_LAST})"
            yield from (overlapping(table, same, *row) for row in self._rows(key, rows))

    def _rows(self, key: str, rows: str) -> Iterator[tuple[str, int]]:
        """The first one, and how many; nothing where there are none."""
        ((first, count),) = self.store.rows(f"SELECT min({key}), count(*) {rows}")
        if count:
            yield str(first), count
