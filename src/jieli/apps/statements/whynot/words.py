"""The reasons in words, one sentence each."""

from collections.abc import Callable, Mapping
from datetime import date

from attrs import field, frozen
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from jieli.apps.statements.explanations import Part, Sentence, words
from jieli.apps.statements.whynot.waiting_words import (
    say_deal_capped,
    say_held,
    say_not_collected,
    say_not_yet,
)
from jieli.engines.pay.whynot import Reason, WhyNot
from jieli.kernel.rate import parse_rate


@frozen
class Naming:
    """What sentences name, by id. year: goes without saying."""

    year: int
    clients: Mapping[int, str] = field(factory=dict)
    deals: Mapping[int, str] = field(factory=dict)
    people: Mapping[int, str] = field(factory=dict)


def say_why(one: WhyNot, names: Naming, *, knows_owners: bool) -> Sentence:
    """The reason alone, without the components that say so."""
    if one.reason is Reason.OTHER_OWNER:
        return _other_owner(one, names, knows_owners=knows_owners)
    return _REASONS[one.reason](one, names)


def say_what(one: WhyNot, names: Naming, *, sees_client: bool) -> Sentence:
    """“Deal “云服务” of client 上海…”."""
    client = names.clients.get(one.client) or gettext("client {number}").format(number=one.client)
    text = {
        "deal": gettext("Deal {deal}, {client}"),
        "receipt": gettext("Receipt, {client}"),
        "invoice": gettext("Invoice, {client}"),
        "refund": gettext("Refund, {client}"),
    }[one.kind]
    title = names.deals.get(one.fact)
    return words.fill(
        text,
        deal=pgettext("a deal by its title", "“{title}”").format(title=title) if title else f"{one.fact}",
        client=Part(client, href=f"/clients/{one.client}/" if sees_client else "", strong=True),
    )


def with_components(names: tuple[str, ...], why: Sentence) -> Sentence:
    if not names:
        return why
    listed = words.enumerate_parts((Part(name),) for name in names)
    return words.fill(
        pgettext("components and why they did not pay", "{components}: {why}"), components=listed, why=why
    )


