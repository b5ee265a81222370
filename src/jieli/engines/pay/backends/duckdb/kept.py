"""The facts of a run kept by who may be credited with them, so that a few people's are read without looking through all.

Every fact of a client stands there once for each person who may be credited with something of him. Beside them lies who that
is of each client. Each table is in parts by the last two digits of the person, or of the client, so that what is not asked for
need not be read, nor held against its hash; within a part rows are in the order of these.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

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
IN_PARTS = "parts"  # the folder of tables that are
_PARTS = 100
_ROWS = 8_192  # in a row group: one person's facts of ten million are in two or three


class KeptFiles(Protocol):
    """What keep_folder wrote, and still as it was written."""

    @property
    def tables(self) -> Collection[str]:
        """Of facts, of which anything was kept."""
        ...

    def of_parts(self, table: str, parts: Collection[str] | None) -> Sequence[Path]:
        """The table's files in these parts; None: in all. **Raises** Problems where one is not what was written."""
        ...


def part_of(number: int) -> str:
    """The folder, below that of a table, of what is kept of a person or a client."""
    return f"part={number % _PARTS:02}"


def keep_folder(folder: Path, currency: str, into: Path, limits: Limits) -> None:
    """The tables of facts of a folder by people; all other tables as they are. **Raises** Problems."""
    into.joinpath(IN_PARTS).mkdir(parents=True)
    connection = connect(limits)
    try:
        read_folder(connection, folder, currency)
        files = source_files(folder)
        query = _holders("main", files.get("named_deals", ()))
        connection.execute(f"CREATE TABLE {HOLDERS} AS {query}")
        _copy_in_parts(connection, f"FROM {HOLDERS}", "client", into.joinpath(IN_PARTS, HOLDERS))
        for table in files:
            if table in FACTS:
                own = f"({_with_client(table, 'main')}) x JOIN {HOLDERS} USING (client)"
                rows = f"SELECT {HOLDERS}.person AS holder, x.* FROM {own}"
                _copy_in_parts(connection, rows, "holder", into.joinpath(IN_PARTS, table))
            else:
                _copy(connection, f"FROM {parquet(files[table])}", into.joinpath(f"{table}.parquet"))
    finally:
        connection.close()


def everybody_kept(connection: duckdb.DuckDBPyConnection, files: KeptFiles) -> frozenset[int]:
    """Who may be credited with anything."""
    holders = files.of_parts(HOLDERS, None)
    query = f"SELECT DISTINCT person FROM {parquet(holders, is_alike=True)}"
    return frozenset(person for (person,) in connection.execute(query).fetchall()) if holders else frozenset()


def inputs_kept(
    connection: duckdb.DuckDBPyConnection,
    files: KeptFiles,
    inputs: PayInputs,
    plan: Plan,
    people: frozenset[int],
) -> PayInputs:
    """What these people's pay depends on, in memory, for nobody but them. inputs: all but the book."""
    seen = seen_on(plan, inputs, people, lambda: everybody_kept(connection, files))
    tables = {table: SCHEMAS[table].empty_table() for table in FACTS}
    for table in files.tables:
        if table in FACTS and (found := files.of_parts(table, {part_of(person) for person in seen})):
            names = ", ".join(map(name_literal, FACTS[table]))
            rows = f"SELECT DISTINCT {names} FROM {parquet(found, is_alike=True)} WHERE holder IN ({_list(seen)})"
            tables[table] = connection.sql(rows).to_arrow_table()
    return narrowed(evolve(inputs, book=book_of_tables(tables)), people, seen)


@frozen
class KeptChange:
    """The clients of a change, and the folder that has all their rows as they were after it."""

    clients: frozenset[int]
    folder: Path


