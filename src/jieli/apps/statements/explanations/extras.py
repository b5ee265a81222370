"""What there is beside a rate, in words: factors, the accelerator, caps, divided pay, and sums of a longer window."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext, ngettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace, value_text
from jieli.lib.problems import N_

EVERY_OTHER = "*"

_SPEED: Mapping[str, str] = {
    "signed": N_("The money came {days} days after signing: factor {factor}."),
    "delivered": N_("The money came {days} days after delivery: factor {factor}."),
    "invoiced": N_("The money came {days} days after the first invoice: factor {factor}."),
}


def say_new_client_factor(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("Day {days} of the client, within the first {within} days: factor {factor}."),
        days=str(values["days"]),
        within=str(values["within_days"]),
        factor=words.rate(trace, "factor_rate"),
    )


def say_line_factor(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("Agreed for {what}: factor {factor}."),
        what=words.enumerate_parts(row_names(trace)) or gettext("everything"),
        factor=words.rate(trace, "factor_rate"),
    )


def say_speed_factor(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    if values["days"] == "":
        return words.fill(
            gettext("The day from which the days of the money are counted is not known: factor {factor}."),
            factor=words.rate(trace, "factor_rate"),
        )
    if int(values["days"]) < 0:
        text = gettext("The money came before the day from which it is counted: factor {factor}.")
        return words.fill(text, factor=words.rate(trace, "factor_rate"))
    return words.fill(
        gettext(_SPEED[str(values["since"])]),
        days=str(values["days"]),
        factor=words.rate(trace, "factor_rate"),
    )


def say_accelerator(trace: Trace, _context: Context) -> Sentence:
    """“All that counts … came to 95,000.00 before this amount and comes to 125,000.00 with it; from 100% of the target …”"""
    values = trace.values
    said = words.fill(
        _reached_text(is_period=values["tier_on"] == "period", has_target="target_fen" in values),
        target=words.amount(int(values.get("target_fen", 0))),
        before=words.amount(int(values["before_fen"])),
        after=words.amount(int(values["after_fen"])),
        first=bound(trace, "from_fen"),
        factor=words.rate(trace, "factor_rate"),
    )
    return words.join((said, say_taken_back(trace)))


def bound(accelerator: Trace, name: str) -> Sentence:
    """Where a tier begins or ends: of a target “100% of the target (49,843.75)”, as the plan says it, else the amount."""
    values = accelerator.values
    fen, target_fen = int(values[name]), int(values.get("target_fen", 0))
    if not target_fen:
        return (words.amount(fen),)
    share = Fraction(round_fen(Fraction(fen * 10_000, target_fen), Rounding.HALF_UP), 10_000)
    is_it = round_fen(share * target_fen, Rounding.HALF_UP) == fen
    return words.fill(
        gettext("{share} of the target ({amount})"),
        share=words.percent(share if is_it else Fraction(fen, target_fen)),
        amount=words.amount(fen),
    )


def say_taken_back(trace: Trace) -> Sentence:
    """Of a refund that goes back at the tier at which its credit was paid."""
    if "back_fen" not in trace.values:
        return ()
    return words.fill(
        gettext(
            "That is the tier at which what it gives back was paid: {reached} had been reached with that."
        ),
        reached=words.amount(int(trace.values["back_fen"])),
    )


def _reached_text(*, is_period: bool, has_target: bool) -> str:
    if is_period:
        return (
            gettext("{after} of the target of {target} is reached; from {first} on the rate counts {factor}.")
            if has_target
            else gettext("{after} is reached; from {first} on the rate counts {factor}.")
        )
    return (
        gettext(
            "All that counts towards the target of {target} came to {before} before this amount and comes to {after} with it; from {first} on the rate counts {factor}."
        )
        if has_target
        else gettext(
            "All that counts came to {before} before this amount and comes to {after} with it; from {first} on the rate counts {factor}."
        )
    )


def say_most_rate(trace: Trace, context: Context) -> Sentence:
    return words.fill(
        gettext("With its factors the rate would be {full}; at most {most} is paid."),
        full=words.rate(trace, "full_rate", per_unit=context.per_unit),
        most=words.rate(trace, "most_rate", per_unit=context.per_unit),
    )


def say_most_per_credit(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("It would pay {exact}; one amount pays at most {most}."),
        exact=words.exact(trace.values["exact"]),
        most=words.exact(trace.values["most"]),
    )


def say_uncapped(trace: Trace, _context: Context) -> Sentence:
    return words.fill(gettext("Before the cap: {exact}."), exact=words.exact(trace.values["exact"]))


def say_payout(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    lead = int(values["lead"])
    return words.fill(
        gettext(
            "All of it, {whole}, is priced by {whose} sums, as the largest share is there, and pays {paid}; {who}: {share} of that."
        ),
        whole=words.amount(int(values["whole_fen"])),
        whose=context.of_person(lead).whose,
        paid=words.amount(int(values["paid_fen"])),
        who=context.who,
        share=words.rate(trace, "share_share"),
    )


def say_due(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("The sum up to now, {sum}, pays {due}."),
        sum=words.amount(int(trace.values["sum_fen"])),
        due=words.amount(int(trace.values["due_fen"])),
    )


def say_paid_before(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("The sum before these days, {sum}, paid {due}."),
        sum=words.amount(int(trace.values["sum_fen"])),
        due=words.amount(int(trace.values["due_fen"])),
    )


def say_due_before(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("The sum before it, {sum}, had paid {due}."),
        sum=words.amount(int(trace.values["sum_fen"])),
        due=words.amount(int(trace.values["due_fen"])),
    )


def say_true_up(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    count = int(values["credits"])
    return words.fill(
        ngettext(
            "The sum went from {before} to {after}, so that the factor for everything is {now} and no longer {was}: {count} earlier amount ({credited}) comes to {result} more or less.",
            "The sum went from {before} to {after}, so that the factor for everything is {now} and no longer {was}: {count} earlier amounts ({credited}) come to {result} more or less.",
            count,
        ),
        before=words.amount(int(values["sum_before_fen"])),
        after=words.amount(int(values["sum_fen"])),
        now=words.rate(trace, "now_rate"),
        was=words.rate(trace, "before_rate"),
        count=str(count),
        credited=words.amount(int(values["credited_fen"])),
        result=words.amount(int(values["result_fen"])),
    )


def say_earlier(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("{credit} of client {client} on {day}: {due} instead of {paid}."),
        credit=words.amount(int(values["credit_fen"])),
        client=context.client(int(values["client"])),
        day=context.day(str(values["counts_on"])),
        due=words.amount(int(values["due_fen"])),
        paid=words.amount(int(values["paid_fen"])),
    )


def row_names(trace: Trace) -> list[Sentence]:
    """Product line, client class and region of a row or factor, those that it names."""
    texts = {
        "product_line": gettext("product line {name}"),
        "client_class": gettext("client class {name}"),
        "region": gettext("region {name}"),
    }
    found = []
    for name, text in texts.items():
        value = value_text(name, trace.values.get(name, EVERY_OTHER))
        if value != EVERY_OTHER:
            found.append(words.fill(text, name=Part(value or gettext("unknown"), strong=True)))
    return found
