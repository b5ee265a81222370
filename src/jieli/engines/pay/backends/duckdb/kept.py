"""The facts of a run kept by who may be credited with them, so that a few people's are read without looking through all.

Every fact of a client stands there once for each person who may be credited with something of him, in the order of these
people. Beside them lies who that is of each client, in the order of clients.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import duckdb
from attrs import evolve, frozen

from jieli.engines.crediting import Book
from jieli.engines.pay.backends.duckdb.connection import Limits, connect
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.changes import touched_periods
from jieli.engines.pay.columns.sql.relations import FACTS, name_literal
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.restricting import narrowed, seen_on, touched_on
from jieli.engines.pay.tables import SCHEMAS, book_of_tables
from jieli.engines.pay.tables.folder import source_files
from jieli.engines.pay.values import PayInputs

HOLDERS = "holders"
_ROWS = 32_768  # in a row group: one person's facts of a year are in one or two


def keep_folder(folder: Path, currency: str, into: Path, limits: Limits) -> None:
    """The tables of facts of a folder by people; all other tables as they are. **Raises** Problems."""
    into.mkdir(parents=True)
    connection = connect(limits)
    try:
        read_folder(connection, folder, currency)
        files = source_files(folder)
        query = _holders("main", files.get("named_deals", ()))
        connection.execute(f"CREATE TABLE {HOLDERS} AS {query}")
        _copy(connection, f"FROM {HOLDERS} ORDER BY client", into.joinpath(f"{HOLDERS}.parquet"))
        for table in files:
            rows = f"FROM {parquet(files[table])}"
            if table in FACTS:
                own = f"({_with_client(table, 'main')}) x JOIN {HOLDERS} USING (client)"
                rows = f"SELECT {HOLDERS}.person AS holder, x.* FROM {own} ORDER BY holder"
            _copy(connection, rows, into.joinpath(f"{table}.parquet"))
    finally:
        connection.close()


@frozen
class KeptChange:
    """The clients of a change, and the folder that has all their rows as they were after it."""

    clients: frozenset[int]
    folder: Path


@frozen
class Kept:
    """folder: as keep_folder wrote it. changes: what has changed since, first to last; the rows of each are in a schema of its
    place."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    changes: Sequence[KeptChange]

    @staticmethod
    def of(
        connection: duckdb.DuckDBPyConnection, folder: Path, changes: Sequence[KeptChange], currency: str
    ) -> "Kept":
        """Of the last change also those clients are changed of whom it has rows. **Raises** Problems where a file of a change
        lacks a column that must be there."""
        for place, change in enumerate(changes):
            connection.execute(f"CREATE SCHEMA {_schema(place)}; USE {_schema(place)}")
            read_folder(connection, change.folder, currency)
        tables = " UNION ".join(f"SELECT client FROM {table}" for table in FACTS if "client" in FACTS[table])
        named = {client for (client,) in connection.execute(tables).fetchall()}
        connection.execute("USE main")
        *earlier, last = changes
        return Kept(connection, folder, [*earlier, evolve(last, clients=last.clients | named)])

    @property
    def clients(self) -> frozenset[int]:
        """Those of the last change."""
        return self.changes[-1].clients

    def everybody(self) -> frozenset[int]:
        """Who may be credited with anything, as the facts were kept."""
        return self._people(
            f"SELECT DISTINCT person FROM {parquet([self.folder.joinpath(f'{HOLDERS}.parquet')])}"
        )

    def holders(self) -> frozenset[int]:
        """Who may be credited with something of the clients of the last change, by the facts as they were kept or are after any
        change since."""
        named = source_files(self.folder).get("named_deals", ())
        sources = [parquet([self.folder.joinpath(f"{HOLDERS}.parquet")])]
        sources += [f"({_holders(_schema(place), named)})" for place in range(len(self.changes))]
        own = f"client IN ({_list(self.clients)})"
        return self._people(" UNION ".join(f"SELECT person FROM {one} WHERE {own}" for one in sources))

    def narrow(self, inputs: PayInputs, plan: Plan, into: Path) -> PayInputs:
        """Writes the facts that the pay of whoever the last change touches depends on, and gives the inputs that pay nobody
        else, of the periods that it may touch. inputs: all but the book."""
        people = touched_on(plan, inputs, self.holders(), self.everybody)
        seen = seen_on(plan, inputs, people, self.everybody)
        self._bring(seen)
        was, now = (self._book(changes) for changes in (self.changes[:-1], self.changes))
        periods = touched_periods(plan, evolve(inputs, book=was), evolve(inputs, book=now))
        self._write(into)
        inputs = evolve(inputs, period=periods[-1], earlier=periods[:-1])
        return narrowed(inputs, people, seen)

    @property
    def _tables(self) -> tuple[str, ...]:
        """Of which there is a row anywhere."""
        written = {*source_files(self.folder)}.union(*(source_files(one.folder) for one in self.changes))
        return tuple(table for table in FACTS if table in written)

    def _bring(self, people: Collection[int]) -> None:
        """The kept rows of these people, each once."""
        for table in self._tables:
            file = self.folder.joinpath(f"{table}.parquet")
            names = ", ".join(dict.fromkeys(("client", *map(name_literal, FACTS[table]))))
            rows = f"SELECT {names} FROM ({_with_client(table, _schema(0))}) WHERE false"
            if file.exists():
                rows = f"SELECT DISTINCT {names} FROM {parquet([file])} WHERE holder IN ({_list(people)})"
            self.connection.execute(f"CREATE TEMP TABLE kept_{table} AS {rows}")

    def _book(self, changes: Sequence[KeptChange]) -> Book:
        """The clients of the last change after these changes."""
        own = f"client IN ({_list(self.clients)})"
        tables = {table: SCHEMAS[table].empty_table() for table in FACTS}
        for table in self._tables:
            tables[table] = self.connection.sql(self._rows(table, changes, own)).to_arrow_table()
        return book_of_tables(tables)

    def _write(self, into: Path) -> None:
        """What was brought, as the changes left it."""
        into.mkdir(parents=True)
        for table in self._tables:
            _copy(self.connection, self._rows(table, self.changes, "true"), into.joinpath(f"{table}.parquet"))

    def _rows(self, table: str, changes: Sequence[KeptChange], among: str) -> str:
        """Of each client as the last of the changes that has him left him."""
        columns = ", ".join(map(name_literal, FACTS[table]))
        changed: frozenset[int] = frozenset()
        parts = []
        for place in reversed(range(len(changes))):
            rows = f"({_with_client(table, _schema(place))})"
            parts.append(f"SELECT {columns} FROM {rows} WHERE {among} AND {_but(changed)}")
            changed |= changes[place].clients
        parts.append(f"SELECT {columns} FROM kept_{table} WHERE {among} AND {_but(changed)}")
        return " UNION ALL ".join(parts)

    def _people(self, query: str) -> frozenset[int]:
        return frozenset(person for (person,) in self.connection.execute(query).fetchall())


