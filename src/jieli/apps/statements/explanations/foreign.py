"""What facts were in their own currency, and at which rate they count: traces have only what they come to."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from attrs import frozen
from django.utils.translation import gettext

from jieli.apps.intake import api as intake
from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.engines.crediting import ExchangeRate
from jieli.kernel.rate import decimal_text
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class Foreign:
    """A fact's currency with the amounts it may count by, whole and in parts. rate: None of a refund, which has its source's."""

    currency: str
    amounts_fen: tuple[int, ...]
    rate: Fraction | None


def look_up_foreign(fact_ids: Iterable[int], known_at: datetime) -> Mapping[int, Foreign]:
    """Those of the facts that were in a currency of which the run knew a rate, as they were known then."""
    rates = intake.list_rates(known_at=known_at)
    if not rates:
        return {}
    found = {}
    for fact in intake.list_facts(fact_ids=fact_ids).values():
        known = [one.content for one in fact.versions if one.recorded_at <= known_at]
        if not known or not (currency := known[-1].currency):
            continue
        on = _day(known[-1])
        if on is None and any(one.currency == currency for one in rates):
            found[fact.id] = Foreign(currency, _amounts(known[-1]), None)
        elif on is not None and (standing := _in_force(rates, currency, on)):
            found[fact.id] = Foreign(currency, _amounts(known[-1]), standing.rate)
    return found


@frozen
class RateCause:
    """Another rate that became known in between for the day of a fact; from_on: its own first day."""

    currency: str
    from_on: date
    was: Fraction
    became: Fraction
    at: datetime


def look_up_rates(
    facts: Iterable[intake.FactView], since: datetime, until: datetime
) -> tuple[RateCause, ...]:
    """The rates by which these facts count otherwise as known at the later moment, each once. A refund counts at the rate
    of what it gives back."""
    then, now = intake.list_rates(known_at=since), intake.list_rates(known_at=until)
    if then == now:
        return ()
    found: dict[RateCause, None] = {}
    for fact in facts:
        known = [one.content for one in fact.versions if one.recorded_at <= until]
        if not known or (on := _day(known[-1])) is None:
            continue
        old, new = (_in_force(rates, known[-1].currency, on) for rates in (then, now))
        if old and new and old.rate != new.rate:
            found[RateCause(new.currency, new.from_on, old.rate, new.rate, until)] = None
    return tuple(found)


def say_rate(cause: RateCause, year: int) -> Sentence:
    """“The exchange rate of USD from 1 January on is another one: 7.2 → 7.1.”"""
    return words.fill(
        gettext("The exchange rate of {currency} from {day} on is another one: {was} → {now}."),
        currency=Part(cause.currency, strong=True),
        day=words.day(cause.from_on, year),
        was=_rate_part(cause.was),
        now=_rate_part(cause.became),
    )


def _rate_part(rate: Fraction) -> Part:
    return Part(decimal_text(rate) or str(rate), strong=True)


def say_foreign(foreign: Foreign | None, fact_fen: int) -> Sentence:
    """“That is 10,000.00 USD at a rate of 7.2.” Nothing where it is not what the trace counts, such as units."""
    if foreign is None:
        return ()
    if foreign.rate is None:
        return words.fill(
            gettext("That is {amount}, at the rate of what it gives back."),
            amount=words.amount(-abs(foreign.amounts_fen[0]), foreign.currency),
        )
    for fen in foreign.amounts_fen:
        if round_fen(foreign.rate * fen, Rounding.HALF_UP) == fact_fen:
            return words.fill(
                gettext("That is {amount} at a rate of {rate}."),
                amount=words.amount(fen, foreign.currency),
                rate=decimal_text(foreign.rate) or str(foreign.rate),
            )
    return ()


def _in_force(rates: Iterable[ExchangeRate], currency: str, on: date) -> ExchangeRate | None:
    """The rate of a currency for a day, None before the first."""
    own = (one for one in rates if one.currency == currency and one.from_on <= on)
    return max(own, key=lambda one: one.from_on, default=None)


def _day(content: intake.FactContent) -> date | None:
    if isinstance(content, intake.DealView):
        return content.signed_on
    if isinstance(content, intake.ReceiptView):
        return content.received_on
    return content.invoiced_on if isinstance(content, intake.InvoiceView) else None


def _amounts(content: Any) -> tuple[int, ...]:
    margin_fen = getattr(content, "margin_fen", None)
    parts = [one.amount_fen for one in getattr(content, "allocations", ())]
    rest = [content.amount_fen - sum(parts)] if parts else []
    return (content.amount_fen, *([] if margin_fen is None else [margin_fen]), *parts, *rest)
