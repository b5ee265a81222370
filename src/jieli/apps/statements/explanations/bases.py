"""Base salary in words: whole months, and parts of months by days."""

from django.utils.translation import gettext, ngettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.credits import say_rounding
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.trace import Trace
from jieli.ui.wording import period_text


def say_base(trace: Trace, _context: Context) -> Sentence:
    """“Base salary of 8,000.00 a month; 15 of the 22 working days of March 2026 count: 5,454.55.”"""
    values = trace.values
    said = words.fill(
        _text(str(values["day_kind"]), whole=values["days"] == values["of_days"]),
        monthly=words.amount(int(values["monthly_fen"])),
        month=period_text(str(values["month"])),
        days=Part(str(values["days"]), strong=True),
        of_days=str(values["of_days"]),
        result=words.amount(int(values["result_fen"])),
    )
    return words.join((said, _leave(trace), say_rounding(trace)))


def _leave(trace: Trace) -> Sentence:
    if "leave_days" not in trace.values:
        return ()
    days = int(trace.values["leave_days"])
    text = ngettext(
        "{count} day of unpaid leave does not count.", "{count} days of unpaid leave do not count.", days
    )
    return words.fill(text, count=Part(str(days), strong=True))


def _text(day_kind: str, *, whole: bool) -> str:
    if whole:
        return gettext("Base salary for the whole of {month}: {result}.")
    if day_kind == "work_days":
        return gettext(
            "Base salary of {monthly} a month; {days} of the {of_days} working days of {month} count: {result}."
        )
    return gettext(
        "Base salary of {monthly} a month; {days} of the {of_days} calendar days of {month} count: {result}."
    )
