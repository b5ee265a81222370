"""The lines of pricings as partitioned Parquet."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from jieli.engines.pay.backends.spark.store import SparkStore
from jieli.engines.pay.columns.batches import Batch
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.pieces import place_pieces
from jieli.engines.pay.columns.sql.pricing import compile_pricing
from jieli.engines.pay.columns.sums import SumsByPiece
from jieli.engines.pay.tables.pieces import labels_to_arrow

DIVIDED_BY = ("period", "component")


@frozen
class SparkFiles:
    """`lines/period=…/component=…/*.parquet`."""

    store: SparkStore
    book: ColumnBook

    def write_lines(self, out: Path, batches: Sequence[Batch]) -> SumsByPiece:
        """Every file has columns of `shown.LINE`."""
        folder = out.joinpath("lines")
        queries = [self._query(batch) for batch in batches]
        for batch, query in zip(batches, queries, strict=True):
            place_pieces(self.store, batch.pieces, batch.suffix)
            self.store.bring(f"labels{batch.suffix}", labels_to_arrow(_labels(batch)))
            self.store.write(query, folder, by=DIVIDED_BY)
        return self._sums(folder)

    def _query(self, batch: Batch) -> str:
        asked = batch.asked(self.book, self.book.credits(batch.pricing.view))
        query = compile_pricing(asked, self.store.dialect).sql
        component = self.store.dialect.text(batch.component)
        return (
            f"SELECT q.*, l.period, {component} AS component FROM ({query}) q"
            f" JOIN labels{batch.suffix} l ON l.piece = q.piece"
        )

    def _sums(self, folder: Path) -> SumsByPiece:
        sums = SumsByPiece()
        if any(folder.rglob("*.parquet")):
            self.store.read("written", folder)
            sums.add(
                self.store.rows(
                    "SELECT piece, count(*), sum(part_fen), sum(result_fen) FROM written GROUP BY piece"
                )
            )
        return sums


def _labels(batch: Batch) -> Sequence[tuple[int, str]]:
    """The period of each piece that is paid."""
    return [
        (piece.number, batch.works[piece.asked].period.label)
        for piece in batch.pieces.pieces
        if piece.asked is not None
    ]
