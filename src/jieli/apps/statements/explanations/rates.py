"""Rates and tiers in words: what a product line's credits come to, slice by slice."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext, pgettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_fact, say_rounding
from jieli.apps.statements.explanations.extras import EVERY_OTHER, bound, row_names, say_taken_back
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_

CREDITS = ("pay.credit", "pay.team_credit")
_MOST_NAMED = 4
_BY_SLICES = N_("They go through the tiers one after the other, each slice at its rate.")
_TO_DATE: Mapping[str, str] = {
    "marginal": _BY_SLICES,
    "interpolated": _BY_SLICES,
    "reached": N_("Each pays the rate that the sum up to and with it has reached."),
    "whole": N_(
        "The rate that the sum has reached is for all of it: each brings what is due with it less what was due before it."
    ),
}
_FACTORS = frozenset({"pay.accelerator", "pay.factor.line", "pay.factor.new_client", "pay.factor.speed"})
_CAPS = frozenset({"pay.most_per_credit", "pay.most_rate"})
_MULTIPLIED = _FACTORS | _CAPS | {"pay.payout"}


def is_of_a_named_line(trace: Trace) -> bool:
    return trace.rule == "pay.group" and trace.values["product_line"] != EVERY_OTHER


def say_group(trace: Trace, context: Context) -> Sentence:
    """“Product line Cloud: 150,000.00 counted (3 credits) and brings 3,500.00. The sum is cut at the tiers: 100,000.00 at 2% …”"""
    how = _over_windows(trace) or _how(trace)
    return words.join(
        (_brings(trace, context), _only_existing(trace), _only_renewals(trace), how, say_rounding(trace))
    )


def say_override(trace: Trace, context: Context) -> Sentence:
    """“80,000.00 counted (3 credits) and brings 800.00. Each pays 1%. 2 people in the team.”"""
    people = int(trace.values["people"])
    team = words.fill(
        ngettext("{count} person in the team.", "{count} people in the team.", people), count=str(people)
    )
    return words.join((_brings(trace, context), _how(trace), team, say_rounding(trace)))


def say_team_credit(trace: Trace, context: Context) -> Sentence:
    """One fact with all shares of the team in it; how each came is said of its own credits below."""
    values = trace.values
    fact = say_fact(trace.children[0], context)
    members = words.fill(
        ngettext(
            "{count} person of the team has {share} of it: {credit}.",
            "{count} people of the team have {share} of it together: {credit}.",
            int(values["members"]),
        ),
        count=str(values["members"]),
        share=words.rate(trace, "share_share"),
        credit=words.amount(int(values["credit_fen"])),
    )
    return words.join((fact, members, say_rounding(trace)))


def _how(trace: Trace) -> Sentence:
    per_unit, rate = trace.values.get("unit") == "quantity", _rate_of(trace)
    return words.fill(
        _method_text(trace, has_rate=rate is not None),
        rate="" if rate is None else words.rate(rate, per_unit=per_unit),
        slices=_slices(trace, per_unit=per_unit),
    )


def _slices(trace: Trace, *, per_unit: bool) -> Sentence:
    """“100,000.00 at 2%, 50,000.00 at 3%”; nothing where the slices are those of single credits, or many."""
    return words.enumerate_parts(
        words.fill(
            pgettext("a slice of a sum with its rate", "{part} at {rate}"),
            part=words.amount(int(one.values["part_fen"])),
            rate=words.rate(one, per_unit=per_unit),
        )
        for one in own_slices(trace)
    )


def own_slices(trace: Trace) -> Sequence[Trace]:
    """The slices of a sum with their rates; none where they are those of single credits, or many."""
    own = [child for child in trace.children if child.rule == "pay.slice"]
    if len(own) > _MOST_NAMED or any("rate_rate" not in one.values for one in own):
        return ()
    return own


def credits_in(trace: Trace) -> int:
    return sum(child.rule in CREDITS for child in trace.children)


def only_rate_of(trace: Trace) -> Trace | None:
    """The step with the one rate that all of a group is multiplied by, and by nothing else."""
    method = str(trace.values["method"])
    rules = {step.rule for child in trace.children for step in child.walk()}
    on_all = method == "whole" and str(trace.values.get("tier_on", "period")) == "period"
    return _rate_of(trace) if (method == "flat" or on_all) and not rules & _MULTIPLIED else None


def _over_windows(trace: Trace) -> Sentence:
    """Of a sum that goes on over several pay periods: what is due now less what was due before."""
    if not any(child.rule == "pay.due" for child in trace.children):
        return ()
    due, paid = (
        next(int(child.values["due_fen"]) for child in trace.children if child.rule == rule)
        for rule in ("pay.due", "pay.paid_before")
    )
    return words.fill(
        gettext("The sum so far pays {due}, of which {paid} was for earlier days; the rest is for these."),
        due=words.amount(due),
        paid=words.amount(paid),
    )


def say_unrated(trace: Trace, context: Context) -> Sentence:
    return words.join(
        (
            _brings(trace, context),
            (Part(gettext("The plan has no rate for it.")),),
        )
    )


def say_slice(trace: Trace, context: Context) -> Sentence:
    """What was reached before is said by the accelerator's own step, where the slice is one of an accelerator."""
    values = trace.values
    accelerator = next((step for step in trace.children if step.rule == "pay.accelerator"), None)
    if accelerator is not None:
        return words.join((_accelerated_slice(trace, accelerator, context), say_rounding(trace)))
    text = (
        gettext("{part} lies in the tier from {first} on, which pays {rate}.")
        if values["until_fen"] == ""
        else gettext("{part} lies in the tier from {first} to below {end}, which pays {rate}.")
    )
    said = words.fill(
        text,
        first=words.amount(int(values["from_fen"])),
        end="" if values["until_fen"] == "" else words.amount(int(values["until_fen"])),
        part=words.amount(int(values["part_fen"])),
        rate=words.rate(trace, per_unit=context.per_unit),
    )
    if "before_fen" not in values:
        return said
    found = words.fill(
        gettext("Before this amount the sum for these tiers was {before}."),
        before=words.amount(int(values["before_fen"])),
    )
    return words.join((said, found, say_taken_back(trace), say_rounding(trace)))


