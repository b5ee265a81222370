"""Shares that do not come to one: exactly, in whole numbers over a common denominator, else as fractions."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from jieli.engines.pay.backends.duckdb.connection import DuckStore
from jieli.engines.pay.columns import Known, read_all_holders

MOST_DENOMINATOR = 10**15  # numerators of one row over it, times 64 bits, stay below 128


def known_of(store: DuckStore) -> Known:
    """Of most books arrays tell quickly that no share is broken. Everything else has been checked."""
    return Known(are_once=True, holders=read_all_holders(store, _common(store, "spans")[0]))


def broken_shares(store: DuckStore, tables: frozenset[str], known: Known) -> Iterator[tuple[str, str, int]]:
    """Table, the first deal or client, how many."""
    if "splits" in tables:
        yield from _found("splits", _splits(store))
    if "spans" in tables and known.holders is None:
        yield from _found("spans", _spans(store))


def _found(table: str, broken: set[str]) -> Iterator[tuple[str, str, int]]:
    if broken:
        yield table, min(broken), len(broken)


def _common(store: DuckStore, table: str) -> tuple[int, str]:
    """A denominator of most shares, and the condition of those that have it."""
    rows = store.rows(
        f"SELECT share_denominator FROM {table} WHERE share_denominator > 0 AND share_numerator > 0"
        " GROUP BY 1 ORDER BY count(*) DESC, 1"
    )
    common = 1
    for (denominator,) in rows:
        together = lcm(common, denominator)
        common = together if together <= MOST_DENOMINATOR else common
    return common, f"share_denominator > 0 AND {common} % share_denominator = 0"


def _splits(store: DuckStore) -> set[str]:
    common, fits = _common(store, "splits")
    parts = f"CAST(share_numerator AS HUGEINT) * ({common} // share_denominator)"
    rows = store.rows(
        f"SELECT deal FROM splits GROUP BY deal HAVING bool_and({fits}) AND sum({parts}) <> {common}"
    )
    odd: dict[int, Fraction] = defaultdict(Fraction)
    for deal, numerator, denominator in store.rows(
        "SELECT deal, share_numerator, share_denominator FROM splits SEMI JOIN"
        f" (SELECT deal FROM splits GROUP BY deal HAVING NOT bool_and({fits}) AND min(share_denominator) > 0)"
        " d USING (deal)"
    ):
        odd[deal] += Fraction(numerator, denominator)
    return {f"deal {deal}" for (deal,) in rows} | {f"deal {deal}" for deal, sum_ in odd.items() if sum_ != 1}


def _spans(store: DuckStore) -> set[str]:
    """By client and group; one single span of all of it needs no look at days."""
    common, fits = _common(store, "spans")
    shared = (
        'SELECT client, "group" FROM spans GROUP BY ALL'
        " HAVING count(*) > 1 OR bool_or(share_numerator <> share_denominator)"
    )
    store.keep("shared_spans", f'FROM spans SEMI JOIN ({shared}) s USING (client, "group")')
    odd = f'SELECT client, "group" FROM shared_spans GROUP BY ALL HAVING NOT bool_and({fits})'
    store.keep("odd_spans", odd)
    parts = f"CAST(share_numerator AS HUGEINT) * ({common} // share_denominator)"
    events = (
        f'SELECT client, "group", from_ AS day, {parts} AS part FROM shared_spans WHERE {fits}'
        f' UNION ALL SELECT client, "group", until, -({parts}) FROM shared_spans WHERE until IS NOT NULL AND {fits}'
    )
    held = (
        'SELECT client, "group", sum(sum(part)) OVER (PARTITION BY client, "group" ORDER BY day) AS held'
        f' FROM ({events}) GROUP BY client, "group", day'
    )
    rows = store.rows(
        f'SELECT DISTINCT client, "group" FROM ({held}) ANTI JOIN odd_spans USING (client, "group")'
        f" WHERE held NOT IN (0, {common})"
    )
    return {f"client {client}, {group}" for client, group in rows} | set(_odd_spans(store))


def _odd_spans(store: DuckStore) -> Iterator[str]:
    """The same for shares without a place in the common denominator."""
    events: dict[tuple[int, str], dict[object, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for client, group, from_, until, numerator, denominator in store.rows(
        'SELECT client, "group", from_, until, share_numerator, share_denominator FROM shared_spans'
        ' SEMI JOIN odd_spans USING (client, "group") WHERE share_denominator > 0'
    ):
        events[client, group][from_] += Fraction(numerator, denominator)
        if until is not None:
            events[client, group][until] -= Fraction(numerator, denominator)
    for (client, group), by_day in events.items():
        held = Fraction(0)
        for day in sorted(by_day):
            held += by_day[day]
            if held not in (0, 1):
                yield f"client {client}, {group}"
                break
