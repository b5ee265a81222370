"""Withdrawing a version of a plan before it comes into force."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jieli.apps.audit.api import sign_writes
from jieli.apps.plans import models
from jieli.apps.plans.queries import get_plan
from jieli.apps.plans.values import PlanVersionView, PlanView
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.lib.problems import problem


def withdraw_version(
    *, acting_user_id: int | None, at: datetime, today: date, code: str, number: int, reason: str
) -> None:
    """A version that is not in force yet counts no more; what it would have replaced stands again. Raises Problems,
    NoSuchPlan."""
    sign_writes(acting_user_id=acting_user_id)
    plan = get_plan(code=code)
    version = next((one for one in plan.standing if one.number == number), None)
    refuse(_withdrawal_problems(plan, version, number=number, today=today, reason=reason))
    assert version is not None, "A version that does not stand was refused."
    try:
        with transaction.atomic():
            models.VersionWithdrawal.objects.create(
                version_id=version.id, reason=reason.strip(), recorded_at=at, recorded_by_id=acting_user_id
            )
    except IntegrityError as raced:
        raise Problems([_stands_no_more(number)]) from raced


def _withdrawal_problems(
    plan: PlanView, version: PlanVersionView | None, *, number: int, today: date, reason: str
) -> Iterator[Problem]:
    if version is None:
        yield _stands_no_more(number)
        return
    if not reason.strip():
        yield problem(
            "PLAN-WITHDRAW-001",
            "reason",
            "It is not said why the version is withdrawn.",
            "Write in a few words why; it stands in the log.",
        )
    if version.in_force_from <= today:
        yield problem(
            "PLAN-WITHDRAW-002",
            "",
            "Version {number} is in force since {since}; people are paid by it.",
            "Write a new version instead; one of the same day puts it right from its start.",
            number=number,
            since=version.in_force_from,
        )
    if version != plan.latest:
        yield problem(
            "PLAN-WITHDRAW-003",
            "",
            "Version {latest} was written after version {number}.",
            "Withdraw version {latest} first.",
            number=number,
            latest=plan.latest.number,
        )
    elif len(plan.standing) == 1:
        yield problem(
            "PLAN-WITHDRAW-004",
            "",
            "Version {number} is the only one of this plan, which would be left without any text.",
            "Leave it, and put nobody on the plan; or write the version that is to stand instead.",
            number=number,
        )


def _stands_no_more(number: int) -> Problem:
    return problem(
        "PLAN-WITHDRAW-005",
        "",
        "There is no version {number} that still stands.",
        "Look at the versions again; somebody may have withdrawn it already.",
        number=number,
    )
