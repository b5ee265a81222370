"""What a handover does to shares: the outgoing person's share is divided step by step, everybody else's stays.

Normative page: docs/algorithms/transition-splits.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve

from jieli.engines.ownership.terms import Stream, Terms, outgoing_share_on, step_spans
from jieli.engines.ownership.timeline import (
    CO_OWNER,
    ORIGIN,
    OWNER,
    OWNERSHIP,
    Span,
    in_order,
    require_one_timeline,
)
from jieli.kernel.ranges import DateRange, gaps
from jieli.kernel.rate import Share


def hand_over(spans: Sequence[Span], terms: Terms) -> tuple[Span, ...]:
    """One client's timeline of one group after the handover's steps for new deals.

    **Shape**: the whole timeline, ordered by first day and person. Days before the effective date, days from a reversal
    on, other people, and the group `origin` stay as they are. **Raises** ValueError for spans of another client or of
    several groups, and for a handover to oneself.
    """
    _require_fitting(spans, terms)
    within = _days_held(terms)
    if within is None or not spans or spans[0].group == ORIGIN:
        return in_order(spans)
    given = [span for span in spans if span.person == terms.outgoing]
    had = [span for span in spans if span.person == terms.incoming]
    kept: list[Span] = []
    passed: list[Span] = []
    for days, share in step_spans(terms.new_deals, terms.effective_from):
        for span in given:
            common = span.range.intersect(days)
            common = common and common.intersect(within)
            if common is not None:
                kept += _kept(evolve(span, range=common), share, terms)
                passed += _passed(evolve(span, range=common), share, terms, had)
    others = [span for span in spans if span.person not in (terms.outgoing, terms.incoming)]
    return in_order(
        [
            *others,
            *_outside(given, [within]),
            *_outside(had, [span.range for span in passed]),
            *_joined(kept),
            *_joined(passed),
        ]
    )


def pass_on(
    shares: Mapping[int, Share], terms: Sequence[Terms], stream: Stream, on: date
) -> Mapping[int, Share]:
    """Shares after the terms, oldest handover first, have divided them as agreed for that stream on that day.

    Terms that do not hold on the day do nothing. The sum of the shares stays.
    """
    left = dict(shares)
    for each in sorted(terms, key=lambda each: (each.effective_from, each.handover)):
        share = left.get(each.outgoing)
        if share is None or not each.holds_on(on):
            continue
        kept = share * outgoing_share_on(each.steps(stream), each.effective_from, on)
        left[each.outgoing] = kept
        left[each.incoming] = left.get(each.incoming, Fraction(0)) + share - kept
    return {person: left[person] for person in sorted(left) if left[person]}


def _require_fitting(spans: Sequence[Span], terms: Terms) -> None:
    require_one_timeline(spans)
    if spans and spans[0].client != terms.client:
        raise ValueError(f"Terms of client {terms.client} were given spans of client {spans[0].client}.")
    if terms.outgoing == terms.incoming:
        raise ValueError(f"Handover {terms.handover} is from person {terms.outgoing} to himself.")


def _days_held(terms: Terms) -> DateRange | None:
    if terms.ended_from is not None and terms.ended_from <= terms.effective_from:
        return None
    return DateRange(terms.effective_from, terms.ended_from)


def _kept(span: Span, share: Share, terms: Terms) -> Iterator[Span]:
    """What stays with the outgoing person of one of his spans in one step."""
    if share == 0:
        return
    gives_role = span.group == OWNERSHIP and share < 1
    role = CO_OWNER if gives_role else span.role
    yield evolve(span, role=role, share=span.share * share, handover=terms.handover)


def _passed(span: Span, share: Share, terms: Terms, had: Sequence[Span]) -> Iterator[Span]:
    """What the incoming person then has: what is passed on, together with what he had on those days."""
    if share == 1:
        return
    received = evolve(span, person=terms.incoming, share=span.share * (1 - share), handover=terms.handover)
    for own in had:
        common = own.range.intersect(span.range)
        if common is not None:
            role = OWNER if own.role == OWNER else span.role
            yield evolve(received, role=role, share=received.share + own.share, range=common)
    for rest in gaps([own.range for own in had], span.range):
        yield evolve(received, range=rest)


def _outside(spans: Iterable[Span], days: Iterable[DateRange]) -> Iterator[Span]:
    """The spans on all days but these."""
    without = tuple(days)
    for span in spans:
        for rest in gaps(without, span.range):
            yield evolve(span, range=rest)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """One person's spans, those that are equal and follow each other as one."""
    last: Span | None = None
    for span in in_order(spans):
        if (
            last is not None
            and evolve(span, range=last.range) == last
            and last.range.until == span.range.from_
        ):
            last = evolve(last, range=DateRange(last.range.from_, span.range.until))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
