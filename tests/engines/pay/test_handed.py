"""What recorded handovers divide is credited and paid alike by the reference, by SQL and by arrays."""

from collections import Counter
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import pay_inputs
from tests.engines.pay.handed_books import handed_books
from tests.engines.pay.test_arrays import marginal
from tests.engines.pay.test_claims import RECEIPTS, SIGNED, VIEWS, by_definition, handed
from tests.engines.pay.test_parts import EVER, RANDOM, has_the_same_lines

from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.sql.dated import compile_dated
from jieli.engines.pay.columns.sql.parted import compile_parted
from jieli.engines.pay.columns.sql.pricing import PricingQuery
from jieli.engines.pay.columns.sql.relations import name_of
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, RateTable
from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, AcceleratorTier, Pricing, Take
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.kernel.rounding import Rounding

SOME_VIEWS = st.lists(st.sampled_from(VIEWS), min_size=3, max_size=3, unique=True)


@RANDOM
@given(handed_books(), SOME_VIEWS)
def test_random_handovers_are_credited_by_sql_as_by_the_reference(book, views):
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnCredits(ColumnBook.of(store))
        for view in views:
            assert columns.every_line(view) == by_definition(book, view)


@RANDOM
@given(
    pay_inputs(("commission",)),
    st.booleans().flatmap(handed_books),
    marginal(),
    st.sampled_from(VIEWS),
    st.booleans(),
)
def test_random_handovers_are_paid_in_every_way_as_by_the_reference(inputs, book, pricing, view, is_brief):
    has_the_same_lines(evolve(inputs, book=book), evolve(pricing, view=view), is_brief)


def test_random_handovers_reach_every_way_of_crediting():
    found = Counter()

    @settings(RANDOM, derandomize=True, database=None, phases=(Phase.generate,))
    @given(st.booleans().flatmap(handed_books), st.sampled_from((SIGNED, RECEIPTS)))
    def count(book, view):
        found.update(ways_of(book, view))

    count()
    assert min(found[way] for way in ("plain", "decided", "arrays")) >= 5, found


def ways_of(book, view):
    """How the parts that terms divide are credited: by SQL of plain handovers, by the reference's decision; and whether
    arrays do it."""
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        columns = ColumnBook.of(store)
        columns.view_shape(view)
        claims = columns.claims(view)
        if not claims.is_there:
            return
        if store.rows(f"SELECT 1 FROM plain_claims_{name_of(view)} LIMIT 1"):
            yield "plain"
        if claims.is_decided:
            yield "decided"
        if columns.holders(view) is not None:
            yield "arrays"


@pytest.mark.parametrize(
    ("outgoing", "is_recorded", "is_parted"),
    [(None, True, True), (False, True, False), (True, True, False), (False, False, True)],
)
def test_arrays_are_not_asked_who_hands_a_client_over(outgoing, is_recorded, is_parted):
    book = handed()
    if not is_recorded:
        book = evolve(book, spans=tuple(evolve(span, handover=None) for span in book.spans), terms=())
    accelerator = Accelerator(
        AcceleratorOn.CREDITED,
        Method.MARGINAL,
        TierOn.TO_DATE,
        Reset.MONTH,
        (AcceleratorTier(Fraction(0), Fraction(1)),),
        None,
    )
    rates = RateTable((FlatRow(EVERY_OTHER, Fraction(1, 10)),))
    pricing = Pricing(SIGNED, rates, Rounding.HALF_UP, Take(outgoing=outgoing), accelerator=accelerator)
    with connect(Limits(threads=1)) as connection:
        store = DuckStore(connection)
        read_book(store, book)
        asked = PricingQuery(pricing, Reset.MONTH, ColumnBook.of(store).view_shape(SIGNED), Placing())
    parted = compile_parted(asked, compile_dated(asked, DuckDB()), EVER, DuckDB())
    assert (parted is not None) == is_parted
