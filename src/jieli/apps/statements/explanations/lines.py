"""Explanations by id: of a statement's line, of all its lines, and of a run's outcome before it is issued."""

from collections.abc import Mapping, Sequence

from django.utils.translation import override

from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.statements import queries
from jieli.apps.statements.explanations.names import look_up_names
from jieli.apps.statements.explanations.values import Explanation
from jieli.apps.statements.explanations.wording import Explainable, word
from jieli.apps.statements.values import LineView, StatementSummary, StatementView, language_code


def explain_line(*, line_id: int, language: str) -> Explanation:
    """Why a line is what it is, said to the person whose statement it is on. Raises NoSuchStatement."""
    line = queries.get_line(line_id=line_id)
    summary = queries.statement_of(line_id=line_id)
    (explanation,) = _explain([_of_line(line, summary)], summary.run_id, language)
    return explanation


def explain_statement(*, statement: StatementView, language: str) -> Mapping[int, Explanation]:
    """Line id → explanation, for all lines, with names looked up once."""
    summary = statement.summary
    made = _explain([_of_line(line, summary) for line in statement.lines], summary.run_id, language)
    return {line.id: explanation for line, explanation in zip(statement.lines, made, strict=True)}


def explain_outcome(*, outcome: payruns.OutcomeView, language: str) -> Explanation:
    """Why an outcome is what it is, said to whoever checks the run: the person is named."""
    name = people.names_of(employee_ids=[outcome.employee_id])[outcome.employee_id]
    explainable = Explainable(
        names=outcome.names,
        period=outcome.for_period,
        is_adjustment=outcome.is_adjustment,
        amount_fen=outcome.posted_fen,
        currency=organizations.get_organization().currency,
        trace=outcome.trace,
        person_id=outcome.employee_id,
        person=name,
    )
    (explanation,) = _explain([explainable], outcome.run_id, language)
    return explanation


def _explain(amounts: Sequence[Explainable], run_id: int, language: str) -> tuple[Explanation, ...]:
    """One each, with the names behind all of them looked up together."""
    known_at = payruns.get_run(run_id=run_id).known_at
    code = language_code(language)
    with override(code):
        names = look_up_names((one.trace for one in amounts), code, known_at)
        return tuple(word(one, names, code) for one in amounts)


def _of_line(line: LineView, summary: StatementSummary) -> Explainable:
    return Explainable(
        names=line.names,
        period=line.period,
        is_adjustment=line.is_adjustment,
        amount_fen=line.amount_fen,
        currency=summary.currency,
        trace=line.trace,
        person_id=summary.employee_id,
        person=None,
    )
