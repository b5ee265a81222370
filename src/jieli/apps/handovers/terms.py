"""The canonical form of what was agreed, and the hash that a consent is given to."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from jieli.apps.handovers.values import NamedDeal, NewHandover, StepDays, StreamTerms
from jieli.engines.ownership import Stream, TermsStep, kept_spans
from jieli.kernel.rate import parse_rate
from jieli.lib.days import LATEST

Json = dict[str, list[dict[str, Any]]]


def terms_to_json(terms: StreamTerms) -> Json:
    """Same terms, same form: exact shares as ratios in text."""
    return {
        str(stream): [
            {"months": step.months, "outgoing": f"{step.outgoing.numerator}/{step.outgoing.denominator}"}
            for step in terms.steps(stream)
        ]
        for stream in Stream
    }


def terms_from_json(stored: Json) -> StreamTerms:
    def steps(stream: Stream) -> tuple[TermsStep, ...]:
        return tuple(TermsStep(step["months"], parse_rate(step["outgoing"])) for step in stored[stream])

    return StreamTerms(
        earlier_deals=steps(Stream.EARLIER_DEALS),
        open_pipeline=steps(Stream.OPEN_PIPELINE),
        new_deals=steps(Stream.NEW_DEALS),
    )


def agreed_to_json(new: NewHandover) -> dict[str, Any]:
    """Everything that a party says yes to: people, date, clients, terms and named deals. The reason is not part.

    Without named deals nothing is said of them, so that what was agreed before there were any keeps its hash.
    """
    named = {"named_deals": [_named_to_json(one) for one in new.named_deals]} if new.named_deals else {}
    return {
        "outgoing": new.outgoing_id,
        "incoming": new.incoming_id,
        "effective_from": new.effective_from.isoformat(),
        "clients": list(new.client_ids),
        "terms": terms_to_json(new.terms),
        **named,
    }


def agreed_from_json(stored: dict[str, Any]) -> NewHandover:
    return NewHandover(
        outgoing_id=stored["outgoing"],
        incoming_id=stored["incoming"],
        effective_from=date.fromisoformat(stored["effective_from"]),
        client_ids=stored["clients"],
        terms=terms_from_json(stored["terms"]),
        named_deals=[_named_from_json(one) for one in stored.get("named_deals", [])],
    )


def _named_to_json(named: NamedDeal) -> dict[str, Any]:
    return {
        "deal": named.deal_id,
        "share": f"{named.share.numerator}/{named.share.denominator}",
        "until": named.until and named.until.isoformat(),
        "signed_until": named.signed_until and named.signed_until.isoformat(),
    }


def _named_from_json(stored: dict[str, Any]) -> NamedDeal:
    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    return NamedDeal(
        deal_id=stored["deal"],
        share=parse_rate(stored["share"]),
        until=day(stored["until"]),
        signed_until=day(stored["signed_until"]),
    )


def consent_hash(new: NewHandover, revision: int) -> str:
    """SHA-256 over everything that a party says yes to.

    revision: how often any of it was changed. It keeps a yes that a change has voided void, also when a later change
    leads back to what was once agreed.
    """
    agreed = {"revision": revision, **agreed_to_json(new)}
    return sha256(json.dumps(agreed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def last_step_from(*, terms: StreamTerms, effective_from: date) -> date:
    """The day from which no step of any stream changes any more: the transition is over."""
    return max(
        days_of_steps(steps=terms.steps(stream), effective_from=effective_from)[-1].range.from_
        for stream in Stream
    )


def ends_in_time(*, steps: tuple[TermsStep, ...], effective_from: date) -> bool:
    """Whether the last step begins on a day that business can mean, so that its day can be told and drawn."""
    months = effective_from.year * 12 + effective_from.month - 1 + sum(step.months or 0 for step in steps)
    return months < LATEST.year * 12


def days_of_steps(
    *, steps: tuple[TermsStep, ...], effective_from: date, ended_from: date | None = None
) -> tuple[StepDays, ...]:
    """The days of each step, in order; the last has no end. ended_from: the day from which a reversal took them back."""
    return tuple(StepDays(days, share) for days, share in kept_spans(steps, effective_from, ended_from))
