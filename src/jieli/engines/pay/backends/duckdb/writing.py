"""The lines of pricings as Parquet files: days by days, so that memory does not grow with the year."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from attrs import define, field, frozen

from jieli.engines.pay.backends.duckdb.book import DIALECT, ColumnBook
from jieli.engines.pay.backends.duckdb.pricer import place_pieces
from jieli.engines.pay.columns.dialect import day_literal
from jieli.engines.pay.columns.pieces import Piece, Pieces, pieces_of
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
class Written:
    """The lines of one pricing in one period: their files, and what they come to by place of the work."""

    files: tuple[Path, ...]
    lines: int
    part_fen: int
    fen: Mapping[int, int]


@frozen
class _Chunk:
    """Days whose lines need no credits of other days."""

    days: DateRange
    pieces: Pieces
    reset: Reset
    suffix: str
    file: Path


@define
class LineWriter:
    """Writes below a folder that is empty; every file has the columns of `shown.LINE`."""

    book: ColumnBook
    folder: Path
    pieces: list[tuple[Piece, Work, str]] = field(factory=list, init=False)
    _chunks: int = field(default=0, init=False)

    def write(self, component: str, period: Period, pricing: Pricing, works: Sequence[Work]) -> Written:
        """works: of one period. **Raises** TooLarge."""
        shape = self.book.view_shape(pricing.view)
        folder = self.folder / f"period={period.label}" / f"component={component}"
        chunks = []
        for reset in resets_of(pricing):
            pieces = pieces_of(works, reset, first=len(self.pieces) + 1)
            self.pieces += [
                (piece, works[piece.asked], component) for piece in pieces.pieces if piece.asked is not None
            ]
            chunks += list(self._cut(pricing, reset, pieces, folder))
        folder.mkdir(parents=True, exist_ok=True)
        for chunk in chunks:
            place_pieces(self.book.connection, chunk.pieces, chunk.suffix)
        credits = self.book.credits(pricing.view)
        queries = []
        for chunk in chunks:
            within = f"counts_on >= {day_literal(chunk.days.from_)} AND counts_on < {day_literal(_until(chunk.days))}"
            asked = Asked(
                pricing,
                chunk.reset,
                shape,
                chunk.pieces.placing,
                credits=f"(SELECT * FROM ({credits}) WHERE {within})",
                pieces=f"pieces{chunk.suffix}",
                elsewhere=f"elsewhere{chunk.suffix}",
            )
            query = compile_pricing(asked, DIALECT).sql
            queries.append(f"COPY ({query}) TO {DIALECT.text(str(chunk.file))} ({PARQUET})")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._run, queries))
        return self._sums(tuple(chunk.file for chunk in chunks), chunks)

    def _run(self, query: str) -> None:
        with self.book.connection.cursor() as cursor:
            cursor.execute(query).fetchall()

    def _cut(self, pricing: Pricing, reset: Reset, pieces: Pieces, folder: Path) -> Iterator[_Chunk]:
        if pieces.days is None:
            return
        for days in _chunks_of(pieces.days, Reset.MONTH if is_by_itself(pricing) else reset):
            own = Pieces(tuple(piece for piece in pieces.pieces if piece.days.overlaps(days)))
            if own.pieces:
                self._chunks += 1
                file = folder / f"{self._chunks:05d}.parquet"
                yield _Chunk(days, own, reset, f"_{self._chunks}", file)

    def _sums(self, files: tuple[Path, ...], chunks: Sequence[_Chunk]) -> Written:
        asked = {piece.number: piece.asked for chunk in chunks for piece in chunk.pieces.pieces}
        fen: dict[int, int] = {}
        lines = part_fen = 0
        if files:
            names = ", ".join(DIALECT.text(str(file)) for file in files)
            rows = self.book.connection.execute(
                "SELECT piece, sum(result_fen), sum(part_fen), count(*)"
                f" FROM read_parquet([{names}], hive_partitioning = false) GROUP BY piece"
            ).fetchall()
            for piece, sum_fen, parts_fen, count in rows:
                place = asked[piece]
                assert place is not None, "Only own days have lines."
                fen[place] = fen.get(place, 0) + int(sum_fen)
                lines, part_fen = lines + count, part_fen + int(parts_fen or 0)
        for chunk in chunks:
            for name in ("pieces", "elsewhere"):
                self.book.connection.execute(f"DROP TABLE {name}{chunk.suffix}")
        return Written(files, lines, part_fen, fen)


def scales_of(pricing: Pricing) -> Mapping[str, int]:
    """Over what the columns of rates are written."""
    scales = Scales.of(pricing)
    return {
        "rate": scales.rate.shown,
        "factor": scales.factor.shown,
        "multiplier": scales.multiplier.shown,
    }


def _chunks_of(days: DateRange, reset: Reset) -> Iterator[DateRange]:
    """Days cut where every sum begins anew."""
    months = _MONTHS.get(reset)
    if months is None:
        yield days
        return
    first = date(days.from_.year, days.from_.month - (days.from_.month - 1) % months, 1)
    while first < _until(days):
        last = add_months(first, months, end="refuse")
        part = DateRange(first, last).intersect(days)
        assert part is not None, "The days are cut from their first on."
        yield part
        first = last


def _until(days: DateRange) -> date:
    assert days.until is not None, "A period has an end."
    return days.until