def _accelerated_slice(trace: Trace, accelerator: Trace, context: Context) -> Sentence:
    """“Of it 24,921.88 lies from 100% of the target (49,843.75) to below 150% of the target (74,765.63), at 2%.”"""
    text = (
        gettext("Of it {part} lies from {first} on, at a rate of {rate}.")
        if accelerator.values["until_fen"] == ""
        else gettext("Of it {part} lies from {first} to below {end}, at a rate of {rate}.")
    )
    return words.fill(
        text,
        part=words.amount(int(trace.values["part_fen"])),
        first=bound(accelerator, "from_fen"),
        end="" if accelerator.values["until_fen"] == "" else bound(accelerator, "until_fen"),
        rate=words.rate(trace, per_unit=context.per_unit),
    )


def line_name(trace: Trace, context: Context) -> Sentence:
    """Which row it is; of a rate for every other product line, those that had something."""
    line = str(trace.values["product_line"])
    others = [name for name in ("client_class", "region") if name in trace.values]
    if others:
        return words.enumerate_parts(row_names(trace))
    if line != EVERY_OTHER:
        text = gettext("Product line {line}") if line else gettext("Without a product line")
        return words.fill(text, line=Part(line, strong=True))
    if context.names_lines:
        return (Part(gettext("All other product lines")),)
    named = {str(child.values["product_line"]) for child in trace.children if child.rule in CREDITS}
    lines = sorted(named, key=lambda name: (not name, name))
    if not any(lines):
        return ()
    if len(lines) > _MOST_NAMED:
        return (Part(gettext("All product lines")),)
    return words.fill(
        gettext("Product line {line}"),
        line=words.enumerate_parts(
            (Part(name or pgettext("in a list of product lines", "none"), strong=True),) for name in lines
        ),
    )


