"""What somebody decided by hand, and what a formula came to, in words."""

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.trace import Trace


def say_by_hand(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("Decided by hand: {result}."), result=words.amount(int(trace.values["result_fen"]))
    )


def say_adjustment(trace: Trace, context: Context) -> Sentence:
    """“Decided by hand: 2,000.00 instead of 1,500.00. Reason: …”"""
    values = trace.values
    text = (
        gettext("By hand {amount} was set instead of {before}.")
        if values["kind"] == "replaces"
        else gettext("By hand {amount} was added to {before}.")
    )
    said = words.fill(
        text,
        amount=words.amount(int(values["amount_fen"])),
        before=words.amount(int(values["before_fen"])),
    )
    approver = context.names.users.get(int(values["approver"]))
    by = words.fill(gettext("Approved by {who}."), who=Part(approver, strong=True)) if approver else ()
    reason = str(values["reason"]).rstrip("。.")
    return words.join((said, words.fill(gettext("Reason: {reason}."), reason=reason) if reason else (), by))


def say_formula(trace: Trace, _context: Context) -> Sentence:
    said = words.fill(
        gettext("The formula {formula} comes to {result}."),
        formula=Part(str(trace.values["formula"]), strong=True),
        result=words.amount(int(trace.values["result_fen"])),
    )
    return words.join((said, say_rounding(trace)))


def say_formula_step(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("{expression} is {value}."),
        expression=str(trace.values["expression"]),
        value=_value(trace),
    )


def _value(trace: Trace) -> Part:
    if trace.values["kind"] == "yes/no":
        text = gettext("true") if trace.values["value"] == "yes" else gettext("not true")
        return Part(text, strong=True)
    return words.exact(trace.values["value"])
