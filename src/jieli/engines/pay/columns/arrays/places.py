"""Ids in places of their own, so that what is known of an id is one look into an array."""

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
WIDE = 4  # times as many places as ids are worth their memory


@frozen
class Places:
    """The ids have places from 0; every other id has the place `count`. Places rise with the ids."""

    count: int
    _low: int
    _high: int
    _ids: Ints | None  # in order; None: the ids lie close, and each number from _low to _high has a place

    @staticmethod
    def of(ids: Ints) -> "Places":
        if not len(ids):
            return Places(0, 0, -1, None)
        low, high = int(ids.min()), int(ids.max())
        if high - low < WIDE * len(ids):
            return Places(high - low + 1, low, high, None)
        known = np.unique(ids)
        return Places(len(known), low, high, known)

    def find(self, ids: Ints) -> Ints:
        ids = ids.astype(np.int64, copy=False)
        if self._ids is not None:
            place = np.searchsorted(self._ids, ids)
            return np.where(self._ids[np.minimum(place, self.count - 1)] == ids, place, self.count)
        if not len(ids) or (ids.min() >= self._low and ids.max() <= self._high):
            return ids - self._low
        known = (ids >= self._low) & (ids <= self._high)
        return np.where(known, ids - self._low, self.count)


def narrow(values: Ints) -> Ints:
    """The same numbers in as few bytes as hold them: what is looked up at random then stays near the processor."""
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    kinds = (np.int8, np.int16, np.int32)
    kind = next((one for one in kinds if np.iinfo(one).min <= least and most <= np.iinfo(one).max), np.int64)
    return values.astype(kind, copy=False)
