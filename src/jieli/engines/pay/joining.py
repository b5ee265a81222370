"""Which segments are one piece of work for a component. Normative page: docs/algorithms/plans.md."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from attrs import define, field

from jieli.engines.pay.component import Component
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import Segment, as_one
from jieli.engines.pay.text.parameters import write_parameters
from jieli.kernel.ranges import DateRange

Placed = tuple[int, Component]  # its place in the plan, the component
SegmentComponents = tuple[Segment, tuple[Placed, ...]]  # days, and who is asked for them

# The days whose deals an echo pays, those whose credits it takes back, the key of a component.
_Of = tuple[DateRange | None, DateRange | None, str]


@define
class Joining:
    """What each version leaves as the version before it had it."""

    plan_of: Callable[[str, int], Plan]
    _kept: dict[tuple[str, int, int, bool], frozenset[str]] = field(factory=dict, init=False)

    def joined(self, asked: Sequence[SegmentComponents]) -> Iterator[SegmentComponents]:
        """Each component once for all segments through which it stays as it is, at its place in the last of them. asked:
        the segments of one person, plan and period in order, those of the same days one after the other, each with the components of scope
        segment that it asks."""
        if len(asked) == 1:
            yield from asked
            return
        begun: dict[_Of, list[Segment]] = {}
        for place, (segment, components) in enumerate(asked):
            lasts: set[str] = set()
            for follower, its in asked[place + 1 :]:
                if _goes_on(segment, follower):
                    lasts |= self._keeps(segment, follower).intersection(one.key for _, one in its)
            due: list[tuple[Segment, Placed]] = []
            for placed in components:
                key = (segment.signed, segment.takes_back, placed[1].key)
                begun.setdefault(key, []).append(segment)
                if placed[1].key not in lasts:
                    due.append((as_one(begun.pop(key)), placed))
            for days, of_days in groupby(due, key=lambda one: one[0]):
                yield days, tuple(placed for _, placed in of_days)

    def _keeps(self, segment: Segment, follower: Segment) -> frozenset[str]:
        same_deals = segment.elsewhere == follower.elsewhere
        of = (segment.plan, segment.version, follower.version, same_deals)
        if of not in self._kept:
            before, after = (self.plan_of(one.plan, one.version) for one in (segment, follower))
            self._kept[of] = kept(before, after, same_deals=same_deals)
        return self._kept[of]


def kept(before: Plan, after: Plan, *, same_deals: bool = True) -> frozenset[str]:
    """Keys of the components that a version leaves as they were, with what they look at. same_deals: those that follow the
    deal are for the same deals."""
    earlier = {one.key: one for one in before.components}
    found: set[str] = set()
    for one in after.components:
        is_for_the_same = same_deals or not one.pays_deals()
        if is_for_the_same and says_the_same(earlier.get(one.key), one) and found.issuperset(one.needs()):
            found.add(one.key)
    return frozenset(found)


def says_the_same(before: Component | None, after: Component) -> bool:
    """Whatever it is called."""
    return (
        before is not None
        and before.type == after.type
        and write_parameters(before) == write_parameters(after)
    )


def _goes_on(segment: Segment, other: Segment) -> bool:
    """Without a day between, for the same credits."""
    return segment.range.until == other.range.from_ and (segment.signed, segment.takes_back) == (
        other.signed,
        other.takes_back,
    )
