"""What is held back, released, forfeited, paid in parts, or kept of named deals, in words."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_fact, say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.engines.pay import HELD_MOVES
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_

_RELEASED: Mapping[str, str] = {
    "collected": N_("{collected} of {to_collect} is in: {moved} is released, {left} stays held back."),
    "accepted": N_("It was accepted on {day}: {moved} is released."),
    "handover_confirmed": N_("The handover was confirmed on {day}: {moved} is released."),
    "handover_reversed": N_(
        "The handover was reversed from {day} on, and is not waited for: {moved} is released."
    ),
    "periods": N_("Its time is over: {moved} is released."),
    "condition": N_("The condition holds: {moved} is released."),
    "last": N_("Its last period has come: {moved} is released."),
    "not_agreed": N_("What it waited for is not agreed any more: {moved} is released."),
    "bought": N_("The client bought between {window} and {due}: {moved} is paid."),
}
_FORFEITED: Mapping[str, str] = {
    "last": N_("Its last period has come without a release: {moved} is forfeited."),
    "refunded": N_(
        "{taken_back} of {credited} was refunded on days on which no plan takes it back: {moved} of what is held is not paid, {left} stays."
    ),
    "refunded_deferred": N_(
        "{taken_back} of {credited} was refunded on days on which no plan takes it back: {moved} of what is still to fall due is not paid, {left} stays."
    ),
    "not_bought": N_("The client did not buy between {window} and {due}: {moved} is paid to nobody."),
}


_HOLDS: Mapping[str, str] = {
    "yes": N_("The condition {condition} holds in this period."),
    "no": N_("The condition {condition} does not hold in this period: {left} stays held back."),
    "undecided": N_(
        "The condition {condition} is not decided in this period, since {lacking} is not known: {left} stays held back."
    ),
}
_NOT_RECORDED = N_(
    "The condition {condition} is not decided in this period, since the result {lacking} is not recorded: {left} stays held back."
)
_CONDITION = "pay.condition"
MOVES = frozenset({*HELD_MOVES, _CONDITION})


def say_many(parts: Sequence[Trace]) -> Sentence:
    """Of many parts: what they release, and what is newly held back."""
    moved = [int(part.values["result_fen"]) for part in parts if part.rule != _CONDITION]
    return words.fill(
        gettext(
            "{released} that had been held back is paid now, and {held} is newly held back ({count} parts in all)."
        ),
        released=words.amount(sum(fen for fen in moved if fen > 0)),
        held=words.amount(-sum(fen for fen in moved if fen < 0)),
        count=str(len(moved)),
    )


def say_condition(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    key = str(values["result_key"])
    return words.fill(
        gettext(_NOT_RECORDED if key else _HOLDS[str(values["holds"])]),
        condition=Part(str(values["condition"]), strong=True),
        lacking=Part(key or str(values["lacking"]), strong=True),
        left=words.amount(int(values["left_after_fen"])),
    )


def say_held(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("Of {earned} that was earned, {held} is held back."),
        earned=words.amount(int(values["earned_fen"])),
        held=words.amount(int(values["held_fen"])),
    )
    return words.join((_subject(trace, context), said))


def say_held_of(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("It was {credited}; {earned} of it was paid, since something was taken of the whole."),
        credited=words.amount(int(values["credited_fen"])),
        earned=words.amount(int(values["earned_fen"])),
    )


def say_held_most(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("It would be {due}; no more is held back than was paid, and that is {held} for this."),
        due=words.amount(int(values["due_fen"])),
        held=words.amount(int(values["held_fen"])),
    )


def say_held_used(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("A refund takes back {refunded}; {used} of it comes from what is held back, {left} stays."),
        refunded=words.amount(int(values["refunded_fen"])),
        used=words.amount(int(values["used_fen"])),
        left=words.amount(int(values["left_after_fen"])),
    )
    return words.join((_subject(trace, context), said))


def say_released(trace: Trace, context: Context) -> Sentence:
    text = gettext(_RELEASED[str(trace.values["why"])])
    return words.join((_subject(trace, context), _moved(text, trace, "released_fen", context)))


def say_forfeited(trace: Trace, context: Context) -> Sentence:
    text = gettext(_FORFEITED[str(trace.values["why"])])
    return words.join((_subject(trace, context), _moved(text, trace, "forfeited_fen", context)))


def _moved(text: str, trace: Trace, moved: str, context: Context) -> Sentence:
    values = trace.values
    amounts = {
        name: words.amount(int(values.get(key, 0)))
        for name, key in (
            ("collected", "collected_fen"),
            ("to_collect", "to_collect_fen"),
            ("taken_back", "taken_back_fen"),
            ("credited", "credited_fen"),
            ("moved", moved),
            ("left", "left_after_fen"),
        )
    }
    days = {
        name: context.day(str(values[key])) if values.get(key, "") != "" else ""
        for name, key in (("day", "on"), ("window", "window_from_on"), ("due", "due_on"))
    }
    return words.fill(text, **amounts, **days)


def _subject(trace: Trace, context: Context) -> Sentence:
    """For which deal or which client of a handover; nothing where it is for neither."""
    values = trace.values
    if "deal" in values:
        return words.fill(gettext("For {deal}:"), deal=context.deal(int(values["deal"])))
    if "client" in values:
        return words.fill(gettext("For client {client}:"), client=context.client(int(values["client"])))
    return ()


def say_deferred(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("{sum} of this period is paid in {count} parts, so that it is first taken off."),
        sum=words.amount(int(values["sum_fen"])),
        count=Part(str(values["periods"]), strong=True),
    )


def say_instalment(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext("Part {number} of {count} of {whole}: {result}; {open} is still open."),
        number=Part(str(values["number"]), strong=True),
        count=str(values["periods"]),
        whole=words.amount(int(values["whole_fen"])),
        result=words.amount(int(values["result_fen"])),
        open=words.amount(int(values["open_after_fen"])),
    )
    if "long_term_fen" not in values:
        return said
    later = words.fill(
        gettext("Of that {later} is due in the long term."), later=words.amount(int(values["long_term_fen"]))
    )
    return words.join((said, later))


def is_as_large(trace: Trace) -> bool:
    """Of a part of a named deal, whether his own share of it is as large as the named one."""
    return trace.rule == "pay.holdover" and str(trace.values["share_share"]) == "0%"


def say_all_as_large(parts: Sequence[Trace], context: Context) -> Sentence:
    """Of parts of named deals of which each pays nothing for that reason."""
    return words.fill(
        ngettext(
            "{count} amount of a named deal counted here; {whose} own share of it is as large as the named one already, so nothing more is paid: {result}.",
            "{count} amounts of named deals counted here; {whose} own share of each is as large as the named one already, so nothing more is paid: {result}.",
            len(parts),
        ),
        count=str(len(parts)),
        whose=context.whose,
        result=words.amount(0),
    )


def say_holdover(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    named = words.fill(
        gettext("The deal was named with {named}, from {first}{until}."),
        named=words.rate(trace, "named_share"),
        first=context.day(str(values["from_on"])),
        until=""
        if values["until_on"] == ""
        else gettext(" until {last}").format(last=context.day_before(str(values["until_on"]))),
    )
    if is_as_large(trace):
        enough = words.fill(
            gettext("{whose} own share of {own} is as large already, so nothing more is paid: {result}."),
            whose=context.whose,
            own=words.rate(trace, "own_share"),
            result=words.amount(int(values["result_fen"])),
        )
        return words.join((say_fact(trace, context), named, enough))
    own: Sentence = ()
    if str(values["own_share"]) != "0%":
        own = words.fill(
            gettext("{whose} own share of {own} is taken off, so that {share} is left."),
            whose=context.whose,
            own=words.rate(trace, "own_share"),
            share=words.rate(trace, "share_share"),
        )
    pays = words.fill(
        gettext("{credit} counts and pays {rate}: {result}."),
        credit=words.amount(int(values["credit_fen"])),
        rate=words.rate(trace),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((say_fact(trace, context), named, own, pays, say_rounding(trace)))
