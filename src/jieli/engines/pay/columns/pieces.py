"""The days of all work on one pricing, cut so that each has one sum and lies in one month."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from attrs import define, field, frozen

from jieli.engines.pay.columns.sql.dialect import ENDLESS
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.reference.windows import SumWindow, windows_of
from jieli.engines.pay.segments import LeftRefunds, Segment
from jieli.engines.pay.tables.pieces import elsewhere_to_arrow, pieces_to_arrow
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, gaps

PieceRow = tuple[int, date, date, date, int, int, bool, *tuple[date | None, ...]]
ElsewhereRow = tuple[int, date, date, date | None, date | None]


@frozen
class Piece:
    """Days of one person that are paid together, or that only count to a sum (asked is None)."""

    number: int
    sum_id: int
    days: DateRange
    segment: Segment
    window: SumWindow
    asked: int | None  # the place of the work in the list

    @property
    def taken_elsewhere(self) -> Iterator[LeftRefunds]:
        """Those of the segment's that count on these days."""
        return (one for one in self.segment.taken_elsewhere if one.refunded.overlaps(self.days))


@frozen
class Pieces:
    """Numbers rise with the days within a sum. Each month of a run asks what they are like; they are looked through once."""

    pieces: tuple[Piece, ...]

    def rows(self) -> Iterator[PieceRow]:
        """As the columns of `pieces`."""
        for piece in self.pieces:
            ends = (*_ends(piece.segment.signed), *_ends(piece.segment.takes_back))
            for days in months(piece.days):
                assert days.until is not None
                yield (
                    piece.segment.person,
                    days.from_.replace(day=1),
                    days.from_,
                    days.until,
                    piece.number,
                    piece.sum_id,
                    piece.asked is not None,
                    *ends,
                )

    def elsewhere(self) -> Iterator[ElsewhereRow]:
        for piece in self.pieces:
            for days in piece.segment.elsewhere:
                yield piece.number, days.from_, days.until or ENDLESS, None, None
            for one in piece.taken_elsewhere:
                paid, back = one.paid, one.refunded
                yield piece.number, paid.from_, paid.until or ENDLESS, back.from_, back.until or ENDLESS

    @cached_property
    def placing(self) -> Placing:
        return Placing(
            has_earlier=any(piece.asked is None for piece in self.pieces),
            cuts_months=any(not _is_whole_months(piece.days) for piece in self.pieces),
            has_echoes=any(piece.segment.signed is not None for piece in self.pieces),
            has_elsewhere=any(piece.segment.elsewhere for piece in self.pieces),
            has_refund_echoes=any(piece.segment.takes_back is not None for piece in self.pieces),
            has_taken_elsewhere=any(True for piece in self.pieces for _ in piece.taken_elsewhere),
            has_followers=len({piece.sum_id for piece in self.pieces}) < len(self.pieces),
        )

    @cached_property
    def days(self) -> DateRange | None:
        """From the first day of all to the last."""
        if not self.pieces:
            return None
        return DateRange(
            min(piece.days.from_ for piece in self.pieces),
            max(piece.days.until or ENDLESS for piece in self.pieces),
        )


@define
class _Sum:
    """One sum in the making: the windows of the work that is paid by it, in order of days."""

    members: list[tuple[int, Work, SumWindow]] = field(factory=list)

    def has_room(self, window: SumWindow) -> bool:
        return all(not window.days.overlaps(other.days) for _, _, other in self.members)


Left = tuple[DateRange | None, tuple[DateRange, ...], DateRange | None, tuple[LeftRefunds, ...]]
SumKey = tuple[int, str, bool, date, Left]


def pieces_of(works: Sequence[Work], reset: Reset, *, first: int = 1) -> Pieces:
    """works: all of one pricing. Work that overlaps other work of its person has a sum of its own. first: the first
    number."""
    sums: dict[SumKey, list[_Sum]] = {}
    for place, work in enumerate(works):
        for window in windows_of(reset, work):
            layers = sums.setdefault(_key(work, window, reset), [])
            layer = next((one for one in layers if one.has_room(window)), None)
            if layer is None:
                layer = _Sum()
                layers.append(layer)
            layer.members.append((place, work, window))
    found: list[Piece] = []
    sum_id = 0
    for layers in sums.values():
        for layer in layers:
            sum_id += 1
            found.extend(_pieces(layer, sum_id, first + len(found)))
    return Pieces(tuple(found))


def place_pieces(store: Store, pieces: Pieces, suffix: str = "") -> None:
    """The tables `pieces` and `elsewhere`."""
    for name, table in (
        ("pieces", pieces_to_arrow(pieces.rows())),
        ("elsewhere", elsewhere_to_arrow(pieces.elsewhere())),
    ):
        renamed = table.rename_columns([column.removesuffix("_or_none") for column in table.column_names])
        store.bring(f"{name}{suffix}", renamed)


def months(days: DateRange) -> Iterator[DateRange]:
    """The parts of days that lie in one month each."""
    assert days.until is not None
    month = Period.month_of(days.from_)
    while (part := month.range.intersect(days)) is not None:
        yield part
        month = month.next()


def _key(work: Work, window: SumWindow, reset: Reset) -> SumKey:
    segment = work.segment
    begins = window.days.from_ if reset is Reset.PERIOD else window.whole.from_
    left = (segment.signed, segment.elsewhere, segment.takes_back, segment.taken_elsewhere)
    return (segment.person, segment.plan, reset is Reset.PERIOD, begins, left)


def _pieces(layer: _Sum, sum_id: int, first: int) -> Iterator[Piece]:
    members = sorted(layer.members, key=lambda member: member[2].days.from_)
    last = members[-1]
    own = [(window.days, place, work, window) for place, work, window in members]
    earlier = [
        (rest, None, last[1], last[2])
        for days in last[2].earlier
        for rest in gaps((window.days for _, _, window in members), days)
    ]
    everything = sorted([*own, *earlier], key=lambda one: one[0].from_)
    for number, (days, place, work, window) in enumerate(everything, start=first):
        yield Piece(number, sum_id, days, work.segment, window, place)


def _ends(days: DateRange | None) -> tuple[date | None, date | None]:
    return (None, None) if days is None else (days.from_, days.until)


def _is_whole_months(days: DateRange) -> bool:
    return days.from_.day == 1 and days.until is not None and days.until.day == 1


def sums_by_work(pieces: Iterable[Piece], fen: dict[int, int]) -> dict[int, int]:
    """Place of the work → fen, from fen by piece."""
    found: dict[int, int] = {}
    for piece in pieces:
        if piece.asked is not None and piece.number in fen:
            found[piece.asked] = found.get(piece.asked, 0) + fen[piece.number]
    return found
