"""What every component of everybody should be, in parts by segment. Normative page: docs/algorithms/plans.md."""

from collections.abc import Mapping

from attrs import define, field, frozen

from jieli.engines.pay.component import Component, Result, Segment, Work
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.segments import check_assignments, placements
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import ReadVersion, read_versions
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems, refuse
from jieli.kernel.ranges import DateRange, merge


@frozen
class Key:
    """What an amount is for."""

    person: int
    period: Period
    plan: str
    component: str


@frozen
class Part:
    """What one component comes to in one segment. position: its place in that version of the plan."""

    segment: Segment
    component: Component
    position: int
    version: ReadVersion
    result: Result


def periods_of(inputs: PayInputs) -> tuple[Period, ...]:
    """The run's own period and those that are computed again, each once, in order."""
    once = {inputs.period, *inputs.earlier}
    return tuple(sorted(once, key=lambda period: (period.from_, period.until, period.label)))


def segments_of(inputs: PayInputs, periods: tuple[Period, ...]) -> tuple[tuple[Period, Segment], ...]:
    """Every segment of every person in these periods. Raises Problems where somebody is on two plans at once, or on one
    that has no version on a day."""
    refuse(check_assignments(inputs.assignments))
    placed = placements(inputs.assignments, inputs.versions)
    refuse(problem for one in placed for period in periods for problem in one.check(period.range))
    return tuple(
        (period, segment) for one in placed for period in periods for segment in one.segments(period.range)
    )


def versions_of(
    inputs: PayInputs, segments: tuple[tuple[Period, Segment], ...]
) -> Mapping[tuple[str, int], ReadVersion]:
    """(plan, number) → version, of the segments' versions."""
    used = {(segment.plan, segment.version) for _, segment in segments}
    return read_versions(inputs.versions, used, inputs.currency)


def desired_parts(inputs: PayInputs, credits: Credits) -> Mapping[Key, tuple[Part, ...]]:
    """**Shape**: one entry per person, period, plan and component, its parts in order of days. **Raises** Problems, all
    that were found."""
    segments = segments_of(inputs, periods_of(inputs))
    computing = _Computing(inputs, versions_of(inputs, segments), credits, _employed(inputs))
    desired: dict[Key, list[Part]] = {}
    for period, segment in segments:
        for part in computing.parts(segment):
            key = Key(segment.person, period, segment.plan, part.component.key)
            desired.setdefault(key, []).append(part)
    refuse({problem.text(): problem for problem in computing.found}.values())
    return {key: tuple(parts) for key, parts in desired.items()}


@define
class _Computing:
    """What is common to all segments of a run, and what was found wrong on the way."""

    inputs: PayInputs
    versions: Mapping[tuple[str, int], ReadVersion]
    credits: Credits
    employed: Mapping[int, tuple[DateRange, ...]]
    found: list[Problem] = field(factory=list)

    def parts(self, segment: Segment) -> list[Part]:
        version = self.versions[segment.plan, segment.version]
        work = Work(segment, self.employed.get(segment.person, ()), self.inputs.calendar, self.credits)
        parts = []
        for position, component in enumerate(version.plan.components):
            try:
                result = component.compute(work)
            except Problems as wrong:
                self.found.extend(wrong.problems)
            else:
                parts.append(Part(segment, component, position, version, result))
        return parts


def _employed(inputs: PayInputs) -> Mapping[int, tuple[DateRange, ...]]:
    spans: dict[int, list[DateRange]] = {}
    for employment in inputs.employments:
        spans.setdefault(employment.person, []).append(employment.range)
    return {person: merge(own) for person, own in spans.items()}
