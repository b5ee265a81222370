"""What is computed in several places, by definition, in SQL and as arrays, held against the same tables of cases."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from tests.engines.pay.loader import EXAMPLES, day, load, plan_of
from tests.engines.pay.written import rows_of

from jieli.engines.crediting import Basis, Book, Deal, Group, OwnerDate
from jieli.engines.ownership import Span
from jieli.engines.pay import Assignment, Employment, PayInputs, PlanVersion, WorkCalendar
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.dialect import DuckDB
from jieli.engines.pay.columns.arrays.lines import credits_of_query, write
from jieli.engines.pay.columns.arrays.slicing import rounded
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.pieces import pieces_of, place_pieces
from jieli.engines.pay.columns.sql.dated import compile_dated
from jieli.engines.pay.columns.sql.numbers import Numbers, Whole
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, resets_of
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.columns.sql.shown import LINE
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.rates import EVERY_OTHER, RateTable, TierRow
from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, AcceleratorTier, Pricing, View
from jieli.engines.pay.pricing.tiers import Method, Reset, Tier, TierOn
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.run import Run
from jieli.engines.pay.work import Work
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import parse_rate
from jieli.kernel.rounding import Rounding, round_fen

VIEW = View(Basis.MARGIN, OwnerDate.SIGNED, Group.OWNERSHIP)
ALWAYS = DateRange(date(2025, 1, 1), None)
MONTHS = tuple(Period.month(f"2026-{number:02}") for number in range(1, 5))
APART = 1000
SHOWN = ("deal", "before_fen", "slice_from_fen", "part_fen", "result_fen")
PLAN = {
    "type": "commission",
    "basis": "margin",
    "owner_date": "signed",
    "credit_by": "ownership",
    "transition_credits": "included",
    "rate": "1%",
    "rounding": "half_up",
}  # whose work the pricings of the table are given

Line = tuple[int, ...]
SUMS = tuple(load(EXAMPLES / "pay" / "sums_to_date.yaml")["cases"])
ROUNDED = tuple(load(EXAMPLES / "pay" / "rounding.yaml")["rows"])


@frozen
class Spelling:
    """A pricing of which the table speaks: tiers of rates, or the same as an accelerator of a rate of 100%."""

    case: Mapping[str, Any]
    method: Method
    is_accelerator: bool

    def __str__(self) -> str:
        return (
            f"{self.case['name']}: {self.method.value}, {'accelerator' if self.is_accelerator else 'rates'}"
        )

    @property
    def wanted(self) -> list[Line]:
        rows = self.case[self.method.value]
        return sorted((int(row[0]), *map(parse_fen, row[1:])) for row in rows)

    @property
    def pricing(self) -> Pricing:
        rounding = Rounding(self.case.get("rounding", "half_up"))
        tiers = [(parse_fen(row["from"]), parse_rate(row["rate"])) for row in self.case["tiers"]]
        reset = Reset(self.case.get("reset", "month"))
        if self.is_accelerator:
            found = tuple(AcceleratorTier(Fraction(bound), rate) for bound, rate in tiers)
            accelerator = Accelerator(
                AcceleratorOn.CREDITED, self.method, TierOn.TO_DATE, reset, found, None, ()
            )
            return Pricing(VIEW, RateTable.flat(Fraction(1)), rounding, accelerator=accelerator)
        row = TierRow(EVERY_OTHER, self.method, TierOn.TO_DATE, tuple(Tier(*tier) for tier in tiers), reset)
        return Pricing(VIEW, RateTable((row,)), rounding)

    @property
    def person(self) -> int:
        return SUMS.index(self.case) + 1

    @property
    def is_rising(self) -> bool:
        return all(parse_fen(row["amount"]) >= 0 for row in self.case["credits"])


SPELLINGS = [
    Spelling(case, method, is_accelerator)
    for case in SUMS
    for method in (Method.MARGINAL, Method.WHOLE, Method.REACHED)
    for is_accelerator in (False, *[True] * (method is not Method.WHOLE))
]
DATED = [one for one in SPELLINGS if one.is_accelerator and one.method is Method.MARGINAL]


def whole_book() -> Book:
    """Each case is a person with one client."""
    cases = tuple(enumerate(SUMS, start=1))
    return Book(
        deals=tuple(_deal(number, row) for number, case in cases for row in case["credits"]),
        spans=tuple(
            Span(number, "ownership", number, "owner", Fraction(1), ALWAYS) for number, _case in cases
        ),
    )


def _deal(number: int, row: Mapping[str, str]) -> Deal:
    own = number * APART + int(row["deal"])
    return Deal(own, f"D{own}", number, "软件", 0, day(row["day"]), margin_fen=parse_fen(row["amount"]))


@frozen
class Placed:
    """The book in both forms, and four months of everybody."""

    credits: Credits
    works: Sequence[Work]
    connection: Any
    columns: ColumnBook

    def of(self, person: int) -> tuple[Work, ...]:
        return tuple(work for work in self.works if work.person == person)

    def asked(self, spelling: Spelling) -> PricingQuery:
        """With the person's pieces on the connection."""
        (reset,) = resets_of(spelling.pricing)
        pieces = pieces_of(self.of(spelling.person), reset)
        place_pieces(DuckStore(self.connection), pieces)
        shape = self.columns.view_shape(VIEW)
        return PricingQuery(spelling.pricing, reset, shape, pieces.placing, self.columns.kept_credits(VIEW))


