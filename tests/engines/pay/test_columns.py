"""Lines of any pricing that columns can say are, column by column, the lines of the reference."""

import re
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from tests.engines.pay.books import LINES, pay_inputs
from tests.engines.pay.random_pricings import METHODS
from tests.engines.pay.written import rows_of

from jieli.engines.crediting import Basis, Book, Deal, Group, OwnerDate
from jieli.engines.ownership import Span
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.pieces import pieces_of, place_pieces
from jieli.engines.pay.columns.pricer import ColumnPricer
from jieli.engines.pay.columns.sql.numbers import TooLarge
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, is_compiled, resets_of
from jieli.engines.pay.columns.sql.relations import FACTS
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.columns.sql.shown import Placing
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, PointRow, RateTable, TierRow
from jieli.engines.pay.pricing.spec import (
    Accelerator,
    AcceleratorOn,
    AcceleratorTier,
    LineFactor,
    Measure,
    NewClientFactor,
    Pricing,
    Renewals,
    SpeedFactor,
    SpeedSince,
    SpeedStep,
    Take,
    View,
)
from jieli.engines.pay.pricing.tiers import Method, Point, Reset, Tier, TierOn
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.run import Run
from jieli.engines.pay.tables import SCHEMAS
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding

rates = st.fractions(0, 1, max_denominator=200)
bounds = st.sets(st.integers(1, 30_000_000), max_size=3).map(lambda found: (0, *sorted(found)))
resets = st.sampled_from(Reset)
names = st.sampled_from((*LINES, EVERY_OTHER))
views = st.sampled_from(
    [
        View(Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP),
        View(Basis.RECEIPTS, OwnerDate.RECEIVED, Group.SERVICE),
        View(Basis.RECEIPTS, OwnerDate.SIGNED, Group.ORIGIN),
    ]
)
line_factors = st.builds(LineFactor, st.fractions(0, 3, max_denominator=20), names)
factors = st.one_of(
    st.builds(NewClientFactor, st.integers(1, 120), st.fractions(0, 3, max_denominator=20)),
    line_factors,
    st.lists(st.tuples(st.integers(0, 90), rates), min_size=1, max_size=3, unique_by=lambda one: one[0]).map(
        lambda steps: SpeedFactor(
            SpeedSince.SIGNED, tuple(SpeedStep(within, rate) for within, rate in sorted(steps))
        )
    ),
)
takes = st.sampled_from(
    [
        *(
            Take(),
            Take(outgoing=False),
            Take(from_days=10),
            Take(until_days=60),
            Take(product_lines=("软件",)),
        ),
        *(Take(renewals=which) for which in Renewals),
    ]
)


@st.composite
def tier_rows(draw, line):
    tier_on = draw(st.sampled_from(TierOn))
    method = draw(st.sampled_from(METHODS[tier_on is TierOn.TO_DATE]))
    reset = Reset.PERIOD if tier_on is TierOn.FACT else draw(resets)
    tiers = tuple(Tier(bound, draw(rates)) for bound in draw(bounds))
    return TierRow(line, method, tier_on, tiers, reset)


@st.composite
def point_rows(draw, line):
    at = draw(bounds.filter(lambda found: len(found) > 1))
    points = (Point(0, 0), *(Point(bound, draw(st.integers(0, 5_000_000))) for bound in at[1:]))
    tier_on = draw(st.sampled_from(TierOn))
    return PointRow(line, tier_on, points, Reset.PERIOD if tier_on is TierOn.FACT else draw(resets))


@st.composite
def accelerators(draw):
    method = draw(st.sampled_from((Method.MARGINAL, Method.WHOLE, Method.REACHED)))
    tier_on = TierOn.PERIOD if method is Method.WHOLE else TierOn.TO_DATE
    tiers = tuple(
        AcceleratorTier(Fraction(bound), draw(st.fractions(0, 2, max_denominator=10)))
        for bound in draw(bounds)
    )
    uplifts = () if method is Method.MARGINAL else tuple(draw(st.lists(line_factors, max_size=2)))
    return Accelerator(AcceleratorOn.CREDITED, method, tier_on, draw(resets), tiers, None, uplifts)


