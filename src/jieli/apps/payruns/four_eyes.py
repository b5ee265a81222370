"""Who approves a run is not who made it. An organisation of very few people may allow it; then it is a finding of the run."""

from collections.abc import Iterator

from django.db.models import Q

from jieli.apps.organizations.api import get_organization
from jieli.apps.payruns import models, queries
from jieli.apps.payruns.models import RunState
from jieli.apps.payruns.values import Finding, FindingKind
from jieli.kernel.problem import Problem
from jieli.lib.problems import problem

MADE = frozenset({"started", "computed"})
LOOKED = MADE | {"reviewed"}


def may_approve(*, run_id: int, user_id: int | None) -> bool:
    """Whether he may, as far as his own hand in the run goes. A command of whoever runs the installation may."""
    if user_id is None or get_organization().one_person_approves:
        return True
    return not (_verbs_of(run_id, user_id) & MADE or _has_adjusted(run_id, user_id))


def same_person(*, run_id: int, user_id: int | None) -> tuple[Finding, ...]:
    """What is said of a run whose approver started, computed, reviewed or adjusted it: it may be so, and is seen."""
    if user_id is None or not (_verbs_of(run_id, user_id) & LOOKED or _has_adjusted(run_id, user_id)):
        return ()
    return (Finding(FindingKind.SAME_PERSON),)


def not_his_own(*, run_id: int, user_id: int | None) -> Iterator[Problem]:
    if not may_approve(run_id=run_id, user_id=user_id):
        yield problem(
            "RUN-APPROVE-002",
            "run",
            "Who started or computed a run, or asked for an adjustment in it, does not approve it.",
            "Ask a colleague who approves pay to look at it. Where there is nobody else, `jieli approval --one-person` allows it.",
        )


def _verbs_of(run_id: int, user_id: int) -> set[str]:
    return {one.verb for one in queries.list_events(run_id=run_id) if one.by_user_id == user_id}


def _has_adjusted(run_id: int, user_id: int) -> bool:
    """Whether an adjustment that he asked for counts in the run for the first time: of its period, or approved since the run
    before was frozen."""
    run = models.Run.objects.get(pk=run_id)
    asked = models.Adjustment.objects.filter(
        requested_by_id=user_id, approved_at__lte=run.known_at, withdrawn_at__isnull=True
    )
    before = models.Run.objects.filter(state=RunState.ISSUED, known_at__lt=run.known_at)
    latest = before.order_by("-known_at").values_list("known_at", flat=True).first()
    if latest is not None:
        own = Q(for_from__gte=run.period_from, for_from__lt=run.period_until)
        asked = asked.filter(own | Q(approved_at__gt=latest))
    return asked.exists()
