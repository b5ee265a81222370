"""Lines of marginal tiers by sums to date: credits from DuckDB, sorted and sliced as arrays, written by Arrow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from jieli.engines.pay.columns.slicing import Slices, rounded, slices_of, to_date
from jieli.engines.pay.columns.sql.dated import Dated
from jieli.engines.pay.tables.lines import (
    array_of,
    chosen,
    column_of,
    is_there,
    looked_up,
    texts_of,
    write_lines,
)

BLOCK = 65_536  # credits
NOTHING = Slices(*[np.zeros(0, np.int64)] * 4)


def write_dated(connection: duckdb.DuckDBPyConnection, dated: Dated, file: Path) -> bool:
    """Writes the lines; False, and nothing is written, where a credit is negative."""
    table = connection.sql(dated.sql).to_arrow_table()
    fen = array_of(table["credit_fen"])
    if len(fen) and fen.min() < 0:
        return False
    order = [array_of(table[name]) for name in ("counts_on", "fact", *["place"] * dated.has_place)]
    dates = to_date(array_of(table["sum_id"]), order, fen, _paid(table, dated))
    columns = {name: column_of(table[name]) for name in table.column_names if name in dated.columns}
    numbers = array_of(table["row_no"]), array_of(table["factor_number"])
    blocks = (_lines(dated, columns, numbers, slices_of(one, dated.tiers)) for one in dates.blocks(BLOCK))
    write_lines(file, blocks, _lines(dated, columns, numbers, NOTHING))
    return True


def _lines(dated: Dated, found: Mapping[str, Any], numbers: tuple[Any, Any], slices: Slices) -> Any:
    """The columns of the slices' lines. numbers: of each credit its row of rates and its factor."""
    row_no, factor = (column[slices.row] for column in numbers)
    rate = looked_up(dated.rates, row_no)
    multiplier = looked_up([tier.number for tier in dated.tiers], slices.tier)
    made = {"kind": texts_of([dated.kind], np.zeros(len(row_no), np.int8))}
    if dated.product_lines is not None:
        made["product_line"] = texts_of(dated.product_lines, row_no)
    scales = dated.scales
    return {
        **{name: made[name] if name in made else chosen(found[name], slices.row) for name in dated.columns},
        "before_fen": slices.before,
        "slice_from_fen": looked_up([tier.from_fen for tier in dated.tiers], slices.tier),
        "part_fen": slices.part,
        "rate": rate * scales.rate.to_shown,
        "factor": factor * scales.factor.to_shown,
        "multiplier": multiplier * scales.multiplier.to_shown,
        "result_fen": rounded(slices.part * (rate * factor * multiplier), dated.of, dated.rounding),
    }


def _paid(table: Any, dated: Dated) -> Any:
    """Which credits have lines; None: all."""
    has_row = is_there(table["row_no"])
    if not dated.has_earlier:
        return has_row
    own = array_of(table["is_own"])
    return own if has_row is None else own & has_row
