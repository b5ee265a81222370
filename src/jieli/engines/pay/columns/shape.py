"""What is found out about a book before anything is compiled."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

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
_RENEWS = {"deals": ("renews",)}
_NAMES = ("region", "client_class")
_TEXTS = {**dict.fromkeys(_AMOUNTS, ("currency",)), "deals": ("currency", *_NAMES)}
_SOME_DAY = date(2000, 1, 1)  # of a book without facts


def shape_of(store: Store, *, are_once: bool) -> Shape:
    """Looks at every table. are_once: no id is there twice, as somebody has found out."""
    seen = {
        table: store.ends(
            table,
            [name for of in (_AMOUNTS, _DAYS, _RENEWS) for name in of.get(table, ())],
            _TEXTS.get(table, ()),
        )
        for table in FACTS
    }
    filled = frozenset(table for table, (rows, _ends) in seen.items() if rows)
    facts = [table for table in _AMOUNTS if table in filled]
    most = {table: _most(seen[table][1], table) for table in facts}
    days = [day for table in facts for column in _DAYS[table] for day in seen[table][1][column]]
    denominator, most_share = _shares(store, filled)
    return Shape(
        most_fen=max([1, *most.values()]),
        all_fen=2 * max([1, *(most[table] * seen[table][0] for table in facts)]),
        share_denominator=denominator,
        most_sharing=2,
        most_share=most_share,
        first_day=min(days, default=_SOME_DAY),
        last_day=max(days, default=_SOME_DAY),
        filled=filled,
        blank=frozenset(name for name in _NAMES if not seen["deals"][1][name]),
        twice=frozenset(table for table in facts if not are_once and _has_twice(store, table)),
        has_renewals=bool(seen["deals"][1]["renews"]),
        is_mixed=_is_mixed(store, {table: seen[table][1]["currency"] for table in facts}),
    )


def _most(ends: Mapping[str, tuple[Any, ...]], table: str) -> int:
    """The largest size of an amount."""
    return max((abs(int(end)) for column in _AMOUNTS[table] for end in ends[column]), default=0)


def _is_mixed(store: Store, named: Mapping[str, tuple[Any, ...]]) -> bool:
    """Facts name several currencies. named: the first and the last of each table; the book's own is not named."""
    found = {name for names in named.values() for name in names}
    if not found:
        return False
    own = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE currency = ''" for table in named)
    return len(found) > 1 or bool(store.rows(f"SELECT * FROM ({own}) LIMIT 1"))


def _has_twice(store: Store, table: str) -> bool:
    """Ids that rise from row to row are not looked up."""
    if store.rises(table):
        return False
    ((is_twice,),) = store.rows(f"SELECT count(DISTINCT id) < count(*) FROM {table}")
    return bool(is_twice)


def _shares(store: Store, filled: Iterable[str]) -> tuple[int, int]:
    """The common denominator of as many shares as fit, and the largest numerator."""
    common, most = 1, 1
    for table, share in (("spans", "share"), ("splits", "share"), ("steps", "outgoing")):
        if table in filled:
            rows: list[Row] = store.rows(
                f"SELECT {share}_denominator, max({share}_numerator) FROM {table}"
                f" GROUP BY {share}_denominator ORDER BY count(*) DESC, {share}_denominator"
            )
            for denominator, numerator in rows:
                together = common_multiple(common, denominator)
                if together <= MOST_DENOMINATOR:
                    common = together
                most = max(most, numerator)
    return common, most
