"""Reading statements: rows into frozen values, with the names that they were issued with."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from django.db.models import OuterRef, Q, QuerySet, Subquery

from jieli.apps.organizations import api as organizations
from jieli.apps.people import api as people
from jieli.apps.statements import models
from jieli.apps.statements.values import (
    ComponentTotal,
    LineView,
    PreviousStatement,
    StatementSummary,
    StatementView,
    Told,
)
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace
from jieli.lib.errors import NotFound

PersonAndPeriod = tuple[int, date, date]


class NoSuchStatement(NotFound):
    """There is no statement, or no line of one, with this id in this organisation."""


def list_statements(
    *, within: frozenset[int] | None, period: Period | None = None, text: str = ""
) -> tuple[StatementSummary, ...]:
    """The statements of these people (None: of everybody), the latest period first, then by staff number.

    `text` leaves those whose person's name or staff number has it.
    """
    rows = _with_previous(models.Statement.objects.all())
    if within is not None:
        rows = rows.filter(employee__in=within)
    if period is not None:
        rows = rows.filter(period_from=period.from_, period_until=period.until)
    found = _summaries(rows.order_by("-period_from", "employee_id", "pk"))
    wanted = text.strip().casefold()
    return tuple(
        summary
        for summary in found
        if wanted in summary.employee_name.casefold() or wanted in summary.employee_number.casefold()
    )


def list_periods(*, within: frozenset[int] | None) -> tuple[Period, ...]:
    """The periods in which these people have a statement, the latest first."""
    rows = models.Statement.objects.all()
    if within is not None:
        rows = rows.filter(employee__in=within)
    labels = rows.order_by("-period_from", "-period_until").values_list(
        "period_label", "period_from", "period_until"
    )
    return tuple(Period.parse(label) for label, _from, _until in labels.distinct())


def get_statement(*, statement_id: int) -> StatementView:
    """One statement with its lines. Raises NoSuchStatement."""
    row = _with_previous(models.Statement.objects.filter(pk=statement_id)).first()
    if row is None:
        raise NoSuchStatement(statement_id)
    summary = _summaries([row])[0]
    names = row.names or _names_of_today(row)
    return StatementView(
        summary=summary,
        organization_name=names["company"],
        position_title=names["position"],
        lines=_lines(row.pk),
        previous=_previous(row.previous_id),
    )


def get_line(*, line_id: int) -> LineView:
    """One line. Raises NoSuchStatement."""
    row = models.Line.objects.filter(pk=line_id).first()
    if row is None:
        raise NoSuchStatement(line_id)
    return line_view(row)


def statement_of(*, line_id: int) -> StatementSummary:
    """The statement on which a line stands. Raises NoSuchStatement."""
    line = get_line(line_id=line_id)
    return _summaries(_with_previous(models.Statement.objects.filter(pk=line.statement_id)))[0]


def kept_names(*, run_id: int, employee_id: int) -> Mapping[str, Any] | None:
    """The names that a person's statement of a run was issued with; None without a statement, or where it keeps none."""
    rows = models.Statement.objects.filter(run_id=run_id, employee=employee_id)
    return rows.values_list("names", flat=True).first()


def names_of_statement(*, statement_id: int) -> Mapping[str, Any] | None:
    """The names that a statement was issued with; None where it keeps none."""
    return models.Statement.objects.filter(pk=statement_id).values_list("names", flat=True).first()


def _names_of_today(row: models.Statement) -> Mapping[str, Any]:
    """Of a statement that was issued before statements kept names."""
    person = people.get_employee(employee_id=row.employee_id, on=_last_day(row))
    return {"company": organizations.get_organization().name, "position": person.position_title}


def find_statement(*, employee_id: int, period: Period) -> int | None:
    """The id of a person's own statement of a period, if it has been issued."""
    rows = models.Statement.objects.filter(
        employee=employee_id, period_from=period.from_, period_until=period.until, number=0
    )
    return rows.values_list("pk", flat=True).first()


@frozen
class IssuedLine:
    """The computation behind an amount that a person was told."""

    run_id: int
    trace: Trace


def find_last_issued(
    *, employee_id: int, period: Period, component: tuple[str, str], before_run: int
) -> IssuedLine | None:
    """What the person was last told, before a run was issued, of a plan's component for a period. Runs follow one another.

    Its desired amount is all that was issued until then: each run posts the difference to what was issued.
    """
    rows = models.Line.objects.filter(
        statement__employee=employee_id,
        statement__run_id__lt=before_run,
        for_from=period.from_,
        for_until=period.until,
        plan_code=component[0],
        component_key=component[1],
    ).select_related("statement")
    row = rows.order_by("-statement__run_id", "-pk").first()
    return None if row is None else IssuedLine(row.statement.run_id, Trace.from_json(row.trace))


