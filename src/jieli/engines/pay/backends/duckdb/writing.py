"""The lines of pricings as Parquet files: days by days, so that memory does not grow with the year."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
from attrs import frozen

from jieli.engines.pay.backends.duckdb.connection import memory_limit
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.backends.duckdb.parquet import parquet
from jieli.engines.pay.columns.arrays.lines import credits_of_parts, credits_of_query, write
from jieli.engines.pay.columns.arrays.placing import PieceRows
from jieli.engines.pay.columns.batches import Batch
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.parting import ByParts, by_parts
from jieli.engines.pay.columns.pieces import place_pieces
from jieli.engines.pay.columns.sql.dated import Dated, compile_dated
from jieli.engines.pay.columns.sql.dialect import day_literal
from jieli.engines.pay.columns.sql.pricing import compile_pricing
from jieli.engines.pay.columns.sums import PieceSums, SumsByPiece
from jieli.kernel.ranges import DateRange

PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 600"
PART = 3  # of its memory for arrays
AT_ONCE = 2  # while one part waits for its last thread, the next one uses the others


@frozen
class _Chunk:
    """Days whose lines need no credits of other days, of one period."""

    batch: Batch
    days: DateRange
    file: Path


@frozen
class _ByQuery:
    """copy: writes the lines in SQL alone, and spills. dated: credits in SQL and lines of arrays, in memory."""

    copy: str
    dated: Dated | None


@frozen
class DuckFiles:
    """`lines/period=…/component=…/*.parquet`."""

    connection: duckdb.DuckDBPyConnection
    book: ColumnBook

    def write_lines(self, out: Path, batches: Sequence[Batch]) -> SumsByPiece:
        """Every file has columns of `shown.LINE`."""
        chunks = tuple(_chunks(out.joinpath("lines"), batches))
        for folder in {chunk.file.parent for chunk in chunks}:
            folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(pool.map(self._write_parts, chunks, self._by_parts(chunks)))
            left = [chunk for chunk, one in zip(chunks, done, strict=True) if one is None]
            by_query = [self._by_query(chunk) for chunk in left]
            for batch in {chunk.batch.number: chunk.batch for chunk in left}.values():
                place_pieces(self.book.store, batch.pieces, batch.suffix)
            done += pool.map(self._write_query, left, by_query)
        sums = SumsByPiece()
        for one in done:
            sums.add(one or ())
        return sums

    def _by_parts(self, chunks: Iterable[_Chunk]) -> Iterator[ByParts | None]:
        """None where SQL must credit, or memory is short."""
        rows: dict[int, PieceRows] = {}
        for chunk in chunks:
            batch = chunk.batch
            if batch.number not in rows:
                rows[batch.number] = PieceRows.of(batch.pieces)
            by = by_parts(self.book, batch.asked(self.book, ""), rows[batch.number], chunk.days)
            yield by if by is not None and self._has_room(chunk, by.parted.row_bytes) else None

    def _by_query(self, chunk: _Chunk) -> _ByQuery:
        batch, dialect = chunk.batch, DuckDB()
        first, until = day_literal(chunk.days.from_), day_literal(_until(chunk.days))
        credits = (
            f"SELECT * FROM ({self.book.credits(batch.pricing.view)})"
            f" WHERE counts_on >= {first} AND counts_on < {until}"
        )
        asked = batch.asked(self.book, credits)
        query = compile_pricing(asked, dialect).sql
        copy = f"COPY ({query}) TO {dialect.text(str(chunk.file))} ({PARQUET})"
        dated = compile_dated(asked, dialect)
        if dated is not None and not self._has_room(chunk, dated.row_bytes):
            dated = None
        return _ByQuery(copy, dated)

    def _has_room(self, chunk: _Chunk, row_bytes: int) -> bool:
        """The chunk's credits, and those of the chunks beside it, fit into a part of the memory that DuckDB may take."""
        rows = self.book.most_rows(chunk.batch.pricing.view, chunk.days)
        return rows * row_bytes * AT_ONCE <= memory_limit(self.connection) // PART

    def _write_parts(self, chunk: _Chunk, by: ByParts | None) -> Sequence[PieceSums] | None:
        """What the lines come to. None where nothing was written: a part is negative, or this is not the way."""
        if by is None:
            return None
        with self.connection.cursor() as cursor:
            table = cursor.sql(by.parted.sql).to_arrow_table()
        credits = credits_of_parts(by.dated, by.parted, by.crediting, table)
        return None if credits is None else write(by.dated, credits, chunk.file)

    def _write_query(self, chunk: _Chunk, by: _ByQuery) -> Sequence[PieceSums]:
        with self.connection.cursor() as cursor:
            if by.dated is not None:
                credits = credits_of_query(by.dated, cursor.sql(by.dated.sql).to_arrow_table())
                if credits is not None:
                    return write(by.dated, credits, chunk.file)
            cursor.execute(by.copy).fetchall()
            source = parquet([chunk.file], is_alike=True)
            return cursor.execute(
                f"SELECT piece, count(*), sum(part_fen), sum(result_fen) FROM {source} GROUP BY piece"
            ).fetchall()


def _chunks(folder: Path, batches: Sequence[Batch]) -> Iterator[_Chunk]:
    """Each with a file of its own below the folder."""
    number = 0
    for batch in batches:
        for period, days in batch.days_apart():
            if batch.pieces.days is not None and batch.pieces.days.overlaps(days):
                number += 1
                own = folder.joinpath(f"period={period.label}", f"component={batch.component}")
                yield _Chunk(batch, days, own.joinpath(f"{number:05d}.parquet"))


def _until(days: DateRange) -> date:
    assert days.until is not None, "A period has an end."
    return days.until