@st.composite
def pricings(draw):
    accelerator = draw(st.none() | accelerators())
    lines = draw(st.lists(names, unique=True, min_size=1, max_size=4))
    flat = st.sampled_from(["flat"])
    kinds = flat if accelerator is not None else st.sampled_from(["flat", "tiers", "points"])
    rows = []
    for line in lines:
        kind = draw(kinds)
        rows.append(
            FlatRow(line, draw(rates))
            if kind == "flat"
            else draw(tier_rows(line) if kind == "tiers" else point_rows(line))
        )
    on_sum = any(
        not isinstance(row, FlatRow)
        and (row.tier_on is TierOn.PERIOD or (row.method is Method.WHOLE and row.tier_on is TierOn.TO_DATE))
        for row in rows
    )
    several = any(not isinstance(row, FlatRow) and row.tier_on is TierOn.TO_DATE for row in rows) or (
        accelerator is not None and accelerator.method is Method.MARGINAL
    )
    return Pricing(
        draw(views),
        RateTable(tuple(rows)),
        draw(st.sampled_from(Rounding)),
        draw(takes),
        factors=() if on_sum else tuple(draw(st.lists(factors, max_size=2))),
        accelerator=accelerator,
        most_rate=None if on_sum else draw(st.none() | rates),
        most_fen=None if on_sum or several else draw(st.none() | st.integers(0, 500_000)),
    )


def plain(value):
    return int(value) if isinstance(value, Fraction) else value


def in_order(rows):
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(pay_inputs(("commission",), may_freeze=True), pricings())
def test_every_line_and_sum_is_that_of_the_reference(inputs, pricing):
    assert is_compiled(pricing)
    credits = Credits.of_book(inputs.book)
    reference = ReferencePricer(credits)
    run = Run.of(inputs, credits, BookFacts(inputs.book), reference)
    works = tuple({work.segment: work for _, _, work in run.asked()}.values())
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), inputs.book)
        book = ColumnBook.of(DuckStore(connection))
        try:
            book.check(pricing)
        except TooLarge:  # slopes between odd points
            reject()
        pricer = ColumnPricer(book, reference)
        pricer.ask((None, (pricing,), work) for work in works)
        found = {place: [] for place in range(len(works))}
        for reset in resets_of(pricing):
            pieces = pieces_of(works, reset)
            place_pieces(DuckStore(connection), pieces)
            asked = PricingQuery(
                pricing, reset, book.view_shape(pricing.view), pieces.placing, book.kept_credits(pricing.view)
            )
            query = compile_pricing(asked, DuckDB()).sql
            assert_whole_numbers_only(query)
            at = {piece.number: piece.asked for piece in pieces.pieces}
            for piece, _person, *row in connection.execute(query).fetchall():
                found[at[piece]].append(tuple(row))
        scales = Scales.of(pricing)
        for place, work in enumerate(works):
            expected = reference.price(pricing, work)
            wanted = [tuple(map(plain, row)) for row in rows_of(expected.lines, scales)]
            assert in_order(without_nothing(found[place])) == in_order(without_nothing(wanted))
            assert pricer.price(pricing, work).fen == expected.fen
        assert not pricer.by_reference


def without_nothing(rows):
    """A sum that comes to nothing has no line of its own in columns, and one in the reference, or the other way round."""
    return [row for row in rows if row[0] not in ("sum", "true_up") or row[-1]]


def assert_whole_numbers_only(query):
    text = re.sub(r"'[^']*'", "''", query).replace("//", "")
    assert "/" not in text
    assert not re.search(r"\b(avg|float|double|real|round|sqrt|div)\b|\d\.\d", text, re.I)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(pay_inputs(("commission",)), views, takes, st.lists(line_factors, max_size=2), st.data())
