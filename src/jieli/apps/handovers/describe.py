"""Terms in plain sentences made from their data, in the reader's language."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import override

from jieli.engines.ownership import Stream, TermsStep, step_spans
from jieli.kernel.ranges import DateRange
from jieli.lib.problems import N_
from jieli.ui.wording import long_day_text, percent_text

# Which sentence tells a step: how its time is said, and for whom its business counts.
FORMS = {
    ("days", "both"): N_(
        "%(from)s to %(last_day)s: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("days", "incoming"): N_("%(from)s to %(last_day)s: everything counts for %(incoming)s."),
    ("days", "outgoing"): N_("%(from)s to %(last_day)s: everything still counts for %(outgoing)s."),
    ("from_day", "both"): N_(
        "From %(from)s on: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("from_day", "incoming"): N_("From %(from)s on: everything counts for %(incoming)s."),
    ("from_day", "outgoing"): N_("From %(from)s on: everything still counts for %(outgoing)s."),
    ("month", "both"): N_(
        "Month %(first)s: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("month", "incoming"): N_("Month %(first)s: everything counts for %(incoming)s."),
    ("month", "outgoing"): N_("Month %(first)s: everything still counts for %(outgoing)s."),
    ("months", "both"): N_(
        "Months %(first)s to %(last)s: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("months", "incoming"): N_("Months %(first)s to %(last)s: everything counts for %(incoming)s."),
    ("months", "outgoing"): N_("Months %(first)s to %(last)s: everything still counts for %(outgoing)s."),
    ("from_month", "both"): N_(
        "From month %(first)s on: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("from_month", "incoming"): N_("From month %(first)s on: everything counts for %(incoming)s."),
    ("from_month", "outgoing"): N_("From month %(first)s on: everything still counts for %(outgoing)s."),
    ("from_start", "both"): N_(
        "From the first day on: %(outgoing)s keeps %(outgoing_share)s, %(incoming)s has %(incoming_share)s."
    ),
    ("from_start", "incoming"): N_("From the first day on: everything counts for %(incoming)s."),
    ("from_start", "outgoing"): N_("From the first day on: everything still counts for %(outgoing)s."),
}


class HasSteps(Protocol):
    """StreamTerms, or an engine's Terms."""

    def steps(self, stream: Stream) -> tuple[TermsStep, ...]: ...


@frozen
class StreamInWords:
    """The steps of one kind of business. streams: for which they hold; title: that in words; sentences: one a step."""

    streams: tuple[Stream, ...]
    title: str
    sentences: tuple[str, ...]


def describe_terms(
    *,
    terms: HasSteps,
    effective_from: date | None = None,
    outgoing: str = "",
    incoming: str = "",
    language: str | None = None,
) -> tuple[StreamInWords, ...]:
    """What was agreed, one entry per kind of business; kinds with the same steps are told once.

    With `effective_from` (or engine terms, which carry it) the sentences name days, otherwise months. Names are those
    of the two people; without them it says who gives and who takes over. language: None is the reader's.
    """
    if language is not None:
        with override(language):
            return describe_terms(
                terms=terms, effective_from=effective_from, outgoing=outgoing, incoming=incoming
            )
    begin = effective_from or getattr(terms, "effective_from", None)
    names = {
        "outgoing": outgoing or _("the one who hands over"),
        "incoming": incoming or _("the one who takes over"),
    }
    return tuple(
        StreamInWords(streams, _title(streams), _sentences(terms.steps(streams[0]), begin, names))
        for streams in _same_steps(terms)
    )


def _title(streams: Sequence[Stream]) -> str:
    """The business for which steps hold, in words."""
    if len(streams) == len(Stream):
        return _("For all business with these clients")
    if set(streams) == {Stream.EARLIER_DEALS, Stream.OPEN_PIPELINE}:
        return _("For deals signed or opened before the handover")
    if set(streams) == {Stream.OPEN_PIPELINE, Stream.NEW_DEALS}:
        return _("For deals signed after the handover")
    if set(streams) == {Stream.EARLIER_DEALS, Stream.NEW_DEALS}:
        return _("For deals signed before the handover and for new deals")
    return {
        Stream.EARLIER_DEALS: _("For receipts of deals signed before the handover"),
        Stream.OPEN_PIPELINE: _("For deals opened before the handover and signed after it"),
        Stream.NEW_DEALS: _("For new deals"),
    }[streams[0]]


def _same_steps(terms: HasSteps) -> list[tuple[Stream, ...]]:
    groups: dict[tuple[TermsStep, ...], list[Stream]] = {}
    for stream in (Stream.NEW_DEALS, Stream.OPEN_PIPELINE, Stream.EARLIER_DEALS):
        groups.setdefault(terms.steps(stream), []).append(stream)
    order = list(Stream)
    return [tuple(sorted(streams, key=order.index)) for streams in groups.values()]


def _sentences(steps: Sequence[TermsStep], begin: date | None, names: dict[str, str]) -> tuple[str, ...]:
    days = [span for span, _share in step_spans(tuple(steps), begin)] if begin else [None] * len(steps)
    made, month = [], 1
    for step, span in zip(steps, days, strict=True):
        made.append(_sentence(step, span, month, names))
        month += step.months or 0
    return tuple(made)


def _sentence(step: TermsStep, span: DateRange | None, month: int, names: dict[str, str]) -> str:
    values = {
        **names,
        "outgoing_share": percent_text(step.outgoing),
        "incoming_share": percent_text(1 - step.outgoing),
        "first": month,
        "last": month + (step.months or 1) - 1,
        "from": long_day_text(span.from_) if span else "",
        "last_day": long_day_text(span.until - timedelta(days=1)) if span and span.until else "",
    }
    return _(FORMS[_time_form(step, month, dated=span is not None), _for_whom(step.outgoing)]) % values


def _time_form(step: TermsStep, month: int, *, dated: bool) -> str:
    if dated:
        return "from_day" if step.months is None else "days"
    if step.months is None:
        return "from_start" if month == 1 else "from_month"
    return "month" if step.months == 1 else "months"


def _for_whom(outgoing: Fraction) -> str:
    return {Fraction(0): "incoming", Fraction(1): "outgoing"}.get(outgoing, "both")
