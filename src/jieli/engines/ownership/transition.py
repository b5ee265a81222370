"""What a handover does to shares: the outgoing person's share is divided step by step, everybody else's stays."""

from collections.abc import Mapping, Sequence
from datetime import date

from jieli.engines.ownership.terms import Stream, Terms
from jieli.engines.ownership.timeline import Span
from jieli.kernel.rate import Share


def hand_over(spans: Sequence[Span], terms: Terms) -> tuple[Span, ...]:
    """One client's timeline of one group after the handover's steps for new deals."""
    raise NotImplementedError


def pass_on(
    shares: Mapping[int, Share], terms: Sequence[Terms], stream: Stream, on: date
) -> Mapping[int, Share]:
    """Shares after the terms, oldest handover first, have divided them as agreed for that stream on that day."""
    raise NotImplementedError
