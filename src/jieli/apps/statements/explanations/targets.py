"""Targets and bonuses in words: what was to be reached, what was, and the score it gives."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_
from jieli.ui.wording import period_text

_MEASURED: Mapping[str, str] = {
    "deals": N_("Deals credited: {amount}."),
    "receipts": N_("Receipts credited: {amount}."),
    "invoiced": N_("Invoices credited: {amount}."),
    "margin": N_("Margin credited: {amount}."),
    "quantity": N_("Units credited: {amount}."),
}


def say_quota(trace: Trace, _context: Context) -> Sentence:
    text = (
        gettext(
            "The target recorded for these days is {target}. Other amounts are measured by it; nothing is paid for the target itself."
        )
        if trace.values["recorded"] == "yes"
        else gettext(
            "The target for these days is {target}. Other amounts are measured by it; nothing is paid for the target itself."
        )
    )
    return words.fill(text, target=words.amount(int(trace.values["target_fen"])))


def say_quota_month(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("{month}: {part}."),
        month=period_text(str(values["month"])),
        part=words.amount(int(values["part_fen"])),
    )
    ramp: Sentence = ()
    if str(values["share_share"]) != "100%":
        months = int(values["months_employed"])
        ramp = words.fill(
            ngettext(
                "New, {count} full month employed: {share} of it.",
                "New, {count} full months employed: {share} of it.",
                months,
            ),
            count=str(months),
            share=words.rate(trace, "share_share"),
        )
    days: Sentence = ()
    if values["days"] != values["of_days"]:
        days = words.fill(
            gettext("{days} of {of_days} days count."),
            days=Part(str(values["days"]), strong=True),
            of_days=str(values["of_days"]),
        )
    return words.join((said, ramp, days))


def say_bonus(trace: Trace, _context: Context) -> Sentence:
    """“The bonus for March 2026 is 3,360.00: a score of 100% brings 3,000.00, and the score is 112%.”"""
    values = trace.values
    text = (
        gettext(
            "The bonus for {window} is {result}: a score of 100% brings {amount}, and the score is {score}."
        )
        if int(values["result_fen"])
        else gettext(
            "There is no bonus for {window}: a score of 100% brings {amount}, and the score is {score}."
        )
    )
    said = words.fill(
        text,
        window=period_text(str(values["window"])),
        amount=words.amount(int(values["amount_fen"])),
        score=words.rate(trace, "score_rate"),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, _factor(trace), _part(trace), _stopped(trace), say_rounding(trace)))


def say_indicator(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    if values["missing"] == "yes":
        text = gettext("{name} scores {score}: no result is recorded, which counts as 0%.")
    elif values["below_gate"] == "bonus":
        text = gettext(
            "{name} leaves nothing of the whole bonus: {achieved} of {target} was reached, which is {attainment} and below the gate of {gate}."
        )
    elif values["below_gate"]:
        text = gettext(
            "{name} scores {score}: {achieved} of {target} was reached, which is {attainment} and below the gate of {gate}."
        )
    else:
        text = gettext("{name} scores {score}: {achieved} of {target} was reached, which is {attainment}.")
    said = words.fill(
        text,
        name=words.quoted(values["name"]),
        achieved=words.exact(values["achieved"]),
        target=words.exact(values["target"]),
        attainment=words.rate(trace, "attainment_rate"),
        gate="" if values["gate_rate"] == "" else words.rate(trace, "gate_rate"),
        score=words.rate(trace, "score_rate"),
    )
    said = words.join((said, _brought(trace)))
    if str(values["weight_rate"]) == "100%":
        return said
    weighed = words.fill(
        gettext("With its weight of {weight} it adds {weighted} to the score."),
        weight=words.rate(trace, "weight_rate"),
        weighted=words.rate(trace, "weighted_rate"),
    )
    return words.join((said, weighed))


def _brought(trace: Trace) -> Sentence:
    """What counts from the window before, and what counts in the next."""
    said: list[Sentence] = []
    if brought := trace.values.get("brought"):
        text = gettext("{brought} of that lay above the cap the time before.")
        said.append(words.fill(text, brought=words.exact(brought)))
    if above := trace.values.get("above"):
        text = gettext("{above} lies above the cap and counts the next time.")
        said.append(words.fill(text, above=words.exact(above)))
    return words.join(said)


def say_measured(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext(_MEASURED[str(values["basis"])]), amount=words.amount(int(values["credited_fen"]))
    )
    lines: Sentence = ()
    if values["product_lines"]:
        lines = words.fill(
            gettext("Only product lines {lines}."), lines=Part(str(values["product_lines"]), strong=True)
        )
    uplifted: Sentence = ()
    if values["uplifted"] == "yes":
        uplifted = (Part(gettext("Some of it counts more than it is, as the plan says.")),)
    part: Sentence = ()
    if str(values["part_rate"]) != "100%":
        part = words.fill(gettext("{part} of it counts."), part=words.rate(trace, "part_rate"))
    return words.join((said, lines, uplifted, part))


def say_achieved(_trace: Trace, _context: Context) -> Sentence:
    return (Part(gettext("Together:")),)


def say_attainment(_trace: Trace, _context: Context) -> Sentence:
    return (Part(gettext("Attainment is what was reached ÷ the target:")),)


def say_curve(_trace: Trace, _context: Context) -> Sentence:
    return (Part(gettext("Between two points of the plan the score rises evenly:")),)


def say_score(_trace: Trace, _context: Context) -> Sentence:
    return (Part(gettext("All indicators together give the score:")),)


def say_score_cap(_trace: Trace, _context: Context) -> Sentence:
    return (Part(gettext("The plan counts a score only up to a highest one:")),)


def _factor(trace: Trace) -> Sentence:
    if str(trace.values["factor_rate"]) == "100%":
        return ()
    return words.fill(gettext("The amount counts times {factor}."), factor=words.rate(trace, "factor_rate"))


def _part(trace: Trace) -> Sentence:
    days, _slash, of_days = str(trace.values["days"]).partition("/")
    if days == of_days:
        return ()
    return words.fill(
        gettext("{days} of {of_days} days count."), days=Part(days, strong=True), of_days=of_days
    )


def _stopped(trace: Trace) -> Sentence:
    """Only the gate of the whole; that of an indicator is said with the indicator."""
    if trace.values["stopped_by"] != "score":
        return ()
    return words.fill(
        gettext("The score of {score} lies below the gate of {gate}, so nothing is paid."),
        score=words.rate(trace, "weighted_rate"),
        gate=words.rate(trace, "gate_rate"),
    )
