"""What a run writes, whatever engine writes it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from jieli.engines.pay.columns.batches import Batch
from jieli.engines.pay.columns.sums import Sums, SumsByPiece

Total = tuple[str, int, str, int, int]  # period, person, component, credit_fen, result_fen


class Files(Protocol):
    """Where and how an engine writes, below a folder."""

    def write_lines(self, out: Path, batches: Sequence[Batch]) -> SumsByPiece:
        """**Raises** TooLarge, and then nothing has been written."""
        ...


def totals_of(batches: Sequence[Batch], sums: SumsByPiece) -> Iterator[Total]:
    """By period, person and component, of whom there are lines."""
    found: dict[tuple[str, int, str], list[Sums]] = {}
    for batch in batches:
        for piece in batch.pieces.pieces:
            if piece.asked is not None and piece.number in sums.of:
                key = batch.works[piece.asked].period.label, piece.segment.person, batch.component
                found.setdefault(key, []).append(sums.of[piece.number])
    for key in sorted(found):
        yield *key, sum(one.credit_fen for one in found[key]), sum(one.result_fen for one in found[key])
