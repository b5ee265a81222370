"""Explanations by id: of a statement's line, of all its lines, and of a run's outcome before it is issued."""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen
from django.utils.translation import override

from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.statements import queries
from jieli.apps.statements.explanations.causes import Window, look_up_causes
from jieli.apps.statements.explanations.changes import Change, mentioned_in
from jieli.apps.statements.explanations.differences import differences
from jieli.apps.statements.explanations.names import look_up_names
from jieli.apps.statements.explanations.values import Explanation
from jieli.apps.statements.explanations.wording import Explainable, word
from jieli.apps.statements.values import LineView, StatementSummary, StatementView, language_code


@frozen
class _Amount:
    """An amount with where it belongs: of which component of which plan."""

    explainable: Explainable
    component: tuple[str, str]


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
    amount = _Amount(explainable, (outcome.plan_code, outcome.component_key))
    (explanation,) = _explain([amount], outcome.run_id, language)
    return explanation


def _explain(amounts: Sequence[_Amount], run_id: int, language: str) -> tuple[Explanation, ...]:
    """One each, with the names behind all of them looked up together; an adjustment also with what changed."""
    run = payruns.get_run(run_id=run_id)
    code = language_code(language)
    with override(code):
        explainables = [
            _with_change(one, run, code) if one.explainable.is_adjustment else one.explainable
            for one in amounts
        ]
        causes = [cause for one in explainables if one.change for cause in one.change.causes]
        traces = [one.trace for one in explainables]
        names = look_up_names(traces, code, run.known_at, mentioned_in(causes))
        return tuple(word(one, names, code) for one in explainables)


def _with_change(amount: _Amount, run: payruns.RunView, language: str) -> Explainable:
    """The adjustment with what is not as it was in the computation that the person was last told."""
    one = amount.explainable
    issued = queries.find_last_issued(
        employee_id=one.person_id, period=one.period, component=amount.component, before_run=run.id
    )
    told = (
        payruns.find_issued_run(period=one.period)
        if issued is None
        else payruns.get_run(run_id=issued.run_id)
    )
    found = differences(None if issued is None else issued.trace, one.trace)
    causes = look_up_causes(found, Window(told.known_at, run.known_at)) if told else ()
    then = None
    if issued is not None and told is not None:
        then = look_up_names((issued.trace,), language, told.known_at)
    return evolve(one, change=Change(issued is not None, causes, found), names_then=then)


def _of_line(line: LineView, summary: StatementSummary) -> _Amount:
    explainable = Explainable(
        names=line.names,
        period=line.period,
        is_adjustment=line.is_adjustment,
        amount_fen=line.amount_fen,
        currency=summary.currency,
        trace=line.trace,
        person_id=summary.employee_id,
        person=None,
    )
    return _Amount(explainable, line.component)
