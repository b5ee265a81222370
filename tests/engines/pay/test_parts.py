"""Lines of parts that arrays credit are, column by column, those of the SQL beside them and of the reference."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import pay_inputs
from tests.engines.pay.held_books import held_books, storied_books
from tests.engines.pay.test_arrays import marginal
from tests.engines.pay.test_columns import in_order, plain
from tests.engines.pay.written import rows_of

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.arrays import holders
from jieli.engines.pay.columns.arrays.crediting import held
from jieli.engines.pay.columns.arrays.holders import Holders, Spans
from jieli.engines.pay.columns.arrays.lines import credits_of_parts, write
from jieli.engines.pay.columns.arrays.places import Places
from jieli.engines.pay.columns.arrays.placing import PieceRows
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.parting import by_parts
from jieli.engines.pay.columns.pieces import pieces_of, place_pieces
from jieli.engines.pay.columns.spans import NOTHING_KNOWN, Known
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, resets_of
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.run import Run
from jieli.kernel.ranges import DateRange

VIEWS = st.sampled_from(
    [
        *[View(Basis.DEALS, OwnerDate.SIGNED, group) for group in Group],
        View(Basis.DEALS, OwnerDate.DELIVERED, Group.OWNERSHIP),
        View(Basis.MARGIN, OwnerDate.SIGNED, Group.OWNERSHIP),
        View(Basis.QUANTITY, OwnerDate.SIGNED, Group.OWNERSHIP),
        View(Basis.RECEIPTS, OwnerDate.RECEIVED, Group.OWNERSHIP),
        View(Basis.RECEIPTS, OwnerDate.SIGNED, Group.OWNERSHIP),
        View(Basis.INVOICED, OwnerDate.INVOICED, Group.OWNERSHIP),
    ]
)
EVER = DateRange(date(1, 1, 1), date(9000, 1, 1))


RANDOM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@RANDOM
@given(pay_inputs(("commission",)), held_books(), marginal(), VIEWS, st.booleans())
def test_lines_of_parts_are_those_of_sql_and_of_the_reference(inputs, book, pricing, view, is_brief):
    assume(has_the_same_lines(evolve(inputs, book=book), evolve(pricing, view=view), is_brief))


@RANDOM
@given(pay_inputs(("commission",)), storied_books(), marginal(), VIEWS, st.booleans())
def test_lines_of_parts_that_handovers_divide_are_the_same_too(inputs, book, pricing, view, is_brief):
    assume(has_the_same_lines(evolve(inputs, book=book), evolve(pricing, view=view), is_brief))


def has_the_same_lines(inputs, pricing, is_brief):
    """Whether arrays made lines of parts; they are those of SQL then, and these always those of the reference."""
    book, view = inputs.book, pricing.view
    credits = Credits.of_book(book)
    asked_works = Run.by_definition(inputs, credits).asked()
    works = tuple({work.segment: work for _, _, work in asked_works}.values())
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnBook.of(store)
        (reset,) = resets_of(pricing)
        pieces = pieces_of(works, reset)
        place_pieces(store, pieces)
        asked = PricingQuery(
            pricing,
            reset,
            columns.view_shape(view),
            pieces.placing,
            credits=f"({columns.credits(view)})",
            is_brief=is_brief,
        )
        wanted = connection.sql(compile_pricing(asked, DuckDB()).sql)
        is_by_arrays = has_the_lines_of_sql(columns, asked, pieces, wanted)
        rows = wanted.fetchall()
    if not is_brief:
        assert_lines_are_those_of_the_reference(rows, pieces, works, ReferencePricer(credits), pricing)
    return is_by_arrays


def has_the_lines_of_sql(columns, asked, pieces, wanted):
    by = by_parts(columns, asked, PieceRows.of(pieces), EVER)
    table = by and columns.store.arrow(by.parted.sql)
    made = by and credits_of_parts(by.dated, by.parted, by.crediting, table)
    if made is None:
        return False
    with TemporaryDirectory() as folder:
        write(by.dated, made, Path(folder, "lines.parquet"))
        found = columns.store.connection.sql(f"FROM read_parquet('{folder}/lines.parquet')")
        assert (found.columns, found.types) == (wanted.columns, wanted.types)
        assert in_order(found.fetchall()) == in_order(wanted.fetchall())
    return True


def assert_lines_are_those_of_the_reference(rows, pieces, works, reference, pricing):
    at, scales = {piece.number: piece.asked for piece in pieces.pieces}, Scales.of(pricing)
    for place, work in enumerate(works):
        lines = rows_of(reference.price(pricing, work).lines, scales)
        own = [row[2:] for row in rows if at[row[0]] == place]
        assert in_order(own) == in_order(tuple(map(plain, row)) for row in lines)


@pytest.mark.parametrize(
    ("spans", "is_kept"),
    [
        ([(1, 7, 0, 10, 1, 1), (1, 7, 10, 20, 1, 1)], True),
        ([(1, 7, 0, 10, 1, 2), (1, 8, 0, 10, 1, 2), (2, 9, 0, 5, 1, 1)], True),
        ([(1, 7, 0, 10, 1, 2), (1, 8, 0, 9, 1, 2)], False),  # half of a day is nobody's
        ([(1, 7, 0, 10, 1, 2), (1, 7, 0, 10, 1, 2)], False),  # a person twice on a day
        ([(1, 7, 0, 10, 1, 2)], False),
        ([(1, 7, 0, 10, 3, 2), (1, 8, 0, 10, -1, 2)], False),
        ([(1, 7, 10, 10, 1, 1)], False),
        ([(1, 7, 0, 10, 1, 7), (1, 8, 0, 10, 6, 7)], False),  # no place in the common denominator
    ],
)
def test_broken_promises_are_left_to_sql(spans, is_kept):
    columns = [np.array(column, np.int64) for column in zip(*spans, strict=True)]
    assert (Holders.of(Spans(*columns), 10) is not None) == is_kept


def test_spans_are_looked_at_by_whole_clients(monkeypatch):
    monkeypatch.setattr(holders, "BLOCK", 2)
    client = np.array([1, 1, 1, 2, 2, 5, 5, 5, 5, 5, 7], np.int64)
    some = [one.client.tolist() for one in Spans(*[client] * 6).by_clients()]
    assert some == [[1, 1, 1], [2, 2], [5] * 5, [7]]
    assert list(Spans(*[client[:0]] * 6).by_clients()) == []


@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_ids_have_places_and_others_have_none(ids, others):
    places = Places.of(np.array(ids, np.int64))
    found = places.find(np.array([*ids, *others], np.int64)).tolist()
    known = {}
    for number, place in zip([*ids, *others], found, strict=True):
        assert (place == places.count) == (number not in ids)
        assert known.setdefault(number, place) == place
    assert len({known[number] for number in ids}) == len(set(ids))


def test_a_book_without_deals_has_no_holder_to_ask():
    assert Holders.of(Spans(*[np.zeros(0, np.int64)] * 6), 1).clients.count == 0


def test_a_part_that_nobody_has_has_an_account_all_the_same():
    nobody, zeros = Spans(*[np.zeros(0, np.int64)] * 6), np.zeros(2, np.int64)
    without = Holders.of(nobody, 1).beside(nobody, 2)
    assert len(held(without, without.places(zeros, np.arange(2)), zeros, zeros + 7).part) == 0


def test_of_two_groups_that_name_somebody_neither_says_alone_who_holds_a_client():
    nobody = Holders.of(Spans(*[np.zeros(0, np.int64)] * 6), 1)
    one, both = Known(holders={"ownership": nobody}), Known(holders={"ownership": nobody, "service": nobody})
    assert [one.of(group) is nobody for group in Group] == [True, True, True]
    assert [both.of(group) is nobody for group in Group] == [True, False, True]
    assert NOTHING_KNOWN.of(Group.OWNERSHIP) is None
