"""The lines of a run, cut into what one query makes and into days that need nothing of other days."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from attrs import define, field, frozen

from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.pieces import Pieces, pieces_of
from jieli.engines.pay.columns.sql.pricing import PricingQuery, resets_of
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.pricing.tiers import Reset
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period, add_months
from jieli.kernel.ranges import DateRange

_MONTHS = {Reset.MONTH: 1, Reset.QUARTER: 3, Reset.YEAR: 12}
_FIRST = date(1, 1, 1)


@frozen
class Batch:
    """Lines of one component that one query can make. number: of all batches of a run. cut: where every sum of them begins
    anew. works: all that have these lines."""

    number: int
    component: str
    pricing: Pricing
    reset: Reset
    cut: Reset
    works: Sequence[Work]
    pieces: Pieces

    @property
    def suffix(self) -> str:
        """Of the relations of its pieces."""
        return f"_{self.number}"

    def asked(self, book: ColumnBook, credits: str) -> PricingQuery:
        """credits: a query of credits of its view, or of some of them."""
        return PricingQuery(
            self.pricing,
            self.reset,
            book.view_shape(self.pricing.view),
            self.pieces.placing,
            credits=f"({credits})",
            pieces=f"pieces{self.suffix}",
            elsewhere=f"elsewhere{self.suffix}",
            is_brief=True,
        )

    def days_apart(self) -> Iterator[tuple[Period, DateRange]]:
        """The days of its periods cut where every sum begins anew: what is paid on them needs no credits of other days. A
        sum that began before a period comes with its first days."""
        months = _MONTHS.get(self.cut)
        for period in _periods(self.works):
            if months is None:
                yield period, DateRange(_FIRST, period.until)
                continue
            first = _begins(period.from_, months)
            while first < period.until:
                following = add_months(first, months, end="refuse")
                yield period, DateRange(first, min(following, period.until))
                first = following


@define
class Batches:
    """All batches of a run, in the making."""

    made: list[Batch] = field(factory=list, init=False)
    _pieces: int = field(default=0, init=False)

    def add(self, component: str, pricing: Pricing, works: Sequence[Work]) -> Sequence[Pieces]:
        """The pieces of which there will be lines. works: all of the component that have this pricing."""
        added = []
        for reset in resets_of(pricing):
            cut = Reset.MONTH if pricing.is_by_itself else reset
            for own in _together(works, cut):
                pieces = pieces_of(own, reset, first=self._pieces + 1)
                self._pieces += len(pieces.pieces)
                self.made.append(Batch(len(self.made) + 1, component, pricing, reset, cut, own, pieces))
                added.append(pieces)
        return added


def _together(works: Sequence[Work], cut: Reset) -> Iterator[Sequence[Work]]:
    """Works whose pieces can be in one table: all, where no sum goes on from one period into the next."""
    periods = _periods(works)
    months = _MONTHS.get(cut)
    apart = all(one.until <= other.from_ for one, other in pairwise(sorted(periods, key=_first_day)))
    if months is not None and apart and all(_begins(one.from_, months) == one.from_ for one in periods):
        yield works
        return
    for period in periods:
        yield [work for work in works if work.period == period]


def _periods(works: Sequence[Work]) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(work.period for work in works))


def _first_day(period: Period) -> date:
    return period.from_


def _begins(day: date, months: int) -> date:
    """The first day of the months that the day is in."""
    return date(day.year, day.month - (day.month - 1) % months, 1)
