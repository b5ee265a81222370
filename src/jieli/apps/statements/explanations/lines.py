"""Explanations by id: of a statement's line, of all its lines, and of a run's outcome before it is issued."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, frozen
from django.utils.translation import override

from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.statements import queries
from jieli.apps.statements.explanations.causes import Cause, Window, look_up_causes
from jieli.apps.statements.explanations.changes import Change, mentioned_in
from jieli.apps.statements.explanations.context import Names
from jieli.apps.statements.explanations.differences import differences
from jieli.apps.statements.explanations.kept_names import KEPT_LANGUAGES, as_kept, keep
from jieli.apps.statements.explanations.names import NOTHING, Mentioned, holders_of, look_up_names, pick_names
from jieli.apps.statements.explanations.values import Explanation
from jieli.apps.statements.explanations.wording import Explainable, word
from jieli.apps.statements.values import LineView, StatementSummary, StatementView, language_code
from jieli.kernel.trace import Trace


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
    (explanation,) = _explain([_of_outcome(outcome, name_in(outcome=outcome))], outcome.run_id, language)
    return explanation


def name_in(*, outcome: payruns.OutcomeView) -> str:
    """Whose outcome it is: as his statement was issued, else as he is called today."""
    kept = queries.kept_names(run_id=outcome.run_id, employee_id=outcome.employee_id)
    return kept["name"] if kept else people.names_of(employee_ids=[outcome.employee_id])[outcome.employee_id]


def names_to_keep(
    *, run: payruns.RunView, outcomes: Sequence[payruns.OutcomeView]
) -> Mapping[int, Mapping[str, Any]]:
    """Person → the names that explaining his outcomes uses now, looked up for all of them at once."""
    wanted: dict[int, tuple[list[Trace], Mentioned]] = {}
    for outcome in outcomes:
        traces, also = wanted.get(outcome.employee_id, ([], NOTHING))
        traces.append(outcome.trace)
        if outcome.is_adjustment:
            issued, causes = _changed(_of_outcome(outcome, ""), run)
            traces += [] if issued is None else [issued.trace]
            also = also.together(mentioned_in(causes))
        wanted[outcome.employee_id] = traces, also
    every = [trace for traces, _ in wanted.values() for trace in traces]
    also = NOTHING.together(*(one for _, one in wanted.values()))
    found = {language: look_up_names(every, language, run.known_at, also) for language in KEPT_LANGUAGES}
    holders = holders_of(found[KEPT_LANGUAGES[0]])
    return {
        person: keep({language: pick_names(names, holders, traces, own) for language, names in found.items()})
        for person, (traces, own) in wanted.items()
    }


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
        kept = {
            person: queries.kept_names(run_id=run_id, employee_id=person)
            for person in {one.person_id for one in explainables}
        }
        return tuple(_worded(one, names, kept[one.person_id], code) for one in explainables)


def _worded(one: Explainable, names: Names, kept: Mapping[str, Any] | None, language: str) -> Explanation:
    """With the names that the statement was issued with, where it keeps them."""
    then = one.names_then and as_kept(one.names_then, kept, language)
    return word(evolve(one, names_then=then), as_kept(names, kept, language), language)


def _with_change(amount: _Amount, run: payruns.RunView, language: str) -> Explainable:
    """The adjustment with what is not as it was in the computation that the person was last told."""
    one = amount.explainable
    issued, causes = _changed(amount, run)
    then = None
    if issued is not None:
        told = payruns.get_run(run_id=issued.run_id)
        then = look_up_names((issued.trace,), language, told.known_at)
    found = differences(None if issued is None else issued.trace, one.trace)
    return evolve(one, change=Change(issued is not None, causes, found), names_then=then)


def _changed(amount: _Amount, run: payruns.RunView) -> tuple[queries.IssuedLine | None, tuple[Cause, ...]]:
    """What the person was last told of an adjusted amount, and what made it another."""
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
    return issued, look_up_causes(found, Window(told.known_at, run.known_at)) if told else ()


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


def _of_outcome(outcome: payruns.OutcomeView, name: str) -> _Amount:
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
    return _Amount(explainable, (outcome.plan_code, outcome.component_key))