def _schema(place: int) -> str:
    return f"change_{place}"


def _holders(schema: str, named_deals: Sequence[Path]) -> str:
    """Who may be credited with something of which client: by a share, or because a deal was named to him."""
    queries = [
        f"SELECT client, person FROM {schema}.spans",
        f"SELECT client, unnest([outgoing, incoming]) FROM {schema}.terms",
        f"SELECT client, person FROM {schema}.splits JOIN {schema}.deals d ON d.id = deal",
    ]
    if named_deals:
        queries.append(
            f"SELECT client, person FROM {parquet(named_deals)} n JOIN {schema}.deals d ON d.id = n.deal"
        )
    return " UNION ".join(queries)


def _with_client(table: str, schema: str) -> str:
    """The rows of a table with the client they belong to."""
    of = {"splits": ("deals", "deal"), "allocations": ("receipts", "receipt")}.get(table)
    if of is None:
        return f"SELECT * FROM {schema}.{table}"
    whole, name = of
    return f"SELECT client, x.* FROM {schema}.{table} x JOIN {schema}.{whole} w ON w.id = x.{name}"


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or "NULL::BIGINT"


def _but(clients: Collection[int]) -> str:
    return f"client NOT IN ({_list(clients)})" if clients else "true"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    name = str(file).replace("'", "''")
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS}"
    connection.execute(f"COPY ({query}) TO '{name}' ({options})").fetchall()
