"""Writing statements: once per issued run, in the transaction that issues it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import frozen

from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import models
from jieli.apps.statements.naming import name_statements
from jieli.lib.bulk import insert_rows


@frozen
class WrittenStatements:
    """How many statements and lines an issued run has, and what they come to."""

    statements: int
    lines: int
    total_fen: int


class LostAmount(RuntimeError):
    """The statements of a run do not come to what the run posts."""


def write_statements(*, run_id: int, at: datetime) -> WrittenStatements:
    """One statement for each person of the run, with a line for each outcome: the own period's first, also those of
    0.00, then the adjustments of earlier periods. A run that has its statements keeps them as they are.

    Raises LostAmount when the statements would not come to the run's total, which undoes everything.
    """
    if not models.Statement.objects.filter(run_id=run_id).exists():
        _write(payruns.get_run(run_id=run_id), payruns.list_outcomes(run_id=run_id), at)
    written = _count(run_id)
    expected = sum(payruns.totals_by_person(run_id=run_id).values())
    if written.total_fen != expected:
        raise LostAmount(f"The statements of run {run_id} come to {written.total_fen} fen, not {expected}.")
    return written


def _write(run: payruns.RunView, outcomes: Sequence[payruns.OutcomeView], at: datetime) -> None:
    made = rows_of(run, outcomes, organizations.get_organization().currency, at)
    name_statements(run, [statement for statement, _ in made], outcomes)
    insert_rows([statement for statement, _ in made])
    ids = dict(models.Statement.objects.filter(run_id=run.id).values_list("employee_id", "pk"))
    lines = [line for _, own in made for line in own]
    for line in lines:
        line.statement_id = ids[line.statement.employee_id]
    insert_rows(lines)


def rows_of(
    run: payruns.RunView, outcomes: Sequence[payruns.OutcomeView], currency: str, at: datetime | None
) -> list[tuple[models.Statement, list[models.Line]]]:
    """Each statement of an issued run with its lines, not written yet."""
    of_person: dict[int, list[payruns.OutcomeView]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.employee_id):
        of_person.setdefault(outcome.employee_id, []).append(outcome)
    made = []
    for employee_id, theirs in of_person.items():
        statement = models.Statement(
            run_id=run.id,
            employee_id=employee_id,
            period_label=run.period.label,
            period_from=run.period.from_,
            period_until=run.period.until,
            currency=currency,
            total_fen=sum(outcome.posted_fen for outcome in theirs),
            issued_at=at,
            number=run.number,
        )
        lines = [
            _line(statement, position, outcome) for position, outcome in enumerate(_in_order(theirs), start=1)
        ]
        made.append((statement, lines))
    return made


def _in_order(outcomes: Iterable[payruns.OutcomeView]) -> list[payruns.OutcomeView]:
    """The own period first, in the plan's order; then adjustments, the latest period first."""
    return sorted(
        outcomes, key=lambda outcome: (outcome.is_adjustment, -outcome.for_period.from_.toordinal())
    )


def _line(statement: models.Statement, position: int, outcome: payruns.OutcomeView) -> models.Line:
    kind = models.Line.Kind.ADJUSTMENT if outcome.is_adjustment else models.Line.Kind.COMPONENT
    return models.Line(
        statement=statement,
        outcome_id=outcome.id,
        position=position,
        kind=kind,
        for_label=outcome.for_period.label,
        for_from=outcome.for_period.from_,
        for_until=outcome.for_period.until,
        plan_code=outcome.plan_code,
        plan_hash=outcome.plan_hash,
        component_key=outcome.component_key,
        component_name=dict(outcome.names),
        amount_fen=outcome.posted_fen,
        trace=outcome.trace.to_json(),
    )


def _count(run_id: int) -> WrittenStatements:
    totals = list(models.Statement.objects.filter(run_id=run_id).values_list("total_fen", flat=True))
    lines = list(models.Line.objects.filter(statement__run_id=run_id).values_list("amount_fen", flat=True))
    if sum(lines) != sum(totals):
        raise LostAmount(
            f"The lines of run {run_id} come to {sum(lines)} fen, the statements to {sum(totals)}."
        )
    return WrittenStatements(statements=len(totals), lines=len(lines), total_fen=sum(totals))
