"""Credits in order, their sums to date and the slices that marginal tiers cut them into, as arrays of whole numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from jieli.engines.pay.columns.rows import TierRow
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


def slices_of(sums: Ints, order: Sequence[Ints], fen: Ints, paid: Any, tiers: Sequence[TierRow]) -> Slices:
    """sums: which sum each credit counts to. order: what puts the credits of a sum in order, first the most important. fen:
    none negative. paid: which credits have slices; None: all. The slices are in the order of sums and credits."""
    by = in_order([sums, *order])
    credit = fen[by]
    before = _before(sums[by], credit)
    if paid is not None:
        own = np.flatnonzero(paid[by])
        by, credit, before = by[own], credit[own], before[own]
    after = before + credit
    lowest = np.zeros(len(by), np.int16)
    highest = np.zeros(len(by), np.int16)
    for tier in tiers[1:]:
        lowest += before >= tier.lower_fen
        highest += after > tier.lower_fen
    np.maximum(highest, lowest, out=highest)  # a way of nothing is one part, where it stands
    line = np.arange(len(by), dtype=np.int64)
    if len(several := np.flatnonzero(highest > lowest)):
        line = np.repeat(line, highest - lowest + 1)
        first = np.searchsorted(line, several)
        place = lowest[line]
        for more in range(1, int((highest - lowest).max()) + 1):
            longer = first[(highest - lowest)[several] >= more] + more
            place[longer] += more
    else:
        place = lowest
    before, after = before[line], after[line]
    lower = np.array([tier.lower_fen for tier in tiers], np.int64)[place]
    until = np.array([tier.until_fen for tier in tiers], np.int64)[place]
    part = np.minimum(after, until) - np.maximum(before, lower)
    return Slices(by[line], place, before, part)


def in_order(keys: Sequence[Ints]) -> Ints:
    """The rows in order of the keys. Together they tell rows apart: packed into one number where they fit."""
    packed, bits = np.zeros(len(keys[0]), np.int64), 0
    for key in keys:
        least, most = (int(key.min()), int(key.max())) if len(key) else (0, 0)
        size = (most - least).bit_length()
        bits += size
        if bits > _BITS:
            return np.lexsort(tuple(reversed(keys)))
        packed = (packed << size) | (key.astype(np.int64) - least)
    return np.argsort(packed)


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
