"""Which versions and components there are, and which of them pay whom on some days, as known now."""

from collections.abc import Mapping

from jieli.apps.plans.queries import list_assignments, list_versions
from jieli.apps.plans.reading import find_plan
from jieli.engines.pay import Assignment, Component, PlanVersion, keys_asked, placements
from jieli.kernel.ranges import DateRange


def list_components() -> Mapping[str, tuple[Component, ...]]:
    """Plan → the components of all its versions that can be read, those of the first version first."""
    found: dict[str, tuple[Component, ...]] = {}
    for version in sorted(list_versions(known_at=None), key=lambda one: (one.plan, one.number)):
        plan = find_plan(version.text)
        found[version.plan] = (*found.get(version.plan, ()), *(plan.components if plan else ()))
    return found


def versions_paying(*, employee_id: int | None, within: DateRange) -> tuple[PlanVersion, ...]:
    """Every version that pays the person (None: anybody) on a day within, also one that only goes on with its deals."""
    versions = list_versions(known_at=None)
    used = {
        (segment.plan, segment.version)
        for placed in placements(_assignments(employee_id), versions)
        for segment in placed.segments(within)
    }
    return tuple(one for one in versions if (one.plan, one.number) in used)


def components_paying(*, employee_id: int | None, within: DateRange) -> Mapping[str, frozenset[str]]:
    """Plan → every component that pays the person (None: anybody) on a day within, also one that only goes on with the deals of its
    version, or only takes back what that paid."""
    versions = list_versions(known_at=None)
    return keys_asked(placements(_assignments(employee_id), versions), versions, within)


def _assignments(employee_id: int | None) -> list[Assignment]:
    everybody = list_assignments(known_at=None)
    return [one for one in everybody if employee_id is None or one.person == employee_id]
