"""Who answers for a client on each day, and what a handover's steps make of it."""

from jieli.engines.ownership.terms import (
    LONGEST_MONTHS,
    Stream,
    Terms,
    TermsStep,
    check_terms,
    kept_spans,
    outgoing_share_on,
    step_spans,
)
from jieli.engines.ownership.timeline import Span, check_timeline, shares_on, write_over
from jieli.engines.ownership.transition import hand_over, pass_on

__all__ = [
    "LONGEST_MONTHS",
    "Span",
    "Stream",
    "Terms",
    "TermsStep",
    "check_terms",
    "check_timeline",
    "hand_over",
    "kept_spans",
    "outgoing_share_on",
    "pass_on",
    "shares_on",
    "step_spans",
    "write_over",
]
