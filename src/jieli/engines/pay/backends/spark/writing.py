"""The lines of pricings as partitioned Parquet."""

from collections.abc import Sequence
from pathlib import Path

from attrs import define, field, frozen

from jieli.engines.pay.backends.duckdb.book import ColumnBook
from jieli.engines.pay.backends.duckdb.pricer import place_pieces
from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.files import Written, together
from jieli.engines.pay.columns.pieces import Pieces, pieces_of
from jieli.engines.pay.columns.pricing import Asked, compile_pricing, is_by_itself, resets_of
from jieli.engines.pay.columns.relations import Shape
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.tables.pieces import labels_to_arrow
from jieli.engines.pay.work import Work

DIVIDED_BY = ("period", "component")


@frozen
class _Asked:
    """Lines that are one query. suffix: of the relations of its pieces."""

    component: str
    pricing: Pricing
    reset: Reset
    pieces: Pieces
    labels: Sequence[tuple[int, str]]
    suffix: str


@define
class LineWriter:
    """Writes below a folder that is empty; every file has columns of `shown.LINE`."""

    store: SparkStore
    book: ColumnBook
    folder: Path
    _asked: list[_Asked] = field(factory=list, init=False)
    _pieces: int = field(default=0, init=False)

    def add(self, component: str, pricing: Pricing, works: Sequence[Work]) -> Sequence[Pieces]:
        made = []
        for reset in resets_of(pricing):
            cut = Reset.MONTH if is_by_itself(pricing) else reset
            for _periods, own in together(works, cut):
                pieces = pieces_of(own, reset, first=self._pieces + 1)
                self._pieces += len(pieces.pieces)
                labels = [
                    (piece.number, own[piece.asked].period.label)
                    for piece in pieces.pieces
                    if piece.asked is not None
                ]
                suffix = f"_{len(self._asked) + 1}"
                self._asked.append(_Asked(component, pricing, reset, pieces, labels, suffix))
                made.append(pieces)
        return made

    def run(self) -> Written:
        """**Raises** TooLarge, and then nothing has been written."""
        queries = [self._query(asked, self.book.view_shape(asked.pricing.view)) for asked in self._asked]
        for asked, query in zip(self._asked, queries, strict=True):
            place_pieces(self.store, asked.pieces, asked.suffix)
            self.store.bring(f"labels{asked.suffix}", labels_to_arrow(asked.labels))
            self.store.write(query, self.folder, by=DIVIDED_BY)
        return self._written()

    def _query(self, asked: _Asked, shape: Shape) -> str:
        view = asked.pricing.view
        query = compile_pricing(
            Asked(
                asked.pricing,
                asked.reset,
                shape,
                asked.pieces.placing,
                credits=f"({self.book.credits(view)})",
                pieces=f"pieces{asked.suffix}",
                elsewhere=f"elsewhere{asked.suffix}",
                is_brief=True,
            ),
            self.store.dialect,
        ).sql
        component = self.store.dialect.text(asked.component)
        return (
            f"SELECT q.*, l.period, {component} AS component FROM ({query}) q"
            f" JOIN labels{asked.suffix} l ON l.piece = q.piece"
        )

    def _written(self) -> Written:
        files = tuple(sorted(self.folder.rglob("*.parquet")))
        if not files:
            return Written((), 0, {})
        self.store.read("written", self.folder)
        rows = self.store.rows("SELECT piece, count(*), sum(result_fen) FROM written GROUP BY piece")
        return Written(files, sum(row[1] for row in rows), {row[0]: row[2] for row in rows})


@frozen
class SparkFiles:
    """`lines/period=…/component=…/*.parquet` and `totals/*.parquet`."""

    store: SparkStore
    book: ColumnBook

    def lines(self, out: Path) -> LineWriter:
        return LineWriter(self.store, self.book, out.joinpath("lines"))

    def write_totals(self, out: Path, written: Written) -> None:
        """By period, person and component."""
        if written.files:
            query = (
                "SELECT period, person, component, sum(part_fen) AS credit_fen, sum(result_fen) AS result_fen"
                " FROM written GROUP BY period, person, component"
            )
            self.store.write(query, out.joinpath("totals"), files=1)
