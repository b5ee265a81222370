"""Who is paid by what on which days of a run: its periods, everybody's stays and segments, the plan texts they name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from jieli.engines.pay.segments import Placement, Segment, by_plan, check_assignments, placements
from jieli.engines.pay.succession import Earlier, check_after_frozen, check_freezing
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import ReadVersion, read_versions, readable
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, refuse

Versions = Mapping[tuple[str, int], ReadVersion]


@frozen
class Planned:
    """A run's inputs, sorted once. stays: person → his. segments: person → for each period, plan → his segments on it."""

    inputs: PayInputs
    periods: tuple[Period, ...]
    versions: Versions
    stays: Mapping[int, tuple[Placement, ...]]
    segments: Mapping[int, tuple[Mapping[str, Sequence[Segment]], ...]]

    def version(self, plan: str, number: int) -> ReadVersion | None:
        """Also one that pays nobody in the run's periods, where it can be read."""
        if (plan, number) in self.versions:
            return self.versions[plan, number]
        texts = (one for one in self.inputs.versions if (one.plan, one.number) == (plan, number))
        found = next(texts, None)
        return None if found is None else readable(found, self.inputs.currency)

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
        refuse(_after_frozen(segments.values(), versions))
        return Planned(
            inputs, periods, versions, {person: tuple(own) for person, own in stays.items()}, segments
        )


def _after_frozen(
    of_people: Iterable[Sequence[Mapping[str, Sequence[Segment]]]], versions: Versions
) -> Iterator[Problem]:
    """What versions that freeze their deals, and those that pay beside them, may not say."""
    beside = {
        (echo.plan, own.version, echo.version)
        for of_periods in of_people
        for of_plans in of_periods
        for segments in of_plans.values()
        for echo in segments
        if echo.is_echo
        for own in segments
        if not own.is_echo and own.range == echo.range
    }
    for plan, number in sorted({(plan, echo) for plan, _, echo in beside}):
        yield from _at(plan, number, check_freezing(versions[plan, number].plan))
    for plan, number, echo in sorted(beside):
        was = Earlier(echo, versions[plan, echo].plan, freezes_deals=True)
        yield from _at(plan, number, check_after_frozen(versions[plan, number].plan, was))


def _at(plan: str, number: int, found: Iterable[Problem]) -> Iterator[Problem]:
    return (evolve(one, place=f"plan {plan}, version {number}: {one.place}") for one in found)


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


def versions_of(inputs: PayInputs, segments: tuple[tuple[Period, Segment], ...]) -> Versions:
    """(plan, number) → version, of the segments' versions."""
    used = {(segment.plan, segment.version) for _, segment in segments}
    return read_versions(inputs.versions, used, inputs.currency)
