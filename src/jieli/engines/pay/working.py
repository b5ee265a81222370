"""The pieces of work of a run: which components are asked what. Normative page: docs/algorithms/components.md."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from attrs import define, evolve, field, frozen

from jieli.engines.pay.asking import Asking
from jieli.engines.pay.component import Component, Scope
from jieli.engines.pay.joining import Placed
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.results import Result
from jieli.engines.pay.segments import Segment, whole_of
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.versions import ReadVersion
from jieli.engines.pay.work import PastPeriod, Pricer, Work
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange, merge


@frozen
class Stage:
    """Components that are asked one after the other for the same days."""

    version: ReadVersion
    scope: Scope
    components: tuple[Placed, ...]
    work: Work

    def of(self, component: Component, before: Mapping[str, Result]) -> Work:
        return evolve(self.work, key=component.key, before=before)


@define
class Works:
    """What is common to all work of a run."""

    planned: Planned
    sources: Sources
    pricer: Pricer
    _asking: Asking = field(init=False)
    _employed: dict[int, tuple[DateRange, ...]] = field(factory=dict, init=False)
    _on_plan: dict[tuple[int, str | None], tuple[DateRange, ...]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._asking = Asking(self.planned.stays, self.planned.version)
        spans: dict[int, list[DateRange]] = {}
        for employment in self.planned.inputs.employments:
            spans.setdefault(employment.person, []).append(employment.range)
        self._employed = {person: merge(own) for person, own in spans.items()}

    def stages(
        self,
        period: Period,
        segments: Sequence[Segment],
        past: tuple[PastPeriod, ...] = (),
        beside: Mapping[str, Component] | None = None,
    ) -> Iterator[Stage]:
        """First the components of each segment, or of several that are one for them, then those of the whole period, each in
        the order of the plan. segments: of one person, plan and period. beside: what else is asked for the period, and may
        keep a floor over it."""
        for days, placed in self._asking.of_segments(segments):
            yield self._stage(Scope.SEGMENT, placed, days, period, past)
        whole = whole_of(segments)
        components = self._asking.by_scope(whole).period
        if components:
            stage = self._stage(Scope.PERIOD, components, whole, period, past)
            known = {**(beside or {}), **stage.work.components}
            yield evolve(stage, work=evolve(stage.work, components=known)) if beside else stage

    def work_over(
        self,
        segment: Segment,
        key: str,
        period: Period,
        past: tuple[PastPeriod, ...],
        has: Mapping[str, Component],
    ) -> Work:
        """For what the segment's version had and is only settled in its days, beside what the version of the days has."""
        work = self._work(evolve(segment, bases=()), period, past)
        return evolve(work, key=key, is_over=True, had=work.components, components={**work.components, **has})

    def has(self, segments: Sequence[Segment]) -> Mapping[str, Component]:
        """What the last version of these days has."""
        return self._asking.by_scope(whole_of(segments)).by_key

    def _stage(
        self,
        scope: Scope,
        components: tuple[Placed, ...],
        segment: Segment,
        period: Period,
        past: tuple[PastPeriod, ...],
    ) -> Stage:
        return Stage(
            self._asking.read(segment.plan, segment.version),
            scope,
            components,
            self._work(segment, period, past),
        )

    def _work(self, segment: Segment, period: Period, past: tuple[PastPeriod, ...]) -> Work:
        until = segment.range.until
        assert until is not None, "A period has an end."
        on_plan = self._days_on(segment.person, segment.plan)
        so_far = [part for days in on_plan if (part := days.before(until)) is not None]
        return Work(
            segment=segment,
            period=period,
            key="",
            employed=self._employed.get(segment.person, ()),
            on_plan=tuple(so_far),
            sources=self.sources,
            pricer=self.pricer,
            components=self._asking.by_scope(segment).by_key,
            past=past,
            placed=on_plan,
            on_plans=self._days_on(segment.person),
            paid_on_credits=partial(self._paid_on_credits, segment.person),
            payers=partial(self._payers, segment.person, segment.plan),
        )

    def _payers(
        self, person: int, plan: str, counts_on: date, signed_on: date | None
    ) -> Mapping[str, Component] | None:
        """Also of versions that pay nobody in the run's periods."""
        for stay in self.planned.stays.get(person, ()):
            if stay.plan == plan and counts_on in stay.days:
                version = stay.payer(counts_on, signed_on)
                read = None if version is None else self.planned.version(version.plan, version.number)
                return None if read is None else {one.key: one for one in read.plan.components}
        return None

    def _days_on(self, person: int, plan: str | None = None) -> tuple[DateRange, ...]:
        """None: on any plan."""
        key = (person, plan)
        if key not in self._on_plan:
            stays = self.planned.stays.get(person, ())
            self._on_plan[key] = merge(one.days for one in stays if plan in (None, one.plan))
        return self._on_plan[key]

    def _paid_on_credits(self, person: int) -> tuple[DateRange, ...]:
        return merge(
            segment.range
            for of_plans in self.planned.segments.get(person, ())
            for own in of_plans.values()
            for segment in own
            if any(one.pays_credits() for one in self._asking.by_scope(segment).by_key.values())
        )