def _with_previous(rows: QuerySet[models.Statement]) -> QuerySet[models.Statement]:
    """Each row with id and total of the person's statement before: the latest that ended by the day it began. A correction
    is compared with none and none with it.
    """
    before = models.Statement.objects.filter(
        Q(number=0) & Q(number=OuterRef("number")),
        employee=OuterRef("employee"),
        period_until__lte=OuterRef("period_from"),
    ).order_by("-period_from", "-pk")
    return rows.annotate(
        previous_id=Subquery(before.values("pk")[:1]), previous_fen=Subquery(before.values("total_fen")[:1])
    )


def _summaries(rows: Iterable[models.Statement]) -> tuple[StatementSummary, ...]:
    """As they were issued. One that keeps no names has those of today, and the department of the last day of the latest
    period among them.
    """
    rows = list(rows)
    if not rows:
        return ()
    ids = frozenset(row.employee_id for row in rows)
    latest = max(_last_day(row) for row in rows)
    series = _series(rows)
    persons = {person.id: person for person in people.list_employees(on=latest, within=ids)}
    found = []
    for row in rows:
        person = persons[row.employee_id]
        found.append(
            StatementSummary(
                id=row.pk,
                run_id=row.run_id,
                employee_id=row.employee_id,
                employee_number=row.names["number"] if row.names else person.number,
                employee_name=row.names["name"] if row.names else person.name,
                department_name=row.names["department"] if row.names else person.department_name,
                period=Period.parse(row.period_label),
                currency=row.currency,
                total_fen=row.total_fen,
                previous_fen=row.previous_fen,
                issued_at=row.issued_at,
                number=row.number,
                series=series[_period_of(row)],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.period.from_.toordinal(), one.employee_number, one.id)))


def _series(rows: Iterable[models.Statement]) -> Mapping[PersonAndPeriod, tuple[Told, ...]]:
    """All statements of the persons and periods of these rows, by number."""
    wanted = {_period_of(row) for row in rows}
    found = models.Statement.objects.filter(
        employee__in={employee for employee, *_ in wanted}, period_from__in={from_ for _, from_, _ in wanted}
    )
    series: dict[PersonAndPeriod, tuple[Told, ...]] = {}
    for row in found.order_by("number"):
        told = Told(row.pk, row.number, row.total_fen, row.issued_at)
        series[_period_of(row)] = (*series.get(_period_of(row), ()), told)
    return series


def _period_of(row: models.Statement) -> PersonAndPeriod:
    return row.employee_id, row.period_from, row.period_until


def _last_day(row: models.Statement) -> date:
    """The day as of which department and position are named."""
    return row.period_until - timedelta(days=1)


def _lines(statement_id: int) -> tuple[LineView, ...]:
    rows = models.Line.objects.filter(statement=statement_id).order_by("position")
    return tuple(line_view(row) for row in rows)


def line_view(row: models.Line) -> LineView:
    return LineView(
        id=row.pk,
        statement_id=row.statement_id,
        position=row.position,
        is_adjustment=row.kind == models.Line.Kind.ADJUSTMENT,
        period=Period.parse(row.for_label),
        plan_code=row.plan_code,
        plan_hash=row.plan_hash,
        component_key=row.component_key,
        names=row.component_name,
        amount_fen=row.amount_fen,
        trace=Trace.from_json(row.trace),
    )


def _previous(statement_id: int | None) -> PreviousStatement | None:
    if statement_id is None:
        return None
    row = models.Statement.objects.get(pk=statement_id)
    lines = models.Line.objects.filter(statement=statement_id).defer("trace").order_by("position")
    lines = lines.exclude(trace__values__type="quota")
    adjusted = [line.amount_fen for line in lines if line.kind == models.Line.Kind.ADJUSTMENT]
    return PreviousStatement(
        id=row.pk,
        period=Period.parse(row.period_label),
        total_fen=row.total_fen,
        components=tuple(
            ComponentTotal(
                plan_code=line.plan_code,
                component_key=line.component_key,
                names=line.component_name,
                amount_fen=line.amount_fen,
                line_id=line.pk,
            )
            for line in lines
            if line.kind == models.Line.Kind.COMPONENT
        ),
        adjustments_fen=sum(adjusted),
    )
