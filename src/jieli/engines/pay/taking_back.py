"""Which version takes back what was paid: the one that paid it, where no sum of credits decided. Page: docs/algorithms/plans.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from attrs import define, evolve, field, frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.joining import Placed, SegmentComponents, says_the_same
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.segments import LeftRefunds, Placement, Segment
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.ranges import DateRange

VersionOf = Callable[[str, int], ReadVersion | None]  # plan, number → what its text says, if it can be read

_Span = tuple[DateRange, int]  # days of a stay, the number of their version


@frozen
class _Paid:
    """A component of earlier versions that takes back what it paid. first, last: the versions that say the same of it, by
    their places in the stay."""

    first: int
    last: int
    placed: Placed


_Left = Mapping[str, tuple[tuple[int, int], ...]]  # key → places of who was refunded on its days, of who paid


@frozen
class _Divided:
    """Who takes back on the days of the last of some versions. own: what it leaves to those before it. left: with what these
    left while they had the key."""

    own: _Left
    left: _Left
    paid: tuple[_Paid, ...]


_NOTHING = _Divided({}, {}, ())


@define
class TakingBack:
    """What each version leaves to those that were in force before it."""

    stays: Mapping[int, Sequence[Placement]]
    version_of: VersionOf
    _known: dict[tuple[str, tuple[int, ...]], _Divided] = field(factory=dict, init=False)

    def divided(self, segment: Segment, components: Sequence[Placed]) -> Iterator[SegmentComponents]:
        """The components of a segment, each without the refunds that it leaves, and beside them what takes these back."""
        spans = self._so_far(segment)
        left = self._of(segment.plan, tuple(number for _, number in spans)).left
        for pairs, own in groupby(components, key=lambda one: left.get(one[1].key, ())):
            elsewhere = tuple(LeftRefunds(spans[on][0], spans[paid][0]) for on, paid in pairs)
            yield evolve(segment, taken_elsewhere=elsewhere) if elsewhere else segment, tuple(own)
        yield from self.echoes(segment)

    def echoes(self, segment: Segment) -> Iterator[SegmentComponents]:
        """What earlier versions take back on the days of a segment."""
        spans = self._so_far(segment)
        paid = self._of(segment.plan, tuple(number for _, number in spans)).paid
        for (first, last), own in groupby(paid, key=lambda one: (one.first, one.last)):
            days = DateRange(spans[first][0].from_, spans[last][0].until)
            yield segment.echo(spans[last][1], takes_back=days), tuple(one.placed for one in own)

    def _so_far(self, segment: Segment) -> Sequence[_Span]:
        """The days of the stay on each version, up to the segment's; nothing for an echo, which leaves nothing."""
        if segment.is_echo:
            return ()
        for stay in self.stays.get(segment.person, ()):
            if stay.plan == segment.plan and segment.range.from_ in stay.days:
                return [
                    (span.range, span.version.number)
                    for span in stay.spans
                    if span.version is not None and span.range.from_ <= segment.range.from_
                ]
        return ()

    def _of(self, plan: str, numbers: tuple[int, ...]) -> _Divided:
        if len(numbers) < 2:
            return _NOTHING
        if (plan, numbers) not in self._known:
            self._known[plan, numbers] = self._divide(plan, numbers)
        return self._known[plan, numbers]

    def _divide(self, plan: str, numbers: tuple[int, ...]) -> _Divided:
        read = [self.version_of(plan, number) for number in numbers]
        *before, later = (None if one is None else one.plan for one in read)
        if later is None:  # what it was to leave then is not known
            return _NOTHING
        own = _left(later, before)
        types = {one.key: one.type for one in later.components}
        left: dict[str, tuple[tuple[int, int], ...]] = {}
        for place, was in enumerate(before):
            if was is None:
                continue
            then = self._of(plan, numbers[: place + 1]).own
            for one in was.components:
                if types.get(one.key) == one.type and one.key in then:
                    left[one.key] = (*left.get(one.key, ()), *then[one.key])
        for key, pairs in own.items():
            left[key] = (*left.get(key, ()), *pairs)
        return _Divided(own, left, _paid(later, before))


def keys_taking_back(before: Plan, later: Plan) -> Iterator[str]:
    """Under which an earlier version takes back on the days of a later one what it paid."""
    return (one.key for _, one in _Pairs.of(before, later).taking_back())


def _left(later: Plan, before: Sequence[Plan | None]) -> _Left:
    """before: from the oldest on."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for place, plan in enumerate(before):
        for key in () if plan is None else _Pairs.of(plan, later).left():
            found[key] = (*found.get(key, ()), (len(before), place))
    return found


def _paid(later: Plan, before: Sequence[Plan | None]) -> tuple[_Paid, ...]:
    """before: from the oldest on."""
    paid: dict[str, list[_Paid]] = {}
    for place, plan in enumerate(before):
        for placed in () if plan is None else _Pairs.of(plan, later).taking_back():
            own = paid.setdefault(placed[1].key, [])
            if own and own[-1].last == place - 1 and says_the_same(own[-1].placed[1], placed[1]):
                own[-1] = _Paid(own[-1].first, place, placed)
            else:
                own.append(_Paid(place, place, placed))
    everything = [one for own in paid.values() for one in own]
    return tuple(sorted(everything, key=lambda one: (one.first, one.last, one.placed[0])))


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
            its = was.get(key)
            if its is not None and its.type == one.type:
                leaves = its.takes_back_as_paid() and self._is_changed(its)
            else:
                leaves = one.pays_deals() and self._are_gone_apart and not pays_rates(its)
            if leaves:
                yield key

    def _is_changed(self, was: Component) -> bool:
        """It has a successor of its kind that says otherwise."""
        its = self.later.get(was.key)
        return its is not None and its.type == was.type and not says_the_same(was, its)

    @property
    def _are_gone_apart(self) -> bool:
        """Whether all that the later version has no longer takes back by itself what it paid, so that nothing new does it."""
        gone = (one for _, one in self.before if pays_rates(one) and not pays_rates(self.later.get(one.key)))
        return all(one.takes_back_as_paid() and one.key not in self.later for one in gone) and not any(
            one.rates_sums() for one in self.later.values()
        )


def pays_rates(component: Component | None) -> bool:
    """Whether it pays every credit that it takes, so that a refund of it must be taken back by somebody."""
    return component is not None and (
        bool(component.views()) or component.takes_back_as_paid() or component.rates_sums()
    )
