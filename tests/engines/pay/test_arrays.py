"""Lines that are sorted and sliced as arrays are, column by column, those of the SQL beside them."""

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import pay_inputs
from tests.engines.pay.test_columns import accelerators, factors, in_order, names, rates, takes, views

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.arrays.lines import credits_of_query, write
from jieli.engines.pay.columns.arrays.slicing import in_order as places_in_order
from jieli.engines.pay.columns.arrays.slicing import rounded
from jieli.engines.pay.columns.arrays.summing import piece_sums
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.pieces import pieces_of, place_pieces
from jieli.engines.pay.columns.sql.dated import compile_dated
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, resets_of
from jieli.engines.pay.columns.sums import Sums, SumsByPiece
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.rates import FlatRow, RateTable
from jieli.engines.pay.pricing.spec import Pricing, View
from jieli.engines.pay.pricing.tiers import Method
from jieli.engines.pay.run import Run
from jieli.kernel.rounding import Rounding, round_fen


@st.composite
def marginal(draw):
    lines = draw(st.lists(names, unique=True, min_size=1, max_size=4))
    return Pricing(
        draw(st.just(View(Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP)) | views),
        RateTable(tuple(FlatRow(line, draw(rates)) for line in lines)),
        draw(st.sampled_from(Rounding)),
        draw(takes),
        factors=tuple(draw(st.lists(factors, max_size=2))),
        accelerator=draw(accelerators().filter(lambda one: one.method is Method.MARGINAL)),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(pay_inputs(("commission",), may_freeze=True), marginal(), st.booleans())
def test_lines_by_arrays_are_the_lines_by_sql(inputs, pricing, is_brief):
    inputs = evolve(inputs, book=evolve(inputs.book, refunds=()))
    credits = Credits.of_book(inputs.book)
    asked = Run.by_definition(inputs, credits).asked()
    works = tuple({work.segment: work for _, _, work in asked}.values())
    with connect(Limits(threads=1)) as connection, TemporaryDirectory() as folder:
        read_book(DuckStore(connection), inputs.book)
        book = ColumnBook.of(DuckStore(connection))
        (reset,) = resets_of(pricing)
        pieces = pieces_of(works, reset)
        place_pieces(DuckStore(connection), pieces)
        shape = book.view_shape(pricing.view)
        asked = PricingQuery(
            pricing, reset, shape, pieces.placing, f"({book.credits(pricing.view)})", is_brief=is_brief
        )
        dated = compile_dated(asked, DuckDB())
        assume(dated is not None)
        file = f"{folder}/lines.parquet"
        write(dated, credits_of_query(dated, connection.sql(dated.sql).to_arrow_table()), Path(file))
        wanted = connection.sql(compile_pricing(asked, DuckDB()).sql)
        found = connection.sql(f"FROM read_parquet('{file}')")
        assert (found.columns, found.types) == (wanted.columns, wanted.types)
        assert in_order(found.fetchall()) == in_order(wanted.fetchall())


@given(
    st.lists(st.integers(-(10**12), 10**12), max_size=20), st.integers(1, 10**6), st.sampled_from(Rounding)
)
def test_arrays_are_rounded_as_fractions_are(numbers, of, policy):
    found = rounded(np.array(numbers, np.int64), of, policy)
    assert found.tolist() == [round_fen(Fraction(one, of), policy) for one in numbers]


@pytest.mark.parametrize("most", [5, 2**29, 2**40])  # with the row, without it, and in no number
@pytest.mark.parametrize("in_runs", [False, True])
def test_rows_are_in_the_order_of_their_keys_whether_these_fit_into_one_number_or_not(most, in_runs):
    keys = [np.array(one, np.int64) for one in ([1, 0, 1, 0], [0, most, -most, -most], [3, 2, 1, most])]
    wanted = sorted(range(4), key=lambda row: [key[row] for key in keys])
    assert places_in_order(keys, in_runs=in_runs).tolist() == wanted


FEN = st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(st.integers(1, 3), FEN, FEN), max_size=9))
def test_sums_by_piece_are_exact_even_beyond_64_bits(lines):
    sums = SumsByPiece()
    for some in (lines[:5], lines[5:]):
        columns = np.array(some, np.int64).reshape(-1, 3).T
        sums.add(piece_sums(*columns))
    wanted = {
        piece: Sums(
            *(sum(one) for one in zip(*((1, *fen) for own, *fen in lines if own == piece), strict=True))
        )
        for piece in {piece for piece, _, _ in lines}
    }
    assert sums.of == wanted
