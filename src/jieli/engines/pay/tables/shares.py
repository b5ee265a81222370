"""Ownership spans and the terms of handovers to Arrow and back."""

from collections.abc import Sequence
from fractions import Fraction
from operator import itemgetter

import pyarrow as pa

from jieli.engines.ownership import Span, Stream, Terms, TermsStep
from jieli.engines.pay.tables.columns import (
    DAY,
    INT,
    TEXT,
    Row,
    grouped,
    rows_of,
    schema,
    share_parts,
    table_of,
)
from jieli.kernel.ranges import DateRange

SPANS = schema(
    client=INT,
    group=TEXT,
    person=INT,
    from_=DAY,
    until_or_none=DAY,
    role=TEXT,
    share_numerator=INT,
    share_denominator=INT,
    handover_or_none=INT,
)
TERMS = schema(
    handover=INT, client=INT, outgoing=INT, incoming=INT, effective_from=DAY, ended_from_or_none=DAY
)
STEPS = schema(
    handover=INT,
    client=INT,
    stream=TEXT,
    position=INT,
    months_or_none=INT,
    outgoing_numerator=INT,
    outgoing_denominator=INT,
)


def spans_to_arrow(spans: Sequence[Span]) -> pa.Table:
    ordered = sorted(spans, key=lambda span: (span.client, span.group, span.person, span.range.from_))
    return table_of(
        SPANS,
        (
            (
                span.client,
                span.group,
                span.person,
                span.range.from_,
                span.range.until,
                span.role,
                *share_parts(span.share),
                span.handover,
            )
            for span in ordered
        ),
    )


def spans_from_arrow(spans: pa.Table) -> tuple[Span, ...]:
    return tuple(
        Span(client, group, person, role, Fraction(numerator, denominator), DateRange(from_, until), handover)
        for client, group, person, from_, until, role, numerator, denominator, handover in rows_of(spans)
    )


def terms_to_arrow(terms: Sequence[Terms]) -> pa.Table:
    ordered = sorted(terms, key=lambda one: (one.handover, one.client))
    return table_of(
        TERMS,
        (
            (one.handover, one.client, one.outgoing, one.incoming, one.effective_from, one.ended_from)
            for one in ordered
        ),
    )


def steps_to_arrow(terms: Sequence[Terms]) -> pa.Table:
    ordered = sorted(terms, key=lambda one: (one.handover, one.client))
    return table_of(
        STEPS,
        (
            (one.handover, one.client, stream.value, position, step.months, *share_parts(step.outgoing))
            for one in ordered
            for stream in Stream
            for position, step in enumerate(one.steps(stream))
        ),
    )


def terms_from_arrow(terms: pa.Table, steps: pa.Table) -> tuple[Terms, ...]:
    """By the positions of the steps, in whatever order their rows are. **Raises** ValueError where one is there twice or missing
    between two others, or a client's terms are."""
    of_stream = grouped(rows_of(steps), 3)

    def steps_of(handover: int, client: int, stream: Stream) -> tuple[TermsStep, ...]:
        parts = _by_position(of_stream.get((handover, client, stream.value), ()))
        return tuple(TermsStep(months, Fraction(n, d)) for _position, months, n, d in parts)

    for (handover, client), rows in grouped(rows_of(terms), 2).items():
        if len(rows) > 1:
            raise ValueError(f"Handover {handover} has terms for client {client} twice.")
    return tuple(
        Terms(*row, *(steps_of(row[0], row[1], stream) for stream in Stream)) for row in rows_of(terms)
    )


def _by_position(steps: Sequence[Row]) -> Sequence[Row]:
    ordered = sorted(steps, key=itemgetter(0))
    positions = [position for position, *_ in ordered]
    if positions and positions != list(range(positions[0], positions[0] + len(positions))):
        raise ValueError(f"The steps of a handover do not follow one another: {positions}.")
    return ordered
