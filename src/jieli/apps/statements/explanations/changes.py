"""What changed since an amount was issued, in words: first what became known, then what it changed in the computation."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen
from django.utils.translation import gettext

from jieli.apps.intake import api as intake
from jieli.apps.statements.explanations.cause_words import say_cause
from jieli.apps.statements.explanations.causes import Cause, FactCause, OwnersCause
from jieli.apps.statements.explanations.context import Context
from jieli.apps.statements.explanations.difference_words import Saying, say_difference
from jieli.apps.statements.explanations.differences import Difference
from jieli.apps.statements.explanations.names import Mentioned
from jieli.apps.statements.explanations.values import Part, Sentence, Step


@frozen
class Change:
    """Why an amount is another than the one issued. was_issued: there was an amount for that time at all."""

    was_issued: bool
    causes: tuple[Cause, ...]
    differences: tuple[Difference, ...]


def say_changes(change: Change, now: Context, then: Context, say: Saying) -> tuple[Step, ...]:
    """A step for each cause and each difference. then: with the names of what was known when it was issued."""
    never: Sentence = (Part(gettext("Nothing was issued for this component and that time before.")),)
    said: list[Sentence] = [
        *([] if change.was_issued else [never]),
        *(say_cause(cause, now) for cause in change.causes),
        *(say_difference(one, now, then, say) for one in change.differences),
    ]
    unknown: Sentence = (Part(gettext("No step of the computation can be named that is not as it was.")),)
    return tuple(Step(rule="change", sentence=one) for one in [one for one in said if one] or [unknown])


def mentioned_in(causes: Iterable[Cause]) -> Mentioned:
    """Whom and what the causes name."""
    facts = [cause for cause in causes if isinstance(cause, FactCause)]
    sides = [(name, side) for cause in facts for name, pair in cause.changed.items() for side in pair if side]
    return Mentioned(
        clients=frozenset(cause.content.client_id for cause in facts)
        | frozenset(cause.client_id for cause in causes if isinstance(cause, OwnersCause))
        | _ids(side for name, side in sides if name == "client_id"),
        deals=frozenset(
            cause.content.deal_id
            if isinstance(cause.content, intake.InvoiceView | intake.RefundView)
            else cause.content.id
            for cause in facts
        )
        | _ids(side for name, side in sides if intake.POINTING.get(name) == "deal")
        | _ids(part.deal_id for part in _parts(sides, "allocations")),
        people=_ids(part.employee_id for part in _parts(sides, "splits")),
    )


def _ids(values: Iterable[Any]) -> frozenset[int]:
    return frozenset(int(value) for value in values)


def _parts(sides: Iterable[tuple[str, Any]], wanted: str) -> Iterable[Any]:
    return (part for name, side in sides if name == wanted for part in side)
