"""A book in columns: its facts as tables, what was found out about it, and the credit lines of its views."""

from attrs import define, evolve, field

from jieli.engines.crediting import Group
from jieli.engines.pay.columns.arrays.holders import Holders
from jieli.engines.pay.columns.arrays.places import Ints, Places
from jieli.engines.pay.columns.claims import Claims, keep_claims
from jieli.engines.pay.columns.rest import Rest, credit_rest
from jieli.engines.pay.columns.shape import shape_of
from jieli.engines.pay.columns.spans import NOTHING_KNOWN, Known, read_accounts, read_first_days, read_holders
from jieli.engines.pay.columns.sql.claims import accounts_sql
from jieli.engines.pay.columns.sql.crediting import credits_sql, split_holds_sql
from jieli.engines.pay.columns.sql.handovers import handover_relations
from jieli.engines.pay.columns.sql.holding import broken_clients, firsts_sql, holds_relations
from jieli.engines.pay.columns.sql.parted import can_be_parted
from jieli.engines.pay.columns.sql.parts import parts_count
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, resets_of
from jieli.engines.pay.columns.sql.relations import Relation, Shape, name_of
from jieli.engines.pay.columns.sql.rest import book_rest, view_rest
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.pricing.spec import Pricing, View
from jieli.kernel.ranges import DateRange


@define
class ColumnBook:
    """The tables of facts are in the store by their names in `FACTS`."""

    store: Store
    shape: Shape
    known: Known = NOTHING_KNOWN
    rest: dict[View, Rest] = field(factory=dict, init=False)
    _kept: set[View] = field(factory=set, init=False)
    _groups: set[Group] = field(factory=set, init=False)
    _has_firsts: bool = field(default=False, init=False)
    _views: dict[View, Shape] = field(factory=dict, init=False)
    _holders: dict[View, Holders | None] = field(factory=dict, init=False)
    _holders_of: dict[Group, Holders | None] = field(factory=dict, init=False)
    _claims: dict[View, Claims] = field(factory=dict, init=False)
    _first_days: dict[Group, Ints] = field(factory=dict, init=False)

    @staticmethod
    def of(store: Store, known: Known = NOTHING_KNOWN) -> "ColumnBook":
        """Looks at every table."""
        book = ColumnBook(store, shape_of(store, are_once=known.are_once), known)
        if book.shape.is_mixed:
            book._keep_firsts()
        if "splits" in book.shape.filled:
            book.keep(Relation("split_holds", split_holds_sql(book.shape.share_denominator, store.dialect)))
        if "terms" in book.shape.filled:
            for relation in handover_relations(book.shape.share_denominator, store.dialect):
                book.keep(relation)
        book.keep(Relation("rest_of_book", book_rest(book.shape)))
        return book

    def keep(self, relation: Relation) -> None:
        self.store.keep(relation.name, relation.sql)

    def view_shape(self, view: View) -> Shape:
        """What holds of the book in this view."""
        if view not in self._views:
            holders = self.holders(view)
            if holders is None:
                self._add_group(view.group)
                self._views[view] = self._add_view(view)
            else:
                shape = evolve(self.shape, most_sharing=holders.most_sharing, has_rest=False)
                self._views[view] = self.claims(view).shape(shape)
        return self._views[view]

    def holders(self, view: View) -> Holders | None:
        """As arrays, where all that the view credits follows from who holds a client on a day, or from claims; then nobody is
        left to the reference."""
        if not (self.store.is_near and can_be_parted(view, self.shape)):
            return None
        if view not in self._holders:
            self._holders[view] = self._with_claims(view, self._group_holders(view.group))
        return self._holders[view]

    def _with_claims(self, view: View, holders: Holders | None) -> Holders | None:
        claims = self.claims(view)
        if holders is None or claims.has_unfit:
            return None
        if not claims.is_there:
            return holders
        accounts = f"accounts_{name_of(view)}"
        self.keep(Relation(accounts, accounts_sql(view)))
        return holders.beside(read_accounts(self.store, view), self._one(f"SELECT count(*) FROM {accounts}"))

    def _group_holders(self, group: Group) -> Holders | None:
        if group not in self._holders_of:
            has_rest = self._one("SELECT count(*) FROM rest_of_book") > 0
            self._holders_of[group] = None if has_rest else self._read_holders(group)
        return self._holders_of[group]

    def claims(self, view: View) -> Claims:
        """What terms say of the view's parts."""
        if view not in self._claims:
            self._claims[view] = keep_claims(self.store, view, self.shape)
        return self._claims[view]

    def _read_holders(self, group: Group) -> Holders | None:
        if self.known.holders is not None:
            return self.known.of(group)
        return read_holders(self.store, group, self.shape.share_denominator)

    def first_days(self, view: View, clients: Places) -> Ints:
        """By place of a holder's client the day of his first deal."""
        if view.group not in self._first_days:
            self._first_days[view.group] = read_first_days(self.store, clients)
        return self._first_days[view.group]

    def credits(self, view: View) -> str:
        """The query of the view's credit lines; everything that it needs is there afterwards."""
        shape = self.view_shape(view)
        self._add_group(view.group)
        return credits_sql(view, shape, self.store.dialect)

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
            asked = PricingQuery(pricing, reset, self.view_shape(pricing.view), Placing())
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
        left = [view for view, shape in self._views.items() if shape.has_rest]
        views = [f"SELECT client FROM rest_{name_of(view)}" for view in left]
        return self._one(f"SELECT count(*) FROM ({' UNION '.join(views)})") if views else 0

    def _add_group(self, group: Group) -> None:
        if group in self._groups:
            return
        self._keep_firsts()
        for relation in holds_relations(group, self.shape, self.store.dialect):
            self.keep(relation)
        self.keep(Relation(f"broken_{group.value}", broken_clients(group, self.shape.share_denominator)))
        self._groups.add(group)

    def _keep_firsts(self) -> None:
        if not self._has_firsts:
            self.keep(Relation("firsts", firsts_sql(self.shape)))
            self._has_firsts = True

    def _add_view(self, view: View) -> Shape:
        sharing = [f"SELECT max(sharing) FROM holds_{view.group.value}"]
        if "splits" in self.shape.filled:
            sharing.append("SELECT max(sharing) FROM split_holds")
        most_sharing = max(self._one(query) or 0 for query in sharing)
        name = f"rest_{name_of(view)}"
        claims = self.claims(view)
        self.keep(Relation(name, view_rest(view, self.shape, claims.is_decided)))
        has_rest = self._one(f"SELECT count(*) FROM {name}") > 0
        shape = claims.shape(evolve(self.shape, most_sharing=most_sharing, has_rest=has_rest))
        if not has_rest:
            return shape
        rest = self.rest[view] = credit_rest(self.store, view)
        return evolve(shape, most_share=max(shape.most_share, rest.most_share))

    def _one(self, query: str) -> int:
        ((value,),) = self.store.rows(query)
        return 0 if value is None else int(value)
