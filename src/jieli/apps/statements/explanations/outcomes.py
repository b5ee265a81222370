"""A component's result in words: the plans it was paid by, and what is posted of it."""

from datetime import date, timedelta

from django.utils.translation import gettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.values import Sentence
from jieli.kernel.trace import Trace


def say_segment(trace: Trace, context: Context) -> Sentence:
    """“1 March to 31 March, by the plan 直销方案, version 2: 600.00.”"""
    values = trace.values
    last = date.fromisoformat(str(values["until_on"])) - timedelta(days=1)  # until_on itself is not in it
    return words.fill(
        gettext("{first} to {last}, by plan {plan}, version {version}: {result}."),
        first=context.day(str(values["from_on"])),
        last=words.day(last, context.year),
        plan=context.plan(str(values["plan"])),
        version=str(values["version"]),
        result=words.amount(int(values["result_fen"])),
    )
