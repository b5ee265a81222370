"""What one deal pays at most, in words."""

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Sentence
from jieli.kernel.trace import Trace


def say_deal_cap(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    result = int(values["result_fen"])
    if result < 0:
        text = gettext(
            "{change} lies above the most of a deal and is not paid now: it is {sum} now, {before} was paid before, and at most {most} is paid."
        )
    elif int(values["sum_fen"]) < 0:
        text = gettext(
            "A refund takes back {refunded}; {change} of it comes from what lay above the most of a deal, {most}."
        )
    elif result > 0:
        text = gettext(
            "{change} that had waited above the most of a deal is paid now: {before} was paid before, and at most {most} is paid."
        )
    else:
        text = gettext("The most of a deal takes nothing away: it is {sum} now, and at most {most} is paid.")
    said = words.fill(
        text,
        change=words.amount(abs(result)),
        sum=words.amount(int(values["sum_fen"])),
        refunded=words.amount(-int(values["sum_fen"])),
        before=words.amount(int(values["counted_before_fen"])),
        most=words.amount(int(values["most_fen"])),
    )
    named = words.fill(gettext("For {deal}:"), deal=context.deal(int(values["deal"])))
    return words.join((named, said, _above(trace)))


def _above(trace: Trace) -> Sentence:
    after = int(trace.values["above_after_fen"])
    if after == 0:
        return ()
    if trace.values["excess"] == "lost":
        return words.fill(
            gettext("What lies above is lost; so far that is {after}."), after=words.amount(after)
        )
    return words.fill(gettext("{after} lies above and waits for room."), after=words.amount(after))
