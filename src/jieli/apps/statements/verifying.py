"""Whether the statements of a run say what follows from it, and a statement made again from the run's frozen inputs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import models, queries
from jieli.apps.statements.actions import rows_of
from jieli.apps.statements.values import LineView, StatementView

_STATEMENTS = payruns.Kinds(
    payruns.DifferenceKind.STATEMENT_MISSING,
    payruns.DifferenceKind.STATEMENT_ADDED,
    payruns.DifferenceKind.STATEMENT_ADDED,
    payruns.DifferenceKind.STATEMENT_CHANGED,
    payruns.DifferenceKind.STATEMENT_CHANGED,
)
_LINES = payruns.Kinds(
    payruns.DifferenceKind.LINE_MISSING,
    payruns.DifferenceKind.LINE_ADDED,
    payruns.DifferenceKind.LINE_TWICE,
    payruns.DifferenceKind.LINE_CHANGED,
    payruns.DifferenceKind.LINE_CHANGED,
)
_OF_STATEMENT = ("period_from", "period_until", "number", "currency", "total_fen", "issued_at")
_OF_LINE = (
    "position",
    "kind",
    "for_from",
    "for_until",
    "plan_hash",
    "component_name",
    "amount_fen",
    "outcome_id",
    "trace",
)
_SEALED = ("pk", "employee_id", "period_label", *_OF_STATEMENT, "names")
_WORDS = ("trace",)  # another version of the engine may say the same amounts in other words
Key = tuple[int, str, str, str]


def verify_statements(*, verification: payruns.Verification) -> tuple[payruns.Difference, ...]:
    """What the statements of a verified run say that its outcomes do not. A run that is not issued has none."""
    run = verification.run
    outcomes = verification.outcomes if run.issued_at is not None else ()
    stored = list(models.Statement.objects.filter(run_id=run.id).order_by("pk"))
    lines = list(models.Line.objects.filter(statement__run_id=run.id).select_related("statement"))
    made = rows_of(run, outcomes, get_organization().currency, run.issued_at)
    worded = tuple(name for name in _OF_LINE if name not in _WORDS or not verification.is_other_version)
    return (
        *payruns.compare_rows(
            wanted=[statement for statement, _ in made],
            stored=stored,
            key=_key_of_statement,
            columns=_columns_of_statement,
            kinds=_STATEMENTS,
        ),
        *payruns.compare_rows(
            wanted=[line for _, own in made for line in own],
            stored=lines,
            key=_key_of_line,
            columns=lambda row: {name: getattr(row, name) for name in worded},
            kinds=_LINES,
        ),
        *_of_check(verification, len(lines)),
        *_of_seal(verification),
    )


def digest_of_statements(*, run_id: int) -> str:
    """Of all statements of a run, with the names that they were issued with; for its seal."""
    return payruns.digest_of(rows=models.Statement.objects.filter(run_id=run_id), columns=_SEALED)


def _of_seal(verification: payruns.Verification) -> Iterator[payruns.Difference]:
    if verification.seal is not None:
        now = digest_of_statements(run_id=verification.run.id)
        yield from payruns.broken_seal(seal=verification.seal, part=payruns.STATEMENTS, now=now)


def _of_check(verification: payruns.Verification, lines: int) -> Iterator[payruns.Difference]:
    """The check that was made when the run was issued: so many lines, none broken."""
    if verification.run.issued_at is None:
        return
    wanted = payruns.CheckView(payruns.STATEMENTS, lines, 0)
    stored = [one for one in verification.checks if one.name == payruns.STATEMENTS]
    if stored != [wanted]:
        yield payruns.Difference(
            payruns.DifferenceKind.CHECK_CHANGED,
            payruns.STATEMENTS,
            stored=", ".join(f"{one.looked_at}/{one.broken}" for one in stored) or "–",
            computed=f"{lines}/0",
        )


def reproduce_statement(*, statement_id: int) -> StatementView:
    """A statement with its amounts and reasons computed again from the frozen inputs of its run, and from nothing else.

    Names of people and clients are those that it was issued with. Raises NoSuchStatement, ChangedTable.
    """
    stored = queries.get_statement(statement_id=statement_id)
    run = payruns.get_run(run_id=stored.summary.run_id)
    outcomes = payruns.rerun_from_frozen(run_id=run.id).outcomes
    views = payruns.as_views(run=run, outcomes=outcomes)
    made = rows_of(run, views, stored.summary.currency, run.issued_at)
    for statement, lines in made:
        if statement.employee_id == stored.summary.employee_id:
            return evolve(
                stored,
                summary=evolve(stored.summary, total_fen=statement.total_fen),
                lines=_views(lines, stored),
            )
    return evolve(stored, summary=evolve(stored.summary, total_fen=0), lines=())


def _views(lines: Sequence[models.Line], stored: StatementView) -> tuple[LineView, ...]:
    """Lines made again under the numbers of those that are stored."""
    ids = {(line.period.label, *line.component): line.id for line in stored.lines}
    for line in lines:
        line.pk = ids.get((line.for_label, line.plan_code, line.component_key))
        line.statement_id = stored.id
    return tuple(map(queries.line_view, lines))


def _key_of_statement(row: models.Statement) -> Key:
    return row.employee_id, row.period_label, "", ""


def _key_of_line(row: models.Line) -> Key:
    return row.statement.employee_id, row.for_label, row.plan_code, row.component_key


def _columns_of_statement(row: models.Statement) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in _OF_STATEMENT}