def _no_plan(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(gettext("No plan applied on {day}."), day=_day(one, "counts_on", names))


def _unowned(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(gettext("Nobody answered for the client on {day}."), day=_day(one, "owner_on", names))


def _other_owner(one: WhyNot, names: Naming, *, knows_owners: bool) -> Sentence:
    rule = str(one.values["credit_rule"])
    if not knows_owners:
        return words.fill(gettext("On {day} it counted for somebody else."), day=_day(one, "owner_on", names))
    if rule == "split":
        text = gettext("The agreed split of the deal is {owners}.")
    elif rule == "owner":
        text = gettext("The client’s owners on {day}: {owners}.")
    else:
        text = gettext("By the terms of a handover it counted on {day} for {owners}.")
    return words.fill(text, day=_day(one, "owner_on", names), owners=_owners(one, names))


def _owners(one: WhyNot, names: Naming) -> Sentence:
    pairs = (each.split(":") for each in str(one.values["owners"]).split(", "))
    return words.enumerate_parts(
        words.fill(
            pgettext("a person with his share", "{person} {share}"),
            person=Part(names.people.get(int(person)) or gettext("person {number}").format(number=person)),
            share=words.percent(parse_rate(share)),
        )
        for person, share in pairs
    )


def _outgoing(one: WhyNot, names: Naming) -> Sentence:
    if one.values["only_outgoing"] == "True":
        return (
            Part(gettext("It pays only what a handover leaves with the person who gives the client away.")),
        )
    handover = str(one.values["handover"])
    part = Part(
        gettext("handover {number}").format(number=handover),
        href=reverse("handovers:detail", args=[handover]),
    )
    text = (
        gettext("By the terms of {handover} it is paid by another component.")
        if one.others_fen
        else gettext("By the terms of {handover} this component does not pay it.")
    )
    return words.fill(text, handover=part)


def _too_new(one: WhyNot, names: Naming) -> Sentence:
    after = str(one.values["after_days"])
    if one.values["days"] == "":
        return words.fill(
            gettext(
                "It pays from {after} days after the client’s first deal on, and there was none by then."
            ),
            after=after,
        )
    text = gettext("The client’s first deal was {days} days before; it pays from {after} days on.")
    return words.fill(text, days=str(one.values["days"]), after=after)


def _too_old(one: WhyNot, names: Naming) -> Sentence:
    within = str(one.values["within_days"])
    if one.values["days"] == "":
        return words.fill(
            gettext("It pays within {within} days of the client’s first deal, and there was none by then."),
            within=within,
        )
    text = gettext("The client’s first deal was {days} days before; it pays within {within} days only.")
    return words.fill(text, days=str(one.values["days"]), within=within)


def _other_line(one: WhyNot, names: Naming) -> Sentence:
    line = str(one.values["product_line"])
    text = (
        gettext("It does not pay product line {line}.")
        if line
        else gettext("It pays only named product lines.")
    )
    return words.fill(text, line=Part(line, strong=True))


def _renewals(one: WhyNot, names: Naming) -> Sentence:
    if one.values["renewals"] == "only":
        return words.fill(gettext("It pays renewals alone, and this is of no deal that renews another."))
    return words.fill(gettext("It does not pay renewals, and this is of a deal that renews another."))


def _unrated(one: WhyNot, names: Naming) -> Sentence:
    named = [str(one.values[name]) for name in ("product_line", "client_class", "region") if one.values[name]]
    if not named:
        return (Part(gettext("It has no rate for what has no product line.")),)
    listed = words.enumerate_parts((Part(name, strong=True),) for name in named)
    return words.fill(gettext("It has no rate for {what}."), what=listed)


def _too_small(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(gettext("It pays from {least} on."), least=_amount(one, "least_fen"))


def _too_many(one: WhyNot, names: Naming) -> Sentence:
    first = int(one.values["first"])
    text = ngettext(
        "Only the first {first} is paid, and it came before.",
        "Only the first {first} are paid, and they came before.",
        first,
    )
    return words.fill(text, first=str(first))


def _budget(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(
        gettext("Of the budget of {budget}, {before} was used before; this would have been {entitled}."),
        budget=_amount(one, "budget_fen"),
        before=_amount(one, "sum_before_fen"),
        entitled=_amount(one, "entitled_fen"),
    )


def _too_slow(one: WhyNot, names: Naming) -> Sentence:
    since = {
        "signed": pgettext("from which day on", "signing"),
        "delivered": pgettext("from which day on", "delivery"),
        "invoiced": pgettext("from which day on", "the first invoice"),
    }[str(one.values["since"])]
    if one.values["days"] == "":
        text = gettext("It pays by the days since {since}, and there is no such day.")
    else:
        text = gettext("The money came {days} days after {since}; it pays within {within} days only.")
    return words.fill(
        text, since=since, days=str(one.values["days"]), within=str(one.values["within_days"] or 0)
    )


def _gate(one: WhyNot, names: Naming) -> Sentence:
    if one.values["needed_fen"] == "":
        return words.fill(gettext("The sum came to {sum}, which does not pay."), sum=_amount(one, "sum_fen"))
    return words.fill(
        gettext("The sum came to {sum}; it pays from {needed} on."),
        sum=_amount(one, "sum_fen"),
        needed=_amount(one, "needed_fen"),
    )


def _zero_rate(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(gettext("Its rate is {rate}."), rate=_rate(one, "rate_rate"))


def _quality(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(
        gettext("The result {of} was {actual} and should be at least {at_least}: only {part} of it is paid."),
        of=words.quoted(one.values["of"]),
        actual=Part(str(one.values["actual"]), strong=True),
        at_least=Part(str(one.values["at_least"]), strong=True),
        part=_rate(one, "otherwise_rate"),
    )


def _capped(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(
        gettext("It would have been {uncapped}, and at most {most} is paid for it."),
        uncapped=Part(words.arithmetic(str(one.values["uncapped"])), strong=True),
        most=Part(words.arithmetic(str(one.values["exact"])), strong=True),
    )


def _shared(one: WhyNot, names: Naming) -> Sentence:
    return words.fill(gettext("Only a share of {share} counted."), share=_rate(one, "share_share"))


def _amount(one: WhyNot, name: str) -> Part:
    return words.amount(int(one.values[name]))


def _rate(one: WhyNot, name: str) -> Part:
    return words.percent(parse_rate(str(one.values[name])))


def _day(one: WhyNot, name: str, names: Naming) -> str:
    return words.day(date.fromisoformat(str(one.values[name])), names.year)


_REASONS: Mapping[Reason, Callable[[WhyNot, Naming], Sentence]] = {
    Reason.NO_PLAN: _no_plan,
    Reason.NOT_COLLECTED: lambda one, _: say_not_collected(one),
    Reason.NOT_YET: lambda one, _: say_not_yet(one),
    Reason.UNOWNED: _unowned,
    Reason.OUTGOING: _outgoing,
    Reason.TOO_NEW: _too_new,
    Reason.TOO_OLD: _too_old,
    Reason.OTHER_LINE: _other_line,
    Reason.RENEWALS: _renewals,
    Reason.UNRATED: _unrated,
    Reason.TOO_SMALL: _too_small,
    Reason.TOO_MANY: _too_many,
    Reason.BUDGET: _budget,
    Reason.TOO_SLOW: _too_slow,
    Reason.GATE: _gate,
    Reason.ZERO_RATE: _zero_rate,
    Reason.QUALITY: _quality,
    Reason.HELD: lambda one, _: say_held(one),
    Reason.DEAL_CAPPED: lambda one, _: say_deal_capped(one),
    Reason.CAPPED: _capped,
    Reason.SHARED: _shared,
}
