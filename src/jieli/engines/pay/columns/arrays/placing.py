"""The piece that a person's day lies in, by one look into an array."""

from datetime import date

import numpy as np
from attrs import frozen

from jieli.engines.pay.columns.arrays.holders import NEVER
from jieli.engines.pay.columns.arrays.places import Ints, Places
from jieli.engines.pay.columns.pieces import Pieces
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.kernel.ranges import DateRange

MOST_CELLS = 1 << 26  # of people and days
NONE = -1
_ZERO = date(1970, 1, 1).toordinal()


@frozen
class PieceRows:
    """The pieces of all work on one pricing, as arrays. placing: what they are like. Those that only take back are left out:
    arrays look at no refund."""

    placing: Placing
    days: DateRange | None
    person: Ints
    number: Ints
    sum_id: Ints
    is_own: Ints
    from_: Ints
    until: Ints

    @staticmethod
    def of(pieces: Pieces) -> "PieceRows":
        rows = [
            (
                piece.segment.person,
                piece.number,
                piece.sum_id,
                piece.asked is not None,
                day_number(piece.days.from_),
                day_number(piece.days.until),
            )
            for piece in pieces.pieces
            if piece.segment.takes_back is None
        ]
        columns = np.array(rows, np.int64).reshape(-1, 6).T.copy()
        return PieceRows(pieces.placing, pieces.days, *columns)

    def within(self, days: DateRange) -> DateRange | None:
        """Those of the days that lie between the first piece's and the last one's."""
        return None if self.days is None else days.intersect(self.days)


@frozen
class PieceTable:
    """For each person and each of some days the row of the piece, or `NONE`."""

    rows: PieceRows
    _people: Places
    _first: int
    _days: int
    _at: Ints

    @staticmethod
    def of(rows: PieceRows, days: DateRange) -> "PieceTable | None":
        """None where a person has two pieces on one day, or a deal's version tells which, or there are too many people and
        days. days: they end."""
        if rows.placing.has_echoes or rows.placing.has_elsewhere:
            return None
        first, until = day_number(days.from_), day_number(days.until)
        chosen = np.flatnonzero((rows.from_ < until) & (rows.until > first))
        people = Places.of(rows.person[chosen])
        days_ = until - first
        if (people.count + 1) * days_ > MOST_CELLS:
            return None
        from_ = np.maximum(rows.from_[chosen], first)
        size = np.minimum(rows.until[chosen], until) - from_
        begin = people.find(rows.person[chosen]) * days_ + from_ - first
        cells = np.repeat(begin - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
        row = np.repeat(chosen, size).astype(np.int32)
        at = np.full((people.count + 1) * days_, NONE, np.int32)
        at[cells] = row
        return None if (at[cells] != row).any() else PieceTable(rows, people, first, days_, at)

    def find(self, person: Ints, day: Ints) -> Ints:
        """The row of the piece, or `NONE`. day: one of the table's."""
        found: Ints = self._at.take(self._people.find(person) * self._days + (day - self._first))
        return found


def day_number(day: date | None) -> int:
    """Since 1970; an end that is not there is after every day."""
    return int(NEVER) if day is None else day.toordinal() - _ZERO