@frozen
class Kept:
    """named_deals: files that name deals to people. changes: what has changed since, first to last; the rows of each are in a
    schema of its place, those of the last in the main one."""

    connection: duckdb.DuckDBPyConnection
    files: KeptFiles
    named_deals: Sequence[Path]
    changes: Sequence[KeptChange]
    tables: Sequence[str]

    @staticmethod
    def of(
        connection: duckdb.DuckDBPyConnection,
        files: KeptFiles,
        named_deals: Sequence[Path],
        changes: Sequence[KeptChange],
        currency: str,
    ) -> "Kept":
        """The tables of facts of the last change are in the connection; also those clients are changed of whom they have rows.
        **Raises** Problems where a file of another change lacks a column that must be there."""
        *earlier, last = changes
        for place, change in enumerate(earlier):
            connection.execute(f"CREATE SCHEMA {_schema(place)}; USE {_schema(place)}")
            read_folder(connection, change.folder, currency, is_small=True)
            connection.execute("USE main")
        written = {*files.tables}.union(*(source_files(one.folder) for one in changes))
        tables = tuple(table for table in FACTS if table in written)
        named = " UNION ".join(f"SELECT client FROM {table}" for table in tables if "client" in FACTS[table])
        clients = {client for (client,) in connection.execute(named).fetchall()} if named else set()
        changes = [*earlier, evolve(last, clients=last.clients | clients)]
        return Kept(connection, files, named_deals, changes, tables)

    @property
    def clients(self) -> frozenset[int]:
        """Those of the last change."""
        return self.changes[-1].clients

    def everybody(self) -> frozenset[int]:
        """Who may be credited with anything after the changes."""
        files = self.files.of_parts(HOLDERS, None)
        sources = [f"({self._holders(place)})" for place in range(len(self.changes))]
        sources.append(
            parquet(files, is_alike=True) if files else "(SELECT 0 AS client, 0 AS person WHERE false)"
        )
        lasting = zip(sources, _lasting(self.changes), strict=True)
        return self._people(" UNION ".join(f"SELECT person FROM {one} WHERE {own}" for one, own in lasting))

    def holders(self) -> frozenset[int]:
        """Who may be credited with something of the clients of the last change, by the facts as they were kept or are after any
        change since."""
        files = self.files.of_parts(HOLDERS, {part_of(client) for client in self.clients})
        sources = [parquet(files, is_alike=True)] if files else []
        sources += [f"({self._holders(place)})" for place in range(len(self.changes))]
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

    def _bring(self, people: Collection[int]) -> None:
        """The kept rows of these people, each once."""
        for table in self.tables:
            files = self.files.of_parts(table, {part_of(person) for person in people})
            names = ", ".join(dict.fromkeys(("client", *map(name_literal, FACTS[table]))))
            rows = f"SELECT {names} FROM ({_with_client(table, 'main')}) WHERE false"
            if files:
                kept = parquet(files, is_alike=True)
                rows = f"SELECT DISTINCT {names} FROM {kept} WHERE holder IN ({_list(people)})"
            self.connection.execute(f"CREATE TEMP TABLE kept_{table} AS {rows}")

    def _book(self, changes: Sequence[KeptChange]) -> Book:
        """The clients of the last change after these changes."""
        own = f"client IN ({_list(self.clients)})"
        tables = {table: SCHEMAS[table].empty_table() for table in FACTS}
        for table in self.tables:
            tables[table] = self.connection.sql(self._rows(table, changes, own)).to_arrow_table()
        return book_of_tables(tables)

    def _write(self, into: Path) -> None:
        """What was brought, as the changes left it."""
        into.mkdir(parents=True)
        for table in self.tables:
            _copy(self.connection, self._rows(table, self.changes, "true"), into.joinpath(f"{table}.parquet"))

    def _rows(self, table: str, changes: Sequence[KeptChange], among: str) -> str:
        """Of each client as the last of the changes that has him left him."""
        columns = ", ".join(map(name_literal, FACTS[table]))
        sources = [f"({_with_client(table, self._schema(place))})" for place in range(len(changes))]
        lasting = zip((*sources, f"kept_{table}"), _lasting(changes), strict=True)
        return " UNION ALL ".join(
            f"SELECT {columns} FROM {one} WHERE {among} AND {own}" for one, own in lasting
        )

    def _holders(self, place: int) -> str:
        return _holders(self._schema(place), self.named_deals)

    def _schema(self, place: int) -> str:
        return "main" if place == len(self.changes) - 1 else _schema(place)

    def _people(self, query: str) -> frozenset[int]:
        return frozenset(person for (person,) in self.connection.execute(query).fetchall())


def _schema(place: int) -> str:
    return f"change_{place}"


def _lasting(changes: Sequence[KeptChange]) -> Sequence[str]:
    """Which clients are still as each change left them, and last as they were kept: those of no change after it."""
    said: frozenset[int] = frozenset()
    found = [_but(said)]
    for change in reversed(changes):
        said |= change.clients
        found.append(_but(said))
    return [*reversed(found[:-1]), found[-1]]


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


def _copy_in_parts(connection: duckdb.DuckDBPyConnection, query: str, column: str, into: Path) -> None:
    """In the order of the column. Where it is below nothing, as `%` of Python says."""
    part = f"lpad(CAST(({column} % {_PARTS} + {_PARTS}) % {_PARTS} AS VARCHAR), 2, '0') AS part"
    _copy(
        connection, f"SELECT *, {part} FROM ({query}) ORDER BY part, {column}", into, ", PARTITION_BY (part)"
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, into: Path, more: str = "") -> None:
    name = str(into).replace("'", "''")
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS}{more}"
    connection.execute(f"COPY ({query}) TO '{name}' ({options})").fetchall()
