"""What credits come to and add up to, from sums in columns; lines only where somebody asks for them."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

import attrs
from attrs import define, field, frozen

from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.pieces import Pieces, pieces_of, place_pieces, sums_by_work
from jieli.engines.pay.columns.sql.measuring import measure_sql
from jieli.engines.pay.columns.sql.numbers import TooLarge
from jieli.engines.pay.columns.sql.pricing import PricingQuery, compile_pricing, is_compiled, resets_of
from jieli.engines.pay.component import Component
from jieli.engines.pay.pricing.spec import Measure, Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.results import NOTHING, Line, Result
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange


@define
class ColumnResult:
    """A sum from columns; its lines are the reference's, made when they are asked for."""

    fen: int
    _pricing: Pricing
    _work: Work
    _reference: ReferencePricer
    _lines: tuple[Line, ...] | None = field(default=None, init=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        if self._lines is None:
            self._lines = self._reference.price(self._pricing, self._work).lines
        return self._lines

    @property
    def carried(self) -> Mapping[str, int]:
        return NOTHING


@frozen
class _Daily:
    """What is measured of one person up to and with each day."""

    days: Sequence[date]
    fen: Sequence[int]

    def within(self, span: DateRange) -> int:
        first = bisect_left(self.days, span.from_)
        last = len(self.days) if span.until is None else bisect_left(self.days, span.until)
        return self.fen[last] - self.fen[first]


@define
class ColumnPricer:
    """asked: all work that pays on credits in this run, each with the place of a pricing in `pricings`.

    by_reference: pricings that columns cannot say; the reference prices them from the same credits.
    """

    book: ColumnBook
    reference: ReferencePricer
    pricings: list[Pricing] = field(factory=list, init=False)
    asked: list[tuple[int, Work]] = field(factory=list, init=False)
    by_reference: set[int] = field(factory=set, init=False)
    _priced: dict[int, Mapping[Segment, int]] = field(factory=dict, init=False)
    _measured: dict[Measure, Mapping[int, _Daily]] = field(factory=dict, init=False)

    def price(self, pricing: Pricing, work: Work) -> Result:
        asked = self._known(pricing)
        if asked not in self._priced and asked not in self.by_reference:
            self._price_all(asked)
        fen = self._priced.get(asked, {}).get(work.segment)
        if fen is None:
            return self.reference.price(pricing, work)
        return ColumnResult(fen, pricing, work, self.reference)

    def _known(self, pricing: Pricing) -> int:
        """The place of a pricing in `pricings`; it is added where it is not there."""
        for place, other in enumerate(self.pricings):
            if is_same(pricing, other):
                return place
        self.pricings.append(pricing)
        return len(self.pricings) - 1

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        if measure not in self._measured:
            self._measured[measure] = self._daily(measure)
        daily = self._measured[measure].get(person)
        return 0 if daily is None else daily.within(within)

    def ask(self, works: Iterable[tuple[Component, tuple[Pricing, ...], Work]]) -> None:
        """What will be asked, so that each pricing is one query for everybody."""
        for _component, pricings, work in works:
            self.asked += [(self._known(pricing), work) for pricing in pricings]

    def known(self, pricing: Pricing, fen: Mapping[Segment, int]) -> None:
        """Sums that were computed elsewhere, of all work of a pricing."""
        self._priced[self._known(pricing)] = fen

    def _price_all(self, asked: int) -> None:
        pricing = self.pricings[asked]
        works = tuple({work.segment: work for place, work in self.asked if place == asked}.values())
        if not is_compiled(pricing) or not works:
            self.by_reference.add(asked)
            return
        fen = dict.fromkeys(range(len(works)), 0)
        try:
            for reset in resets_of(pricing):
                pieces = pieces_of(works, reset)
                place_pieces(self.book.store, pieces)
                query = self._query(pricing, reset, pieces)
                rows = self.book.store.rows(f"SELECT piece, sum(result_fen) FROM ({query}) GROUP BY piece")
                for place, sum_fen in sums_by_work(
                    pieces.pieces, {row[0]: int(row[1]) for row in rows}
                ).items():
                    fen[place] += sum_fen
        except TooLarge:
            self.by_reference.add(asked)
            return
        self._priced[asked] = {works[place].segment: value for place, value in fen.items()}

    def _query(self, pricing: Pricing, reset: Reset, pieces: Pieces) -> str:
        credits = self.book.kept_credits(pricing.view)
        asked = PricingQuery(pricing, reset, self.book.view_shape(pricing.view), pieces.placing, credits)
        return compile_pricing(asked, self.book.store.dialect).sql

    def _daily(self, measure: Measure) -> Mapping[int, _Daily]:
        shape = self.book.view_shape(measure.view)
        query = measure_sql(measure, shape, self.book.store.dialect, self.book.kept_credits(measure.view))
        by_person: dict[int, list[tuple[date, int]]] = {}
        for person, day, fen in self.book.store.rows(query):
            by_person.setdefault(person, []).append((day, int(fen)))
        return {person: _running(sorted(days)) for person, days in by_person.items()}


def is_same(one: Pricing, other: Pricing) -> bool:
    """Equal; parts that are the same object are not looked into."""
    return one is other or all(
        mine is theirs or mine == theirs
        for name in _FIELDS
        for mine, theirs in [(getattr(one, name), getattr(other, name))]
    )


_FIELDS = tuple(field.name for field in attrs.fields(Pricing))


def _running(days: Sequence[tuple[date, int]]) -> _Daily:
    return _Daily([day for day, _ in days], list(accumulate((fen for _, fen in days), initial=0)))
