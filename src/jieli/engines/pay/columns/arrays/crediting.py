"""Parts divided among those who hold their clients. Normative page: docs/algorithms/crediting.md."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import frozen

from jieli.engines.pay.columns.arrays.holders import Holders
from jieli.engines.pay.columns.arrays.places import Ints
from jieli.engines.pay.columns.sql.parted import NewClient, Parted


@frozen
class Held:
    """Of each credit the row of its part, the person, his share and his amount. What nobody holds is not among them."""

    part: Ints
    person: Ints
    numerator: Ints
    denominator: Ints
    fen: Ints

    def at(self, rows: Ints) -> "Held":
        columns = self.part, self.person, self.numerator, self.denominator, self.fen
        return Held(*(column.take(rows) for column in columns))


def held(holders: Holders, client: Ints, day: Ints, fen: Ints) -> Held:
    """client: their places. day: whose shares decide. fen: of each part, none negative; twice an amount times any
    denominator fits into 64 bits."""
    spans = holders.spans
    start = holders.first.take(client)
    count = holders.first.take(client + 1) - start
    alone, several = np.flatnonzero(count == 1), np.flatnonzero(count > 1)
    span, from_, until = start.take(alone), *holders.within
    if len(day) and (day.min() < from_ or day.max() >= until):
        alone, span = _on(day, holders, alone, span)
    size = count.take(several)
    within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    part, of = _on(day, holders, np.repeat(several, size), np.repeat(start.take(several), size) + within)
    share = spans.numerator.take(of), spans.denominator.take(of)
    divided = _divided(part, fen.take(part), *(one.astype(np.int64) for one in share))
    ones = np.ones(len(alone), np.int8)
    return Held(
        np.concatenate((alone, part)),
        spans.person.take(np.concatenate((span, of))),
        np.concatenate((ones, share[0])),
        np.concatenate((ones, share[1])),
        np.concatenate((fen.take(alone), divided)),
    )


def factors_of(factors: Iterable[NewClient], named: Ints, age: Ints) -> Ints:
    """All factors of each part together. named: those of its names. age: days since the client's first deal, negative
    before it."""
    for one in factors:
        named = named * np.where((age >= 0) & (age < one.within_days), one.number, one.other)
    return named


def takes(parted: Parted, age: Ints) -> Any:
    """Which parts are of clients of the age that is asked for."""
    taken = age >= max(0, parted.from_days or 0)
    return taken if parted.until_days is None else taken & (age < parted.until_days)


def _on(day: Ints, holders: Holders, part: Ints, span: Ints) -> tuple[Ints, Ints]:
    """Those whose span covers the day of the part."""
    of = day.take(part)
    covers = (holders.spans.from_.take(span) <= of) & (of < holders.spans.until.take(span))
    return part[covers], span[covers]


def _divided(part: Ints, fen: Ints, numerator: Ints, denominator: Ints) -> Ints:
    """fen: of the part. Those who share one stand together, the lowest person first."""
    if not len(part):
        return fen
    starts = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
    sharing = np.diff(np.r_[starts, len(part)])
    result = fen.copy()
    lower = starts[sharing == 2]
    of = denominator[lower]
    result[lower] = (2 * fen[lower] * numerator[lower] + of) // (2 * of)
    result[lower + 1] = fen[lower] - result[lower]
    if sharing.max() > 2:
        many = np.flatnonzero(np.repeat(sharing > 2, sharing))
        result[many] = _of_many(fen[many], numerator[many], denominator[many], sharing[sharing > 2])
    return result


def _of_many(fen: Ints, numerator: Ints, denominator: Ints, sharing: Ints) -> Ints:
    """Leftover fen to the largest remainders, of equal ones to the lowest person."""
    of = np.lcm.reduce(np.unique(denominator))
    exact = fen * (numerator * (of // denominator))
    cut, rest = exact // of, exact % of
    group = np.repeat(np.arange(len(sharing)), sharing)
    ends = np.cumsum(sharing)
    left = fen[ends - 1] - np.add.reduceat(cut, ends - sharing)
    order = np.lexsort((np.arange(len(fen)), -rest, group))
    place = np.empty(len(fen), np.int64)
    place[order] = np.arange(len(fen)) - np.repeat(ends - sharing, sharing)
    divided: Ints = cut + (place < left[group])
    return divided
