"""Broken promises of callers are said at once."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from jieli.engines.ownership import (
    Span,
    Terms,
    TermsStep,
    check_timeline,
    hand_over,
    outgoing_share_on,
    shares_on,
    write_over,
)
from jieli.kernel.ranges import DateRange

DAY = date(2026, 1, 1)
EVER = DateRange(DAY, None)
SPAN = Span(1, "ownership", 1, "owner", Fraction(1), EVER)
AT_ONCE = (TermsStep(None, Fraction(0)),)
TERMS = Terms(1, 1, 1, 2, DAY, None, AT_ONCE, AT_ONCE, AT_ONCE)


@pytest.mark.parametrize(
    "other", [evolve(SPAN, client=2), evolve(SPAN, group="service", role="service_keeper")]
)
def test_spans_of_several_timelines_are_not_taken_for_one(other):
    both = [SPAN, other]
    for call in (
        lambda: check_timeline(both, ""),
        lambda: shares_on(both, DAY),
        lambda: write_over([SPAN], [other], EVER),
        lambda: hand_over(both, TERMS),
    ):
        with pytest.raises(ValueError, match="several timelines"):
            call()


def test_terms_of_another_client_are_refused():
    with pytest.raises(ValueError, match="client 2"):
        hand_over([SPAN], evolve(TERMS, client=2))


def test_nobody_hands_over_to_himself():
    with pytest.raises(ValueError, match="himself"):
        hand_over([SPAN], evolve(TERMS, incoming=1))


def test_steps_say_nothing_about_days_before_them():
    with pytest.raises(ValueError, match="2025-12-31"):
        outgoing_share_on(AT_ONCE, DAY, date(2025, 12, 31))


def test_a_handover_reversed_before_it_began_changes_nothing():
    assert hand_over([SPAN], evolve(TERMS, ended_from=DAY)) == (SPAN,)


def test_a_handover_of_a_client_whom_nobody_owns_changes_nothing():
    assert hand_over([], TERMS) == ()


def test_of_what_is_written_only_the_decided_days_count():
    within = DateRange(date(2026, 3, 1), date(2026, 4, 1))
    assert write_over([], [SPAN], within) == (evolve(SPAN, range=within),)
