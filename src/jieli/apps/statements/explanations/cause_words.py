"""What became known about an amount since it was issued, in words: facts, handovers and decided owners."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from jieli.apps.intake import api as intake
from jieli.apps.organizations.api import get_organization
from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.causes import Cause, FactCause, HandoverCause
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.foreign import RateCause, say_rate
from jieli.apps.statements.explanations.values import Part, Sentence


def say_cause(cause: Cause, context: Context) -> Sentence:
    if isinstance(cause, FactCause):
        return _fact(cause, context)
    if isinstance(cause, HandoverCause):
        return _handover(cause, context)
    if isinstance(cause, RateCause):
        return say_rate(cause, context.year)
    said = words.fill(
        gettext("The owners of client {client} were decided on {day}."),
        client=context.client(cause.client_id),
        day=_day(cause.at, context),
    )
    return words.join((said, _reason(cause.reason)))


def _fact(cause: FactCause, context: Context) -> Sentence:
    foreign = _foreign(cause.content)
    if cause.is_new:
        text = gettext("{fact} was recorded on {day} by {who}.")
    elif cause.is_void:
        text = gettext("{fact} was voided on {day} by {who}.")
    elif cause.changed:
        text = gettext("{fact} was corrected on {day} by {who}: {changes}.")
    else:
        text = gettext("{fact} holds again, recorded on {day} by {who}.")
    said = words.fill(
        text,
        fact=_fact_name(cause, context),
        day=_day(cause.at, context),
        who=_who(cause.by),
        changes=words.enumerate_parts(
            words.before_and_after(
                _field(name), _value(name, old, context, foreign), _value(name, new, context, foreign)
            )
            for name, (old, new) in cause.changed.items()
        ),
    )
    return words.join((said, _reason(cause.reason)))


def _fact_name(cause: FactCause, context: Context) -> Sentence:
    content = cause.content
    client = context.client(content.client_id)
    if isinstance(content, intake.DealView):
        return words.fill(
            gettext("The deal {deal} of client {client}"), deal=context.deal(content.id), client=client
        )
    if isinstance(content, intake.ReceiptView):
        text, on = gettext("The receipt of {amount} from client {client} on {on}"), content.received_on
    elif isinstance(content, intake.InvoiceView):
        text, on = gettext("The invoice of {amount} to client {client} on {on}"), content.invoiced_on
    else:
        assert isinstance(content, intake.RefundView), "nothing else is credited"
        text, on = gettext("The refund of {amount} to client {client} on {on}"), content.refunded_on
    return words.fill(
        text,
        amount=context.fact_amount(content.id, content.amount_fen, _foreign(content)),
        client=client,
        on=words.day(on, context.year),
    )


def _handover(cause: HandoverCause, context: Context) -> Sentence:
    shown = cause.handover
    text = (
        gettext(
            "{handover} from {outgoing} to {incoming} was reversed from {from_day} on; {who} did so on {day}."
        )
        if cause.is_reversal
        else gettext(
            "{handover} from {outgoing} to {incoming}, effective from {from_day}, was approved by {who} on {day}."
        )
    )
    said = words.fill(
        text,
        handover=Part(
            gettext("Handover {number}").format(number=shown.id),
            href=reverse("handovers:detail", args=[shown.id]),
        ),
        outgoing=Part(shown.outgoing_name, strong=True),
        incoming=Part(shown.incoming_name, strong=True),
        from_day=words.day(
            (shown.reversed_from if cause.is_reversal else None) or shown.effective_from, context.year
        ),
        who=_who(cause.by),
        day=_day(cause.at, context),
    )
    return words.join((said, _reason(cause.note if cause.is_reversal else shown.reason)))


def _field(name: str) -> str:
    return {
        "client_id": pgettext("changed", "client"),
        "product_line": pgettext("changed", "product line"),
        "amount_fen": pgettext("changed", "amount"),
        "currency": pgettext("changed", "currency"),
        "signed_on": pgettext("changed", "signed on"),
        "opened_on": pgettext("changed", "open since"),
        "delivered_on": pgettext("changed", "delivered on"),
        "approved_on": pgettext("changed", "approved on"),
        "accepted_on": pgettext("changed", "accepted on"),
        "quantity": pgettext("changed", "quantity"),
        "margin_fen": pgettext("changed", "margin"),
        "region": pgettext("changed", "region"),
        "client_class": pgettext("changed", "class"),
        "received_on": pgettext("changed", "received on"),
        "invoiced_on": pgettext("changed", "invoiced on"),
        "refunded_on": pgettext("changed", "refunded on"),
        "deal_id": pgettext("changed", "deal"),
        "renews_id": pgettext("changed", "renews"),
        "splits": pgettext("changed", "agreed splits"),
        "allocations": pgettext("changed", "settles"),
    }[name]


def _foreign(content: Any) -> str:
    """The currency of a fact, where it is not the one that pay is in."""
    return "" if content.currency == get_organization().currency else content.currency


def _value(name: str, value: Any, context: Context, currency: str = "") -> Sentence:
    if value is None or value in ("", ()):
        return words.nothing()
    if isinstance(value, date):
        return (Part(words.day(value, context.year)),)
    if name == "quantity":
        return (words.amount(value),)
    if name in ("amount_fen", "margin_fen"):
        return (words.amount(value, currency),)
    if name == "client_id":
        return (context.client(value),)
    if intake.POINTING.get(name) == "deal":
        return (context.deal(value),)
    if name == "splits":
        return words.enumerate_parts(
            (context.name(one.employee_id), Part(f" {words.percent(one.share).text}")) for one in value
        )
    if name == "allocations":
        return words.enumerate_parts(
            (context.deal(one.deal_id), Part(" "), words.amount(one.amount_fen, currency)) for one in value
        )
    return (Part(str(value), strong=True),)


def _reason(reason: str) -> Sentence:
    return words.fill(gettext("Reason: {reason}."), reason=reason.rstrip("。.")) if reason else ()


def _who(name: str) -> Part:
    return Part(name or pgettext("who recorded it", "the program"), strong=bool(name))


def _day(at: datetime, context: Context) -> str:
    return words.day(timezone.localtime(at).date(), context.year)
