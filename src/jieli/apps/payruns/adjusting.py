"""What somebody decides by hand for one person and period: requested, approved by somebody else, withdrawn.

Normative for what it means: docs/algorithms/adjustments.md. An approved one stands through every run until it is withdrawn;
for a period that was issued, the next run posts the difference, or posts it back.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from jieli.apps.access.api import employee_of_user
from jieli.apps.audit.api import sign_writes
from jieli.apps.payruns import models, queries
from jieli.apps.payruns.adjustable import adjustable_components, not_his_part
from jieli.apps.payruns.values import AdjustmentView, NewAdjustment
from jieli.apps.people.api import list_employments
from jieli.engines.pay import Adjustment, AdjustmentKind
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.days import implausible
from jieli.lib.errors import NotFound
from jieli.lib.problems import problem

MOST_FEN = 10**10  # a hundred million: more is a slip
MOST_WORDS = 500


def request_adjustment(*, acting_user_id: int | None, at: datetime, new: NewAdjustment) -> int:
    """The id of an adjustment that waits for somebody else's approval. Raises Problems."""
    refuse(_problems(new))
    refuse(not_his_part(new))
    sign_writes(acting_user_id=acting_user_id)
    row = models.Adjustment.objects.create(
        employee_id=new.employee_id,
        for_label=new.period.label,
        for_from=new.period.from_,
        for_until=new.period.until,
        plan_code=new.plan_code,
        component_key=new.component_key,
        kind=new.kind.value,
        amount_fen=new.amount_fen,
        reason=new.reason.strip(),
        requested_at=at,
        requested_by_id=acting_user_id,
    )
    return row.pk


def approve_adjustment(*, acting_user_id: int, at: datetime, adjustment_id: int) -> None:
    """It counts from now on, in every run that begins after this moment. Raises Problems."""
    row = _held(adjustment_id, acting_user_id)
    refuse(_not_to_be_approved(row, acting_user_id))
    row.approved_at, row.approved_by_id = at, acting_user_id
    try:
        with transaction.atomic():
            row.save(update_fields=["approved_at", "approved_by_id"])
    except IntegrityError as raced:
        raise Problems([_replaced_already(row)]) from raced


def withdraw_adjustment(*, acting_user_id: int | None, at: datetime, adjustment_id: int, reason: str) -> None:
    """It does not count any more; what was issued because of it comes back in the next run. Raises Problems."""
    row = _held(adjustment_id, acting_user_id)
    if not reason.strip():
        refuse([_no_reason("reason")])
    if row.withdrawn_at is not None:
        refuse([_withdrawn_already()])
    row.withdrawn_at, row.withdrawn_by_id = at, acting_user_id
    row.withdrawn_because = reason.strip()[:MOST_WORDS]
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])


def get_adjustment(*, adjustment_id: int) -> AdjustmentView:
    """Raises NotFound."""
    row = models.Adjustment.objects.filter(pk=adjustment_id).first()
    if row is None:
        raise NotFound(adjustment_id)
    return _view(row)


def list_adjustments(
    *, within: frozenset[int] | None = None, period: Period | None = None
) -> tuple[AdjustmentView, ...]:
    """Adjustments of these people (None: of all) and of this period (None: of any), the newest first."""
    rows = models.Adjustment.objects.order_by("-pk")
    if within is not None:
        rows = rows.filter(employee__in=within)
    if period is not None:
        rows = rows.filter(for_from=period.from_, for_until=period.until)
    return tuple(map(_view, rows))


def adjustments_as_known(*, known_at: datetime) -> tuple[Adjustment, ...]:
    """What had been approved and not withdrawn by then, for the pay engine."""
    return tuple(
        Adjustment(
            id=row.pk,
            person=row.employee_id,
            period=Period.parse(row.for_label),
            plan=row.plan_code,
            component=row.component_key,
            kind=AdjustmentKind(row.kind),
            amount_fen=row.amount_fen,
            reason=row.reason,
            approver=row.approved_by_id,
        )
        for row in _known(known_at)
    )


def stranded_adjustments(*, next_period: Period) -> tuple[AdjustmentView, ...]:
    """Approved ones that no run would ever pay if this period came next: of days before its end, and neither its own nor of
    an issued period."""
    paid = {next_period.label, *(period.label for period in queries.issued_periods())}
    rows = models.Adjustment.objects.filter(
        approved_at__isnull=False, withdrawn_at__isnull=True, for_from__lt=next_period.until
    )
    return tuple(_view(row) for row in rows.order_by("pk") if row.for_label not in paid)


def _known(known_at: datetime) -> QuerySet[models.Adjustment]:
    standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at)
    return models.Adjustment.objects.filter(standing, approved_at__lte=known_at).order_by("pk")


def _held(adjustment_id: int, acting_user_id: int | None) -> models.Adjustment:
    """The row, held until the transaction ends: two people who press at once come one after the other."""
    sign_writes(acting_user_id=acting_user_id)
    row = models.Adjustment.objects.select_for_update().filter(pk=adjustment_id).first()
    if row is None:
        raise NotFound(adjustment_id)
    return row


