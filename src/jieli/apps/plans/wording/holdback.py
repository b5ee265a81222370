"""留存 in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import rounding_sentence
from jieli.apps.plans.wording.formula import formula_words
from jieli.apps.plans.wording.naming import Naming, enumerated, periods_text, quoted
from jieli.apps.plans.wording.values import Described
from jieli.engines.pay.components import AtLast, Collected, Holdback, Release
from jieli.engines.pay.formulas import Achieved, Credited, Earned, Node, Target, walk
from jieli.kernel.rate import format_rate


def describe(component: Holdback, naming: Naming) -> Described:
    return Described(tuple(_sentences(component, naming)))


def _sentences(component: Holdback, naming: Naming) -> Iterator[str]:
    yield _("{part} of {of} is held back when it is earned.").format(
        part=format_rate(component.part), of=naming.one(component.of)
    )
    yield _release(component, naming)
    if component.condition is not None:
        yield from _asked(component.condition)
    yield _("A refund first takes from what is held back for its deal.")
    if component.release is Release.HANDOVER_CONFIRMED:
        yield _("What does not come from a handover is not held back.")
    elif component.release not in (Release.PERIODS, Release.CONDITION):
        yield _("What belongs to no deal is not held back.")
    if component.at_last is AtLast.RELEASED:
        yield _("After {periods} what is still held back is released.").format(
            periods=periods_text(component.last_periods or 0)
        )
    elif component.at_last is AtLast.FORFEITED:
        yield _("After {periods} what is still held back is forfeited.").format(
            periods=periods_text(component.last_periods or 0)
        )
    yield rounding_sentence(component.rounding)


def _asked(condition: Node) -> Iterator[str]:
    """When it is asked, and where it is left undecided: only for what the condition itself gives no value."""
    yield _("The condition is asked in each period, of that period.")
    looked_at = tuple(walk(condition))
    results = [one for one in looked_at if isinstance(one, Achieved)]
    open_ones = tuple(dict.fromkeys(one.key for one in results if one.missing is None))
    if open_ones:
        yield _(
            "In a period for which {results} is not recorded it is not decided, and what is held back stays so, at the longest as said below."
        ).format(results=enumerated(quoted(key) for key in open_ones))
    for one in dict.fromkeys(one for one in results if one.missing is not None):
        yield _(
            "Where {result} is not recorded it counts as {missing}, and the condition is decided by that."
        ).format(result=quoted(one.key), missing=format_rate(one.missing))
    if any(isinstance(one, Earned | Target | Credited) for one in looked_at):
        yield _(
            "In a period without a day on the plan it is not decided, and what is held back stays so, at the longest as said below."
        )


def _release(component: Holdback, naming: Naming) -> str:
    if component.condition is not None:
        return _("It is released in a period in which this holds: {condition}.").format(
            condition=formula_words(component.condition, naming)
        )
    if component.release is Release.PERIODS:
        return _("It is released {periods} later.").format(periods=periods_text(component.after_periods or 0))
    if component.release is Release.ACCEPTED:
        return _("It is released when the deal is accepted.")
    if component.release is Release.HANDOVER_CONFIRMED:
        return _("It is released when the handover of the client is confirmed as done, or is reversed.")
    if component.as_collected is Collected.COMPLETE:
        return _("It is released when all of the deal's money is in.")
    return _("It is released as the deal's money comes in, in proportion.")
