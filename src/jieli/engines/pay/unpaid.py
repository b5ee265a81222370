"""Credits for which nobody is paid, and why."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import Book, CreditLine
from jieli.engines.pay.credits import Credits, line_order
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.planned import periods_of, segments_of, versions_of
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange

Versions = Mapping[tuple[str, int], ReadVersion]


class UnpaidReason(StrEnum):
    """unowned: nobody answered for the client on the owner date. no_plan: the person is on no plan on the day it counts."""

    UNOWNED = "unowned"
    NO_PLAN = "no_plan"


@frozen
class Unpaid:
    """period: the one of the run's that the line counts in, its own or an earlier one."""

    line: CreditLine
    reason: UnpaidReason
    period: Period


@frozen
class EarlyFact:
    """A fact that counts before the first period of all. amount_fen: what it counts for, negative for a refund."""

    kind: str  # deal, receipt, invoice or refund
    source_key: str
    fact: int
    amount_fen: int


def explain_unpaid(inputs: PayInputs, *, credits: Credits | None = None) -> tuple[Unpaid, ...]:
    """Credits that nobody is paid for, of the run's period and of every earlier one that it computes again, by day.

    **Shape**: one per credit line. The plans of a period (of all periods where nobody is on one in it) pay a rate of a fact
    by one view or several, which may have different owners on their days; the fact counts once. A plan that pays no rate
    looks at what it measures or rewards. Unowned is only what
    nobody answers for in every view; for a person without a plan the view that gives him most speaks. Shares of nothing
    are left out. credits: as for compute_pay. **Raises** Problems, as compute_pay does.
    """
    inputs = in_own_currency(inputs)
    credits = credits or Credits.of_book(inputs.book)
    placed = segments_of(inputs, periods_of(inputs))
    versions, every = versions_of(inputs, placed), [segment for _, segment in placed]
    on_a_plan = _days_on_a_plan(every)
    found: list[Unpaid] = []
    for period in periods_of(inputs):
        own = [segment for its, segment in placed if its == period]
        seen = [_lines_in(credits.lines(view), period) for view in _views(versions, own or every)]
        for (reason, _person, _fact), lines in _unpaid_once(seen, on_a_plan).items():
            found += [Unpaid(line, reason, period) for line in lines]
    return tuple(sorted(found, key=lambda one: line_order(one.line)))


Fact = tuple[str, int]
Owed = tuple[UnpaidReason, int | None, Fact]


def _unpaid_once(
    seen: Sequence[Sequence[CreditLine]], on_a_plan: Mapping[int, Sequence[DateRange]]
) -> Mapping[Owed, Sequence[CreditLine]]:
    """Reason, person and fact → its lines in the one view that speaks for all."""
    of_views: dict[Owed, list[list[CreditLine]]] = {}
    views_of_fact: dict[Fact, int] = {}
    for lines in seen:
        for fact in {(line.kind, line.fact) for line in lines}:
            views_of_fact[fact] = views_of_fact.get(fact, 0) + 1
        unpaid: dict[Owed, list[CreditLine]] = {}
        for line in lines:
            reason = _reason(line, on_a_plan)
            if line.amount_fen != 0 and reason is not None:
                unpaid.setdefault((reason, line.person, (line.kind, line.fact)), []).append(line)
        for owed, its in unpaid.items():
            of_views.setdefault(owed, []).append(its)
    return {
        owed: (min if owed[0] is UnpaidReason.UNOWNED else max)(each, key=_size)
        for owed, each in of_views.items()
        if owed[0] is UnpaidReason.NO_PLAN or len(each) == views_of_fact[owed[2]]
    }


def _size(lines: Sequence[CreditLine]) -> int:
    return abs(sum(line.amount_fen for line in lines))


def explain_too_early(inputs: PayInputs, *, credits: Credits | None = None) -> tuple[EarlyFact, ...]:
    """Facts that no run ever pays, because they count before the first period of all, by kind and key in the source.

    **Shape**: one per fact that some plan's view has and that counts before that day in every such view that has it.
    **Unit**: fen, each fact as a whole, whatever the view counts of it. credits: as for compute_pay. **Raises** Problems,
    as compute_pay does.
    """
    inputs = in_own_currency(inputs)
    credits = credits or Credits.of_book(inputs.book)
    first = periods_of(inputs)[0].from_
    placed = segments_of(inputs, periods_of(inputs))
    last: dict[Fact, date] = {}
    for view in _views(versions_of(inputs, placed), (segment for _, segment in placed)):
        for line in credits.lines(view):
            fact = (line.kind, line.fact)
            last[fact] = max(line.counts_on, last.get(fact, line.counts_on))
    early = {fact for fact, day in last.items() if day < first}
    found = (one for one in _facts(inputs.book) if (one.kind, one.fact) in early)
    return tuple(sorted(found, key=lambda one: (one.kind, one.source_key, one.fact)))


def _facts(book: Book) -> Iterator[EarlyFact]:
    for deal in book.deals:
        yield EarlyFact("deal", deal.source_key, deal.id, deal.amount_fen)
    for receipt in book.receipts:
        yield EarlyFact("receipt", receipt.source_key, receipt.id, receipt.amount_fen)
    for invoice in book.invoices:
        yield EarlyFact("invoice", invoice.source_key, invoice.id, invoice.amount_fen)
    for refund in book.refunds:
        yield EarlyFact("refund", refund.source_key, refund.id, -refund.amount_fen)


def _views(versions: Versions, segments: Iterable[Segment]) -> tuple[View, ...]:
    """Each view once that the plans of these segments pay a rate of, in order of plans; of a plan that pays no rate, all
    that it looks at."""
    used = sorted({(segment.plan, segment.version) for segment in segments})
    found: list[View] = []
    for key in used:
        components = versions[key].plan.components
        rated = [view for one in components for view in one.views()]
        found += rated or [view for one in components for view in one.looks_at()]
    return tuple(dict.fromkeys(found))


def _lines_in(lines: Sequence[CreditLine], period: Period) -> Sequence[CreditLine]:
    first = bisect_left(lines, period.from_, key=lambda line: line.counts_on)
    return lines[first : bisect_left(lines, period.until, key=lambda line: line.counts_on)]


def _reason(line: CreditLine, on_a_plan: Mapping[int, Sequence[DateRange]]) -> UnpaidReason | None:
    if line.person is None:
        return UnpaidReason.UNOWNED
    if any(line.counts_on in days for days in on_a_plan.get(line.person, ())):
        return None
    return UnpaidReason.NO_PLAN


def _days_on_a_plan(segments: Iterable[Segment]) -> Mapping[int, Sequence[DateRange]]:
    days: dict[int, list[DateRange]] = {}
    for segment in segments:
        days.setdefault(segment.person, []).append(segment.range)
    return {person: tuple(own) for person, own in days.items()}