def _problems(new: NewAdjustment) -> Iterator[Problem]:
    if not any(span.employee_id == new.employee_id for span in list_employments(known_at=None)):
        yield problem(
            "ADJUST-PERSON-001",
            "employee_id",
            "There is no employee with the id {employee}.",
            "Choose somebody who works or worked here.",
            employee=new.employee_id,
        )
    yield from _period_problems(new.period, queries.issued_periods())
    components = adjustable_components()
    if new.plan_code not in components:
        yield problem(
            "ADJUST-PLAN-001",
            "plan_code",
            "There is no plan “{plan}”.",
            "Choose the plan that pays the person.",
            plan=new.plan_code,
        )
    elif new.component_key and new.component_key not in components[new.plan_code]:
        yield problem(
            "ADJUST-COMPONENT-001",
            "component_key",
            "The plan “{plan}” has no component “{component}” in any of its versions.",
            "Choose one of its components, or a line of its own.",
            plan=new.plan_code,
            component=new.component_key,
        )
    if new.kind is AdjustmentKind.REPLACES and not new.component_key:
        yield problem(
            "ADJUST-COMPONENT-002",
            "component_key",
            "An amount is to be replaced, and no component is named.",
            "Choose the component whose amount it replaces, or let it add.",
        )
    if abs(new.amount_fen) > MOST_FEN:
        yield problem(
            "ADJUST-AMOUNT-001",
            "amount_fen",
            "The amount is far too large.",
            "Check the amount; what is taken away has a minus sign.",
        )
    if new.kind is AdjustmentKind.ADDS and not new.amount_fen:
        yield problem(
            "ADJUST-AMOUNT-002",
            "amount_fen",
            "The amount is zero: it would add nothing.",
            "Check the amount; what is taken away has a minus sign.",
        )
    if not new.reason.strip():
        yield _no_reason("reason")


def _period_problems(period: Period, issued: Sequence[Period]) -> Iterator[Problem]:
    """A run computes the periods that were issued and the one that it pays; others would wait for ever."""
    yield from implausible("period", period.from_)
    if not issued or period in issued:
        return
    if period.kind is not issued[-1].kind or period.from_ < issued[-1].until:
        yield problem(
            "ADJUST-PERIOD-001",
            "period",
            "No run pays {period}: issued are {first} to {last}, one after the other.",
            "Choose one of these periods, or one that follows them.",
            period=period.label,
            first=issued[0].label,
            last=issued[-1].label,
        )


def _not_to_be_approved(row: models.Adjustment, acting_user_id: int) -> Iterator[Problem]:
    if row.withdrawn_at is not None:
        yield _withdrawn_already()
    elif row.approved_at is not None:
        yield problem(
            "ADJUST-APPROVE-001",
            "adjustment",
            "This adjustment was approved already.",
            "Nothing more is to be done: the next run has it.",
        )
    if row.requested_by_id == acting_user_id:
        yield problem(
            "ADJUST-APPROVE-002",
            "adjustment",
            "Who requests an adjustment does not approve it.",
            "Ask a colleague who approves pay to look at it.",
        )
    if employee_of_user(user_id=acting_user_id) == row.employee_id:
        yield problem(
            "ADJUST-APPROVE-003",
            "adjustment",
            "Nobody approves an adjustment of his own pay.",
            "Ask a colleague who approves pay to look at it.",
        )
    same = models.Adjustment.objects.filter(
        employee=row.employee_id,
        for_from=row.for_from,
        for_until=row.for_until,
        plan_code=row.plan_code,
        component_key=row.component_key,
        kind=models.Adjustment.Kind.REPLACES,
        approved_at__isnull=False,
        withdrawn_at__isnull=True,
    )
    if row.kind == models.Adjustment.Kind.REPLACES and same.exclude(pk=row.pk).exists():
        yield _replaced_already(row)


def _replaced_already(row: models.Adjustment) -> Problem:
    return problem(
        "ADJUST-APPROVE-004",
        "adjustment",
        "Another approved adjustment replaces this amount for {period} already.",
        "Withdraw that one first, or let this one add.",
        period=row.for_label,
    )


def _withdrawn_already() -> Problem:
    return problem(
        "ADJUST-WITHDRAW-001",
        "adjustment",
        "This adjustment was withdrawn.",
        "Request a new one if it is needed after all.",
    )


def _no_reason(place: str) -> Problem:
    return problem(
        "ADJUST-REASON-001",
        place,
        "The person and whoever comes later will want to know why.",
        "Say the reason in a few words; it stands on the statement.",
    )


def _view(row: models.Adjustment) -> AdjustmentView:
    return AdjustmentView(
        id=row.pk,
        employee_id=row.employee_id,
        period=Period.parse(row.for_label),
        plan_code=row.plan_code,
        component_key=row.component_key,
        kind=AdjustmentKind(row.kind),
        amount_fen=row.amount_fen,
        reason=row.reason,
        requested_at=row.requested_at,
        requested_by_id=row.requested_by_id,
        approved_at=row.approved_at,
        approved_by_id=row.approved_by_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by_id=row.withdrawn_by_id,
        withdrawn_because=row.withdrawn_because or "",
    )
