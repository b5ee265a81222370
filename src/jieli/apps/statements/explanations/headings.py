"""The line under which a step is folded: whose deal or client it is about, and the figure that it comes to."""

from collections.abc import Callable, Mapping

from attrs import evolve
from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations import rates, words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.engines.pay import HELD_MOVES
from jieli.kernel.trace import Trace
from jieli.ui.wording import money_text


def heading_of(trace: Trace, context: Context) -> Sentence:
    """The client or deal in front; nothing for a step that is short enough to stand by itself. Nothing in it is a link,
    since it is itself something to press."""
    heading = _HEADINGS.get(trace.rule)
    if heading is None:
        return ()
    return tuple(evolve(part, href="") for part in heading(trace, context))


def figure_of(trace: Trace) -> str:
    """What the step comes to; of a credit that pays only with others, how much of it counts."""
    values = trace.values
    if "result_fen" in values:
        return money_text(int(values["result_fen"]))
    if "weighted_rate" in values:
        return words.rate(trace, "weighted_rate").text
    slices = [step for step in trace.children if step.rule == "pay.slice"]
    if slices and all("result_fen" in one.values for one in slices):
        return money_text(sum(int(one.values["result_fen"]) for one in slices))
    if "credit_fen" in values:
        return pgettext("how much of a fact counts", "counts {amount}").format(
            amount=money_text(int(values["credit_fen"]))
        )
    return ""


def row_of(trace: Trace, context: Context) -> Sentence:
    """“Product line Cloud”, or all of them."""
    return rates.line_name(trace, context) or (Part(gettext("All that counted")),)


def _of_fact(trace: Trace, context: Context) -> Sentence:
    """“上海泰尔, “机械手”, 4 Sep”: whatever of these is known."""
    values = trace.values
    if values.get("deal", "") != "":
        deal = int(values["deal"])
    else:
        deal = int(values["fact"]) if values.get("kind") == "deal" else None
    named: list[Sentence] = [(context.client(int(values["client"])),)] if "client" in values else []
    if deal is not None:
        named.append((context.deal(deal),))
    if "counts_on" in values:
        named.append((Part(context.day(str(values["counts_on"]))),))
    return words.enumerate_parts(named)


def _of_team(trace: Trace, context: Context) -> Sentence:
    return _of_fact(trace.children[0], context)


def _of_client(trace: Trace, context: Context) -> Sentence:
    return (context.client(int(trace.values["client"])),)


def _of_service(trace: Trace, context: Context) -> Sentence:
    day = context.day(str(trace.values["served_on"]))
    return words.enumerate_parts((_of_client(trace, context), (Part(day),)))


def _of_held(trace: Trace, context: Context) -> Sentence:
    """The deal, or the client of a handover; else what happens to it."""
    values = trace.values
    if values.get("deal", "") != "":
        return (context.deal(int(values["deal"])),)
    if values.get("client", "") != "":
        return _of_client(trace, context)
    return (
        Part(
            gettext("Held back")
            if trace.rule == "pay.held"
            else pgettext("of what had been held back", "Released or forfeited")
        ),
    )


def _of_indicator(trace: Trace, _context: Context) -> Sentence:
    return (words.quoted(trace.values["name"]),)


_HEADINGS: Mapping[str, Callable[[Trace, Context], Sentence]] = {
    "pay.active_client": _of_client,
    "pay.credit": _of_fact,
    "pay.earlier": _of_fact,
    "pay.group": row_of,
    "pay.holdover": _of_fact,
    "pay.indicator": _of_indicator,
    "pay.new_client": _of_client,
    "pay.override": row_of,
    "pay.service": _of_service,
    "pay.spif": _of_fact,
    "pay.team_credit": _of_team,
    "pay.unrated": row_of,
    **dict.fromkeys(HELD_MOVES, _of_held),
}
