"""An amount's explanation in the active language, made of its trace and of names that were looked up before."""

from collections.abc import Mapping

from attrs import evolve, frozen
from django.utils.translation import gettext

from jieli.apps.plans.api import name_in
from jieli.apps.statements.explanations import answers, changes, rates, words
from jieli.apps.statements.explanations.context import Context, Names
from jieli.apps.statements.explanations.headings import figure_of, heading_of
from jieli.apps.statements.explanations.nothing import say_nothing
from jieli.apps.statements.explanations.rules import WORDINGS
from jieli.apps.statements.explanations.values import Explanation, Part, Sentence, Step
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace, value_text
from jieli.ui.wording import period_text

_MOST_IN_THE_LEAD = 8
_OF_RATES = frozenset(
    {"pay.attainment", "pay.bonus", "pay.curve", "pay.indicator", "pay.score", "pay.score_cap"}
)


@frozen
class Explainable:
    """An amount with its trace. amount_fen: what is posted; for an adjustment, desired minus issued.

    person: whose pay it is, None where the explanation speaks to him. change: of an adjustment, why it is another amount
    than the one issued; names_then: as they were known when that was issued.
    """

    names: Mapping[str, str]
    period: Period
    is_adjustment: bool
    amount_fen: int
    currency: str
    trace: Trace
    person_id: int
    person: str | None
    change: changes.Change | None = None
    names_then: Names | None = None


def word(one: Explainable, names: Names, language: str) -> Explanation:
    """The explanation of one amount in the active language."""
    desired_fen = int(one.trace.values["result_fen"])
    is_difference = one.is_adjustment or one.amount_fen != desired_fen
    context = Context(
        names=names,
        person_id=one.person_id,
        person=one.person,
        year=one.period.from_.year,
        names_lines=any(rates.is_of_a_named_line(step) for step in one.trace.walk()),
    )
    return Explanation(
        title=gettext("{component}, {period}").format(
            component=name_in(names=one.names, language=language), period=period_text(one.period.label)
        ),
        amount_fen=one.amount_fen,
        currency=one.currency,
        changes=_changes(one, context),
        lead=(_adjusted(one),) if is_difference else _lead(one, context),
        arithmetic=words.difference(desired_fen, desired_fen - one.amount_fen) if is_difference else "",
        steps=tuple(_step(child, context) for child in one.trace.children),
        target_fen=target_fen_of(one.trace),
    )


def target_fen_of(trace: Trace) -> int | None:
    """Of a target, what all its days come to."""
    targets = [int(step.values["target_fen"]) for step in trace.walk() if step.rule == "pay.quota"]
    return sum(targets) if targets else None


def say(trace: Trace, context: Context) -> Sentence:
    """A step in words; one of a rule that has no words yet shows its figures, so that nothing is ever hidden."""
    wording = WORDINGS.get(trace.rule)
    if wording is not None:
        return wording(trace, context)
    figures = ", ".join(f"{name} {value_text(name, value)}" for name, value in trace.values.items())
    return (Part(f"{trace.rule}: {figures}"),)


def _step(trace: Trace, context: Context) -> Step:
    inside = context.inside(trace)
    return Step(
        rule=trace.rule,
        sentence=say(trace, context),
        arithmetic=(words.rates_arithmetic if trace.rule in _OF_RATES else words.arithmetic)(
            trace.calculation
        ),
        heading=heading_of(trace, context),
        figure=figure_of(trace),
        children=tuple(_step(child, inside) for child in trace.children),
    )


def _changes(one: Explainable, context: Context) -> tuple[Step, ...]:
    if one.change is None:
        return ()
    then = evolve(context, names=one.names_then or context.names)
    return changes.say_changes(one.change, context, then, say)


def _lead(one: Explainable, context: Context) -> tuple[Sentence, ...]:
    """The answer, and below it a sentence for each of a few parts. Parts of 0.00 only if all are."""
    parts = [part for segment in one.trace.children for part in segment.children]
    parts = [part for part in parts if int(part.values["result_fen"]) != 0] or parts
    if not parts:
        return (say_nothing(one.trace, one.period, one.amount_fen),)
    answer = answers.say_answer(parts, one.amount_fen, context)
    said = tuple(say(part, context) for part in parts) if len(parts) <= _MOST_IN_THE_LEAD else ()
    return (answer, *said) if answer else said


def _adjusted(one: Explainable) -> Sentence:
    desired = int(one.trace.values["result_fen"])
    no_longer = (
        (Part(gettext("By what is known now, the plan has no such component for that time any more.")),)
        if one.trace.rule == "pay.no_longer"
        else ()
    )
    text = (
        gettext(
            "For {period} it should be {desired} by what is known now; {issued} was issued, so {posted} is taken back."
        )
        if one.amount_fen < 0
        else gettext(
            "For {period} it should be {desired} by what is known now; {issued} was issued, so {posted} is paid in addition."
        )
    )
    said = words.fill(
        text,
        period=period_text(one.period.label),
        desired=words.amount(desired),
        issued=words.amount(desired - one.amount_fen),
        posted=words.amount(abs(one.amount_fen)),
    )
    return words.join((no_longer, said))
