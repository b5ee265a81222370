"""The agreed steps of a handover: how outgoing and incoming share, month by month, for each kind of business.

Normative page: docs/algorithms/transition-splits.md.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.kernel.period import add_months
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share, format_rate

LONGEST_MONTHS = 600


class Stream(StrEnum):
    """Which business a set of steps is for, seen from the handover's effective date."""

    EARLIER_DEALS = "earlier_deals"  # receipts of deals signed before it
    OPEN_PIPELINE = "open_pipeline"  # deals opened before it and signed on or after it
    NEW_DEALS = "new_deals"  # deals opened on or after it; these steps also become the client's ownership


@frozen
class TermsStep:
    """For so many months the outgoing person keeps this share and the incoming one has the rest. None: from then on."""

    months: int | None
    outgoing: Share


@frozen
class Terms:
    """What was agreed in one handover for one client.

    effective_from: the first day of the first step of every stream. ended_from: the day from which a reversal took it
    back (None: it holds). A person is his stable id.
    """

    handover: int
    client: int
    outgoing: int
    incoming: int
    effective_from: date
    ended_from: date | None
    earlier_deals: tuple[TermsStep, ...]
    open_pipeline: tuple[TermsStep, ...]
    new_deals: tuple[TermsStep, ...]

    def steps(self, stream: Stream) -> tuple[TermsStep, ...]:
        return {
            Stream.EARLIER_DEALS: self.earlier_deals,
            Stream.OPEN_PIPELINE: self.open_pipeline,
            Stream.NEW_DEALS: self.new_deals,
        }[stream]

    def holds_on(self, on: date) -> bool:
        """Effective, and not taken back, on that day."""
        return self.effective_from <= on and (self.ended_from is None or on < self.ended_from)


def check_terms(steps: tuple[TermsStep, ...], place: str) -> list[Problem]:
    """Everything wrong with one stream's steps. Only the last step has no months, and it must be there."""
    if not steps:
        return [
            Problem(
                "TERMS-STEP-001",
                place,
                "There is no step.",
                "Say at least what holds from the effective date on.",
            )
        ]
    last = len(steps) - 1
    found = [
        problem
        for index, step in enumerate(steps)
        for problem in _check_step(step, index == last, f"{place}[{index}]")
    ]
    length = sum(step.months or 0 for step in steps)
    if length > LONGEST_MONTHS:
        found.append(
            Problem(
                "TERMS-STEP-006",
                place,
                "The steps are together {months} months long; {longest} is the most.",
                "Shorten the steps, or let the last one hold without end.",
                {"months": str(length), "longest": str(LONGEST_MONTHS)},
            )
        )
    return found


def step_spans(steps: tuple[TermsStep, ...], effective_from: date) -> tuple[tuple[DateRange, Share], ...]:
    """The days of each step with the outgoing person's share, in order, the last without end.

    Months are counted from the effective date itself, so that a start on the 31st does not drift.
    """
    spans = []
    start, months = effective_from, 0
    for step in steps:
        end = None
        if step.months is not None:
            months += step.months
            end = add_months(effective_from, months, end="clip")
        spans.append((DateRange(start, end), step.outgoing))
        if end is None:
            break
        start = end
    return tuple(spans)


def kept_spans(
    steps: tuple[TermsStep, ...], effective_from: date, ended_from: date | None
) -> tuple[tuple[DateRange, Share], ...]:
    """The days from the effective date on with the share that the outgoing person keeps, in order, the last without end.

    The days of the steps, as long as nothing took them back; from a reversal on (None: never) he keeps everything.
    """
    spans = step_spans(steps, effective_from)
    if ended_from is None:
        return spans
    back = DateRange(ended_from, None)
    held = [(rest, share) for days, share in spans for rest in days.subtract(back)]
    return (*held, (back, Fraction(1)))


def outgoing_share_on(steps: tuple[TermsStep, ...], effective_from: date, on: date) -> Share:
    """The outgoing person's share on a day on or after the effective date. **Raises** ValueError for other days."""
    for days, share in step_spans(steps, effective_from):
        if on in days:
            return share
    raise ValueError(f"The steps from {effective_from} on say nothing about {on}.")


def _check_step(step: TermsStep, is_last: bool, place: str) -> Iterator[Problem]:
    if is_last and step.months is not None:
        yield Problem(
            "TERMS-STEP-002",
            f"{place}.months",
            "The last step ends after {months} months, and nothing is said about the time after.",
            "Leave the months of the last step empty: it holds from then on.",
            {"months": str(step.months)},
        )
    if not is_last and step.months is None:
        yield Problem(
            "TERMS-STEP-003",
            f"{place}.months",
            "This step has no end, but another one follows.",
            "Say for how many months it holds, or remove the steps after it.",
        )
    if step.months is not None and step.months < 1:
        yield Problem(
            "TERMS-STEP-004",
            f"{place}.months",
            "A step of {months} months has no day in it.",
            "Let it hold for at least one month, or remove it.",
            {"months": str(step.months)},
        )
    if not 0 <= step.outgoing <= 1:
        yield Problem(
            "TERMS-STEP-005",
            f"{place}.outgoing",
            "The outgoing person cannot keep {share}: it must be between 0% and 100%.",
            "Give a share between 0% and 100%; the incoming person has the rest.",
            {"share": format_rate(step.outgoing)},
        )
