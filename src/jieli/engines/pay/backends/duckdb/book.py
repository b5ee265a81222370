"""A book in DuckDB: its facts as tables, what was found out about it, and the credit lines of its views."""

from collections.abc import Iterable

import duckdb
from attrs import define, evolve, field

from jieli.engines.crediting import Group
from jieli.engines.pay.backends.duckdb.connection import first_row
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.rest import Rest, credit_rest
from jieli.engines.pay.columns.crediting import credits_sql, name_of, split_holds_sql
from jieli.engines.pay.columns.holding import broken_clients, holds_relations
from jieli.engines.pay.columns.numbers import common_multiple
from jieli.engines.pay.columns.relations import FACTS, Relation, Shape
from jieli.engines.pay.columns.rest import book_rest, view_rest
from jieli.engines.pay.pricing.spec import View

MOST_DENOMINATOR = 10**9  # of shares in common: what has no place in it the reference credits

DIALECT = DuckDB()


@define
class ColumnBook:
    """The tables of facts are in the connection by their names in `FACTS`."""

    connection: duckdb.DuckDBPyConnection
    shape: Shape
    rest: dict[View, Rest] = field(factory=dict, init=False)
    _kept: set[View] = field(factory=set, init=False)
    _groups: set[Group] = field(factory=set, init=False)
    _views: dict[View, Shape] = field(factory=dict, init=False)

    @staticmethod
    def of(connection: duckdb.DuckDBPyConnection) -> "ColumnBook":
        """Looks at every table once."""
        book = ColumnBook(connection, _shape_of(connection))
        book.keep(Relation("firsts", "SELECT client, min(signed_on) AS first_on FROM deals GROUP BY client"))
        if "splits" in book.shape.filled:
            book.keep(Relation("split_holds", split_holds_sql(book.shape.share_denominator, DIALECT)))
        book.keep(Relation("rest_of_book", book_rest(book.shape)))
        return book

    def keep(self, relation: Relation) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {relation.name} AS {relation.sql}")

    def view_shape(self, view: View) -> Shape:
        """What holds of the book in this view; everything that its credits need is there afterwards."""
        if view not in self._views:
            self._add_group(view.group)
            self._views[view] = self._add_view(view)
        return self._views[view]

    def credits(self, view: View) -> str:
        """The query of the view's credit lines."""
        return credits_sql(view, self.view_shape(view), DIALECT)

    def kept_credits(self, view: View) -> str:
        """The name of a table with the view's credit lines, made when it is first asked for."""
        name = f"credits_{name_of(view)}"
        if view not in self._kept:
            self.keep(Relation(name, self.credits(view)))
            self._kept.add(view)
        return name

    def rest_clients(self) -> int:
        """How many clients the reference has credited in some view."""
        views = [f"SELECT client FROM rest_{name_of(view)}" for view in self._views]
        return self._one(f"SELECT count(*) FROM ({' UNION '.join(views)})") if views else 0

    def _add_group(self, group: Group) -> None:
        if group in self._groups:
            return
        for relation in holds_relations(group, self.shape.share_denominator, DIALECT):
            self.keep(relation)
        self.keep(Relation(f"broken_{group.value}", broken_clients(group, self.shape.share_denominator)))
        self._groups.add(group)

    def _add_view(self, view: View) -> Shape:
        sharing = [f"SELECT max(sharing) FROM holds_{view.group.value}"]
        if "splits" in self.shape.filled:
            sharing.append("SELECT max(sharing) FROM split_holds")
        most_sharing = max(self._one(query) or 0 for query in sharing)
        name = f"rest_{name_of(view)}"
        self.keep(Relation(name, view_rest(view, self.shape)))
        has_rest = self._one(f"SELECT count(*) FROM {name}") > 0
        shape = evolve(self.shape, most_sharing=most_sharing, has_rest=has_rest)
        if not has_rest:
            return shape
        rest = self.rest[view] = credit_rest(self.connection, view)
        return evolve(shape, most_share=max(shape.most_share, rest.most_share))

    def _one(self, query: str) -> int:
        row = first_row(self.connection, query)
        return 0 if row is None or row[0] is None else int(row[0])


def _shape_of(connection: duckdb.DuckDBPyConnection) -> Shape:
    amounts = {
        "deals": ("amount_fen", "margin_fen", "quantity"),
        "receipts": ("amount_fen",),
        "invoices": ("amount_fen",),
        "refunds": ("amount_fen", "margin_fen", "quantity"),
    }
    most = total = 0
    twice, filled = set(), set()
    for table in FACTS:
        columns = amounts.get(table, ())
        asked = ["count(*)"]
        for column in columns:
            asked += [f"max(abs({column}))", f"sum(abs(CAST({column} AS HUGEINT)))"]
        row = first_row(connection, f"SELECT {', '.join(asked)} FROM {table}")
        assert row is not None, "An aggregate has a row."
        if row[0]:
            filled.add(table)
        most = max([most, *(value or 0 for value in row[1::2])])
        total += sum(value or 0 for value in row[2::2])
        if columns and row[0] and _has_twice(connection, table):
            twice.add(table)
    denominator, most_share = _shares(connection, filled)
    return Shape(
        most_fen=max(most, 1),
        all_fen=max(total, 1) * 2,
        share_denominator=denominator,
        most_sharing=2,
        most_share=most_share,
        filled=frozenset(filled),
        twice=frozenset(twice),
    )


def _has_twice(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    row = first_row(connection, f"SELECT count(DISTINCT id) < count(*) FROM {table}")
    return row is not None and bool(row[0])


def _shares(connection: duckdb.DuckDBPyConnection, filled: Iterable[str]) -> tuple[int, int]:
    """The common denominator of as many shares as fit, and the largest numerator."""
    common, most = 1, 1
    for table in ("spans", "splits"):
        if table in filled:
            rows = connection.execute(
                "SELECT share_denominator, max(share_numerator) FROM"
                f" {table} GROUP BY share_denominator ORDER BY count(*) DESC, share_denominator"
            ).fetchall()
            for denominator, numerator in rows:
                together = common_multiple(common, denominator)
                if together <= MOST_DENOMINATOR:
                    common = together
                most = max(most, numerator)
    return common, most
