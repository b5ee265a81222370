"""What lines come to, piece by piece, added up while they are made."""

from collections.abc import Iterable

from attrs import define, field, frozen

PieceSums = tuple[int, int, int, int]  # piece, lines, credit_fen, result_fen


@frozen
class Sums:
    lines: int
    credit_fen: int
    result_fen: int


NO_LINES = Sums(0, 0, 0)


@define
class SumsByPiece:
    """Of the pieces that have lines."""

    of: dict[int, Sums] = field(factory=dict, init=False)

    def add(self, rows: Iterable[PieceSums]) -> None:
        """A piece may have come before, with other lines."""
        for piece, lines, credit_fen, result_fen in rows:
            so_far = self.of.get(piece, NO_LINES)
            self.of[piece] = Sums(
                so_far.lines + lines, so_far.credit_fen + credit_fen, so_far.result_fen + result_fen
            )

    def result_fen(self, piece: int) -> int:
        return self.of.get(piece, NO_LINES).result_fen

    @property
    def lines(self) -> int:
        return sum(one.lines for one in self.of.values())
