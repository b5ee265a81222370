"""What every component of everybody should be, in parts. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, evolve, field, frozen

from jieli.engines.pay.adjusting import (
    OWN_LINE,
    OWN_LINE_NAMES,
    Adjustments,
    ByHand,
    adjusted,
    check_adjustments,
)
from jieli.engines.pay.component import Component, Scope
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.pricing.pricer import ReferencePricer
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.results import Result, Sum
from jieli.engines.pay.segments import Placement, Segment, by_plan, check_assignments, placements, whole_of
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.versions import ReadVersion, read_versions
from jieli.engines.pay.work import PastPeriod, Pricer, Work
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
    """What one component comes to in one segment, or once in the period, or what was decided by hand for it. position: its
    place in that version."""

    segment: Segment
    component: Component
    position: int
    version: ReadVersion
    result: Result

    @property
    def is_by_hand(self) -> bool:
        return isinstance(self.component, ByHand)


Parts = Mapping[Key, tuple[Part, ...]]


def periods_of(inputs: PayInputs) -> tuple[Period, ...]:
    """The run's own period and those that are computed again, each once, in order."""
    once = {inputs.period, *inputs.earlier}
    return tuple(sorted(once, key=lambda period: (period.from_, period.until, period.label)))


def placed_of(inputs: PayInputs) -> tuple[Placement, ...]:
    """Everybody's stays on plans. Raises Problems where somebody is on two plans at once, or, on a day of the run, on one
    that has no version."""
    refuse(check_assignments(inputs.assignments))
    placed = placements(inputs.assignments, inputs.versions)
    refuse(problem for one in placed for period in periods_of(inputs) for problem in one.check(period.range))
    return placed


def segments_of(inputs: PayInputs, periods: tuple[Period, ...]) -> tuple[tuple[Period, Segment], ...]:
    """Every segment of every person in these periods. Raises Problems, as placed_of does."""
    return tuple(
        (period, segment)
        for one in placed_of(inputs)
        for period in periods
        for segment in one.segments(period.range)
    )


def versions_of(
    inputs: PayInputs, segments: tuple[tuple[Period, Segment], ...]
) -> Mapping[tuple[str, int], ReadVersion]:
    """(plan, number) → version, of the segments' versions."""
    used = {(segment.plan, segment.version) for _, segment in segments}
    return read_versions(inputs.versions, used, inputs.currency)


def desired_parts(inputs: PayInputs, credits: Credits) -> Parts:
    """By definition, from the credits of the inputs' book.

    **Shape**: one entry per person, period, plan and component, its parts in order of days. **Raises** Problems, all
    that were found."""
    sources = Sources.of_inputs(inputs, credits, BookFacts(inputs.book, inputs.confirmations))
    return computed_parts(inputs, sources, ReferencePricer(credits))


def computed_parts(inputs: PayInputs, sources: Sources, pricer: Pricer) -> Parts:
    """The same from any sources and any way of pricing: what differs between back ends is behind these two."""
    periods = periods_of(inputs)
    refuse(check_adjustments(inputs.adjustments))
    computing = _Computing(
        inputs, periods, versions_of(inputs, segments_of(inputs, periods)), sources, pricer, _employed(inputs)
    )
    desired: dict[Key, list[Part]] = {}
    placed = {own[0].person: own for own in _by_person(placed_of(inputs))}
    for person in sorted(computing.by_hand.people.union(placed)):
        if inputs.only is not None and person not in inputs.only:
            continue
        for key, part in computing.of_person(person, placed.get(person, ())):
            desired.setdefault(key, []).append(part)
    refuse({problem.text(): problem for problem in computing.found}.values())
    return {key: tuple(parts) for key, parts in desired.items()}


def asked_works(
    inputs: PayInputs, sources: Sources, pricer: Pricer
) -> Iterator[tuple[Component, tuple[Pricing, ...], Work]]:
    """Every piece of work of a component that pays on credits, as it will be asked, with what it pays; what comes before
    it is left out."""
    periods = periods_of(inputs)
    computing = _Computing(
        inputs, periods, versions_of(inputs, segments_of(inputs, periods)), sources, pricer, _employed(inputs)
    )
    for own in _by_person(placed_of(inputs)):
        if inputs.only is None or own[0].person in inputs.only:
            yield from computing.asked_of_person(own)


