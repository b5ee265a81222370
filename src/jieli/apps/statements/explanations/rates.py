"""Rates and tiers in words: what a product line's credits come to, slice by slice."""

from django.utils.translation import gettext, ngettext, pgettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.rate import format_rate, parse_rate
from jieli.kernel.trace import Trace

EVERY_OTHER = "*"
_MOST_NAMED = 4


def is_of_a_named_line(trace: Trace) -> bool:
    return trace.rule == "pay.group" and trace.values["product_line"] != EVERY_OTHER


def say_group(trace: Trace, context: Context) -> Sentence:
    """“Product line Cloud: 3 credits come to 150,000.00. Each slice pays its own rate: 3,500.00.”"""
    values = trace.values
    rate = _rate_of(trace)
    how = words.fill(
        _method_text(str(values["method"]), str(values["tier_on"]), has_rate=rate is not None),
        rate=rate or "",
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((_sum_of(trace, context), _only_existing(trace), how, say_rounding(trace)))


def say_unrated(trace: Trace, context: Context) -> Sentence:
    return words.join(
        (
            _sum_of(trace, context),
            words.fill(gettext("The plan has no rate for it, so it pays {result}."), result=words.amount(0)),
        )
    )


def say_slice(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    text = (
        gettext("From {first} on: {part} at {rate}.")
        if values["until_fen"] == ""
        else gettext("From {first} to below {end}: {part} at {rate}.")
    )
    return words.fill(
        text,
        first=words.amount(int(values["from_fen"])),
        end="" if values["until_fen"] == "" else words.amount(int(values["until_fen"])),
        part=words.amount(int(values["part_fen"])),
        rate=_rate(trace),
    )


def line_name(trace: Trace, context: Context) -> Sentence:
    """Which product line it is; of a rate for every other one, those that had something."""
    line = str(trace.values["product_line"])
    if line != EVERY_OTHER:
        text = gettext("Product line {line}: ") if line else gettext("Without a product line: ")
        return words.fill(text, line=Part(line, strong=True))
    if context.names_lines:
        return (Part(gettext("All other product lines: ")),)
    named = {str(child.values["product_line"]) for child in trace.children if child.rule == "pay.credit"}
    lines = sorted(named, key=lambda name: (not name, name))
    if not any(lines):
        return ()
    if len(lines) > _MOST_NAMED:
        return (Part(gettext("All product lines: ")),)
    return words.fill(
        gettext("Product line {line}: "),
        line=words.enumerate_parts(
            (Part(name or pgettext("in a list of product lines", "none"), strong=True),) for name in lines
        ),
    )


def _sum_of(trace: Trace, context: Context) -> Sentence:
    credits = sum(child.rule == "pay.credit" for child in trace.children)
    come = words.fill(
        ngettext("{count} credit comes to {credited}.", "{count} credits come to {credited}.", credits),
        count=str(credits),
        credited=words.amount(int(trace.values["credited_fen"])),
    )
    return (*line_name(trace, context), *come)


def _only_existing(trace: Trace) -> Sentence:
    """Which clients a servicing commission is for."""
    if "after_days" not in trace.values:
        return ()
    return words.fill(
        gettext("Only clients whose first deal was {days} or more days before count here."),
        days=str(trace.values["after_days"]),
    )


def _method_text(method: str, tier_on: str, *, has_rate: bool) -> str:
    if method == "flat" and has_rate:
        return gettext("Each pays {rate}: {result}.")
    if tier_on == "fact":
        return (
            gettext("Each by itself pays the rate of the tier it reaches on all of it: {result}.")
            if method == "whole"
            else gettext("Each by itself is cut at the tiers, and each slice pays its own rate: {result}.")
        )
    return (
        gettext("The tier reached pays {rate} on all of it: {result}.")
        if method == "whole" and has_rate
        else gettext("The sum is cut at the tiers, and each slice pays its own rate: {result}.")
    )


def _rate_of(trace: Trace) -> Part | None:
    """The one rate of a group that has one: a flat rate, or the tier reached on the whole sum."""
    return next((_rate(child) for child in trace.children if "rate_rate" in child.values), None)


def _rate(trace: Trace) -> Part:
    return Part(format_rate(parse_rate(str(trace.values["rate_rate"]))), strong=True)
