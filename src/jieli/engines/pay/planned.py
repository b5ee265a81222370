"""Who is paid by what on which days of a run: its periods, everybody's stays and segments, the plan texts they name."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from jieli.engines.pay.segments import Placement, Segment, by_plan, check_assignments, placements
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import ReadVersion, read_versions
from jieli.kernel.period import Period
from jieli.kernel.problem import refuse


@frozen
class Planned:
    """A run's inputs, sorted once. stays: person → his. segments: person → for each period, plan → his segments on it."""

    inputs: PayInputs
    periods: tuple[Period, ...]
    versions: Mapping[tuple[str, int], ReadVersion]
    stays: Mapping[int, tuple[Placement, ...]]
    segments: Mapping[int, tuple[Mapping[str, Sequence[Segment]], ...]]

    @staticmethod
    def of(inputs: PayInputs) -> "Planned":
        """**Raises** Problems, as placed_of does, and for texts that cannot be read."""
        periods = periods_of(inputs)
        stays: dict[int, list[Placement]] = {}
        for one in placed_of(inputs):
            stays.setdefault(one.person, []).append(one)
        days = [period.range for period in periods]
        segments = {person: tuple(by_plan(own, within) for within in days) for person, own in stays.items()}
        used = {
            (segment.plan, segment.version)
            for of_periods in segments.values()
            for of_plans in of_periods
            for own in of_plans.values()
            for segment in own
        }
        versions = read_versions(inputs.versions, used, inputs.currency)
        return Planned(
            inputs, periods, versions, {person: tuple(own) for person, own in stays.items()}, segments
        )


def periods_of(inputs: PayInputs) -> tuple[Period, ...]:
    """The run's own period and those that are computed again, each once, in order."""
    once = {inputs.period, *inputs.earlier}
    return tuple(sorted(once, key=lambda period: (period.from_, period.until, period.label)))


def placed_of(inputs: PayInputs) -> tuple[Placement, ...]:
    """Everybody's stays on plans. Raises Problems where somebody is on two plans at once, or, on a day of the run, on one
    that has no version."""
    refuse(check_assignments(inputs.assignments))
    placed = placements(inputs.assignments, inputs.versions)
    days = [period.range for period in periods_of(inputs)]
    refuse(
        problem for one in placed if not one.has_versions for within in days for problem in one.check(within)
    )
    return placed


def segments_of(inputs: PayInputs, periods: tuple[Period, ...]) -> tuple[tuple[Period, Segment], ...]:
    """Every segment of every person in these periods. Raises Problems, as placed_of does."""
    days = [(period, period.range) for period in periods]
    return tuple(
        (period, segment)
        for one in placed_of(inputs)
        for period, within in days
        for segment in one.segments(within)
    )


def versions_of(
    inputs: PayInputs, segments: tuple[tuple[Period, Segment], ...]
) -> Mapping[tuple[str, int], ReadVersion]:
    """(plan, number) → version, of the segments' versions."""
    used = {(segment.plan, segment.version) for _, segment in segments}
    return read_versions(inputs.versions, used, inputs.currency)
