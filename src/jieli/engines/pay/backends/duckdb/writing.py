"""The lines of pricings as Parquet files: days by days, so that memory does not grow with the year."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
from attrs import define, field, frozen

from jieli.engines.pay.backends.duckdb.arrays import write_dated
from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.connection import memory_limit
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.pricer import place_pieces
from jieli.engines.pay.columns.dated import Dated, compile_dated
from jieli.engines.pay.columns.dialect import day_literal
from jieli.engines.pay.columns.files import MONTHS, Written, begins, together
from jieli.engines.pay.columns.pieces import Pieces, pieces_of
from jieli.engines.pay.columns.pricing import Asked, compile_pricing, is_by_itself, resets_of
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period, add_months
from jieli.kernel.ranges import DateRange

PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 600"
PART = 3  # of its memory for arrays
AT_ONCE = 2  # while one part waits for its last thread, the next one uses the others


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
class _Job:
    """copy: writes the lines in SQL alone, and spills. dated: a faster way, in memory."""

    copy: str
    dated: Dated | None
    file: Path


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
            for periods, own in together(works, cut):
                pieces = pieces_of(own, reset, first=self._pieces + 1)
                self._pieces += len(pieces.pieces)
                self._tables += 1
                made.append(pieces)
                self._add(component, pricing, reset, _cut(periods, cut), pieces)
        return made

    def run(self) -> Written:
        """**Raises** TooLarge, and then nothing has been written."""
        jobs = [self._job(chunk) for chunk in self._chunks]
        for folder in {chunk.file.parent for chunk in self._chunks}:
            folder.mkdir(parents=True, exist_ok=True)
        for suffix, pieces in {chunk.suffix: chunk.pieces for chunk in self._chunks}.items():
            place_pieces(self.book.store, pieces, suffix)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._execute, jobs))
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

    def _job(self, chunk: _Chunk) -> _Job:
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
        copy = f"COPY ({query}) TO {DuckDB().text(str(chunk.file))} ({PARQUET})"
        dated = compile_dated(asked, self.book.store.dialect)
        if dated is not None and not self._has_room(chunk, dated):
            dated = None
        return _Job(copy, dated, chunk.file)

    def _has_room(self, chunk: _Chunk, dated: Dated) -> bool:
        """The chunk's credits, and those of the chunks beside it, fit into a part of the memory that DuckDB may take."""
        rows = self.book.most_rows(chunk.pricing.view, chunk.days)
        return rows * dated.row_bytes * AT_ONCE <= memory_limit(self.connection) // PART

    def _execute(self, job: _Job) -> None:
        with self.connection.cursor() as cursor:
            if job.dated is None or not write_dated(cursor, job.dated, job.file):
                cursor.execute(job.copy).fetchall()

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


def _cut(periods: Iterable[Period], cut: Reset) -> Iterator[tuple[Period, DateRange]]:
    """The days of periods cut where every sum begins anew. A sum that began before the period comes with the first."""
    months = MONTHS.get(cut)
    for period in periods:
        if months is None:
            yield period, DateRange(_FIRST, period.until)
            continue
        first = begins(period.from_, months)
        while first < period.until:
            following = add_months(first, months, end="refuse")
            yield period, DateRange(first, min(following, period.until))
            first = following


_FIRST = date(1, 1, 1)


def _until(days: DateRange) -> date:
    assert days.until is not None, "A period has an end."
    return days.until


@frozen
class DuckFiles:
    """`lines/period=…/component=…/*.parquet` and `totals.parquet`."""

    connection: duckdb.DuckDBPyConnection
    book: ColumnBook

    def lines(self, out: Path) -> LineWriter:
        return LineWriter(self.connection, self.book, out.joinpath("lines"))

    def write_totals(self, out: Path, written: Written) -> None:
        """By period, person and component."""
        files = [DuckDB().text(str(file)) for file in written.files]
        lines = (
            f"read_parquet([{', '.join(files)}], hive_partitioning = true, hive_types_autocast = false)"
            if files
            else "(SELECT '' AS period, '' AS component, 0 AS person, 0 AS part_fen, 0 AS result_fen WHERE false)"
        )
        query = (
            "SELECT period, person, component, CAST(sum(part_fen) AS BIGINT) AS credit_fen,"
            f" CAST(sum(result_fen) AS BIGINT) AS result_fen FROM {lines}"
            " GROUP BY period, person, component ORDER BY period, person, component"
        )
        self.connection.execute(
            f"COPY ({query}) TO {DuckDB().text(str(out.joinpath('totals.parquet')))} ({PARQUET})"
        ).fetchall()
