"""The tables of facts of an engine, and the values that they stand for."""

from collections.abc import Mapping
from typing import Any

from jieli.engines.crediting import Book
from jieli.engines.pay.columns.sql.relations import FACTS, name_literal
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.tables import facts_tables

_OF_DEALS = ("splits", "receipts", "allocations", "invoices", "refunds")


def read_book(store: Store, book: Book) -> None:
    """Every table of facts from a book in memory."""
    for table, arrow in facts_tables(book).items():
        store.bring(table, arrow.rename_columns(list(FACTS[table])))


def facts_of(store: Store, clients: str | None) -> Mapping[str, Any]:
    """The tables of facts of the clients in a relation; None: of all."""
    return _read(store, "" if clients is None else f" SEMI JOIN {clients} x USING (client)")


def shares_of(store: Store, clients: str) -> Mapping[str, Any]:
    """The same tables with no facts but deals: those of the clients in a relation, since one may renew another."""
    nothing = {table: f"{table} WHERE false" for table in _OF_DEALS}
    return _read(store, f" SEMI JOIN {clients} x USING (client)", nothing)


def _read(store: Store, own: str, given: Mapping[str, str] = {}) -> Mapping[str, Any]:
    """own: what keeps the rows of some clients. given: the rows of tables that are chosen otherwise."""
    chosen = {
        "splits": f"splits SEMI JOIN (SELECT id AS deal FROM deals{own}) d USING (deal)",
        "allocations": f"allocations SEMI JOIN (SELECT id AS receipt FROM receipts{own}) r USING (receipt)",
        "steps": f"steps{own} ORDER BY handover, client, stream, position",
        **given,
    }
    tables = {}
    for table, columns in FACTS.items():
        names = ", ".join(name_literal(column) for column in columns)
        tables[table] = store.arrow(f"SELECT {names} FROM {chosen.get(table, table + own)}")
    return tables


def credited_people(store: Store) -> tuple[int, ...]:
    """Everybody who may be credited with anything."""
    rows = store.rows(
        "SELECT person FROM spans UNION SELECT person FROM splits UNION SELECT outgoing FROM terms"
        " UNION SELECT incoming FROM terms ORDER BY 1"
    )
    return tuple(row[0] for row in rows)
