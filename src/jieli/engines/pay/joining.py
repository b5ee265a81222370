"""Which segments are one piece of work for a component. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from attrs import define, field

from jieli.engines.pay.component import Component
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import Segment, as_one
from jieli.engines.pay.text.parameters import write_parameters
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.ranges import DateRange

Placed = tuple[int, Component]  # its place in the plan, the component
Asked = tuple[Segment, tuple[Placed, ...]]  # days, and who is asked for them

_OfDeals = tuple[DateRange | None, str]  # the days whose deals an echo pays, the key of a component


@define
class Joining:
    """What each version leaves as the version before it had it."""

    versions: Mapping[tuple[str, int], ReadVersion]
    _kept: dict[tuple[str, int, int, bool], frozenset[str]] = field(factory=dict, init=False)

    def joined(self, asked: Sequence[Asked]) -> Iterator[Asked]:
        """Each component once for all segments through which it stays as it is, at its place in the last of them. asked:
        the segments of one person, plan and period in order, each with the components of scope segment that it asks."""
        if len(asked) == 1:
            yield from asked
            return
        begun: dict[_OfDeals, list[Segment]] = {}
        for place, (segment, components) in enumerate(asked):
            follower = next((one for one, _ in asked[place + 1 :] if _goes_on(segment, one)), None)
            lasts = frozenset() if follower is None else self._keeps(segment, follower)
            due: list[tuple[Segment, Placed]] = []
            for placed in components:
                key = (segment.signed, placed[1].key)
                begun.setdefault(key, []).append(segment)
                if placed[1].key not in lasts:
                    due.append((as_one(begun.pop(key)), placed))
            for days, of_days in groupby(due, key=lambda one: one[0]):
                yield days, tuple(placed for _, placed in of_days)

    def _keeps(self, segment: Segment, follower: Segment) -> frozenset[str]:
        same_deals = segment.elsewhere == follower.elsewhere
        of = (segment.plan, segment.version, follower.version, same_deals)
        if of not in self._kept:
            before, after = (self.versions[one.plan, one.version].plan for one in (segment, follower))
            self._kept[of] = kept(before, after, same_deals=same_deals)
        return self._kept[of]


def kept(before: Plan, after: Plan, *, same_deals: bool = True) -> frozenset[str]:
    """Keys of the components that a version leaves as they were, with what they look at. same_deals: those that follow the
    deal are for the same deals."""
    earlier = {one.key: one for one in before.components}
    found: set[str] = set()
    for one in after.components:
        is_for_the_same = same_deals or not one.pays_deals()
        if is_for_the_same and _says_the_same(earlier.get(one.key), one) and found.issuperset(one.needs()):
            found.add(one.key)
    return frozenset(found)


def _goes_on(segment: Segment, other: Segment) -> bool:
    return segment.range.until == other.range.from_ and segment.signed == other.signed


def _says_the_same(before: Component | None, after: Component) -> bool:
    """Whatever it is called."""
    return (
        before is not None
        and before.type == after.type
        and write_parameters(before) == write_parameters(after)
    )
