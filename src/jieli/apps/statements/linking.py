"""Where a period's differences were posted, and of which statement an adjustment speaks: both ends name each other."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen
from django.db.models import Sum

from jieli.apps.statements import models
from jieli.apps.statements.values import StatementSummary, statement_name
from jieli.kernel.period import Period


@frozen
class PostedLater:
    """What a statement of another period posted for this one."""

    id: int
    period: Period
    number: int
    issued_at: datetime
    total_fen: int

    @property
    def name(self) -> str:
        return statement_name(self.period, self.number)


def list_posted_later(*, summary: StatementSummary) -> tuple[PostedLater, ...]:
    """What later statements of other periods posted for the period of a person's own statement, in their order."""
    if summary.number:
        return ()
    lines = models.Line.objects.filter(
        statement__employee=summary.employee_id,
        for_from=summary.period.from_,
        for_until=summary.period.until,
        kind=models.Line.Kind.ADJUSTMENT,
    ).exclude(statement__period_from=summary.period.from_, statement__period_until=summary.period.until)
    posted = lines.values_list(
        "statement_id", "statement__period_label", "statement__number", "statement__issued_at"
    ).annotate(total=Sum("amount_fen"))
    return tuple(
        PostedLater(statement, Period.parse(label), number, at, int(total))
        for statement, label, number, at, total in posted.order_by("statement_id")
    )


def find_statements_of(*, employee_id: int, periods: Iterable[Period]) -> Mapping[Period, int]:
    """Period → the person's own statement of it; a period of which he has none is not in it."""
    wanted = set(periods)
    rows = models.Statement.objects.filter(
        employee=employee_id, number=0, period_from__in={one.from_ for one in wanted}
    ).values_list("period_label", "pk")
    found = {Period.parse(label): number for label, number in rows.order_by("pk")}
    return {period: found[period] for period in wanted if period in found}
