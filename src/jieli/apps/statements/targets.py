"""What a person was to reach, beside what was reached: of a statement's lines of targets."""

from collections.abc import Iterator

from attrs import frozen
from django.utils.translation import gettext, pgettext

from jieli.apps.plans.api import name_in
from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.wording import target_fen_of
from jieli.apps.statements.values import LineView, StatementView
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.trace import plain_fen
from jieli.ui.wording import money_text


@frozen
class Reached:
    """What an indicator found for a target. name: the indicator's. attainment: “88.51…%”."""

    name: str
    achieved: str
    attainment: str


@frozen
class Target:
    """A target of a statement. reached: by each indicator that is measured by it; nothing where the plan has none."""

    line_id: int
    label: str
    target_fen: int
    reached: tuple[Reached, ...]

    def figures(self) -> tuple[tuple[str, str], ...]:
        """What was reached with its attainment, one for each that measures it; one of nothing where nothing does."""
        return tuple((one.achieved, one.attainment) for one in self.reached) or (("", ""),)


def target_heads() -> list[str]:
    """The headings above targets in a document."""
    return [
        gettext("Target"),
        gettext("To reach"),
        gettext("Reached"),
        pgettext("what was reached by the target", "Attainment"),
    ]


def targets_of(*, statement: StatementView, language: str) -> tuple[Target, ...]:
    """In the statement's order, in the active language."""
    return tuple(
        Target(
            line_id=line.id,
            label=name_in(names=line.names, language=language) or line.component_key,
            target_fen=target_fen_of(line.trace) or 0,
            reached=tuple(dict.fromkeys(_reached(statement, line))),
        )
        for line in statement.lines
        if line.is_target and not line.is_adjustment
    )


def _reached(statement: StatementView, target: LineView) -> Iterator[Reached]:
    """By the indicators of the same plan that measure credits by this very target, for the same days: one of a whole quarter
    has another amount to reach. Traces made before an indicator named its quota are known by the amount alone."""
    key, to_reach = target.component_key, plain_fen(target_fen_of(target.trace) or 0)
    for line in statement.own_lines:
        if line.plan_code != target.plan_code:
            continue
        for step in line.trace.walk():
            values = step.values
            if step.rule != "pay.indicator" or values["source"] != "credits":
                continue
            if (values.get("quota", key), values["target"]) != (key, to_reach):
                continue
            yield Reached(
                str(values["name"]),
                _money(str(values["achieved"])),
                words.rate(step, "attainment_rate").text,
            )


def _money(exact: str) -> str:
    try:
        return money_text(parse_fen(exact))
    except NotAnAmount:
        return words.exact(exact).text
