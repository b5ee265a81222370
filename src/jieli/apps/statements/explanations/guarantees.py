"""Draws, guarantees, income protection, caps and negative balances in words."""

from collections.abc import Mapping

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.engines.pay.components import Window
from jieli.kernel.trace import Trace
from jieli.lib.problems import N_
from jieli.ui.wording import period_text

_DRAWN: Mapping[str, str] = {
    "top_up": N_("{result} is paid in addition: {amount} is guaranteed, and {earned} was earned."),
    "nothing": N_("Nothing is added: {earned} was earned, and {amount} is guaranteed."),
    "on_top": N_("A draw of {result} is paid beside {earned} that was earned; {amount} is agreed."),
}
_STARTS: Mapping[str, str] = {
    "on_plan": N_("Protected from {first}, the first day on the plan, until {last}."),
    "handover": N_("Protected from {first}, when a handover took effect, until {last}."),
    "on_day": N_("Protected from {first} until {last}."),
}
_FLOOR: Mapping[str, str] = {
    "guarantee": N_("Guaranteed: {floor}; together it is {paid}."),
    "protection": N_("The protected amount is {floor}."),
    "statutory": N_("Taking back leaves at least {floor}; {paid} is left."),
}


def say_draw(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    is_enough = values["pays"] == "top_up" and int(values["result_fen"]) == 0
    kind = "nothing" if is_enough else str(values["pays"])
    said = words.fill(
        gettext(_DRAWN[kind]),
        amount=words.amount(int(values["amount_fen"])),
        earned=words.amount(int(values["earned_fen"])),
        result=words.amount(int(values["result_fen"])),
    )
    # What was taken back for earlier draws, or is owed still, has a step of its own before this one.
    if values["recoverable"] == "never" or values["debt_before_fen"] == values["debt_after_fen"]:
        return said
    owed = words.fill(
        gettext("{after} is owed now and taken from later pay ({before} was owed before)."),
        before=words.amount(int(values["debt_before_fen"])),
        after=words.amount(int(values["debt_after_fen"])),
    )
    return words.join((said, owed))


def say_part_amount(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("For the days that count it is {amount}."),
        amount=words.amount(int(trace.values["amount_fen"])),
    )


def say_floor(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext(_FLOOR[str(values["floor_kind"])]),
        floor=words.amount(int(values["floor_fen"])),
        paid="" if "paid_fen" not in values else words.amount(int(values["paid_fen"])),
    )


def say_recovery(trace: Trace, _context: Context) -> Sentence:
    """“1,000.00 is taken back of 1,800.00 that was owed, and 800.00 is still owed: 6,000.00 was earned, …”"""
    values = trace.values
    said = words.fill(
        gettext(
            "{recovered} is taken back of {before} that was owed, and {after} is still owed: {earned} was earned, and {rate} of what lies above {above} may be taken back."
        ),
        before=words.amount(int(values["debt_before_fen"])),
        earned=words.amount(int(values["earned_fen"])),
        rate=words.rate(trace),
        above=words.amount(int(values["above_fen"])),
        recovered=words.amount(int(values["recovered_fen"])),
        after=words.amount(int(values["debt_after_fen"])),
    )
    if values["most_fen"] == "":
        return said
    most = words.fill(gettext("At most {most} a period."), most=words.amount(int(values["most_fen"])))
    return words.join((said, most))


def say_debt(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("{debt} is still owed; nothing is taken back in this period."),
        debt=words.amount(int(trace.values["debt_after_fen"])),
    )


def say_left_open(trace: Trace, context: Context) -> Sentence:
    """“160.15 is still owed by plan …”, and what was decided by hand since."""
    left, by_hand = int(trace.values["left_fen"]), int(trace.values["by_hand_fen"])
    text = gettext(
        "By plan {plan}, {left} still waits to be paid. What makes room for it is not paid there now, so it waits until somebody decides by hand or that pay comes back."
    )
    if left < 0:
        text = gettext(
            "By plan {plan}, {left} is still owed. What it is taken from is not paid there now, so it stays until somebody decides by hand or that pay comes back."
        )
    plan = context.plan(str(trace.values["of_plan"]))
    said = words.fill(text, plan=plan, left=words.amount(abs(left)))
    if not by_hand:
        return said
    since = words.fill(
        gettext("{open} was open; {decided} of it was decided by hand since."),
        open=words.amount(abs(int(trace.values["open_fen"]))),
        decided=words.amount(abs(by_hand)),
    )
    return words.join((said, since))


def say_forgiven(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("The time of taking back is over: {forgiven} that was still owed is forgiven."),
        forgiven=words.amount(int(trace.values["forgiven_fen"])),
    )


def say_protection(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    said = words.fill(
        gettext(
            "{result} is paid in addition: {earned} was earned, and {rate} of the average before is protected."
        ),
        earned=words.amount(int(values["earned_fen"])),
        rate=words.rate(trace),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, _protected(trace, context)))


def say_unprotected(trace: Trace, context: Context) -> Sentence:
    nothing = (Part(gettext("There was no earlier period to take an average of, so nothing is protected.")),)
    return words.join((nothing, _protected(trace, context)))


def _protected(trace: Trace, context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext(_STARTS[str(values["starts"])]),
        first=context.day(str(values["start_on"])),
        last=context.day_before(str(values["until_on"])),
    )


def say_average(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    said = words.fill(gettext("The average before was {average}."), average=words.exact(values["average"]))
    if values["found"] == values["asked"]:
        return said
    fewer = words.fill(
        gettext("Of {asked} periods only {found} can be compared."),
        asked=str(values["asked"]),
        found=str(values["found"]),
    )
    return words.join((said, fewer))


def say_past(trace: Trace, _context: Context) -> Sentence:
    return words.fill(
        gettext("{month}: {part}."),
        month=period_text(str(trace.values["period"])),
        part=words.amount(int(trace.values["earned_fen"])),
    )


def say_lifted(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext(
            "{result} is added, so that nothing is below zero: together it would be {sum}. It is taken from later pay; {after} is owed now."
        ),
        sum=words.amount(int(values["sum_fen"])),
        result=words.amount(int(values["result_fen"])),
        after=words.amount(int(values["debt_after_fen"])),
    )


def say_shown_balance(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    return words.fill(
        gettext("This period comes to {sum}; the negative balance goes from {before} to {after}."),
        sum=words.amount(int(values["sum_fen"])),
        before=words.amount(int(values["balance_before_fen"])),
        after=words.amount(int(values["balance_after_fen"])),
    )


def say_cap(trace: Trace, _context: Context) -> Sentence:
    """“6,000.00 is above the cap and not paid now: together it is 26,000.00, and for March 2026 at most 20,000.00 is paid. …”"""
    values = trace.values
    result = int(values["result_fen"])
    if result < 0:
        text = gettext(
            "{change} lies above the cap and is not paid now: together it is {sum}, and for {window} at most {most} is paid."
        )
    elif result > 0:
        text = gettext(
            "{change} that had waited above the cap is paid now: together it is {sum}, and for {window} at most {most} is paid."
        )
    else:
        text = gettext(
            "The cap takes nothing away: together it is {sum}, and for {window} at most {most} is paid."
        )
    said = words.fill(
        text,
        change=words.amount(abs(result)),
        sum=words.amount(int(values["sum_fen"])),
        window=_window_text(str(values["window"])),
        most=words.amount(int(values["most_fen"])),
    )
    return words.join((said, _counted_before(trace), _above(trace), _expired(trace), _regained(trace)))


def _window_text(label: str) -> str:
    return gettext("all periods together") if label == Window.ALWAYS else period_text(label)


def _counted_before(trace: Trace) -> Sentence:
    values = trace.values
    before, after, most = (int(values[f"{name}_fen"]) for name in ("counted_before", "counted_after", "most"))
    if before == 0:
        return ()
    if before > most and after < before:
        return words.fill(gettext("{before} was paid before."), before=words.amount(before))
    if before > most:
        return words.fill(
            gettext("{before} was paid before, which was right then: nothing of it is taken back."),
            before=words.amount(before),
        )
    return words.fill(gettext("{before} of that was paid before."), before=words.amount(before))


def _above(trace: Trace) -> Sentence:
    """What lies above the cap after this period: it waits, or is lost."""
    values = trace.values
    before, after = int(values["waiting_before_fen"]), int(values["waiting_after_fen"])
    if before == after == 0:
        return ()
    if values["excess"] == "lost":
        text = gettext("What lies above is lost; so far that is {after}.")
    elif after:
        text = gettext(
            "{after} waits and is paid as soon as a later period leaves room ({before} waited before)."
        )
    else:
        text = gettext("Nothing waits any more ({before} waited before).")
    return words.fill(text, before=words.amount(before), after=words.amount(after))


def _expired(trace: Trace) -> Sentence:
    expired = int(trace.values["expired_fen"])
    if expired == 0:
        return ()
    return words.fill(gettext("{expired} has waited too long and is lost."), expired=words.amount(expired))


def _regained(trace: Trace) -> Sentence:
    regained = int(trace.values.get("regained_fen", 0))
    if regained <= 0:
        return ()
    return words.fill(
        gettext(
            "{regained} of what refunds take back had been lost above the cap, and is not taken a second time."
        ),
        regained=words.amount(regained),
    )


def say_cap_most(trace: Trace, _context: Context) -> Sentence:
    values = trace.values
    of = words.exact(values["of"]) if "of" in values else words.amount(int(values["of_fen"]))
    said = words.fill(
        gettext("The most is {rate} of {of}, which is {most}."),
        rate=words.rate(trace, "most_rate"),
        of=of,
        most=words.amount(int(values["most_fen"])),
    )
    if "spare_fen" not in values:
        return said
    spare = words.fill(
        gettext("Refunds take {spare} of that from the room that earlier times left."),
        spare=words.amount(int(values["spare_fen"])),
    )
    return words.join((said, spare))
