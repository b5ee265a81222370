"""What is found out about a book before anything is compiled."""

from collections.abc import Iterable
from datetime import date

from jieli.engines.pay.columns.sql.numbers import common_multiple
from jieli.engines.pay.columns.sql.relations import FACTS, Shape
from jieli.engines.pay.columns.store import Row, Store

MOST_DENOMINATOR = 10**9  # of shares in common: what has no place in it the reference credits
_AMOUNTS = {
    "deals": ("amount_fen", "margin_fen", "quantity"),
    "receipts": ("amount_fen",),
    "invoices": ("amount_fen",),
    "refunds": ("amount_fen", "margin_fen", "quantity"),
}
_DAYS = {
    "deals": ("signed_on", "delivered_on", "approved_on"),
    "receipts": ("received_on",),
    "invoices": ("invoiced_on",),
    "refunds": ("refunded_on",),
}
_NAMES = ("region", "client_class")
_SOME_DAY = date(2000, 1, 1)  # of a book without facts


def shape_of(store: Store, *, are_once: bool) -> Shape:
    """Looks at every table. are_once: no id is there twice, as somebody has found out."""
    rows = {table: _one(store, f"SELECT count(*) FROM {table}") for table in FACTS}
    filled = frozenset(table for table, count in rows.items() if count)
    facts = [table for table in _AMOUNTS if table in filled]
    most = {table: _most(store, table) for table in facts}
    days = [day for table in facts for column in _DAYS[table] for day in store.ends(table, column)]
    denominator, most_share = _shares(store, filled)
    return Shape(
        most_fen=max([1, *most.values()]),
        all_fen=2 * max([1, *(most[table] * rows[table] for table in facts)]),
        share_denominator=denominator,
        most_sharing=2,
        most_share=most_share,
        first_day=min(days, default=_SOME_DAY),
        last_day=max(days, default=_SOME_DAY),
        filled=filled,
        blank=frozenset(name for name in _NAMES if not _has(store, "deals", f"{name} <> ''")),
        twice=frozenset(table for table in facts if not are_once and _has_twice(store, table)),
        is_mixed=_is_mixed(store, facts),
    )


def _most(store: Store, table: str) -> int:
    """The largest size of an amount."""
    ends = [int(end) for column in _AMOUNTS[table] for end in store.ends(table, column)]
    return max(map(abs, ends), default=0)


def _is_mixed(store: Store, tables: Iterable[str]) -> bool:
    """Facts name several currencies."""
    found = {
        row[0]
        for table in tables
        for row in store.rows(f"SELECT DISTINCT currency FROM {table} WHERE currency <> ''")
    }
    return len(found) > 1 or (bool(found) and any(_has(store, table, "currency = ''") for table in tables))


def _has(store: Store, table: str, condition: str) -> bool:
    return bool(store.rows(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1"))


def _one(store: Store, query: str) -> int:
    ((value,),) = store.rows(query)
    return int(value)


def _has_twice(store: Store, table: str) -> bool:
    """Ids that rise from row to row are not looked up."""
    if store.rises(table):
        return False
    ((is_twice,),) = store.rows(f"SELECT count(DISTINCT id) < count(*) FROM {table}")
    return bool(is_twice)


def _shares(store: Store, filled: Iterable[str]) -> tuple[int, int]:
    """The common denominator of as many shares as fit, and the largest numerator."""
    common, most = 1, 1
    for table in ("spans", "splits"):
        if table in filled:
            rows: list[Row] = store.rows(
                "SELECT share_denominator, max(share_numerator) FROM"
                f" {table} GROUP BY share_denominator ORDER BY count(*) DESC, share_denominator"
            )
            for denominator, numerator in rows:
                together = common_multiple(common, denominator)
                if together <= MOST_DENOMINATOR:
                    common = together
                most = max(most, numerator)
    return common, most
