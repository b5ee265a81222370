"""Who holds clients, and since when clients buy, as arrays: from the tables of a store that is in this process."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from jieli.engines.crediting import Group
from jieli.engines.pay.columns.arrays.holders import NEVER, Holders, Spans, first_days
from jieli.engines.pay.columns.arrays.places import Ints, Places, narrow
from jieli.engines.pay.columns.sql.dialect import ENDLESS, day_literal
from jieli.engines.pay.columns.sql.relations import name_of
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.tables.lines import array_of


@frozen
class Known:
    """What whoever checked the facts of a folder found out about them. are_once: no id is there twice. holders: of each group
    that has spans; None: not told."""

    are_once: bool = False
    holders: Mapping[str, Holders] | None = None

    def of(self, group: Group) -> Holders | None:
        """See `read_holders`."""
        found = [one for name, one in (self.holders or {}).items() if name in _groups(group)]
        return found[0] if len(found) == 1 else None


NOTHING_KNOWN = Known()


def read_holders(store: Store, group: Group, whole: int) -> Holders | None:
    """Of a group, or of ownership where it names nobody. None where a client's shares break a promise, or where both groups
    name somebody. whole: a denominator of every share."""
    found = [name for name in _named(store) if name in _groups(group)]
    return None if len(found) > 1 else Holders.of(_read_spans(store, *found), whole)


def read_all_holders(store: Store, whole: int) -> Mapping[str, Holders] | None:
    """By group. None where on some day the shares of a client do not come to one, or a person has two of them, or arrays cannot
    tell. whole: a denominator of most shares."""
    found = {}
    for name in _named(store):
        holders = Holders.of(_read_spans(store, name), whole)
        if holders is None:
            return None
        found[name] = holders
    return found


def _named(store: Store) -> list[str]:
    return [name for (name,) in store.rows('SELECT DISTINCT "group" FROM spans')]


def _groups(group: Group) -> set[str]:
    return {group.value, Group.OWNERSHIP.value}


def _read_spans(store: Store, group: str = "") -> Spans:
    rows = _in_pieces(
        store,
        f"SELECT client, person, from_, coalesce(until, {day_literal(ENDLESS)}) AS until, share_numerator,"
        f' share_denominator FROM spans WHERE "group" = {store.dialect.text(group)}',
    )
    # A table that is in order comes in pieces that are, though in no order themselves.
    rows.sort(key=lambda piece: int(piece[0][0]))
    columns = [np.concatenate([narrow(one) for one in column]) for column in zip(*rows, strict=True)]
    return Spans(*(columns or [_NOTHING] * 6))


def read_accounts(store: Store, view: View) -> Spans:
    """The claims on parts of a view, in the place of clients their accounts, in order."""
    name = name_of(view)
    rows = _in_pieces(
        store,
        f"SELECT a.account, c.person, c.share_numerator, c.share_denominator FROM claims_{name} c"
        f" JOIN accounts_{name} a ON a.deal = c.deal AND a.counts_on = c.counts_on"
        " WHERE c.person IS NOT NULL ORDER BY a.account, c.person",
    )
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)] or [_NOTHING] * 4
    account, person, numerator, denominator = columns
    ever = np.full(len(account), NEVER)
    return Spans(account, person, -ever, ever, numerator, denominator)


def read_first_days(store: Store, clients: Places) -> Ints:
    pieces = _in_pieces(store, "SELECT client, signed_on FROM deals")
    return first_days(clients, ((client, signed_on) for client, signed_on in pieces))


def _in_pieces(store: Store, query: str) -> list[Sequence[Ints]]:
    """Some rows after the others, none of them nothing, as columns."""
    batches = store.arrow(query).to_batches()
    return [[array_of(column) for column in batch.columns] for batch in batches if len(batch)]


_NOTHING = np.zeros(0, np.int64)
