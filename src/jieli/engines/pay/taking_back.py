"""Which version takes back what was paid: the one that paid it, where no sum of credits decided. Page: docs/algorithms/plans.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from attrs import define, evolve, field, frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.joining import Asked, Placed, says_the_same
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import Placement, Segment
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.ranges import DateRange, merge

VersionOf = Callable[[str, int], ReadVersion | None]  # plan, number → what its text says, if it can be read

_Versions = tuple[
    str, tuple[int, ...], int
]  # the plan, the versions of the stay before, the version of the days


@frozen
class _Paid:
    """A component of earlier versions that takes back what it paid. first, last: the versions that say the same of it, by
    their places in the stay."""

    first: int
    last: int
    placed: Placed


@frozen
class _Left:
    """What a version leaves to those before it. places: key → places in the stay whose refunds it does not take back."""

    places: Mapping[str, tuple[int, ...]]
    paid: tuple[_Paid, ...]


_NOTHING = _Left({}, ())


@define
class TakingBack:
    """What each version leaves to those that were in force before it."""

    stays: Mapping[int, Sequence[Placement]]
    version_of: VersionOf
    _left: dict[_Versions, _Left] = field(factory=dict, init=False)

    def divided(self, segment: Segment, components: Sequence[Placed]) -> Iterator[Asked]:
        """The components of a segment, each without the refunds that it leaves, and beside them what takes these back."""
        before = () if segment.is_echo else self._before(segment)
        left = self._of(segment, before) if before else _NOTHING
        for places, own in groupby(components, key=lambda one: left.places.get(one[1].key, ())):
            elsewhere = tuple(merge(before[place][0] for place in places))
            yield evolve(segment, taken_elsewhere=elsewhere) if elsewhere else segment, tuple(own)
        for (first, last), own_paid in groupby(left.paid, key=lambda one: (one.first, one.last)):
            days = DateRange(before[first][0].from_, before[last][0].until)
            echo = evolve(segment, version=before[last][1], bases=(), takes_back=days)
            yield echo, tuple(one.placed for one in own_paid)

    def versions(self, segment: Segment) -> Iterator[tuple[str, int]]:
        """Its own, and those that take back beside it."""
        yield segment.plan, segment.version
        for echo, _ in self.divided(segment, ()):
            yield echo.plan, echo.version

    def _before(self, segment: Segment) -> Sequence[tuple[DateRange, int]]:
        """The days of the stay on versions before that of the segment, each with its number."""
        found: list[tuple[DateRange, int]] = []
        for stay in self.stays.get(segment.person, ()):
            if stay.plan != segment.plan or segment.range.from_ not in stay.days:
                continue
            for span in stay.spans:
                if segment.range.from_ in span.range:
                    break
                if span.version is not None:
                    found.append((span.range, span.version.number))
        return found

    def _of(self, segment: Segment, before: Sequence[tuple[DateRange, int]]) -> _Left:
        key = (segment.plan, tuple(number for _, number in before), segment.version)
        if key not in self._left:
            read = [self.version_of(segment.plan, number) for number in (*key[1], segment.version)]
            *earlier, later = (None if one is None else one.plan for one in read)
            assert later is not None, "Nobody is asked by what cannot be read."
            self._left[key] = _left(later, earlier)
        return self._left[key]


def _left(later: Plan, before: Sequence[Plan | None]) -> _Left:
    """before: from the oldest on."""
    places: dict[str, list[int]] = {}
    paid: dict[str, list[_Paid]] = {}
    for place, plan in enumerate(before):
        if plan is None:
            continue
        pairs = _Pairs.of(plan, later)
        for key in pairs.left():
            places.setdefault(key, []).append(place)
        for placed in pairs.taking_back():
            own = paid.setdefault(placed[1].key, [])
            if own and own[-1].last == place - 1 and says_the_same(own[-1].placed[1], placed[1]):
                own[-1] = _Paid(own[-1].first, place, placed)
            else:
                own.append(_Paid(place, place, placed))
    everything = [one for own in paid.values() for one in own]
    ordered = sorted(everything, key=lambda one: (one.first, one.last, one.placed[0]))
    return _Left({key: tuple(own) for key, own in places.items()}, tuple(ordered))


@frozen
class _Pairs:
    """The components of an earlier version beside those of a later version, by their keys."""

    before: Sequence[Placed]
    later: Mapping[str, Component]

    @staticmethod
    def of(before: Plan, later: Plan) -> "_Pairs":
        return _Pairs(tuple(enumerate(before.components)), {one.key: one for one in later.components})

    def taking_back(self) -> Iterator[Placed]:
        """Those of the earlier version that take back what they paid."""
        for placed in self.before:
            one = placed[1]
            is_gone = one.key not in self.later and self._are_gone_apart
            if one.takes_back_as_paid() and (is_gone or self._is_changed(one)):
                yield placed

    def left(self) -> Iterator[str]:
        """Keys of the later version that leave refunds of what the earlier one paid."""
        was = {one.key: one for _, one in self.before}
        for key, one in self.later.items():
            if key not in was:
                leaves = one.pays_deals() and self._are_gone_apart
            else:
                leaves = was[key].takes_back_as_paid() and self._is_changed(was[key])
            if leaves:
                yield key

    def _is_changed(self, was: Component) -> bool:
        """It has a successor of its kind that says otherwise."""
        its = self.later.get(was.key)
        return its is not None and its.type == was.type and not says_the_same(was, its)

    @property
    def _are_gone_apart(self) -> bool:
        """Whether all that the later version has no longer takes back by itself what it paid, so that nothing new does it."""
        gone = [one for _, one in self.before if one.key not in self.later and one.views()]
        return all(one.takes_back_as_paid() for one in gone) and not any(
            one.rates_sums() for one in self.later.values()
        )
