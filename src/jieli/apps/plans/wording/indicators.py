"""The indicators of a bonus in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import measured_phrase, uplift_sentence
from jieli.apps.plans.wording.naming import Naming, one_after_other, quoted
from jieli.apps.plans.wording.values import Grid
from jieli.engines.pay.components import BelowGate, Gate, Indicator, OfCredits
from jieli.engines.pay.pricing import number_text
from jieli.kernel.rate import format_rate


def indicator_sentence(one: Indicator, naming: Naming) -> str:
    return one_after_other((_source(one, naming), *_conditions(one)))


def indicator_grids(one: Indicator) -> Iterator[Grid]:
    if one.curve is not None:
        head = (
            (_("At attainment"), _("Score")) if one.curve.is_straight else (_("From attainment"), _("Score"))
        )
        rows = tuple((format_rate(point.at), format_rate(point.scores)) for point in one.curve.points)
        yield Grid(one.name, head, rows)


def _source(one: Indicator, naming: Naming) -> str:
    values = {"name": quoted(one.name), "weight": format_rate(one.weight)}
    source = one.source
    if isinstance(source, OfCredits):
        return _("{name} counts {weight}: {what}, measured by the target {target}.").format(
            **values,
            what=measured_phrase(source.measures),
            target=naming.one(source.quota),
        )
    if source.target is None:
        return _("{name} counts {weight}: the recorded result, measured by its own target.").format(**values)
    return _("{name} counts {weight}: the recorded result, measured by {target} (or its own target).").format(
        **values, target=number_text(source.target)
    )


def _conditions(one: Indicator) -> Iterator[str]:
    if isinstance(one.source, OfCredits):
        yield from (
            uplift_sentence(uplift) for part in one.source.measures for uplift in part.measure.uplifts
        )
    if one.gate is not None:
        yield _gate(one.gate)
    if one.curve is None:
        yield _("Its score is its attainment.")
    elif one.curve.is_straight:
        yield _("Its score lies on a straight line between the points of the table.")
    else:
        yield _("Its score is that of the last line of the table that is reached.")
    if one.cap is not None:
        yield _("It scores at most {cap}.").format(cap=format_rate(one.cap))
    if one.counts_next:
        yield _("What is achieved above that counts in the next month, quarter or year for which it is paid.")


def _gate(gate: Gate) -> str:
    text = (
        _("Below {gate} the whole bonus is nothing.")
        if gate.stops is BelowGate.BONUS
        else _("Below {gate} it scores nothing.")
    )
    return text.format(gate=format_rate(gate.at))
