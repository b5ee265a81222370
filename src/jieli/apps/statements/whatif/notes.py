"""What is said beside an answer: where else the fact would count, what is not shown, and that no tier is higher."""

from datetime import date, timedelta

from django.utils.translation import gettext

from jieli.apps.people import api as people
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.whatif.values import FactOfLine
from jieli.engines.pay.whatif import Change, Later, OwnedBy
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace
from jieli.ui.wording import period_text

_TIERS = frozenset({"pay.slice", "pay.accelerator"})


def period_after(fact: FactOfLine, change: Change, period: Period) -> Period | None:
    """The period in which the fact would count instead, where that is one after the run's."""
    if not isinstance(change, Later):
        return None
    return _period_of(fact.on + timedelta(change.days), period) if fact.on in period.range else None


def notes_on(change: Change, later: Period | None, sight: Sight) -> tuple[str, ...]:
    """What the table does not show, so that nobody takes it for a loss."""
    said = []
    if later is not None:
        text = gettext(
            "It would not be lost: it would count in {period} instead, with what else comes then. That period is not computed here."
        )
        said.append(text.format(period=period_text(later.label)))
    if isinstance(change, OwnedBy) and not sight.sees_pay_of(change.person):
        text = gettext("It would be paid to {person} instead. How much that is you may not see.")
        (name,) = people.names_of(employee_ids=[change.person]).values()
        said.append(text.format(person=name))
    if sight.people is not None:
        said.append(gettext("Only amounts of people whose pay you may see are shown."))
    return tuple(said)


def is_in_highest_tier(trace: Trace, fact: FactOfLine) -> bool:
    """Whether what the fact counts for has reached the last of several tiers. Where each fact finds its own tier there is no
    sum of which that could be said."""
    return any(
        str(step.values.get("until_fen")) == "" and int(step.values["from_fen"]) > 0
        for group in trace.walk()
        if group.rule in ("pay.group", "pay.override") and _names(group, fact)
        if group.values.get("tier_on") != "fact"
        for step in group.walk()
        if step.rule in _TIERS
    )


def _names(group: Trace, fact: FactOfLine) -> bool:
    return any(
        (step.values.get("kind"), step.values.get("fact")) == (fact.kind, fact.id) for step in group.walk()
    )


def _period_of(day: date, period: Period) -> Period | None:
    if day < period.until:
        return None
    while day >= period.until:
        period = period.next()
    return period
