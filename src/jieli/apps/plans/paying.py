"""Which versions pay whom on some days, as known now."""

from jieli.apps.plans.queries import list_assignments, list_versions
from jieli.engines.pay import PlanVersion, placements
from jieli.kernel.ranges import DateRange


def versions_paying(*, employee_id: int | None, within: DateRange) -> tuple[PlanVersion, ...]:
    """Every version that pays the person (None: anybody) on a day within, also one that only goes on with its deals."""
    versions = list_versions(known_at=None)
    assignments = [
        one for one in list_assignments(known_at=None) if employee_id is None or one.person == employee_id
    ]
    used = {
        (segment.plan, segment.version)
        for placed in placements(assignments, versions)
        for segment in placed.segments(within)
    }
    return tuple(one for one in versions if (one.plan, one.number) in used)
