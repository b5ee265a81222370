"""A statement beside the one before it, component by component."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from jieli.apps.plans.api import name_in
from jieli.apps.statements.values import (
    Comparison,
    ComponentTotal,
    LabelledLine,
    LineView,
    StatementView,
    component_totals,
)
from jieli.kernel.period import Period
from jieli.ui.wording import period_text

Component = tuple[str, str]


def compare(*, statement: StatementView, language: str) -> tuple[Comparison, ...]:
    """The components in the statement's order, those that only the previous one had, adjustments, and the total.

    Adjustments have a row where either statement has one. Without a previous statement all its amounts are None.
    """
    previous = statement.previous
    now = {total.component: total for total in component_totals(statement.lines)}
    before = {total.component: total for total in previous.components} if previous else {}
    labels = component_labels((*now.values(), *before.values()), language)
    rows = [
        Comparison(
            label=labels[component],
            amount_fen=_amount(now.get(component)),
            previous_fen=_amount(before.get(component)),
            lacking=_lacking(in_this=component in now, in_previous=component in before),
            line_id=now[component].line_id if component in now else None,
            previous_line_id=before[component].line_id if component in before else None,
        )
        for component in dict.fromkeys((*now, *before))
    ]
    adjusted = sum(line.amount_fen for line in statement.adjustments)
    if statement.adjustments or (previous and previous.adjustments_fen):
        rows.append(
            Comparison(
                label=gettext("Adjustments of earlier periods"),
                amount_fen=adjusted,
                previous_fen=previous.adjustments_fen if previous else None,
            )
        )
    total = Comparison(
        label=gettext("Total"),
        amount_fen=statement.summary.total_fen,
        previous_fen=previous.total_fen if previous else None,
        is_total=True,
    )
    return (*rows, total)


def component_labels(
    components: Iterable[ComponentTotal | LineView], language: str
) -> Mapping[Component, str]:
    """Component → its name; where two plans have one of the same name, the plan is named too."""
    named = {
        one.component: name_in(names=one.names, language=language) or one.component_key for one in components
    }
    often = Counter(named.values())
    return {
        component: name
        if often[name] == 1
        else gettext("{component} (plan {plan})").format(component=name, plan=component[0])
        for component, name in named.items()
    }


def labelled_lines(*, statement: StatementView, language: str) -> tuple[LabelledLine, ...]:
    """Every line with what it is called on this statement."""
    labels = component_labels(statement.lines, language)
    return tuple(
        LabelledLine(
            id=line.id,
            label=adjustment_label(labels[line.component], line.period)
            if line.is_adjustment
            else labels[line.component],
            period=line.period,
            is_adjustment=line.is_adjustment,
            kind=adjustment_word(line.amount_fen) if line.is_adjustment else "",
            amount_fen=line.amount_fen,
        )
        for line in statement.lines
    )


def adjustment_label(component: str, period: Period) -> str:
    """“Commission, Sep 2026”: one component may be put right for several periods at once."""
    return gettext("{component}, {period}").format(component=component, period=period_text(period.label))


def adjustment_word(fen: int) -> str:
    """What an adjustment is called: it adds, or it takes back."""
    return gettext("taken back") if fen < 0 else gettext("paid in addition")


def _lacking(*, in_this: bool, in_previous: bool) -> str:
    if not in_this:
        return gettext("not in this period")
    return "" if in_previous else gettext("not in the period before")


def _amount(total: ComponentTotal | None) -> int | None:
    return None if total is None else total.amount_fen
