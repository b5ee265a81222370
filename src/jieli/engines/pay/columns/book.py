"""A book in columns: its facts as tables, what was found out about it, and the credit lines of its views."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import define, evolve, field

from jieli.engines.crediting import Group
from jieli.engines.pay.columns.rest import Rest, credit_rest
from jieli.engines.pay.columns.sql.crediting import credits_sql, name_of, split_holds_sql
from jieli.engines.pay.columns.sql.holding import broken_clients, firsts_sql, holds_relations
from jieli.engines.pay.columns.sql.numbers import common_multiple
from jieli.engines.pay.columns.sql.parts import parts_count
from jieli.engines.pay.columns.sql.pricing import Asked, compile_pricing, resets_of
from jieli.engines.pay.columns.sql.relations import FACTS, Relation, Shape
from jieli.engines.pay.columns.sql.rest import book_rest, view_rest
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.engines.pay.columns.store import Row, Store
from jieli.engines.pay.pricing.spec import Pricing, View
from jieli.kernel.ranges import DateRange

MOST_DENOMINATOR = 10**9  # of shares in common: what has no place in it the reference credits


@define
class ColumnBook:
    """The tables of facts are in the store by their names in `FACTS`."""

    store: Store
    shape: Shape
    rest: dict[View, Rest] = field(factory=dict, init=False)
    _kept: set[View] = field(factory=set, init=False)
    _groups: set[Group] = field(factory=set, init=False)
    _views: dict[View, Shape] = field(factory=dict, init=False)

    @staticmethod
    def of(store: Store) -> "ColumnBook":
        """Looks at every table once."""
        book = ColumnBook(store, _shape_of(store))
        book.keep(Relation("firsts", firsts_sql(book.shape)))
        if "splits" in book.shape.filled:
            book.keep(Relation("split_holds", split_holds_sql(book.shape.share_denominator, store.dialect)))
        book.keep(Relation("rest_of_book", book_rest(book.shape)))
        return book

    def keep(self, relation: Relation) -> None:
        self.store.keep(relation.name, relation.sql)

    def view_shape(self, view: View) -> Shape:
        """What holds of the book in this view; everything that its credits need is there afterwards."""
        if view not in self._views:
            self._add_group(view.group)
            self._views[view] = self._add_view(view)
        return self._views[view]

    def credits(self, view: View) -> str:
        """The query of the view's credit lines."""
        return credits_sql(view, self.view_shape(view), self.store.dialect)

    def kept_credits(self, view: View) -> str:
        """The name of a table with the view's credit lines, made when it is first asked for."""
        name = f"credits_{name_of(view)}"
        if view not in self._kept:
            self.keep(Relation(name, self.credits(view)))
            self._kept.add(view)
        return name

    def check(self, pricing: Pricing) -> None:
        """**Raises** TooLarge where columns cannot hold what the pricing multiplies."""
        for reset in resets_of(pricing):
            asked = Asked(pricing, reset, self.view_shape(pricing.view), Placing())
            compile_pricing(asked, self.store.dialect)

    def most_rows(self, view: View, days: DateRange) -> int:
        """How many credits the view may have on these days."""
        shape = self.view_shape(view)
        rows = self._one(parts_count(view, days)) * shape.most_sharing
        return rows + (
            self._one(f"SELECT count(*) FROM rest_credits_{name_of(view)}") if shape.has_rest else 0
        )

    def rest_clients(self) -> int:
        """How many clients the reference has credited in some view."""
        views = [f"SELECT client FROM rest_{name_of(view)}" for view in self._views]
        return self._one(f"SELECT count(*) FROM ({' UNION '.join(views)})") if views else 0

    def _add_group(self, group: Group) -> None:
        if group in self._groups:
            return
        for relation in holds_relations(group, self.shape, self.store.dialect):
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
        rest = self.rest[view] = credit_rest(self.store, view)
        return evolve(shape, most_share=max(shape.most_share, rest.most_share))

    def _one(self, query: str) -> int:
        ((value,),) = self.store.rows(query)
        return 0 if value is None else int(value)


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


def _shape_of(store: Store) -> Shape:
    seen = {table: _seen(store, table) for table in FACTS}
    filled = frozenset(table for table, one in seen.items() if one["rows"])
    facts = [seen[table] for table in _AMOUNTS if table in filled]
    denominator, most_share = _shares(store, filled)
    currencies = {one[name] for one in facts for name in ("least_currency", "most_currency")}
    return Shape(
        most_fen=max([1, *(int(one["most"] or 0) for one in facts)]),
        all_fen=2 * max([1, *(int(one["most"] or 0) * one["rows"] for one in facts)]),
        share_denominator=denominator,
        most_sharing=2,
        most_share=most_share,
        first_day=min((one["first"] for one in facts), default=_SOME_DAY),
        last_day=max((one["last"] for one in facts), default=_SOME_DAY),
        filled=filled,
        blank=frozenset(name for name in _NAMES if not seen["deals"][name]),
        twice=frozenset(table for table in _AMOUNTS if table in filled and _has_twice(store, table)),
        is_mixed=len(currencies) > 1,
    )


def _seen(store: Store, table: str) -> Mapping[str, Any]:
    """What one look at a table tells."""
    asked = {"rows": "count(*)"}
    if table in _AMOUNTS:
        sizes = ["0", *(f"coalesce(abs({column}), 0)" for column in _AMOUNTS[table])]
        days = ", ".join((_DAYS[table][0], *_DAYS[table]))
        asked |= {
            "most": f"max(greatest({', '.join(sizes)}))",
            "first": f"min(least({days}))",
            "last": f"max(greatest({days}))",
            "least_currency": "min(currency)",
            "most_currency": "max(currency)",
        }
    if table == "deals":
        asked |= {name: f"count(*) FILTER (WHERE {name} <> '')" for name in _NAMES}
    (row,) = store.rows(f"SELECT {', '.join(asked.values())} FROM {table}")
    return dict(zip(asked, row, strict=True))


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
