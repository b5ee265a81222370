"""The examples of components on a back end: credits made by hand are its credits, and what else is by hand stays so.

All examples are in one table for each kind of fact, and each looks at its own rows: what is slow to begin is asked no more
than it must be. Nothing is credited here; that is done with whole books, in the cases and in random worlds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from attrs import define, evolve, field, fields, frozen
from tests.engines.pay.loader import ComponentExample
from tests.parity.backends import Backend
from tests.parity.written import is_told, plain_rows

from jieli.engines.crediting import Basis, Book, CreditLine, Group, OwnerDate
from jieli.engines.pay import Component, parse_plan
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.pieces import pieces_of, place_pieces
from jieli.engines.pay.columns.pricer import ColumnPricer
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, is_compiled, resets_of
from jieli.engines.pay.columns.sql.relations import CREDIT, Shape
from jieli.engines.pay.columns.sql.shown import LINE
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.pricing.spec import Measure, Pricing, View
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.results import Result
from jieli.engines.pay.tables.credits import credits_to_arrow
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange

BASES = (Basis.DEALS, Basis.RECEIPTS, Basis.INVOICED)  # every other one counts deals
NO_DAY = date(2000, 1, 1)  # on which a refund arose whose example says nothing of it


@frozen
class Said:
    """What a component says of its example. lines: of every pricing that it asked for and columns can say."""

    fen: int
    because: tuple[str, ...]
    carried: tuple[tuple[str, int], ...]
    measured: tuple[int, ...]
    lines: Counter[Any]

    def difference(self, other: "Said") -> str:
        """− this, + the other."""
        names = [one.name for one in fields(Said)]
        pairs = [(name, getattr(self, name), getattr(other, name)) for name in names]
        return "; ".join(f"{name} − {mine} + {theirs}" for name, mine, theirs in pairs if mine != theirs)


@frozen
class Answered:
    """What a back end said, and how often it was asked. by_reference: it left a pricing to the reference."""

    said: Said
    priced: int
    measured: int
    by_reference: bool


@frozen
class Example:
    """number: among all examples of components."""

    number: int
    text: ComponentExample
    component: Component
    work: Work

    @staticmethod
    def of(number: int, text: ComponentExample) -> "Example":
        return Example(number, text, parse_plan(text.plan).components[-1], text.work())

    @property
    def book(self) -> Book:
        found: Book = self.work.sources.facts.book
        return found

    def lines(self, basis: Basis) -> Sequence[CreditLine]:
        return self.work.credits.lines(_view(basis))

    def rows(self, basis: Basis) -> Iterator[tuple[CreditLine, date | None, date]]:
        for line in self.lines(basis):
            yield line, self.work.credits.signed_on(line), self._arose_on(basis, line)

    def _arose_on(self, basis: Basis, line: CreditLine) -> date:
        try:
            return self.work.credits.arose_on(_view(basis), line)
        except KeyError:
            return NO_DAY

    @property
    def shape(self) -> Shape:
        """As it would be found out about a book of these credits."""
        lines = [line for basis in BASES for line in self.lines(basis)]
        most = max((max(abs(line.fact_fen), abs(line.amount_fen)) for line in lines), default=1)
        return Shape(
            most_fen=max(most, 1),
            all_fen=2 * max(most, 1) * max(len(lines), 1),
            share_denominator=1,
            most_sharing=2,
            most_share=max((line.share.numerator for line in lines), default=1),
            first_day=NO_DAY,
            last_day=NO_DAY,
            filled=frozenset({"refunds"} if any(line.kind == "refund" for line in lines) else ()),
        )


def _view(basis: Basis) -> View:
    """Credits by hand are the same whatever day and whoever's shares decide."""
    return View(basis, OwnerDate.SIGNED, Group.OWNERSHIP)


@define
class Watching(ReferencePricer):
    """By definition, and keeps what was asked."""

    credits: Any
    priced: list[tuple[Pricing, Work, Result]] = field(factory=list, init=False)
    measured: list[int] = field(factory=list, init=False)

    def price(self, pricing: Pricing, work: Work) -> Result:
        result = super().price(pricing, work)
        self.priced.append((pricing, work, result))
        return result

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        self.measured.append(super().measure(measure, person, within))
        return self.measured[-1]


