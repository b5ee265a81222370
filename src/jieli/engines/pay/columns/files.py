"""What a run writes, whatever engine writes it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen

from jieli.engines.pay.columns.batches import Batch


@frozen
class Written:
    """The files of all lines, and by piece what its lines come to."""

    files: tuple[Path, ...]
    lines: int
    fen: Mapping[int, int]


class Files(Protocol):
    """Where and how an engine writes, below a folder."""

    def write_lines(self, out: Path, batches: Sequence[Batch]) -> Written:
        """**Raises** TooLarge, and then nothing has been written."""
        ...

    def write_totals(self, out: Path, written: Written) -> None:
        """By period, person and component."""
        ...