def test_measures_are_those_of_the_reference(inputs, view, take, uplifts, data):
    measure = Measure(view, take, tuple(uplifts))
    reference = ReferencePricer(Credits.of_book(inputs.book))
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), inputs.book)
        pricer = ColumnPricer(ColumnBook.of(DuckStore(connection)), reference)
        for person in (1, 2, 3, 4):
            days = sorted(
                data.draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 8, 1)), min_size=2, max_size=2))
            )
            within = DateRange(*days)
            assert pricer.measure(measure, person, within) == reference.measure(measure, person, within)


def test_facts_have_the_columns_that_a_run_freezes_in_their_order():
    for table, columns in FACTS.items():
        assert [name.removesuffix("_or_none") for name in SCHEMAS[table].names] == list(columns)


ALWAYS = DateRange(date(2025, 1, 1), None)


def owned(client, *shares):
    return tuple(
        Span(client, "ownership", person, "owner", share, ALWAYS)
        for person, share in enumerate(shares, start=1)
    )


@pytest.mark.parametrize("amount_fen", [1, 2, 5, 100, 10**17 + 1])
def test_fen_that_are_left_over_go_to_the_largest_remainders(amount_fen):
    thirds = [Fraction(1, 3)] * 3
    sevenths = [Fraction(2, 7), Fraction(5, 7)]
    book = Book(
        deals=tuple(
            Deal(client, f"D{client}", client, "软件", amount_fen, date(2026, 1, 5)) for client in (1, 2, 3)
        ),
        spans=(*owned(1, *thirds), *owned(2, *sevenths), *owned(3, Fraction(1))),
    )
    view = View(Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP)
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), book)
        columns = ColumnBook.of(DuckStore(connection))
        query = f"SELECT client, person, credit_fen FROM ({columns.credits(view)}) ORDER BY 1, 2"
        found = connection.execute(query).fetchall()
    lines = Credits.of_book(book).lines(view)
    assert found == sorted((line.client, line.person, line.amount_fen) for line in lines)


def test_what_fits_into_no_column_is_left_to_the_reference():
    rate = Fraction(10**30 + 1, 10**31)
    pricing = Pricing(
        View(Basis.DEALS, OwnerDate.SIGNED, Group.OWNERSHIP), RateTable.flat(rate), Rounding.HALF_UP
    )
    book = Book(deals=(Deal(1, "D1", 1, "软件", 10**14, date(2026, 1, 5)),), spans=owned(1, Fraction(1)))
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), book)
        columns = ColumnBook.of(DuckStore(connection))
        with pytest.raises(TooLarge):
            columns.check(pricing)
        columns.check(evolve(pricing, rates=RateTable.flat(Fraction(1, 10**15))))


def test_a_connection_neither_installs_nor_loads_anything():
    with connect(Limits(threads=1, memory="200MB")) as connection:
        rows = connection.execute(
            "SELECT name, value FROM duckdb_settings() WHERE name IN"
            " ('autoinstall_known_extensions', 'autoload_known_extensions', 'preserve_insertion_order', 'threads')"
        ).fetchall()
    assert dict(rows) == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
        "threads": "1",
    }


def test_a_pricing_that_does_not_ask_for_renewals_does_not_read_which_deals_they_are():
    view = View(Basis.RECEIPTS, OwnerDate.RECEIVED, Group.OWNERSHIP)
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), Book((Deal(1, "D1", 1, "软件", 100, date(2026, 1, 1)),)))
        book = ColumnBook.of(DuckStore(connection))
        for take, reads in ((Take(product_lines=("软件",)), False), (Take(renewals=Renewals.NONE), True)):
            pricing = Pricing(
                view, RateTable((FlatRow(EVERY_OTHER, Fraction(1, 50)),)), Rounding.HALF_UP, take
            )
            asked = PricingQuery(pricing, Reset.PERIOD, book.view_shape(view), Placing(), book.credits(view))
            assert ("renews" in compile_pricing(asked, DuckDB()).sql) is reads
            assert "renews" not in book.credits(view)