def by_definition(example: Example) -> Said:
    pricer = Watching(example.work.credits)
    result = example.component.compute(evolve(example.work, pricer=pricer))
    lines = Counter(
        row
        for pricing, work, priced in pricer.priced
        if is_compiled(pricing)
        for row in plain_rows(priced.lines, pricing, work.person)
    )
    return _said(result, pricer.measured, lines)


@define
class GivenBook(ColumnBook):
    """Whose credits are an example's, and not made of its facts."""

    number: int = 0

    def view_shape(self, view: View) -> Shape:
        return self.shape

    def holders(self, view: View) -> None:
        return None

    def credits(self, view: View) -> str:
        basis = view.basis if view.basis in BASES else Basis.DEALS
        return f"SELECT {', '.join(CREDIT)} FROM given_{basis.value} WHERE example = {self.number}"

    def kept_credits(self, view: View) -> str:
        return f"({self.credits(view)})"


@define
class Asking(ColumnPricer):
    """That of a back end, and keeps its answers, and its lines as they are in columns."""

    lines: Counter[Any] = field(factory=Counter, init=False)
    answers: list[int] = field(factory=list, init=False)
    count: int = field(default=0, init=False)

    def price(self, pricing: Pricing, work: Work) -> Result:
        self.count += 1
        if is_compiled(pricing):
            self.known(pricing, {work.segment: self._written(pricing, work)})
        return super().price(pricing, work)

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        self.answers.append(super().measure(measure, person, within))
        return self.answers[-1]

    def _written(self, pricing: Pricing, work: Work) -> int:
        """The sum of the lines of a pricing."""
        fen, store = 0, self.book.store
        for reset in resets_of(pricing):
            pieces = pieces_of([work], reset)
            place_pieces(store, pieces)
            credits = self.book.kept_credits(pricing.view)
            asked = PricingQuery(pricing, reset, self.book.shape, pieces.placing, credits)
            query = compile_pricing(asked, store.dialect).sql
            for row in store.rows(f"SELECT {', '.join(LINE[1:])} FROM ({query})"):
                fen += int(row[-1])
                if is_told(row):
                    self.lines[tuple(row)] += 1
        return fen


def answers(examples: Sequence[Example], backend: Backend) -> Iterator[Answered]:
    """What a back end says of each, in order; facts are brought in when others are looked at."""
    assert backend.store is not None, "This back end does not compute in columns."
    with backend.store() as store:
        for basis in BASES:
            store.bring(f"given_{basis.value}", _table(examples, basis))
        known = None
        for example in examples:
            if example.book != known:
                read_book(store, known := example.book)
            yield _answer(example, backend, store)


def _answer(example: Example, backend: Backend, store: Store) -> Answered:
    assert backend.credits is not None, "This back end does not compute in columns."
    book = GivenBook(store, example.shape, number=example.number)
    credits = backend.credits(book)
    pricer = Asking(book, ReferencePricer(credits))
    sources = evolve(example.work.sources, credits=credits)
    result = example.component.compute(evolve(example.work, sources=sources, pricer=pricer))
    said = _said(result, pricer.answers, pricer.lines)
    return Answered(said, pricer.count, len(pricer.answers), bool(pricer.by_reference))


def _said(result: Result, measured: Sequence[int], lines: Counter[Any]) -> Said:
    because = tuple(text for line in result.lines for text in line.trace().arithmetic())
    carried = tuple(sorted((name, fen) for name, fen in result.carried.items() if fen))
    return Said(result.fen, because, carried, tuple(measured), lines)


def _table(examples: Iterable[Example], basis: Basis) -> pa.Table:
    """The credits of all of them, each with the number of its example."""
    rows = [(example.number, row) for example in examples for row in example.rows(basis)]
    table = credits_to_arrow(row for _, row in rows).rename_columns(list(CREDIT))
    return table.append_column("example", pa.array([number for number, _ in rows], pa.int64()))
