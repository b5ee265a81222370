"""Credits in order, their sums to date and the slices that marginal tiers cut them into, as arrays of whole numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from jieli.engines.pay.columns.sql.rows import TierRow
from jieli.kernel.rounding import Rounding

Ints = NDArray[np.signedinteger[Any]]
_BITS = 63  # of a key that is compared as a number


@frozen
class Slices:
    """Of each slice: the row of its credit, its tier by place, the sum before the credit, the part."""

    row: Ints
    tier: Ints
    before: Ints
    part: Ints


@frozen
class Dates:
    """Credits in the order of sums: the row of each, its amount, the sum before it."""

    row: Ints
    fen: Ints
    before: Ints

    def blocks(self, size: int) -> Iterator["Dates"]:
        """So many at once: what is made of them then stays near the processor."""
        for first in range(0, len(self.row), size):
            part = slice(first, first + size)
            yield Dates(self.row[part], self.fen[part], self.before[part])


def to_date(sums: Ints, order: Sequence[Ints], fen: Ints, paid: Any) -> Dates:
    """sums: which sum each credit counts to. order: what puts the credits of a sum in order, first the most important.
    fen: none negative. paid: which credits have slices; None: all."""
    row = in_order([sums, *order])
    credit = fen.take(row)
    before = _before(sums.take(row), credit)
    if paid is None:
        return Dates(row, credit, before)
    own = np.flatnonzero(paid.take(row))
    return Dates(row.take(own), credit.take(own), before.take(own))


def slices_of(dates: Dates, tiers: Sequence[TierRow]) -> Slices:
    """In the order of the credits, then of the tiers."""
    before, after = dates.before, dates.before + dates.fen
    lowest = np.zeros(len(before), np.int16)
    highest = np.zeros(len(before), np.int16)
    for tier in tiers[1:]:
        lowest += before >= tier.lower_fen
        highest += after > tier.lower_fen
    np.maximum(highest, lowest, out=highest)  # a way of nothing is one part, where it stands
    row, place = dates.row, lowest
    if len(several := np.flatnonzero(highest > lowest)):
        line = np.repeat(np.arange(len(before)), highest - lowest + 1)
        first, more = np.searchsorted(line, several), (highest - lowest)[several]
        row, before, after, place = row[line], before[line], after[line], lowest[line]
        for step in range(1, int(more.max()) + 1):
            place[first[more >= step] + step] += step
    lower = np.array([tier.lower_fen for tier in tiers], np.int64)[place]
    until = np.array([tier.until_fen for tier in tiers], np.int64)[place]
    return Slices(row, place, before, np.minimum(after, until) - np.maximum(before, lower))


def in_order(keys: Sequence[Ints], *, in_runs: bool = False) -> Ints:
    """The rows in order of the keys: packed into one number where they fit, with the row as its last part where that fits
    too. in_runs: long stretches of the rows are in order already."""
    rows = len(keys[0])
    packed, bits = np.zeros(rows, np.int64), 0
    for key in keys:
        least, most = (int(key.min()), int(key.max())) if len(key) else (0, 0)
        size = (most - least).bit_length()
        bits += size
        if bits > _BITS:
            return np.lexsort(tuple(reversed(keys)))
        packed <<= size
        packed |= np.subtract(key, least, dtype=np.int64)
    last = rows.bit_length()
    if in_runs or bits + last > _BITS:
        return np.argsort(packed, kind="stable" if in_runs else None)
    return np.sort(packed << last | np.arange(rows)) & ((1 << last) - 1)


def rounded(exact: Ints, of: int, policy: Rounding) -> Ints:
    """Fen of numerators over a denominator, each rounded; the sign of a negative one is put back."""
    size = np.abs(exact)
    if policy is Rounding.UP:
        size = (size + (of - 1)) // of
    elif policy is Rounding.DOWN:
        size = size // of
    elif policy is Rounding.HALF_UP:
        size = (2 * size + of) // (2 * of)
    else:
        below = size // of
        twice = 2 * (size - below * of)
        size = below + ((twice > of) | ((twice == of) & (below % 2 == 1)))
    return size if not len(exact) or exact.min() >= 0 else np.where(exact < 0, -size, size)


def _before(sums: Ints, credit: Ints) -> Ints:
    """What is credited to the sum before each credit, in order."""
    before: Ints = np.cumsum(credit) - credit
    starts = np.flatnonzero(np.r_[True, sums[1:] != sums[:-1]]) if len(sums) else np.zeros(0, np.int64)
    return before - np.repeat(before[starts], np.diff(np.r_[starts, len(sums)]))
