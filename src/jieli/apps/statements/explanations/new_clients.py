"""A new client's reward in words."""

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Sentence
from jieli.kernel.trace import Trace


def say_new_client(trace: Trace, context: Context) -> Sentence:
    """“New client 上海…, first deal on 3 March: 420.00. He counts as new until before 1 June (90 days).”"""
    values = trace.values
    said = words.fill(
        gettext("New client {client}, first deal on {day}: {result}."),
        client=context.client(int(values["client"])),
        day=context.day(str(values["first_deal_on"])),
        result=words.amount(int(values["result_fen"])),
    )
    if "within_days" not in values:
        return said
    until = words.fill(
        gettext("The client counts as new for {days} days, until before {end}."),
        days=str(values["within_days"]),
        end=context.day(str(values["new_until_on"])),
    )
    return words.join((said, until))


def say_fixed(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    text = (
        gettext(
            "Winning a client by {deal} is rewarded with {fixed} to everyone who has a share in it: {result}."
        )
        if values["fixed_to"] == "each"
        else gettext(
            "Winning a client by {deal} is rewarded with {fixed}, divided by the shares in it ({who}: {share}): {result}."
        )
    )
    said = words.fill(
        text,
        deal=context.deal(int(values["fact"])),
        fixed=words.amount(int(values["fixed_fen"])),
        who=context.who,
        share=words.rate(trace, "share_share"),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, say_rounding(trace)))


def say_taken_back(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    text = (
        gettext(
            "On {day} too little was left of the first deal {deal} of {first}, after refunds: the reward is taken back, {result}."
        )
        if values["because"] == "refunded"
        else gettext(
            "Until {day} the client signed no other deal after {deal} of {first}: the reward is taken back, {result}."
        )
    )
    return words.fill(
        text,
        day=context.day(str(values["back_on"])),
        deal=context.deal(int(values["fact"])),
        first=context.day(str(values["first_deal_on"])),
        result=words.amount(int(values["result_fen"])),
    )
