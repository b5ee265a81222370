"""What findings of issued runs have named already, so that it is not named again."""

from collections.abc import Iterable

from jieli.apps.payruns import models
from jieli.apps.payruns.values import FindingKind


def named_facts(*, kinds: Iterable[FindingKind]) -> frozenset[tuple[FindingKind, int | None, int]]:
    """(kind, employee, fact) of every fact that a finding of an issued run names."""
    rows = models.RunFinding.objects.filter(run__state=models.RunState.ISSUED, kind__in=list(kinds))
    return frozenset(
        (FindingKind(kind), employee, fact["fact_id"])
        for kind, employee, facts in rows.values_list("kind", "employee_id", "facts")
        for fact in facts
    )


def named_people(*, kind: FindingKind) -> frozenset[int]:
    """Everybody whom a finding of this kind of an issued run names."""
    rows = models.RunFinding.objects.filter(run__state=models.RunState.ISSUED, kind=kind)
    return frozenset(rows.values_list("employee_id", flat=True))