@define
class _Computing:
    """What is common to all work of a run, and what was found wrong on the way."""

    inputs: PayInputs
    periods: tuple[Period, ...]
    versions: Mapping[tuple[str, int], ReadVersion]
    sources: Sources
    pricer: Pricer
    employed: Mapping[int, tuple[DateRange, ...]]
    found: list[Problem] = field(factory=list)
    by_hand: Adjustments = field(init=False)
    pricings: dict[tuple[str, int], tuple[tuple[Component, tuple[Pricing, ...]], ...]] = field(
        factory=dict, init=False
    )

    def __attrs_post_init__(self) -> None:
        self.by_hand = Adjustments.among(self.inputs.adjustments)

    def of_person(self, person: int, placed: Sequence[Placement]) -> Iterator[tuple[Key, Part]]:
        """Period by period, since each may look at those before it."""
        past: tuple[PastPeriod, ...] = ()
        for period in self.periods:
            fen: dict[tuple[str, str], int] = {}
            carried: dict[tuple[str, str], Mapping[str, int]] = {}
            plans = by_plan(placed, period.range)
            for plan in dict.fromkeys((*plans, *self.by_hand.plans(person, period))):
                parts = self._of_plan(placed, plan, period, plans[plan], past) if plan in plans else ()
                for part in self._with_by_hand(person, period, plan, parts):
                    key = (plan, part.component.key)
                    fen[key] = fen.get(key, 0) + part.result.fen
                    if part.result.carried:
                        carried[key] = part.result.carried
                    yield Key(part.segment.person, period, plan, part.component.key), part
            past = (*past, PastPeriod(period, fen, carried))

    def asked_of_person(
        self, placed: Sequence[Placement]
    ) -> Iterator[tuple[Component, tuple[Pricing, ...], Work]]:
        for period in self.periods:
            for plan, segments in by_plan(placed, period.range).items():
                days = merge(one.days for one in placed if one.plan == plan)
                whole = whole_of(segments)
                for segment, scope in [*((one, Scope.SEGMENT) for one in segments), (whole, Scope.PERIOD)]:
                    work = self._work(segment, period, days, ())
                    version = (plan, segment.version)
                    if version not in self.pricings:
                        self.pricings[version] = tuple(
                            (component, pricings)
                            for component in self.versions[version].plan.components
                            if (pricings := component.pricings())
                        )
                    for component, pricings in self.pricings[version]:
                        if component.scope is scope:
                            yield component, pricings, evolve(work, key=component.key)

    def _of_plan(
        self,
        placed: Sequence[Placement],
        plan: str,
        period: Period,
        segments: Sequence[Segment],
        past: tuple[PastPeriod, ...],
    ) -> Iterator[Part]:
        """First the components of each segment, then those of the whole period, each in the order of the plan."""
        results: dict[str, tuple[Result, ...]] = {}
        days = merge(one.days for one in placed if one.plan == plan)
        whole = whole_of(segments)
        hand = self.by_hand.of(whole.person, period, plan)
        asked = [(segment, Scope.SEGMENT) for segment in segments] + [(whole, Scope.PERIOD)]
        for segment, scope in asked:
            if scope is Scope.PERIOD:  # what was decided for a period is seen by what looks at the period
                for key in hand.keys() & results.keys():
                    results[key] = (*results[key], adjusted(hand[key], Sum(results[key]).fen))
            work = self._work(segment, period, days, past)
            version = self.versions[plan, segment.version]
            for position, component in enumerate(version.plan.components):
                if component.scope is not scope or (segment.is_echo and not component.pays_deals()):
                    continue
                before = {key: Sum(parts) for key, parts in results.items()}
                if self.found and any(key not in before for key in component.needs()):
                    continue  # what it looks at could not be computed, and that is said
                result = self._result(component, evolve(work, key=component.key, before=before))
                if result is not None:
                    results[component.key] = (*results.get(component.key, ()), result)
                    if scope is Scope.PERIOD and component.key in hand:
                        more = adjusted(hand[component.key], Sum(results[component.key]).fen)
                        results[component.key] = (*results[component.key], more)
                    yield Part(segment, component, position, version, result)

    def _with_by_hand(self, person: int, period: Period, plan: str, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts of one plan, then, by component, what was decided by hand."""
        last: dict[str, Part] = {}
        computed: dict[str, int] = {}
        for part in parts:
            key = part.component.key
            last[key], computed[key] = part, computed.get(key, 0) + part.result.fen
            yield part
        for key, adjustments in sorted(self.by_hand.of(person, period, plan).items()):
            result = adjusted(adjustments, computed.get(key, 0))
            if key in last:
                by_hand = ByHand(key=key, names=last[key].component.names)
                yield evolve(last[key], component=by_hand, result=result)
            else:
                by_hand = ByHand(key=key, names=self._names(plan, key))
                segment = Segment(person, plan, 0, period.range, ())
                yield Part(segment, by_hand, 0, _NO_VERSION, result)

    def _names(self, plan: str, key: str) -> Mapping[str, str]:
        """Of a component that has no part: as the last version that has it calls it, or as it was issued."""
        if key == OWN_LINE:
            return OWN_LINE_NAMES
        for place in sorted(self.versions, reverse=True):
            for component in self.versions[place].plan.components:
                if place[0] == plan and component.key == key:
                    return component.names
        issued = [
            one.names for one in self.inputs.issued if one.plan == plan and one.component == key and one.names
        ]
        return max(issued, key=lambda names: sorted(names.items()), default={"zh": key, "en": key})

    def _work(
        self, segment: Segment, period: Period, on_plan: Sequence[DateRange], past: tuple[PastPeriod, ...]
    ) -> Work:
        until = segment.range.until
        assert until is not None, "A period has an end."
        so_far = [part for days in on_plan if (part := days.before(until)) is not None]
        version = self.versions[segment.plan, segment.version]
        return Work(
            segment=segment,
            period=period,
            key="",
            employed=self.employed.get(segment.person, ()),
            on_plan=tuple(so_far),
            sources=self.sources,
            pricer=self.pricer,
            components={component.key: component for component in version.plan.components},
            past=past,
            placed=tuple(on_plan),
        )

    def _result(self, component: Component, work: Work) -> Result | None:
        try:
            return component.compute(work)
        except Problems as wrong:
            self.found.extend(wrong.problems)
            return None


_NO_VERSION = ReadVersion(Plan({}, "", ()), "")


def _by_person(placed: Sequence[Placement]) -> Iterator[Sequence[Placement]]:
    people: dict[int, list[Placement]] = {}
    for one in placed:
        people.setdefault(one.person, []).append(one)
    return iter(people.values())


def _employed(inputs: PayInputs) -> Mapping[int, tuple[DateRange, ...]]:
    spans: dict[int, list[DateRange]] = {}
    for employment in inputs.employments:
        spans.setdefault(employment.person, []).append(employment.range)
    return {person: merge(own) for person, own in spans.items()}
