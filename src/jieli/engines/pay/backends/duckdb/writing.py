"""The lines of pricings as Parquet files: days by days, so that memory does not grow with the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
from attrs import define, field, frozen

from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.pricer import place_pieces
from jieli.engines.pay.columns.dialect import day_literal
from jieli.engines.pay.columns.pieces import Pieces, pieces_of
from jieli.engines.pay.columns.pricing import Asked, compile_pricing, is_by_itself, resets_of
from jieli.engines.pay.columns.scales import Scales
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period, add_months
from jieli.kernel.ranges import DateRange

PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 600"
AT_ONCE = 2  # while one part waits for its last thread, the next one uses the others
_MONTHS = {Reset.MONTH: 1, Reset.QUARTER: 3, Reset.YEAR: 12}


@frozen
class _Chunk:
    """Days whose lines need no credits of other days, of one period."""

    pricing: Pricing
    reset: Reset
    days: DateRange
    pieces: Pieces
    suffix: str
    file: Path


@frozen
class Written:
    """The files of all lines, and by piece what its lines come to."""

    files: tuple[Path, ...]
    lines: int
    fen: Mapping[int, int]


@define
class LineWriter:
    """Writes below a folder that is empty; every file has the columns of `shown.LINE`."""

    connection: duckdb.DuckDBPyConnection
    book: ColumnBook
    folder: Path
    _chunks: list[_Chunk] = field(factory=list, init=False)
    _pieces: int = field(default=0, init=False)
    _tables: int = field(default=0, init=False)

    def add(self, component: str, pricing: Pricing, works: Sequence[Work]) -> Sequence[Pieces]:
        """The pieces of which there will be lines. works: all of the component that have this pricing."""
        made = []
        for reset in resets_of(pricing):
            cut = Reset.MONTH if is_by_itself(pricing) else reset
            for periods, own in _together(works, cut):
                pieces = pieces_of(own, reset, first=self._pieces + 1)
                self._pieces += len(pieces.pieces)
                self._tables += 1
                made.append(pieces)
                self._add(component, pricing, reset, _cut(periods, cut), pieces)
        return made

    def run(self) -> Written:
        """**Raises** TooLarge, and then nothing has been written."""
        queries = [self._query(chunk) for chunk in self._chunks]
        for folder in {chunk.file.parent for chunk in self._chunks}:
            folder.mkdir(parents=True, exist_ok=True)
        for suffix, pieces in {chunk.suffix: chunk.pieces for chunk in self._chunks}.items():
            place_pieces(self.book.store, pieces, suffix)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._execute, queries))
        return self._written()

    def _add(
        self,
        component: str,
        pricing: Pricing,
        reset: Reset,
        chunks: Iterable[tuple[Period, DateRange]],
        pieces: Pieces,
    ) -> None:
        for period, days in chunks:
            if pieces.days is not None and pieces.days.overlaps(days):
                folder = self.folder.joinpath(f"period={period.label}", f"component={component}")
                file = folder.joinpath(f"{len(self._chunks) + 1:05d}.parquet")
                self._chunks.append(_Chunk(pricing, reset, days, pieces, f"_{self._tables}", file))

    def _query(self, chunk: _Chunk) -> str:
        view = chunk.pricing.view
        first, until = day_literal(chunk.days.from_), day_literal(_until(chunk.days))
        credits = (
            f"SELECT * FROM ({self.book.credits(view)}) WHERE counts_on >= {first} AND counts_on < {until}"
        )
        asked = Asked(
            chunk.pricing,
            chunk.reset,
            self.book.view_shape(view),
            chunk.pieces.placing,
            credits=f"({credits})",
            pieces=f"pieces{chunk.suffix}",
            elsewhere=f"elsewhere{chunk.suffix}",
            is_brief=True,
        )
        query = compile_pricing(asked, self.book.store.dialect).sql
        return f"COPY ({query}) TO {DuckDB().text(str(chunk.file))} ({PARQUET})"

    def _execute(self, query: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(query).fetchall()

    def _written(self) -> Written:
        files = tuple(chunk.file for chunk in self._chunks)
        if not files:
            return Written((), 0, {})
        names = ", ".join(DuckDB().text(str(file)) for file in files)
        rows = self.connection.execute(
            "SELECT piece, count(*), sum(result_fen)"
            f" FROM read_parquet([{names}], hive_partitioning = false) GROUP BY piece"
        ).fetchall()
        return Written(files, sum(row[1] for row in rows), {row[0]: int(row[2]) for row in rows})


def _together(works: Sequence[Work], cut: Reset) -> Iterator[tuple[tuple[Period, ...], Sequence[Work]]]:
    """Works whose pieces can be in one table: all, where no sum goes on from one period into the next."""
    periods = tuple(dict.fromkeys(work.period for work in works))
    months = _MONTHS.get(cut)
    apart = all(one.until <= other.from_ for one, other in pairwise(sorted(periods, key=_first_day)))
    if months is not None and apart and all(_begins(one.from_, months) == one.from_ for one in periods):
        yield periods, works
        return
    for period in periods:
        yield (period,), [work for work in works if work.period == period]


def _cut(periods: Iterable[Period], cut: Reset) -> Iterator[tuple[Period, DateRange]]:
    """The days of periods cut where every sum begins anew. A sum that began before the period comes with the first."""
    months = _MONTHS.get(cut)
    for period in periods:
        if months is None:
            yield period, DateRange(_FIRST, period.until)
            continue
        first = _begins(period.from_, months)
        while first < period.until:
            following = add_months(first, months, end="refuse")
            yield period, DateRange(first, min(following, period.until))
            first = following


def _first_day(period: Period) -> date:
    return period.from_


def _begins(day: date, months: int) -> date:
    return date(day.year, day.month - (day.month - 1) % months, 1)


_FIRST = date(1, 1, 1)


def scales_of(pricing: Pricing) -> Mapping[str, int]:
    """Over what the columns of rates are written."""
    scales = Scales.of(pricing)
    return {
        "rate": scales.rate.shown,
        "factor": scales.factor.shown,
        "multiplier": scales.multiplier.shown,
    }


def _until(days: DateRange) -> date:
    assert days.until is not None, "A period has an end."
    return days.until