@pytest.fixture(scope="module")
def placed() -> Iterator[Placed]:
    book, people = whole_book(), range(1, len(SUMS) + 1)
    inputs = PayInputs(
        currency="CNY",
        period=MONTHS[-1],
        earlier=MONTHS[:-1],
        book=book,
        versions=(PlanVersion("p", 1, plan_of(PLAN), ALWAYS.from_, keeps_previous=False),),
        assignments=tuple(Assignment(person, "p", ALWAYS, None) for person in people),
        employments=tuple(Employment(person, ALWAYS) for person in people),
        calendar=WorkCalendar(None, frozenset()),
        issued=(),
    )
    credits = Credits.of_book(book)
    works = [work for _, _, work in Run.by_definition(inputs, credits).asked()]
    with connect(Limits(threads=1)) as connection:
        read_book(DuckStore(connection), book)
        yield Placed(credits, works, connection, ColumnBook.of(DuckStore(connection)))


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_sums_to_date_by_definition(placed: Placed, spelling: Spelling):
    pricer, pricing = ReferencePricer(placed.credits), spelling.pricing
    lines = [line for work in placed.of(spelling.person) for line in pricer.price(pricing, work).lines]
    rows = rows_of(lines, Scales.of(pricing))
    assert shown([dict(zip(LINE[2:], row, strict=True)) for row in rows]) == spelling.wanted


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_sums_to_date_in_sql(placed: Placed, spelling: Spelling):
    query = compile_pricing(placed.asked(spelling), DuckDB()).sql
    assert shown(placed.connection.sql(query).to_arrow_table().to_pylist()) == spelling.wanted


@pytest.mark.parametrize("spelling", DATED, ids=str)
def test_sums_to_date_as_arrays(placed: Placed, spelling: Spelling, tmp_path: Path):
    """Credits that take back are left to SQL."""
    dated = compile_dated(placed.asked(spelling), DuckDB())
    assert dated is not None
    file = tmp_path / "lines.parquet"
    credits = credits_of_query(dated, placed.connection.sql(dated.sql).to_arrow_table())
    assert (credits is not None) is spelling.is_rising
    if credits is not None:
        write(dated, credits, file)
        found = placed.connection.sql(f"FROM read_parquet('{file}')")
        assert shown(found.to_arrow_table().to_pylist()) == spelling.wanted


def shown(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The deal by its number within the case."""
    lines = [tuple(row[name] for name in SHOWN) for row in rows]
    return sorted((deal % APART, *rest) for deal, *rest in lines)


@pytest.mark.parametrize("policy", Rounding)
def test_rounding(policy: Rounding):
    place = ("half_up", "half_even", "down", "up").index(policy.value) + 2
    numbers = [(int(row[0]), int(row[1]), int(row[place])) for row in ROUNDED]
    wanted = [fen for _, _, fen in numbers]
    assert [round_fen(Fraction(value, of), policy) for value, of, _ in numbers] == wanted
    assert [int(rounded(np.array([value]), of, policy)[0]) for value, of, _ in numbers] == wanted
    assert in_sql([in_duckdb.rounded(literal(value), of, policy) for value, of, _ in numbers]) == wanted
    by_column = [
        in_duckdb.rounded_by(literal(abs(value)), f"CAST({of} AS BIGINT)", policy) for value, of, _ in numbers
    ]
    assert in_sql(by_column) == [abs(fen) for fen in wanted]


in_duckdb = Numbers(DuckDB())


def literal(value: int) -> Whole:
    return in_duckdb.literal(value)


def in_sql(asked: Sequence[Whole]) -> list[int]:
    with connect(Limits(threads=1)) as connection:
        (row,) = connection.sql(f"SELECT {', '.join(one.sql for one in asked)}").fetchall()
    return [int(value) for value in row]
