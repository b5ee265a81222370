"""Builds what the pay engine looks at, once, computes with it, and gives it back from the frozen tables ever after."""

from collections.abc import Iterable
from datetime import date, datetime

from jieli.apps.crediting.api import build_book
from jieli.apps.handovers.api import list_confirmations, list_named_deals
from jieli.apps.intake.api import list_rates, services_as_known
from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns import models, queries
from jieli.apps.payruns.adjusting import adjustments_as_known
from jieli.apps.payruns.freezing import FrozenTable, calendar_name, thaw
from jieli.apps.payruns.work_calendar import CalendarName, calendar_for, work_calendar
from jieli.apps.people.api import list_employments, list_leaves, list_team_spans
from jieli.apps.plans.api import list_achievements, list_assignments, list_quotas, list_versions
from jieli.engines.pay import (
    Employment,
    Leave,
    PayInputs,
    Service,
    TeamMember,
    in_own_currency,
)
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange


def gather_inputs(
    *, period: Period, known_at: datetime, issued_by: datetime | None = None
) -> tuple[PayInputs, CalendarName]:
    """Everything a run of the period looks at, as known at the moment, and the name of its work calendar.

    issued_by: runs issued later count for nothing; None: all count.
    """
    currency = get_organization().currency
    earlier = queries.issued_periods(by=issued_by)
    calendar = calendar_for(currency)
    inputs = PayInputs(
        currency=currency,
        period=period,
        earlier=earlier,
        book=build_book(known_at=known_at),
        versions=list_versions(known_at=known_at),
        assignments=list_assignments(known_at=known_at),
        employments=tuple(
            Employment(span.employee_id, span.range) for span in list_employments(known_at=known_at)
        ),
        calendar=work_calendar(calendar, _whole_months((period, *earlier))),
        issued=queries.issued_amounts(by=issued_by),
        quotas=list_quotas(known_at=known_at),
        achievements=list_achievements(known_at=known_at),
        leaves=tuple(Leave(leave.employee_id, leave.range) for leave in list_leaves(known_at=known_at)),
        teams=tuple(
            TeamMember(span.leader_id, span.member_id, span.range)
            for span in list_team_spans(known_at=known_at)
        ),
        services=_services(known_at),
        confirmations=list_confirmations(known_at=known_at),
        named_deals=list_named_deals(known_at=known_at),
        exchange=list_rates(known_at=known_at),
        adjustments=adjustments_as_known(known_at=known_at),
    )
    return inputs, calendar


def thaw_inputs(run_id: int) -> PayInputs:
    """What a run looked at, in its own currency, from its stored bytes and nothing else. Raises ChangedTable."""
    return in_own_currency(thaw(frozen_tables(run_id)))


def frozen_tables(run_id: int) -> tuple[FrozenTable, ...]:
    """The frozen tables of a run as they are stored, by name."""
    rows = models.FrozenInput.objects.filter(run=run_id).order_by("name")
    return tuple(FrozenTable(row.name, bytes(row.content), row.content_hash, row.row_count) for row in rows)


def calendar_of(*, run_id: int) -> str:
    """The name of the work calendar that a run prorates by. Raises ChangedTable."""
    row = models.FrozenInput.objects.get(run=run_id, name="run")
    return calendar_name(FrozenTable(row.name, bytes(row.content), row.content_hash, row.row_count))


def _services(known_at: datetime) -> tuple[Service, ...]:
    return tuple(
        Service(view.id, view.client_id, view.employee_id, view.served_on, view.minutes or 0)
        for view in services_as_known(known_at=known_at)
    )


def _whole_months(periods: Iterable[Period]) -> DateRange:
    """All months that the periods touch: a month's salary is prorated over the month's days."""
    spans = list(periods)
    first = min(period.from_ for period in spans).replace(day=1)
    last = max(period.until for period in spans)
    until = last if last.day == 1 else Period.month_of(last).until
    return DateRange(date(first.year, first.month, 1), until)
