"""What every component of everybody should be, in parts. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from attrs import define, evolve, field, frozen

from jieli.engines.pay.adjusting import (
    OWN_LINE,
    OWN_LINE_NAMES,
    Adjustments,
    ByHand,
    Seen,
    check_adjustments,
)
from jieli.engines.pay.component import Component, Scope
from jieli.engines.pay.plan import Plan
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.segments import Segment, whole_of
from jieli.engines.pay.settlement.left_open import is_left, left_open
from jieli.engines.pay.values import AmountKey, PayInputs
from jieli.engines.pay.versions import ReadVersion, read_versions
from jieli.engines.pay.work import PastPeriod, Work
from jieli.engines.pay.working import Works
from jieli.kernel.period import Period
from jieli.kernel.problem import Problem, Problems, refuse


@frozen
class ComputedPart:
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

    @property
    def may_stay_open(self) -> bool:
        return self.component.may_stay_open()


@frozen
class OnPlan:
    """One person's period on one plan. segments: his days on it; none where he is not on it. open_parts: the components that may
    have something open, each as it was last asked. past: his earlier periods."""

    person: int
    plan: str
    period: Period
    segments: Sequence[Segment]
    open_parts: tuple[ComputedPart, ...]
    past: tuple[PastPeriod, ...]


Parts = Mapping[AmountKey, tuple[ComputedPart, ...]]


def desired_parts(works: Works) -> Parts:
    """Of all work of a run. What differs between back ends is behind the sources and the pricer of the work.

    **Shape**: one entry per person, period, plan and component, its parts in order of days. **Raises** Problems, all
    that were found."""
    inputs = works.planned.inputs
    refuse(check_adjustments(inputs.adjustments))
    computing = _Computing(inputs, works)
    desired: dict[AmountKey, list[ComputedPart]] = {}
    for person in sorted(computing.by_hand.people.union(computing.planned.stays)):
        if inputs.only is not None and person not in inputs.only:
            continue
        for key, part in computing.of_person(person):
            desired.setdefault(key, []).append(part)
    refuse({problem.text(): problem for problem in computing.found}.values())
    return {key: tuple(parts) for key, parts in desired.items()}


@define
class _Computing:
    """What was found wrong on the way, and what was decided by hand."""

    inputs: PayInputs
    works: Works
    found: list[Problem] = field(factory=list)
    by_hand: Adjustments = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.by_hand = Adjustments.among(self.inputs.adjustments)

    @property
    def planned(self) -> Planned:
        return self.works.planned

    def of_person(self, person: int) -> Iterator[tuple[AmountKey, ComputedPart]]:
        """Period by period, since each may look at those before it."""
        past: tuple[PastPeriod, ...] = ()
        nowhere: Sequence[Mapping[str, Sequence[Segment]]] = ({},) * len(self.planned.periods)
        of_periods = self.planned.segments.get(person, nowhere)
        opened: dict[
            str, dict[str, ComputedPart]
        ] = {}  # plan → component → where it was last asked, of those that may stay open
        for period, plans in zip(self.planned.periods, of_periods, strict=True):
            fen: dict[tuple[str, str], int] = {}
            carried: dict[tuple[str, str], Mapping[str, int]] = {}
            for plan in dict.fromkeys((*plans, *opened, *self.by_hand.plans(person, period))):
                open_ones = opened.setdefault(plan, {})
                segments = plans.get(plan, ())
                asked = OnPlan(person, plan, period, segments, tuple(open_ones.values()), past)
                for part in self._of_plan(asked):
                    if part.may_stay_open:
                        open_ones[part.component.key] = part
                    key = (plan, part.component.key)
                    fen[key] = fen.get(key, 0) + part.result.fen
                    if not part.is_by_hand:  # also nothing: it is not what stood there before
                        carried[key] = part.result.carried
                    yield AmountKey(part.segment.person, period, plan, part.component.key), part
            past = (*past, PastPeriod(period, fen, carried))

    def _of_plan(self, asked: OnPlan) -> Iterator[ComputedPart]:
        """What the version has, what is open of what it has no longer, then, by component, what was decided by hand."""
        has = self.works.has(asked.segments) if asked.segments else {}
        over = tuple(self._open(asked, has))
        beside = {one.component.key: one.component for one, _ in over}
        to_come = {key for key, component in has.items() if component.scope is Scope.PERIOD}
        seen = Seen(self.by_hand.of(asked.person, asked.period, asked.plan), to_come.union(beside))
        last: dict[str, ComputedPart] = {}
        for part in chain(self._of_version(asked, beside, seen), self._over(over, has, seen)):
            last[part.component.key] = part
            yield part
        for key, decided in seen.decided().items():
            yield self._decided(asked, key, decided, last.get(key))

    def _open(self, asked: OnPlan, has: Mapping[str, Component]) -> Iterator[tuple[ComputedPart, Work]]:
        """What is open of components that the version has no longer, each as it was last asked, with its work now."""
        days = whole_of(asked.segments).range if asked.segments else asked.period.range
        for one in asked.open_parts:
            key = one.component.key
            if key in has and has[key].type == one.component.type:
                continue
            segment = evolve(one.segment, range=days)
            work = self.works.work_over(segment, key, asked.period, asked.past, has)
            carried = work.carried()
            if key in has:
                if one.component.winds_down(carried) or _is_told_open(one.component, carried):
                    self.found.append(_other_type(one, has[key].type))
            elif one.component.winds_down(carried):
                yield one, work

    def _of_version(
        self, asked: OnPlan, beside: Mapping[str, Component], seen: Seen
    ) -> Iterator[ComputedPart]:
        """Each component sees what those before it came to in the period, in all its segments."""
        if not asked.segments:
            return
        for stage in self.works.stages(asked.period, asked.segments, asked.past, beside):
            for position, component in stage.components:
                before = seen.of_period() if stage.scope is Scope.PERIOD else seen.of_segments()
                looks_at = set(component.needs()).difference(component.quotas())  # these it asks itself
                if self.found and not looks_at.issubset(before):
                    continue  # what it looks at could not be computed, and that is said
                result = self._result(component, stage.of(component, before))
                takes_nothing = (
                    stage.work.segment.takes_back is not None and result is not None and not result.fen
                )
                if result is not None and not takes_nothing:
                    seen.add(component.key, result)
                    yield ComputedPart(stage.work.segment, component, position, stage.version, result)

    def _over(
        self, over: Sequence[tuple[ComputedPart, Work]], has: Mapping[str, Component], seen: Seen
    ) -> Iterator[ComputedPart]:
        """What is open, each by the version that had it last, after all that the version of now has. What nothing settles is
        told; of somebody who is not on the plan it is not even asked."""
        beside = {one.component.key: one.component for one, _ in over}
        for one, work in over:
            key, carried = one.component.key, work.carried()
            result: Result | None = Lines((), carried)
            if has or one.component.goes_on(carried):
                components = {**work.components, **beside}
                asked = evolve(work, before=seen.of_period(), components=components)
                result = self._result(one.component, asked)
            if result is not None and is_left(one.component, result.carried, has):
                decided = seen.decided().get(key)
                told = left_open(one.component, work, result.carried, decided.fen if decided else 0)
                result = Lines((*result.lines, *told.lines), told.carried)
            if result is not None and (result.lines or has or one.component.goes_on(carried)):
                seen.add(key, result)
                yield evolve(one, segment=work.segment, result=result)

    def _decided(self, asked: OnPlan, key: str, decided: Result, last: ComputedPart | None) -> ComputedPart:
        """What was decided by hand, as a part beside the last that was computed."""
        if last is not None:
            return evolve(last, component=ByHand(key=key, names=last.component.names), result=decided)
        by_hand = ByHand(key=key, names=self._names(asked.plan, key))
        segment = Segment(asked.person, asked.plan, 0, asked.period.range, ())
        return ComputedPart(segment, by_hand, 0, _NO_VERSION, decided)

    def _names(self, plan: str, key: str) -> Mapping[str, str]:
        """Of a component that has no part: as the last version that has it calls it, or as it was issued."""
        if key == OWN_LINE:
            return OWN_LINE_NAMES
        for component in _components_of(self.inputs, plan):
            if component.key == key:
                return component.names
        issued = [
            one.names for one in self.inputs.issued if one.plan == plan and one.component == key and one.names
        ]
        return max(issued, key=lambda names: sorted(names.items()), default={"zh": key, "en": key})

    def _result(self, component: Component, work: Work) -> Result | None:
        try:
            return component.compute(work)
        except Problems as wrong:
            self.found.extend(wrong.problems)
            return None


_NO_VERSION = ReadVersion(Plan({}, "", ()), "")


def _components_of(inputs: PayInputs, plan: str) -> Iterator[Component]:
    """Of each version of a plan that was in force in the run, the latest first, whether or not it pays anybody, so that others
    make no difference. What cannot be read has none."""
    own = [one for one in inputs.versions if one.plan == plan and one.in_force_from < inputs.period.until]
    for one in sorted(own, key=lambda one: one.number, reverse=True):
        try:
            read = read_versions(inputs.versions, [(plan, one.number)], inputs.currency)
        except Problems:
            continue
        yield from read[plan, one.number].plan.components


def _is_told_open(component: Component, carried: Mapping[str, int]) -> bool:
    standing = component.standing(carried)
    return standing is not None and standing.open_fen != 0


def _other_type(was: ComputedPart, type_: str) -> Problem:
    return Problem(
        "PAY-KEY-003",
        f"{was.segment.plan}.{was.component.key}",
        "“{key}” of the plan “{plan}” was a `{was}` in version {version} and is a `{is}` now, and person {person} still has something open of what it was.",
        "Give the new component a key of its own; what is open is then settled beside it.",
        {
            "key": was.component.key,
            "plan": was.segment.plan,
            "was": was.component.type,
            "is": type_,
            "version": str(was.segment.version),
            "person": str(was.segment.person),
        },
    )
