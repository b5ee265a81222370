"""What would have to happen for a fact to count, and whom to ask: said only where the reason does not say it already."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from jieli.apps.statements.explanations import Part, Sentence
from jieli.engines.pay.whynot import Reason, WhyNot


def say_needed(one: WhyNot) -> Sentence:
    """Nothing where the reason names its own condition, or where nothing is missing."""
    words = _NEEDED.get(one.reason)
    return () if words is None else (Part(words(one)),)


def _not_yet(one: WhyNot) -> str:
    waits = str(one.values["waits_for"]).split(", ")
    if waits == ["invoice"]:
        return gettext("It counts in the period in which it is billed.")
    return gettext(
        "It counts as soon as that is recorded with the deal; whoever keeps the deal’s records can do it."
    )


def _other_owner(one: WhyNot) -> str:
    if str(one.values["credit_rule"]) == "split":
        return gettext("If the split is not what was agreed, ask the sales manager: it is set with the deal.")
    return gettext(
        "If that is not what was agreed, ask the sales manager: owners are set by the client’s records and by handovers."
    )


_NEEDED: Mapping[Reason, Callable[[WhyNot], str]] = {
    Reason.NO_PLAN: lambda _: gettext(
        "It would count had a plan applied to the person on that day: ask HR, who assigns it on the plan’s page."
    ),
    Reason.NOT_COLLECTED: lambda _: gettext("It counts as the money comes in."),
    Reason.NOT_YET: _not_yet,
    Reason.UNOWNED: lambda _: gettext(
        "It counts once the client has an owner on that day: ask the sales manager, who decides about owners; they are "
        "recorded with the client and shown on its page. The next run then pays it."
    ),
    Reason.OTHER_OWNER: _other_owner,
    Reason.UNRATED: lambda _: gettext(
        "It would need a rate in the plan: ask HR, who writes the plan’s versions."
    ),
}
