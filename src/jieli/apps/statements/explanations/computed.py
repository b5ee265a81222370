"""The explanation of an outcome that was computed from files: no database knows who or what its numbers stand for."""

from django.utils.translation import gettext, override

from jieli.apps.statements.explanations.context import Names
from jieli.apps.statements.explanations.values import Explanation
from jieli.apps.statements.explanations.wording import Explainable, word
from jieli.apps.statements.values import language_code
from jieli.engines.pay import Outcome
from jieli.kernel.trace import Trace


def explain_computed(*, outcome: Outcome, currency: str, language: str) -> Explanation:
    """Why an outcome is what it is; people, clients and deals are called by their numbers."""
    code = language_code(language)
    with override(code):
        one = Explainable(
            names=outcome.names,
            period=outcome.period,
            is_adjustment=False,
            amount_fen=outcome.posted_fen,
            currency=currency,
            trace=outcome.trace,
            person_id=outcome.person,
            person=gettext("person {number}").format(number=outcome.person),
        )
        return word(one, _numbers(outcome.trace), code)


def _numbers(trace: Trace) -> Names:
    """Sentences say “client” before his name, which is his number."""
    clients = {int(step.values["client"]) for step in trace.walk() if step.values.get("client", "") != ""}
    return Names(clients={number: str(number) for number in clients})
