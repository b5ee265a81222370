"""Who holds each client on which days, as one array of spans in the order of clients."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from attrs import evolve, frozen

from jieli.engines.pay.columns.arrays.places import Ints, Places, narrow
from jieli.engines.pay.columns.arrays.slicing import in_order

BLOCK = 65_536  # spans
NEVER = np.int32(2**30)  # a day after every day; differences of days still fit into 32 bits


@frozen
class Spans:
    """Rows of a table of spans. Days are counted from 1970; an end that is not there is a day after every day of a book."""

    client: Ints
    person: Ints
    from_: Ints
    until: Ints
    numerator: Ints
    denominator: Ints

    def at(self, rows: Ints) -> "Spans":
        return Spans(*(column.take(rows) for column in self._columns))

    def with_all(self, others: "Spans") -> "Spans":
        return Spans(*map(np.concatenate, zip(self._columns, others._columns, strict=True)))

    @property
    def in_order(self) -> "Spans":
        """By client, person and day."""
        order = in_order((self.client, self.person, self.from_), in_runs=True)
        return self if (order[1:] > order[:-1]).all() else self.at(order)

    @property
    def narrow(self) -> "Spans":
        return Spans(*map(narrow, self._columns))

    def by_clients(self) -> Iterator["Spans"]:
        """All spans of some clients, then of others, each a stretch of rows that stays near the processor."""
        begins = np.flatnonzero(np.r_[True, self.client[1:] != self.client[:-1]])
        places = np.searchsorted(begins, np.arange(0, len(self.client), BLOCK), "right") - 1
        cuts = np.unique(begins[places])
        for first, until in pairwise([*cuts.tolist(), len(self.client)]):
            yield Spans(*(column[first:until] for column in self._columns))

    @property
    def _columns(self) -> tuple[Ints, ...]:
        return (self.client, self.person, self.from_, self.until, self.numerator, self.denominator)


@frozen
class Holders:
    """The spans of the client in place c are the rows first[c] until first[c + 1], persons rising. Of every client the shares
    come to one on each day that has any, and each person has one of them.

    within: days that every span of a client who has no other covers. Parts that terms divide have accounts of their own, whose
    places are those after that of clients who have no place.
    """

    clients: Places
    first: Ints
    spans: Spans
    most_sharing: int  # of one client on one day
    within: tuple[int, int]

    @staticmethod
    def of(spans: Spans, whole: int) -> "Holders | None":
        """None where the promises are not kept. whole: a denominator of every share."""
        if not len(spans.client):
            return Holders(Places.of(spans.client), np.zeros(2, np.int32), spans, 1, (0, 0))
        spans = spans.narrow.in_order
        is_share = (spans.numerator > 0) & (spans.numerator <= spans.denominator)
        if not is_share.all() or (spans.until <= spans.from_).any():
            return None
        clients = Places.of(spans.client)
        counts = np.bincount(clients.find(spans.client), minlength=clients.count + 1)
        first = np.r_[0, np.cumsum(counts)].astype(np.int32)
        single = first[:-1][counts == 1]
        shared = spans.at(np.flatnonzero(np.repeat(counts > 1, counts)))
        sharing = [_sharing(some, whole) for some in shared.by_clients()]
        if None in sharing or (spans.numerator[single] != spans.denominator[single]).any():
            return None
        ends = spans.from_[single], spans.until[single]
        within = (int(ends[0].max()), int(ends[1].min())) if len(single) else (0, 0)
        return Holders(clients, first, spans, max(filter(None, sharing), default=1), within)

    def beside(self, accounts: Spans, count: int) -> "Holders":
        """These with the claims on parts that terms divide. accounts: in order, their numbers in the place of clients; they
        hold on every day. count: of all accounts, also of those that nobody has."""
        counts = np.bincount(accounts.client, minlength=count)
        first = np.r_[self.first, self.first[-1] + np.cumsum(counts)].astype(np.int32)
        return evolve(self, first=first, spans=self.spans.with_all(accounts.narrow))

    def places(self, client: Ints, account: Ints) -> Ints:
        """Where those stand who have each part. client: their places. account: of each part, negative where it has none."""
        return np.where(account < 0, client, self.clients.count + 1 + account)


def first_days(clients: Places, deals: Iterable[tuple[Ints, Ints]]) -> Ints:
    """By place of the client the earliest day. deals: clients and days, some after the other."""
    found = np.full(clients.count + 1, NEVER, np.int32)
    for client, day in deals:
        np.minimum.at(found, clients.find(client), day)
    return found


def _sharing(spans: Spans, whole: int) -> int | None:
    """How many share a client on one day, at most; None where the shares of a day do not come to one, or a person has two.

    The spans are in the order of clients, people and days.
    """
    same = (spans.client[1:] == spans.client[:-1]) & (spans.person[1:] == spans.person[:-1])
    denominator = spans.denominator.astype(np.int64)
    if (same & (spans.from_[1:] < spans.until[:-1])).any() or (whole % denominator).any():
        return None
    if not len(same):
        return 1
    client, day = np.repeat(spans.client, 2), np.column_stack((spans.from_, spans.until)).ravel()
    order = in_order((client, day), in_runs=True)
    client, day = client[order], day[order]
    part = spans.numerator * (whole // denominator)
    held = np.cumsum(np.column_stack((part, -part)).ravel()[order])
    sharing = np.cumsum(np.tile(np.array([1, -1], np.int32), len(part))[order])
    last = np.r_[(client[1:] != client[:-1]) | (day[1:] != day[:-1]), True]
    is_one = (held[last] == 0) | (held[last] == whole)
    return int(sharing[last].max()) if is_one.all() else None
