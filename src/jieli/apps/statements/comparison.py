"""A statement beside the one before it, component by component."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext

from jieli.apps.plans.api import list_plans, name_in
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
    """The components in the statement's order, those that only the previous one had, adjustments, and the total. After a
    change of plan those of the same name stand in one row.

    Adjustments have a row where either statement has one. Without a previous statement all its amounts are None.
    """
    previous = statement.previous
    now = {total.component: total for total in component_totals(statement.lines)}
    before = _as_now(now, previous.components if previous else (), language)
    alone = [total for component, total in before.items() if component not in now]
    labels = component_labels((*now.values(), *alone), language)
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


def _as_now(
    now: Mapping[Component, ComponentTotal], previous: Sequence[ComponentTotal], language: str
) -> Mapping[Component, ComponentTotal]:
    """The previous ones by their component; one that the plan of now has under the same name counts as that, so that who
    changed plans finds his base salary beside his base salary."""
    left = [one for one in previous if one.component not in now]
    new = [one for component, one in now.items() if component not in {one.component for one in previous}]
    by_name, often = {_name(one, language): one for one in new}, Counter(_name(one, language) for one in left)
    new_often = Counter(_name(one, language) for one in new)

    def component(one: ComponentTotal) -> Component:
        name = _name(one, language)
        is_one = one.component not in now and often[name] == new_often[name] == 1
        return by_name[name].component if is_one else one.component

    return {component(one): one for one in previous}


def component_labels(
    components: Iterable[ComponentTotal | LineView], language: str
) -> Mapping[Component, str]:
    """Component → its name; where two plans have one of the same name, the plan is named too."""
    asked = tuple(components)
    named = {one.component: _name(one, language) for one in asked}
    taking = {one.component for one in asked if one.is_recovery}
    often = Counter(named.values())
    plans = _plan_names(language) if len(often) < len(named) else {}
    labels = {
        component: name
        if often[name] == 1
        else gettext("{component} (plan {plan})").format(
            component=name, plan=plans.get(component[0], component[0])
        )
        for component, name in named.items()
    }
    return {
        component: gettext("{component}, taking back what is owed").format(component=label)
        if component in taking
        else label
        for component, label in labels.items()
    }


def _name(one: ComponentTotal | LineView, language: str) -> str:
    return name_in(names=one.names, language=language) or one.component_key


def _plan_names(language: str) -> Mapping[str, str]:
    named = ((plan.code, name_in(names=plan.names, language=language)) for plan in list_plans())
    return {code: name for code, name in named if name}


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
