"""What is waited for, in words: money, delivery, and the release of what is held."""

from django.utils.translation import gettext, ngettext, pgettext

from jieli.apps.statements.explanations import Part, Sentence, words
from jieli.engines.pay.whynot import WhyNot
from jieli.kernel.rate import parse_rate


def say_not_collected(one: WhyNot) -> Sentence:
    text = (
        gettext("{open} had not come by the end of the period; {come} had.")
        if int(one.values["in_fen"]) > 0
        else gettext("Its money had not come by the end of the period.")
    )
    said = words.fill(
        text, open=words.amount(int(one.values["open_fen"])), come=words.amount(int(one.values["in_fen"]))
    )
    return words.join((said, _share(one)))


def say_not_yet(one: WhyNot) -> Sentence:
    texts = {
        "delivery": gettext("It had not been delivered by the end of the period."),
        "approval": gettext("It had not been approved by the end of the period."),
        "margin": gettext("Its margin is not known."),
        "quantity": gettext("Its quantity is not known."),
        "invoice": gettext("It had not been billed, or not all of it, by the end of the period."),
    }
    said = ((Part(texts[each]),) for each in str(one.values["waits_for"]).split(", "))
    return words.join((*said, _share(one)))


def _share(one: WhyNot) -> Sentence:
    share = parse_rate(str(one.values["share_share"]))
    if share == 1:
        return ()
    return words.fill(gettext("A share of {share} would count."), share=words.percent(share))


def say_held(one: WhyNot) -> Sentence:
    held = words.fill(
        gettext("Of {earned} earned, {held} is held until {until}."),
        earned=words.amount(int(one.values["earned_fen"])),
        held=words.amount(int(one.values["held_fen"])),
        until=_until(one),
    )
    return words.join((held, _at_last(one)))


def say_deal_capped(one: WhyNot) -> Sentence:
    return words.fill(
        gettext("Of {earned} earned, {above} is above the most that one deal pays, {most}."),
        earned=words.amount(int(one.values["earned_fen"])),
        above=words.amount(int(one.values["above_fen"])),
        most=words.amount(int(one.values["most_fen"])),
    )


def _until(one: WhyNot) -> str:
    until = str(one.values["until"])
    if until == "periods":
        number = int(one.values["after_periods"])
        return ngettext("{number} period later", "{number} periods later", number).format(number=number)
    if until == "bought":
        number = int(one.values["after_months"])
        text = ngettext(
            "{number} month after the handover, if the client still buys then",
            "{number} months after the handover, if the client still buys then",
            number,
        )
        return text.format(number=number)
    if until == "condition":
        text = (
            pgettext(
                "something is held until", "{condition} holds, which is not decided: {lacking} is not known"
            )
            if one.values["lacking"]
            else pgettext("something is held until", "{condition} holds")
        )
        return text.format(condition=one.values["condition"], lacking=one.values["lacking"])
    return {
        "collected": pgettext("something is held until", "the deal’s money is in"),
        "accepted": pgettext("something is held until", "the deal is accepted"),
        "handover_confirmed": pgettext("something is held until", "the handover is confirmed"),
    }[until]


def _at_last(one: WhyNot) -> Sentence:
    """What becomes of it where that never happens."""
    if "last_periods" not in one.values:
        return ()
    number = int(one.values["last_periods"])
    text = (
        ngettext(
            "What is still held {number} period later is paid then.",
            "What is still held {number} periods later is paid then.",
            number,
        )
        if one.values["at_last"] == "released"
        else ngettext(
            "What is still held {number} period later is not paid any more.",
            "What is still held {number} periods later is not paid any more.",
            number,
        )
    )
    return words.fill(text, number=str(number))