def _brings(trace: Trace, context: Context) -> Sentence:
    """What it brings him, of how much."""
    credits = credits_in(trace)
    text = (
        ngettext(
            "{credited} units counted ({count} credit) and bring {result}.",
            "{credited} units counted ({count} credits) and bring {result}.",
            credits,
        )
        if trace.values.get("unit") == "quantity"
        else ngettext(
            "{credited} counted ({count} credit) and brings {result}.",
            "{credited} counted ({count} credits) and brings {result}.",
            credits,
        )
    )
    brings = words.fill(
        text,
        count=str(credits),
        credited=words.amount(int(trace.values["credited_fen"])),
        result=words.amount(int(trace.values.get("result_fen", 0))),
    )
    return (*named(line_name(trace, context)), *brings)


def named(row: Sentence) -> Sentence:
    """“Product line Cloud: ”, before what is said of it; nothing where it has no name."""
    return words.fill(pgettext("a row, before what is said of it", "{row}: "), row=row) if row else ()


def _only_existing(trace: Trace) -> Sentence:
    """Which clients a servicing commission is for."""
    if "after_days" not in trace.values:
        return ()
    return words.fill(
        gettext("Only clients whose first deal was {days} or more days before count here."),
        days=str(trace.values["after_days"]),
    )


def _only_renewals(trace: Trace) -> Sentence:
    if "renewals" not in trace.values:
        return ()
    text = (
        gettext("Only deals that renew an earlier one count here, with what is about them.")
        if trace.values["renewals"] == "only"
        else gettext("Deals that renew an earlier one do not count here, nor what is about them.")
    )
    return words.fill(text)


def _method_text(trace: Trace, *, has_rate: bool) -> str:
    method, tier_on = str(trace.values["method"]), str(trace.values.get("tier_on", "period"))
    if method == "flat":
        return _flat_text(trace, has_rate=has_rate)
    if tier_on == "to_date":
        return gettext(_TO_DATE[method])
    if tier_on == "fact":
        return (
            gettext("Each by itself pays the rate of the tier it reaches on all of it.")
            if method == "whole"
            else gettext("Each by itself is cut at the tiers, and each slice pays its own rate.")
        )
    if method == "whole" and has_rate:
        return gettext("The tier reached pays {rate} on all of it.")
    return (
        gettext("The sum is cut at the tiers: {slices}.")
        if _slices(trace, per_unit=False)
        else gettext("The sum is cut at the tiers, and each slice pays its own rate.")
    )


def _flat_text(trace: Trace, *, has_rate: bool) -> str:
    if not has_rate:
        return gettext("Each pays the rate said with it.")
    rules = {step.rule for child in trace.children for step in child.walk()}
    if rules & _FACTORS and rules & _CAPS:
        return gettext("Each pays {rate}, times the factors and within the caps said with it.")
    if rules & _FACTORS:
        return gettext("Each pays {rate}, times the factors said with it.")
    if rules & _CAPS:
        return gettext("Each pays {rate}, within the cap said with it.")
    if rules & _MULTIPLIED:
        return gettext("Each pays the rate said with it.")
    if trace.values.get("unit") == "quantity":
        return gettext("Each unit pays {rate}.")
    return gettext("Each pays {rate}.")


def _rate_of(trace: Trace) -> Trace | None:
    """The step with the one rate of a group that has one: a flat rate, or the tier reached on the whole sum."""
    steps = (child for child in trace.children if child.rule in CREDITS or child.rule == "pay.slice")
    return next(
        (step for child in steps for step in (child, *child.children) if "rate_rate" in step.values), None
    )
