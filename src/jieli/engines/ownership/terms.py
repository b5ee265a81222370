"""The agreed steps of a handover: how outgoing and incoming share, month by month, for each kind of business."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share


class Stream(StrEnum):
    """Which business a set of steps is for, seen from the handover's effective date."""

    EARLIER_DEALS = "earlier_deals"  # receipts of deals signed before it
    OPEN_PIPELINE = "open_pipeline"  # deals opened before it and signed on or after it
    NEW_DEALS = "new_deals"  # deals opened on or after it; these steps also become the client's ownership


@frozen
class Step:
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
    earlier_deals: tuple[Step, ...]
    open_pipeline: tuple[Step, ...]
    new_deals: tuple[Step, ...]

    def steps(self, stream: Stream) -> tuple[Step, ...]:
        return {
            Stream.EARLIER_DEALS: self.earlier_deals,
            Stream.OPEN_PIPELINE: self.open_pipeline,
            Stream.NEW_DEALS: self.new_deals,
        }[stream]


def check_terms(steps: tuple[Step, ...], place: str) -> list[Problem]:
    """Everything wrong with one stream's steps. Only the last step has no months, and it must be there."""
    raise NotImplementedError


def step_spans(steps: tuple[Step, ...], effective_from: date) -> tuple[tuple[DateRange, Share], ...]:
    """The days of each step with the outgoing person's share, in order, the last without end."""
    raise NotImplementedError


def outgoing_share_on(steps: tuple[Step, ...], effective_from: date, on: date) -> Share:
    """The outgoing person's share on a day on or after the effective date."""
    raise NotImplementedError
