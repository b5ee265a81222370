"""Sums by piece of lines that are in arrays."""

from collections.abc import Iterator

import numpy as np

from jieli.engines.pay.columns.arrays.places import Ints
from jieli.engines.pay.columns.sql.numbers import BIG
from jieli.engines.pay.columns.sums import PieceSums


def piece_sums(piece: Ints, credit: Ints, result: Ints) -> Iterator[PieceSums]:
    """piece: of each line. Lines of a piece that stand together are added up; it may come again."""
    if len(piece):
        starts = np.flatnonzero(np.r_[True, piece[1:] != piece[:-1]])
        lines = np.diff(np.r_[starts, len(piece)])
        sums = (_sums(one, starts).tolist() for one in (credit, result))
        yield from zip(piece[starts].tolist(), lines.tolist(), *sums, strict=True)


def _sums(fen: Ints, starts: Ints) -> Ints:
    """In values of Python where 64 bits might not hold them."""
    most = max(-int(fen.min()), int(fen.max()))
    return np.add.reduceat(fen if most * len(fen) < BIG else fen.astype(object), starts)
