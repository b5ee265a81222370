"""Credits for which nobody is paid, and why."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.component import Segment
from jieli.engines.pay.credits import Credits, line_order
from jieli.engines.pay.desired import segments_of, versions_of
from jieli.engines.pay.values import PayInputs
from jieli.kernel.ranges import DateRange


class UnpaidReason(StrEnum):
    """unowned: nobody answered for the client on the owner date. no_plan: the person is on no plan on the day it counts."""

    UNOWNED = "unowned"
    NO_PLAN = "no_plan"


@frozen
class Unpaid:
    line: CreditLine
    reason: UnpaidReason


def explain_unpaid(inputs: PayInputs) -> tuple[Unpaid, ...]:
    """Credits of the run's period that nobody is paid for, by day.

    **Shape**: one per credit line, of the views of which the plans of the period pay a rate; a line that two views have
    alike comes once. Shares of nothing are left out. **Raises** Problems, as compute_pay does.
    """
    segments = segments_of(inputs, (inputs.period,))
    versions = versions_of(inputs, segments)
    views = {
        view: None
        for _, version in sorted(versions.items())
        for component in version.plan.components
        for view in component.views()
    }
    credits, on_a_plan = Credits.of_book(inputs.book), _days_on_a_plan([segment for _, segment in segments])
    found: dict[CreditLine, UnpaidReason] = {}
    for view in views:
        for line in credits.lines(view):
            if line.amount_fen == 0 or line.counts_on not in inputs.period.range:
                continue
            if line.person is None:
                found[line] = UnpaidReason.UNOWNED
            elif not any(line.counts_on in days for days in on_a_plan.get(line.person, ())):
                found[line] = UnpaidReason.NO_PLAN
    return tuple(Unpaid(line, found[line]) for line in sorted(found, key=line_order))


def _days_on_a_plan(segments: Sequence[Segment]) -> Mapping[int, tuple[DateRange, ...]]:
    days: dict[int, list[DateRange]] = {}
    for segment in segments:
        days.setdefault(segment.person, []).append(segment.range)
    return {person: tuple(own) for person, own in days.items()}
