"""Contests, SPIFs, and pay for looking after clients, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_
from jieli.ui.wording import period_text

_SPIF: Mapping[str, str] = {
    "deal": N_("{day}, client {client}, {deal}: {amount}, share {times}: {result}."),
    "receipt": N_("{day}, receipt of client {client}: {amount}, share {times}: {result}."),
    "invoice": N_("{day}, invoice to client {client}: {amount}, share {times}: {result}."),
    "refund": N_(
        "{day}, refund to client {client}, which leaves nothing: {amount}, share {times}: {result}."
    ),
}


def say_contest(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    if values["rank"] == "":
        text = gettext("{result} for {window}, because not ranked: {who} reached {score}.")
    elif int(values["tied"]) > 1:
        text = gettext(
            "{result} for rank {rank} of {ranked} in {window}, together with others ({tied} in all): {who} reached {score}."
        )
    else:
        text = gettext("{result} for rank {rank} of {ranked} in {window}: {who} reached {score}.")
    said = words.fill(
        text,
        window=period_text(str(values["window"])),
        who=context.who,
        score=words.amount(int(values["score_fen"])),
        rank=Part(str(values["rank"]), strong=True),
        ranked=str(values["ranked"]),
        tied=str(values["tied"]),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, _minimum(trace), _reached(trace, context)))


def _minimum(trace: Trace) -> Sentence:
    minimum = trace.values["minimum_fen"]
    if trace.values["rank"] != "":
        return ()
    if minimum == "":
        return (Part(gettext("Only a score above 0.00 is ranked.")),)
    return words.fill(
        gettext("Only who has at least {minimum} is ranked."), minimum=words.amount(int(minimum))
    )


def _reached(trace: Trace, context: Context) -> Sentence:
    if trace.values["reached_on"] == "":
        return ()
    return words.fill(
        gettext("Of the same scores the first decides; this one was reached on {day}."),
        day=context.day(str(trace.values["reached_on"])),
    )


def say_spif(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    if values["per"] == "unit":
        text = gettext("{day}, client {client}: {times} units at {amount} each: {result}.")
    else:
        text = gettext(_SPIF[str(values["kind"])])
    said = words.fill(
        text,
        day=context.day(str(values["counts_on"])),
        client=context.client(int(values["client"])),
        deal=context.deal(int(values["fact"])),
        amount=words.amount(int(values["amount_fen"])),
        times=Part(str(values["times"]), strong=True),
        result=words.amount(int(values["result_fen"])),
    )
    why: Sentence = ()
    if values["not_paid"] == "first":
        why = (Part(gettext("As many as the plan pays for came before it.")),)
    elif values["not_paid"] == "budget" and values["budget_fen"] == "":
        why = words.fill(
            gettext("It would be {entitled}; no more is taken back than was paid."),
            entitled=words.amount(int(values["entitled_fen"])),
        )
    elif values["not_paid"] == "budget":
        why = words.fill(
            gettext("It would be {entitled}; the most for one person, {budget}, is used up with it."),
            entitled=words.amount(int(values["entitled_fen"])),
            budget=words.amount(int(values["budget_fen"])),
        )
    return words.join((said, why))


def say_spif_budget(trace: Trace, _context: Context) -> Sentence:
    return words.fill(gettext("What was left: {left}."), left=words.amount(int(trace.values["left_fen"])))


def say_active_client(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("{month}, active client {client}: {amount}, {whose} share {share}: {result}."),
        month=period_text(str(values["month"])),
        client=context.client(int(values["client"])),
        amount=words.amount(int(values["per_client_fen"])),
        whose=context.whose,
        share=words.rate(trace, "share_share"),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, say_rounding(trace)))


def say_service(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("{day}, {minutes} minutes of service for client {client} at {amount} an hour: {result}."),
        day=context.day(str(values["served_on"])),
        minutes=Part(str(values["minutes"]), strong=True),
        client=context.client(int(values["client"])),
        amount=words.amount(int(values["per_hour_fen"])),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, say_rounding(trace)))


def say_quality_gate(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext(
            "The result {of} is {actual} and should be at least {at_least}: of {earned} only {part} is paid, {paid}."
        ),
        of=words.quoted(values["of"]),
        actual=Part(str(values["actual"]), strong=True),
        at_least=Part(str(values["at_least"]), strong=True),
        earned=words.amount(int(values["earned_fen"])),
        part=words.rate(trace, "otherwise_rate"),
        paid=words.amount(int(values["paid_fen"])),
    )
    return words.join((said, say_rounding(trace)))
