"""Lines of marginal tiers by sums to date, made of credits in arrays."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from jieli.engines.pay.columns.arrays.crediting import Held, factors_of, held, takes
from jieli.engines.pay.columns.arrays.holders import Holders
from jieli.engines.pay.columns.arrays.places import Ints, narrow
from jieli.engines.pay.columns.arrays.placing import NONE, PieceTable
from jieli.engines.pay.columns.arrays.slicing import Slices, rounded, slices_of, to_date
from jieli.engines.pay.columns.arrays.summing import piece_sums
from jieli.engines.pay.columns.sql.dated import Dated
from jieli.engines.pay.columns.sql.parted import Parted
from jieli.engines.pay.columns.sums import PieceSums
from jieli.engines.pay.tables.lines import (
    array_of,
    chosen,
    column_of,
    is_there,
    looked_up,
    texts_of,
    whole_of,
    write_lines,
)

BLOCK = 65_536  # credits
NOTHING = Slices(*[np.zeros(0, np.int64)] * 4)


@frozen
class Source:
    """Columns, and of each credit the row there; None: its own."""

    columns: Mapping[str, Any]
    rows: Any = None


@frozen
class Credits:
    """What lines are made of: the columns of `Dated` but those that it makes, row_no and factor_number.

    sums: which sum each counts to. order: what puts the credits of a sum in order. paid: which have lines; None: all.
    """

    sources: Sequence[Source]
    sums: Ints
    order: Sequence[Ints]
    fen: Ints
    paid: Any

    def at(self, rows: Ints) -> dict[str, Any]:
        """Every column at these credits."""
        found: dict[str, Any] = {}
        for source in self.sources:
            own = rows if source.rows is None else source.rows.take(rows)
            found |= {name: chosen(column, own) for name, column in source.columns.items()}
        return found


@frozen
class Crediting:
    """What arrays credit parts with. first_days: by place of the client; None where nothing asks for them."""

    holders: Holders
    first_days: Any
    pieces: PieceTable


def credits_of_query(dated: Dated, table: Any) -> Credits | None:
    """table: what the query of `Dated` gives. None where a credit is negative."""
    fen = array_of(table["credit_fen"])
    if _has_negative(fen):
        return None
    names = [name for name in dated.columns if name not in dated.made]
    columns = {name: column_of(table[name]) for name in (*names, "row_no", "factor_number")}
    return Credits(
        [Source(columns)],
        sums=array_of(table["sum_id"]),
        order=[array_of(table[name]) for name in ("counts_on", "fact", *["place"] * dated.has_place)],
        fen=fen,
        paid=_both(is_there(table["row_no"]), array_of(table["is_own"]) if dated.has_earlier else None),
    )


def credits_of_parts(dated: Dated, parted: Parted, crediting: Crediting, table: Any) -> Credits | None:
    """table: what the query of `Parted` gives. None where a part is negative."""
    if _has_negative(array_of(table["fact_fen"])):
        return None
    pieces, days = crediting.pieces.rows, array_of(table["counts_on"])
    found, factor = _held(parted, crediting, table, days)
    counts_on = days.take(found.part)
    piece = crediting.pieces.find(found.person, counts_on)
    if (piece == NONE).any():
        taken = np.flatnonzero(piece != NONE)
        found, piece, counts_on = found.at(taken), piece.take(taken), counts_on.take(taken)
    has_row = is_there(table["row_no"])
    of_part = {name: column_of(table[name]) for name in parted.columns}
    of_part |= {
        "row_no": whole_of(narrow(array_of(table["row_no"]))),
        "factor_number": whole_of(narrow(factor)),
    }
    of_credit = {
        "share_numerator": whole_of(found.numerator),
        "share_denominator": whole_of(found.denominator),
        "credit_fen": whole_of(found.fen),
    }
    of_piece = {"piece": whole_of(pieces.number), "person": whole_of(pieces.person)}
    order = [array_of(table[name]).take(found.part) for name in ("fact", *["place"] * dated.has_place)]
    return Credits(
        [Source(of_part, found.part), Source(of_credit), Source(of_piece, piece)],
        sums=pieces.sum_id.take(piece),
        order=[counts_on, *order],
        fen=found.fen,
        paid=_both(
            None if has_row is None else has_row.take(found.part),
            pieces.is_own.take(piece) != 0 if dated.has_earlier else None,
        ),
    )


def write(dated: Dated, credits: Credits, file: Path) -> Sequence[PieceSums]:
    """What the written lines come to."""
    dates = to_date(credits.sums, credits.order, credits.fen, credits.paid)
    sums: list[PieceSums] = []

    def lines() -> Iterator[Mapping[str, Any]]:
        for one in dates.blocks(BLOCK):
            made = _lines(dated, credits, slices_of(one, dated.tiers))
            sums.extend(piece_sums(array_of(made["piece"]), made["part_fen"], made["result_fen"]))
            yield made

    write_lines(file, lines(), _lines(dated, credits, NOTHING))
    return sums


def _held(parted: Parted, crediting: Crediting, table: Any, days: Ints) -> tuple[Held, Ints]:
    """Who is credited with which part, and the factors of each part."""
    client = crediting.holders.clients.find(array_of(table["client"]))
    asked = array_of(table["asked_on"]) if parted.has_asked else days
    places = client
    if parted.has_claims:
        places = crediting.holders.places(client, array_of(table["account"]))
    found = held(crediting.holders, places, asked, array_of(table["fact_fen"]))
    factor = array_of(table["factor_number"]) if parted.has_named else np.ones(len(days), np.int8)
    if crediting.first_days is None:
        return found, factor
    age = days - crediting.first_days.take(client)
    if parted.is_by_age:
        found = found.at(np.flatnonzero(takes(parted, age)[found.part]))
    return found, factors_of(parted.factors, factor, age)


def _lines(dated: Dated, credits: Credits, slices: Slices) -> Mapping[str, Any]:
    """The columns of the slices' lines."""
    found = credits.at(slices.row)
    row_no, factor = (array_of(found[name]) for name in ("row_no", "factor_number"))
    rate = looked_up(dated.rates, row_no)
    multiplier = looked_up([tier.number for tier in dated.tiers], slices.tier)
    found["kind"] = texts_of([dated.kind], np.zeros(len(row_no), np.int8))
    if dated.product_lines is not None:
        found["product_line"] = texts_of(dated.product_lines, row_no)
    scales = dated.scales
    return {
        **{name: found[name] for name in dated.columns},
        "before_fen": slices.before,
        "slice_from_fen": looked_up([tier.from_fen for tier in dated.tiers], slices.tier),
        "part_fen": slices.part,
        "rate": rate * scales.rate.to_shown,
        "factor": factor * scales.factor.to_shown,
        "multiplier": multiplier * scales.multiplier.to_shown,
        "result_fen": rounded(slices.part * (rate * factor * multiplier), dated.of, dated.rounding),
    }


def _has_negative(fen: Ints) -> bool:
    return bool(len(fen) and fen.min() < 0)


def _both(one: Any, other: Any) -> Any:
    """Where both hold; None holds everywhere."""
    if one is None or other is None:
        return one if other is None else other
    return one & other
