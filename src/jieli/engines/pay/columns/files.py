"""What a run writes line by line, whatever engine writes it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from attrs import frozen

from jieli.engines.pay.columns.pieces import Pieces
from jieli.engines.pay.columns.scales import Scales
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period

MONTHS = {Reset.MONTH: 1, Reset.QUARTER: 3, Reset.YEAR: 12}


@frozen
class Written:
    """The files of all lines, and by piece what its lines come to."""

    files: tuple[Path, ...]
    lines: int
    fen: Mapping[int, int]


class Lines(Protocol):
    """The lines of a run in the making."""

    def add(self, component: str, pricing: Pricing, works: Sequence[Work]) -> Sequence[Pieces]:
        """The pieces of which there will be lines. works: all of the component that have this pricing."""
        ...

    def run(self) -> Written:
        """Writes them all. **Raises** TooLarge, and then nothing has been written."""
        ...


class Files(Protocol):
    """Where and how an engine writes."""

    def lines(self, out: Path) -> Lines: ...

    def write_totals(self, out: Path, written: Written) -> None: ...


def together(works: Sequence[Work], cut: Reset) -> Iterator[tuple[tuple[Period, ...], Sequence[Work]]]:
    """Works whose pieces can be in one table: all, where no sum goes on from one period into the next."""
    periods = tuple(dict.fromkeys(work.period for work in works))
    months = MONTHS.get(cut)
    apart = all(one.until <= other.from_ for one, other in pairwise(sorted(periods, key=_first_day)))
    if months is not None and apart and all(begins(one.from_, months) == one.from_ for one in periods):
        yield periods, works
        return
    for period in periods:
        yield (period,), [work for work in works if work.period == period]


def _first_day(period: Period) -> date:
    return period.from_


def begins(day: date, months: int) -> date:
    return date(day.year, day.month - (day.month - 1) % months, 1)


def scales_of(pricing: Pricing) -> Mapping[str, int]:
    """Over what the columns of rates are written."""
    scales = Scales.of(pricing)
    return {
        "rate": scales.rate.shown,
        "factor": scales.factor.shown,
        "multiplier": scales.multiplier.shown,
    }
