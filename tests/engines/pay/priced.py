"""What a pricing comes to on credits by hand."""

from collections.abc import Sequence
from datetime import date

from jieli.engines.crediting import Basis, Book, CreditLine, Group, OwnerDate
from jieli.engines.pay import WorkCalendar
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Pricing, View
from jieli.engines.pay.reference.groups import PricedLine
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.reference.pricing import price
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.work import Work
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding

VIEW = View(Basis.RECEIPTS, OwnerDate.RECEIVED, Group.OWNERSHIP)
SINCE = DateRange(date(2025, 1, 1), None)
JANUARY = DateRange(date(2026, 1, 1), date(2026, 2, 1))


def work_on(
    lines: Sequence[CreditLine], days: DateRange, since: DateRange = SINCE, book: Book | None = None
) -> Work:
    """The work of person 1 on these days."""
    signed_on = {line.deal: line.first_deal_on or line.counts_on for line in lines if line.deal is not None}
    credits = Credits(lambda view: lines, signed_on, {line.fact: line.counts_on for line in lines})
    assert days.until is not None
    so_far = since.before(days.until)
    assert so_far is not None
    return Work(
        segment=Segment(1, "p", 1, days, ()),
        period=Period.custom(days.from_, days.until),
        key="it",
        employed=(days,),
        on_plan=(so_far,),
        sources=Sources(credits, BookFacts(book or Book()), WorkCalendar(None, frozenset())),
        pricer=ReferencePricer(credits),
    )


def priced(
    table: RateTable,
    lines: Sequence[CreditLine],
    rounding: Rounding = Rounding.HALF_UP,
    days: DateRange = JANUARY,
) -> tuple[PricedLine, ...]:
    """A table of rates on credits of January."""
    return price(Pricing(VIEW, table, rounding), work_on(lines, days))
