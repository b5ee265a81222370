"""The facts of a folder cut down to what some people's pay depends on, in columns."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import duckdb
from attrs import evolve, frozen

from jieli.engines.crediting import Book
from jieli.engines.pay.backends.duckdb.connection import DuckStore
from jieli.engines.pay.backends.duckdb.facts import read_folder
from jieli.engines.pay.changes import touched_periods
from jieli.engines.pay.columns.facts import credited_people, facts_of
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.restricting import narrowed, seen_on, touched_on
from jieli.engines.pay.tables import book_of_tables
from jieli.engines.pay.tables.folder import source_files
from jieli.engines.pay.values import PayInputs

# How the rows of a table belong to clients.
_OF_CLIENTS: Mapping[str, str] = {
    **dict.fromkeys(FACTS, "SEMI JOIN wanted USING (client)"),
    "splits": "SEMI JOIN (SELECT id AS deal FROM deals SEMI JOIN wanted USING (client)) d USING (deal)",
    "allocations": "SEMI JOIN (SELECT id AS receipt FROM receipts SEMI JOIN wanted USING (client)) r USING (receipt)",
}
_WITH_CLIENT = tuple(table for table, columns in FACTS.items() if "client" in columns)
_CREDITED = (
    "SELECT person FROM {of}spans SEMI JOIN changed USING (client)"
    " UNION SELECT unnest([outgoing, incoming]) FROM {of}terms SEMI JOIN changed USING (client)"
    " UNION SELECT person FROM {of}splits SEMI JOIN"
    " (SELECT id AS deal FROM {of}deals SEMI JOIN changed USING (client)) d USING (deal)"
)
_THEIRS = (
    "SELECT client FROM changed"
    " UNION SELECT client FROM spans SEMI JOIN seen USING (person)"
    " UNION SELECT client FROM terms WHERE outgoing IN (FROM seen) OR incoming IN (FROM seen)"
    " UNION SELECT client FROM deals JOIN splits ON splits.deal = deals.id SEMI JOIN seen USING (person)"
    " UNION SELECT client FROM deals WHERE id IN (FROM named)"
)


@frozen
class Changed:
    """The facts as they are, in the connection; those of the changed clients as they were, in its schema `was`."""

    connection: duckdb.DuckDBPyConnection
    facts: Path

    @staticmethod
    def of(
        connection: duckdb.DuckDBPyConnection,
        facts: Path,
        was: Path | None,
        clients: Iterable[int],
        currency: str,
    ) -> "Changed":
        """clients: changed ones of which nothing was there before. **Raises** Problems."""
        read_folder(connection, facts, currency)
        connection.execute("CREATE SCHEMA was; USE was")
        read_folder(connection, facts.joinpath("nothing") if was is None else was, currency)
        connection.execute("USE main")
        changed = Changed(connection, facts)
        changed._keep("given", "client", clients)
        tables = " UNION ".join(f"SELECT client FROM was.{table}" for table in _WITH_CLIENT)
        connection.execute(f"CREATE TABLE changed AS SELECT client FROM given UNION {tables}")
        return changed

    def clients(self) -> tuple[int, ...]:
        return self._numbers("SELECT client FROM changed")

    def everybody(self) -> tuple[int, ...]:
        """Whoever may be credited with anything."""
        return credited_people(DuckStore(self.connection))

    def touched(self, inputs: PayInputs, plan: Plan) -> frozenset[int]:
        """Everybody whose pay may have changed. inputs: all but the book."""
        credited = {*self._numbers(_CREDITED.format(of="")), *self._numbers(_CREDITED.format(of="was."))}
        if inputs.named_deals:
            self._keep("named", "deal", {one.deal for one in inputs.named_deals})
            deals = "SELECT id FROM {of}deals SEMI JOIN changed USING (client) WHERE id IN (FROM named)"
            found = {*self._numbers(deals.format(of="")), *self._numbers(deals.format(of="was."))}
            credited |= {one.person for one in inputs.named_deals if one.deal in found}
        return touched_on(plan, inputs, credited, self.everybody)

    def narrow(self, inputs: PayInputs, plan: Plan, people: frozenset[int], out: Path) -> PayInputs:
        """Writes the facts that these people's pay depends on, and gives the inputs that pay nobody else, of the periods that
        the changes may touch."""
        was, now = (self._book(schema) for schema in ("was", "main"))
        periods = touched_periods(plan, evolve(inputs, book=was), evolve(inputs, book=now))
        inputs = evolve(inputs, period=periods[-1], earlier=periods[:-1])
        seen = seen_on(plan, inputs, people, self.everybody)
        self._want(inputs, seen)
        out.mkdir(parents=True)
        for table in source_files(self.facts):
            if table in FACTS:
                file = str(out.joinpath(f"{table}.parquet")).replace("'", "''")
                query = f"SELECT * FROM {table} {_OF_CLIENTS[table]} ORDER BY ALL"
                self.connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)").fetchall()
        return narrowed(inputs, people, seen)

    def inputs_of(self, inputs: PayInputs, plan: Plan, people: frozenset[int]) -> PayInputs:
        """What these people's pay depends on, in memory, for nobody but them. inputs: all but the book."""
        seen = seen_on(plan, inputs, people, self.everybody)
        self._want(inputs, seen)
        book = book_of_tables(facts_of(DuckStore(self.connection), "wanted"))
        return narrowed(evolve(inputs, book=book), people, seen)

    def _want(self, inputs: PayInputs, people: Collection[int]) -> None:
        self._keep("seen", "person", people)
        self._keep("named", "deal", {one.deal for one in inputs.named_deals if one.person in people})
        self.connection.execute(f"CREATE OR REPLACE TABLE wanted AS {_THEIRS}")

    def _book(self, schema: str) -> Book:
        """The changed clients."""
        self.connection.execute(f"USE {schema}")
        try:
            return book_of_tables(facts_of(DuckStore(self.connection), "main.changed"))
        finally:
            self.connection.execute("USE main")

    def _keep(self, name: str, column: str, numbers: Iterable[int]) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} ({column} BIGINT)")
        self.connection.execute(f"INSERT INTO {name} SELECT unnest($1)", [sorted(set(numbers))])

    def _numbers(self, query: str) -> tuple[int, ...]:
        rows = self.connection.execute(f"SELECT DISTINCT * FROM ({query}) ORDER BY 1").fetchall()
        return tuple(row[0] for row in rows)
