"""What a statement's document says, in the reader's language and before it gets a form."""

from collections.abc import Mapping

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from jieli.apps.statements.comparison import adjustment_word, compare, component_labels
from jieli.apps.statements.explanations import Explanation
from jieli.apps.statements.targets import Target, targets_of
from jieli.apps.statements.values import Comparison, StatementSummary, StatementView
from jieli.ui.wording import money_text, period_text


@frozen
class ExplainedLine:
    """One line of the statement with the reason for it. number: by which pages and the command line name it."""

    number: int
    label: str
    for_period: str
    is_adjustment: bool
    kind: str  # “taken back” or “paid in addition”; empty for a line of the own period
    amount_fen: int
    plan_code: str
    explanation: Explanation

    @property
    def pays_fen(self) -> int | None:
        """None for a target, which is no pay."""
        return self.amount_fen if self.explanation.target_fen is None else None


@frozen
class Content:
    """A whole document. facts: label and value of who and when."""

    question: str
    period: str
    previous_period: str  # empty without a previous statement
    currency: str
    total_fen: int
    difference_fen: int | None
    is_correction: bool
    facts: tuple[tuple[str, str], ...]
    comparison: tuple[Comparison, ...]
    targets: tuple[Target, ...]
    lines: tuple[ExplainedLine, ...]

    @property
    def adjustments(self) -> tuple[ExplainedLine, ...]:
        return tuple(line for line in self.lines if line.is_adjustment)


def content_of(statement: StatementView, explanations: Mapping[int, Explanation], language: str) -> Content:
    """The content in one language; `explanations` has one per line and is in that language already."""
    with override(language):
        summary = statement.summary
        labels = component_labels(statement.lines, language)
        period = summary.period_text
        return Content(
            question=_question(summary),
            period=period,
            previous_period=period_text(statement.previous.period.label) if statement.previous else "",
            currency=summary.currency,
            total_fen=summary.total_fen,
            difference_fen=summary.difference_fen,
            is_correction=summary.number > 0,
            facts=_facts(statement, period),
            comparison=compare(statement=statement, language=language),
            targets=targets_of(statement=statement, language=language),
            lines=tuple(
                ExplainedLine(
                    number=line.id,
                    label=labels[line.component],
                    for_period=period_text(line.period.label),
                    is_adjustment=line.is_adjustment,
                    kind=adjustment_word(line.amount_fen) if line.is_adjustment else "",
                    amount_fen=line.amount_fen,
                    plan_code=line.plan_code,
                    explanation=explanations[line.id],
                )
                for line in statement.lines
            ),
        )


def _question(summary: StatementSummary) -> str:
    person, period = summary.employee_name, summary.plain_period_text
    if not summary.number:
        return gettext("What did {person} earn in {period}?").format(person=person, period=period)
    return gettext("What did correction {number} change in {period} for {person}?").format(
        number=summary.number, person=person, period=period
    )


def _until(summary: StatementSummary) -> str:
    """Of a correction: what the period came to before, and comes to with it."""
    if summary.corrects is None:
        return ""
    return f"{money_text(summary.before_fen)} → {money_text(summary.until_fen)}"


def _facts(statement: StatementView, period: str) -> tuple[tuple[str, str], ...]:
    summary = statement.summary
    issued = timezone.localtime(summary.issued_at).strftime("%Y-%m-%d %H:%M")
    facts = (
        (gettext("Company"), statement.organization_name),
        (pgettext("whose statement it is", "Person"), f"{summary.employee_name} ({summary.employee_number})"),
        (gettext("Department"), summary.department_name or ""),
        (gettext("Position"), statement.position_title or ""),
        (gettext("Period"), period),
        (gettext("With the statements before it"), _until(summary)),
        (gettext("Currency"), summary.currency),
        (gettext("Issued on"), issued),
        (gettext("Pay run"), f"{summary.run_id}"),
        (gettext("Statement number"), f"{statement.id}"),
    )
    return tuple((label, value) for label, value in facts if value)
