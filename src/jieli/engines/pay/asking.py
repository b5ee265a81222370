"""Which components are asked for which days, whoever prices them. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, field, frozen

from jieli.engines.pay.component import Component, Scope
from jieli.engines.pay.joining import Joining, Placed, SegmentComponents
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import Placement, Segment
from jieli.engines.pay.taking_back import TakingBack, VersionOf
from jieli.engines.pay.values import PlanVersion
from jieli.engines.pay.versions import ReadVersion, readable
from jieli.kernel.ranges import DateRange


@frozen
class ComponentsByScope:
    """The components of a version, by when they are asked."""

    segment: tuple[Placed, ...]
    echo: tuple[Placed, ...]
    period: tuple[Placed, ...]
    by_key: Mapping[str, Component]

    def of_segment(self, segment: Segment) -> tuple[Placed, ...]:
        return self.echo if segment.is_echo else self.segment

    @staticmethod
    def of(plan: Plan) -> "ComponentsByScope":
        placed = tuple(enumerate(plan.components))
        own = tuple(one for one in placed if one[1].scope is Scope.SEGMENT)
        return ComponentsByScope(
            segment=own,
            echo=tuple(one for one in own if one[1].pays_deals()),
            period=tuple(one for one in placed if one[1].scope is Scope.PERIOD),
            by_key={component.key: component for component in plan.components},
        )


@define
class Asking:
    """Who is asked beside whom: versions of the days, those that go on with their deals, those that take back what they paid."""

    stays: Mapping[int, Sequence[Placement]]
    version_of: VersionOf
    _joining: Joining = field(init=False)
    _taking_back: TakingBack = field(init=False)
    _by_scope: dict[tuple[str, int], ComponentsByScope] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._joining = Joining(lambda plan, number: self.read(plan, number).plan)
        self._taking_back = TakingBack(self.stays, self.version_of)

    def of_segments(self, segments: Sequence[Segment]) -> Iterator[SegmentComponents]:
        """Those of scope segment, once for all days through which they stay as they are. segments: of one person, plan and
        period, in order."""
        return self._joining.joined(
            [
                asked
                for one in segments
                for asked in self._taking_back.divided(one, self.by_scope(one).of_segment(one))
            ]
        )

    def by_scope(self, segment: Segment) -> ComponentsByScope:
        key = (segment.plan, segment.version)
        if key not in self._by_scope:
            self._by_scope[key] = ComponentsByScope.of(self.read(*key).plan)
        return self._by_scope[key]

    def read(self, plan: str, number: int) -> ReadVersion:
        version = self.version_of(plan, number)
        assert version is not None, "Nobody is asked by what cannot be read."
        return version

    def versions(self, segments: Iterable[Segment]) -> frozenset[tuple[str, int]]:
        """Plans and numbers of all that are asked for these segments."""
        return frozenset((one.plan, one.version) for one, _ in self._everybody(segments))

    def keys(self, segments: Iterable[Segment]) -> Mapping[str, frozenset[str]]:
        """Plan → the components that are asked for these segments or for their period."""
        found: dict[str, frozenset[str]] = {}
        for one, components in self._everybody(segments):
            found[one.plan] = found.get(one.plan, frozenset()).union(components)
        return found

    def _everybody(self, segments: Iterable[Segment]) -> Iterator[tuple[Segment, Iterable[str]]]:
        for one in dict.fromkeys(segments):
            scopes = self.by_scope(one)
            yield one, [placed[1].key for placed in scopes.echo] if one.is_echo else scopes.by_key
            for echo, taking_back in self._taking_back.echoes(one):
                yield echo, [placed[1].key for placed in taking_back]


def keys_asked(
    placed: Sequence[Placement], versions: Sequence[PlanVersion], within: DateRange
) -> Mapping[str, frozenset[str]]:
    """Plan → the components by which somebody may be paid on a day within, or may have to give back. What cannot be read has
    none."""
    texts = {(one.plan, one.number): one for one in versions}
    stays: dict[int, list[Placement]] = {}
    for stay in placed:
        stays.setdefault(stay.person, []).append(stay)
    asking = Asking(stays, lambda plan, number: readable(texts[plan, number]))
    segments = (segment for stay in placed for segment in stay.segments(within))
    return asking.keys(one for one in segments if asking.version_of(one.plan, one.version) is not None)
