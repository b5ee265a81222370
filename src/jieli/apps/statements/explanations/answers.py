"""The one sentence that an explanation begins with: the amount, and of what it is made, in figures that come out."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext, ngettext, pgettext

from jieli.apps.statements.explanations import holdings, rates, words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.headings import heading_of
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.rate import parse_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace
from jieli.ui.wording import money_text

_MOST_ADDED = 5


def say_answer(parts: Sequence[Trace], fen: int, context: Context) -> Sentence:
    """Of one part its arithmetic, of few their sum, of many their number; nothing where its own sentence says it best."""
    if len(parts) == 1:
        return _of_one(parts[0])
    if all(map(holdings.is_as_large, parts)):
        return holdings.say_all_as_large(parts, context)
    if len(parts) <= _MOST_ADDED and sum(_fen(part) for part in parts) == fen:
        added = _added(parts, fen, context)
        if added:
            return added
    if {part.rule for part in parts} <= holdings.MOVES:
        return holdings.say_many(parts)
    return words.fill(
        _count_text({part.rule for part in parts}, len(parts)),
        count=str(len(parts)),
        result=words.amount(fen),
    )


def _of_one(part: Trace) -> Sentence:
    equation = _EQUATIONS.get(part.rule)
    return () if equation is None else equation(part)


def _added(parts: Sequence[Trace], fen: int, context: Context) -> Sentence:
    """“12,836.68 = product line Cloud 3,360.03 + product line Devices 9,476.65.”; nothing where a part has no name."""
    named = [(heading_of(part, context), part) for part in parts]
    if not all(heading for heading, _ in named):
        return ()
    terms: list[Part] = []
    for place, (heading, part) in enumerate(named):
        own = _fen(part)
        if place:
            terms.append(Part(" − " if own < 0 else " + "))
        shown = Part(money_text(abs(own) if place else own), strong=True)
        terms += words.fill(pgettext("a part of a sum", "{name} {amount}"), name=heading, amount=shown)
    return words.fill(
        pgettext("an amount and what it is made of", "{result} = {terms}."),
        result=words.amount(fen),
        terms=tuple(terms),
    )


def _count_text(rules: set[str], count: int) -> str:
    if rules == {"pay.new_client"}:
        return ngettext(
            "{count} new client comes to {result}.", "{count} new clients come to {result}.", count
        )
    return ngettext("{count} part comes to {result}.", "{count} parts come to {result}.", count)


def _group(trace: Trace) -> Sentence:
    values, rate = trace.values, rates.only_rate_of(trace)
    if values.get("unit") == "quantity" or any(step.rule == "pay.due" for step in trace.children):
        return ()
    slices = rates.own_slices(trace)
    if len(slices) > 1:
        return words.fill(
            gettext(
                "{result} {equals} {slices}: the sum is cut at the tiers, and each slice pays its own rate."
            ),
            result=words.amount(_fen(trace)),
            equals=_equals(
                trace, sum((_exact(one) for one in slices), Fraction(0)), *(_rate(one) for one in slices)
            ),
            slices=_sum_of_slices(slices),
        )
    if rate is None:
        return ()
    credited, count = int(values["credited_fen"]), rates.credits_in(trace)
    exact = credited * _rate(rate)
    off = abs(round_fen(exact, Rounding.HALF_UP) - _fen(trace))
    if off > count:  # no fen for each credit: something else is in it
        return ()
    text = (
        gettext("{result} {equals} {credited} that counted × {rate}.")
        if off == 0 or count == 1
        else ngettext(
            "{result} {equals} {credited} that counted × {rate}, rounded for the {count} credit by itself.",
            "{result} {equals} {credited} that counted × {rate}, rounded for each of the {count} credits by itself.",
            count,
        )
    )
    return words.fill(
        text,
        result=words.amount(_fen(trace)),
        equals=_equals(trace, exact, _rate(rate)),
        credited=words.amount(credited),
        rate=words.plain_percent(_rate(rate)),
        count=str(count),
    )


def _exact(one: Trace) -> Fraction:
    return int(one.values["part_fen"]) * _rate(one)


def _rate(one: Trace) -> Fraction:
    return parse_rate(str(one.values["rate_rate"]))


def _sum_of_slices(slices: Sequence[Trace]) -> Sentence:
    terms: Sentence = ()
    for one in slices:
        term = words.fill(
            "{part} × {rate}",
            part=words.amount(int(one.values["part_fen"])),
            rate=words.plain_percent(_rate(one)),
        )
        terms = (*terms, Part(" + "), *term) if terms else term
    return terms


def _bonus(trace: Trace) -> Sentence:
    values = trace.values
    days, _slash, of_days = str(values["days"]).partition("/")
    if not _fen(trace) or str(values["factor_rate"]) != "100%" or days != of_days:
        return ()
    amount, score = int(values["amount_fen"]), parse_rate(str(values["score_rate"]))
    return words.fill(
        gettext("{result} {equals} bonus of {amount} × score of {score}."),
        result=words.amount(_fen(trace)),
        equals=_equals(trace, amount * score, score),
        amount=words.amount(amount),
        score=words.plain_percent(score),
    )


def _equals(trace: Trace, exact: Fraction, *rates: Fraction) -> str:
    """Rounded figures never claim to be equal. rates: that are shown."""
    return "=" if exact == _fen(trace) and not any(map(words.is_long, rates)) else "≈"


def _fen(trace: Trace) -> int:
    return int(trace.values["result_fen"])


_EQUATIONS: Mapping[str, Callable[[Trace], Sentence]] = {
    "pay.bonus": _bonus,
    "pay.group": _group,
    "pay.override": _group,
}
