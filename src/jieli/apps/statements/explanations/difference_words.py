"""What a computation has differently from the one that was issued, in words: steps added, gone or changed."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations import rates, words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_fact
from jieli.apps.statements.explanations.differences import Difference
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.rate import parse_rate
from jieli.kernel.trace import Trace

_OF_ITS_OWN = frozenset({"rate_rate", "result_fen"})

Saying = Callable[[Trace, Context], Sentence]


def say_difference(one: Difference, now: Context, then: Context, say: Saying) -> Sentence:
    step = one.step
    if step.rule in ("pay.group", "pay.override", "pay.unrated") and _credited(one.before) != _credited(
        one.after
    ):
        return _line(one, now)
    if one.before is None:
        return words.fill(gettext("Now counted: {what}"), what=say(step, now))
    if one.after is None:
        return words.fill(gettext("No longer counted: {what}"), what=say(step, then))
    if step.rule == "pay.credit":
        return _credit(one, now)
    was, is_ = say(one.before, then), say(one.after, now)
    return () if was == is_ else words.fill(gettext("Before: {was} Now: {now}"), was=was, now=is_)


def _line(one: Difference, context: Context) -> Sentence:
    """“Product line 硬件: credits 300,000.00 → 0.00, pay 3,000.00 → 0.00.”"""
    paid, pays = (0 if side is None else int(side.values["result_fen"]) for side in (one.before, one.after))
    return (
        *rates.named(rates.line_name(one.step, context)),
        *words.fill(
            gettext("credits {was} → {now}, pay {paid} → {pays}."),
            was=words.amount(_credited(one.before)),
            now=words.amount(_credited(one.after)),
            paid=words.amount(paid),
            pays=words.amount(pays),
        ),
    )


def _credited(side: Trace | None) -> int:
    return 0 if side is None else int(side.values["credited_fen"])


def _credit(one: Difference, context: Context) -> Sentence:
    pairs = {
        name: pair
        for name, pair in one.changed().items()
        if name not in _OF_ITS_OWN or "" not in pair  # paid within a sum before or now: the sum says it
    }
    changed = [
        words.before_and_after(label, *(_figure(name, value, context) for value in pairs[name]))
        for name, label in _credit_fields().items()
        if name in pairs
    ]
    if not changed:
        return ()
    return words.fill(
        gettext("{fact} Changed: {changes}."),
        fact=say_fact(one.step, context),
        changes=words.enumerate_parts(changed),
    )


def _credit_fields() -> dict[str, str]:
    """What of a credit is said to have changed; the rest only follows."""
    return {
        "fact_fen": pgettext("changed", "amount"),
        "counts_on": pgettext("changed", "day"),
        "product_line": pgettext("changed", "product line"),
        "owner_on": pgettext("changed", "day whose shares count"),
        "first_deal_on": pgettext("changed", "the client’s first deal"),
        "credit_rule": pgettext("changed", "by what the share goes"),
        "handover": pgettext("changed", "transition terms"),
        "share_share": pgettext("changed", "share"),
        "credit_fen": pgettext("changed", "amount that counts"),
        "rate_rate": pgettext("changed", "rate"),
        "result_fen": pgettext("changed", "pays"),
    }


def _figure(name: str, value: Any, context: Context) -> Sentence:
    if value == "":
        return words.nothing()
    if name.endswith("_fen"):
        return (words.amount(int(value)),)
    if name.endswith("_on"):
        return (Part(context.day(str(value))),)
    if name in ("share_share", "rate_rate"):
        return (words.percent(parse_rate(str(value))),)
    if name == "handover":
        return (context.handover(int(value)),)
    return (Part(_rule(str(value)) if name == "credit_rule" else str(value), strong=True),)


def _rule(rule: str) -> str:
    return {
        "owner": pgettext("by what a share goes", "the owners of the day"),
        "split": pgettext("by what a share goes", "the agreed split"),
        "earlier_deals": pgettext("by what a share goes", "the terms for earlier deals"),
        "open_pipeline": pgettext("by what a share goes", "the terms for open business"),
    }.get(rule, rule)
