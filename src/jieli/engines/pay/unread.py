"""Refunds of what a version paid that cannot be read any more. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.credits import Credits, line_order
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.segments import Placement
from jieli.engines.pay.values import PayInputs
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


@frozen
class Unread:
    """A refund that the version of its day takes back, since what the version said that paid is not known."""

    line: CreditLine
    period: Period
    plan: str


def explain_unread(inputs: PayInputs, *, credits: Credits | None = None) -> tuple[Unread, ...]:
    """Refunds of the run's periods of what counted, earlier in a stay, on days of a version whose text is no plan any more, or one in
    another currency.

    **Shape**: one per person's share of a refund, whatever views pay it. credits: as for compute_pay. **Raises** Problems,
    as compute_pay does.
    """
    inputs = in_own_currency(inputs)
    planned = Planned.of(inputs)
    stays = [(one, days) for own in planned.stays.values() for one in own if (days := _unread(planned, one))]
    if not stays:
        return ()
    credits = credits or Credits.of_book(inputs.book)
    found: dict[tuple[int, int, Period], Unread] = {}
    for stay, days in stays:
        for view in _views(planned, stay):
            for period in planned.periods:
                for line in _refunds(credits, view, stay, days, period):
                    found.setdefault((stay.person, line.fact, period), Unread(line, period, stay.plan))
    return tuple(sorted(found.values(), key=lambda one: line_order(one.line)))


def _unread(planned: Planned, stay: Placement) -> Sequence[DateRange]:
    return [
        span.range
        for span in stay.spans[:-1]
        if span.version is not None and planned.version(stay.plan, span.version.number) is None
    ]


def _views(planned: Planned, stay: Placement) -> tuple[View, ...]:
    """What the versions that can be read look at."""
    numbers = [span.version.number for span in stay.spans if span.version is not None]
    read = [planned.version(stay.plan, number) for number in numbers]
    return tuple(
        dict.fromkeys(
            view
            for version in read
            if version is not None
            for component in version.plan.components
            for view in component.looks_at()
        )
    )


def _refunds(
    credits: Credits, view: View, stay: Placement, days: Sequence[DateRange], period: Period
) -> Iterator[CreditLine]:
    """The person's of a period that count in the stay after those days, of what counted on them."""
    for line in credits.of(view, stay.person, period.range):
        if line.kind == "refund" and line.counts_on in stay.days:
            arose_on = credits.arose_on(view, line)
            if any(arose_on in one and line.counts_on not in one for one in days):
                yield line
