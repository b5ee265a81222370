"""What always holds of timelines, whatever was decided and handed over."""

import random
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.crediting.books import FIRST, days, decisions, handovers, histories, steps
from tests.engines.crediting_examples import CLIENT, replay

from jieli.engines.ownership import (
    Span,
    Stream,
    check_terms,
    check_timeline,
    hand_over,
    kept_spans,
    outgoing_share_on,
    pass_on,
    shares_on,
    step_spans,
    write_over,
)
from jieli.kernel.ranges import DateRange

LAST = date(2029, 1, 1)


def days_of_change(*timelines: tuple[Span, ...]) -> list[date]:
    bounds = {
        day for spans in timelines for span in spans for day in (span.range.from_, span.range.until) if day
    }
    return sorted({FIRST, LAST, *bounds, *(bound - timedelta(days=1) for bound in bounds)})


@given(histories())
def test_whatever_happens_a_timeline_stays_clean(acts):
    for spans in replay(acts).timelines.values():
        assert check_timeline(spans, "") == []


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_spans_means_nothing(acts, dice: random.Random):
    ledger = replay(acts)
    spans = list(ledger.timelines["ownership"])
    mixed = dice.sample(spans, len(spans))
    for terms in ledger.terms:
        assert hand_over(mixed, terms) == hand_over(spans, terms)


@given(histories(groups=("ownership",)), handovers(99))
def test_a_handover_moves_shares_only_from_the_outgoing_to_the_incoming_person(acts, terms):
    before = replay(acts).timelines["ownership"]
    after = hand_over(before, terms)
    for day in days_of_change(before, after):
        old, new = dict(shares_on(before, day)), dict(shares_on(after, day))
        assert sum(old.values(), Fraction(0)) == sum(new.values(), Fraction(0))
        if day < terms.effective_from or terms.outgoing not in old:
            assert old == new
            continue
        kept = old[terms.outgoing] * outgoing_share_on(terms.new_deals, terms.effective_from, day)
        assert new.get(terms.outgoing, 0) == kept
        assert new.get(terms.incoming, 0) == old.get(terms.incoming, 0) + old[terms.outgoing] - kept
        others = old.keys() - {terms.outgoing, terms.incoming}
        assert {person: new.get(person) for person in others} == {person: old[person] for person in others}


@given(handovers(99), st.sampled_from(Stream), st.none() | st.integers(-40, 900))
def test_the_days_of_what_is_kept_say_what_is_passed_on(terms, stream, ended_after):
    ended = None if ended_after is None else terms.effective_from + timedelta(days=ended_after)
    terms = evolve(terms, ended_from=ended)
    spans = kept_spans(terms.steps(stream), terms.effective_from, ended)
    assert spans[-1][0].until is None
    assert all(one.until == following.from_ for (one, _), (following, _) in pairwise(spans))
    for days_, kept in spans:
        left = pass_on({terms.outgoing: Fraction(1)}, [terms], stream, max(days_.from_, terms.effective_from))
        assert left.get(terms.outgoing, 0) == kept


@given(histories(groups=("ownership",)), handovers(99))
def test_spans_that_a_handover_does_not_concern_stay_the_very_same(acts, terms):
    before = replay(acts).timelines["ownership"]
    after = hand_over(before, terms)
    for span in before:
        ended = span.range.until is not None and span.range.until <= terms.effective_from
        if ended or span.person not in (terms.outgoing, terms.incoming):
            assert span in after


@given(histories(groups=("ownership",)), handovers(99), st.integers(0, 300))
def test_a_reversal_restores_each_day_from_it_on(acts, terms, after_days):
    before = replay(acts).timelines["ownership"]
    reversed_from = terms.effective_from + timedelta(days=after_days)
    ended = hand_over(before, evolve(terms, ended_from=reversed_from))
    in_force = hand_over(before, terms)
    for day in days_of_change(before, ended, in_force):
        expected = before if day >= reversed_from or day < terms.effective_from else in_force
        assert shares_on(ended, day) == shares_on(expected, day)


@given(st.data())
def test_passing_shares_on_by_the_new_deals_steps_is_what_the_timeline_says(data):
    """Handovers in the order of their dates, in force or reversed, without a decision between them."""
    start = {1: Fraction(2, 3), 2: Fraction(1, 3)}
    ever = DateRange(FIRST, None)
    acts = [
        (
            "decide",
            (
                "ownership",
                (
                    Span(CLIENT, "ownership", 1, "owner", start[1], ever),
                    Span(CLIENT, "ownership", 2, "co_owner", start[2], ever),
                ),
                ever,
            ),
        )
    ]
    dates = sorted(data.draw(st.lists(days, min_size=1, max_size=4)))
    for number, effective_from in enumerate(dates, 1):
        acts.append(("hand_over", data.draw(handovers(number, effective_from))))
        if data.draw(st.integers(0, 4)) == 0:
            acts.append(
                ("reverse", (number, effective_from + timedelta(days=data.draw(st.integers(0, 400)))))
            )
    ledger = replay(acts)
    spans = ledger.timelines["ownership"]
    for day in (day for day in days_of_change(spans) if day >= FIRST):
        assert shares_on(spans, day) == pass_on(start, ledger.terms, Stream.NEW_DEALS, day)


@given(histories(groups=("ownership",)), decisions("ownership"))
def test_a_decision_holds_on_its_days_and_nowhere_else(acts, decision):
    before = replay(acts).timelines["ownership"]
    _, (_, new, within) = decision
    after = write_over(before, new, within)
    for day in days_of_change(before, after):
        assert shares_on(after, day) == shares_on(new if day in within else before, day)


@given(steps(), days)
def test_steps_cover_every_day_from_the_effective_date_on_without_gap_or_overlap(agreed, effective_from):
    assert check_terms(agreed, "") == []
    spans = step_spans(agreed, effective_from)
    assert spans[0][0].from_ == effective_from
    assert spans[-1][0].until is None
    assert all(one[0].until == next_[0].from_ for one, next_ in pairwise(spans))
    assert [share for _, share in spans] == [step.outgoing for step in agreed]
