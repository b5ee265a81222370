"""A credit in words: which fact, who answered for the client, by which rule the share came, and what it pays."""

from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Sentence
from jieli.kernel.rate import parse_rate
from jieli.kernel.trace import Trace


def say_credit(trace: Trace, context: Context) -> Sentence:
    """Of a member of the team it speaks of him."""
    if trace.values.get("person", "") != "":
        context = context.of_person(int(trace.values["person"]))
    return words.join((say_fact(trace, context), _share(trace, context), say_rounding(trace)))


def say_fact(trace: Trace, context: Context) -> Sentence:
    """“On 15 March client 上海… paid 50,000.00 for “云服务”.”"""
    values = trace.values
    fen = int(values["fact_fen"])
    said = words.fill(
        _fact_text(str(values["kind"]), values["deal"] != ""),
        day=context.day(str(values["counts_on"])),
        client=context.client(int(values["client"])),
        amount=context.fact_amount(int(values["fact"]), fen),
        deal="" if values["deal"] == "" else context.deal(int(values["deal"])),
    )
    return words.join((said, context.foreign(int(values["fact"]), fen)))


def _fact_text(kind: str, has_deal: bool) -> str:
    if kind == "deal":
        return gettext("On {day} client {client} signed {deal}: {amount}.")
    if kind == "invoice":
        return gettext("On {day} client {client} was billed {amount} for {deal}.")
    if kind == "refund":
        return gettext("On {day} client {client} was refunded for {deal}: {amount}.")
    if has_deal:
        return gettext("On {day} client {client} paid {amount} for {deal}.")
    return gettext("On {day} client {client} paid {amount}, not yet settled against a deal.")


def _share(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    same_day = values["owner_on"] == values["counts_on"]
    share = parse_rate(str(values["share_share"]))
    group = str(values["by_group"])
    holders = (
        context.holders_on(int(values["client"]), group, str(values["owner_on"]), share)
        if values["credit_rule"] == "owner"
        else ()
    )
    return words.fill(
        _share_text(str(values["credit_rule"]), values["handover"] != "", knows_all=bool(holders)),
        day=pgettext("the day just named", "that day") if same_day else context.day(str(values["owner_on"])),
        role=_role(group),
        holders=holders,
        who=context.who,
        whose=context.whose,
        share=words.percent(share),
        credit=words.amount(int(values["credit_fen"])),
        handover="" if values["handover"] == "" else context.handover(int(values["handover"])),
    )


def _share_text(rule: str, by_handover: bool, *, knows_all: bool) -> str:
    if rule == "split":
        return gettext("The agreed split of the deal gives {who} {share}, so that {credit} counts for {who}.")
    if rule == "earlier_deals":
        return gettext(
            "The deal was signed before {handover}, whose transition terms for earlier deals give {who} {share}, starting from the shares of {day}, so that {credit} counts for {who}."
        )
    if rule == "open_pipeline":
        return gettext(
            "The deal was open before {handover}, whose transition terms for open business give {who} {share}, starting from the shares of {day}, so that {credit} counts for {who}."
        )
    if knows_all and by_handover:
        return gettext(
            "The {role} on {day}: {holders}, by the transition terms of {handover}; {credit} counts for {who}."
        )
    if knows_all:
        return gettext("The {role} on {day}: {holders}; {credit} counts for {who}.")
    if by_handover:
        return gettext(
            "On {day} {whose} share of the client was {share} by the transition terms of {handover}, so that {credit} counts for {who}."
        )
    return gettext("On {day} {whose} share of the client was {share}, so that {credit} counts for {who}.")


def _role(group: str) -> str:
    return {
        "ownership": pgettext("whose shares decide", "owners"),
        "service": pgettext("whose shares decide", "service keepers"),
        "origin": pgettext("whose shares decide", "originators"),
    }[group]


def say_rounding(trace: Trace) -> Sentence:
    """By which policy the step's result was rounded; nothing where there was nothing to round."""
    if "rounding" not in trace.values or "≈" not in (trace.calculation or ""):
        return ()
    return words.fill(
        gettext("The result is {rounded}."), rounded=words.rounding_words(str(trace.values["rounding"]))
    )
