"""A run on its way from inputs to outcomes, the same in every back end: sources, work, parts, outcomes."""

from collections.abc import Iterator

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.desired import Parts, desired_parts
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.planned import Planned
from jieli.engines.pay.posting import outcomes_of
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.sources import CreditSource, FactSource, Sources
from jieli.engines.pay.values import Outcome, PayInputs
from jieli.engines.pay.work import Pricer, Work
from jieli.engines.pay.working import Works


@frozen
class Run:
    """All work of a run. What a back end says of itself is in the sources and the pricer of the work."""

    works: Works

    @staticmethod
    def of(inputs: PayInputs, credits: CreditSource, facts: FactSource, pricer: Pricer) -> "Run":
        """inputs: in one currency. **Raises** Problems where stays on plans or the plans' texts are wrong."""
        return Run(Works(Planned.of(inputs), Sources.of_inputs(inputs, credits, facts), pricer))

    @staticmethod
    def by_definition(inputs: PayInputs, credits: Credits) -> "Run":
        """credits: of the inputs' book. **Raises** Problems."""
        facts = BookFacts(inputs.book, inputs.confirmations)
        return Run.of(inputs, credits, facts, ReferencePricer(credits))

    @property
    def inputs(self) -> PayInputs:
        return self.works.planned.inputs

    @property
    def sources(self) -> Sources:
        return self.works.sources

    def asked(self) -> Iterator[tuple[Component, tuple[Pricing, ...], Work]]:
        """Every piece of work of a component that pays on credits, as it will be asked, with what it pays; what comes
        before it is left out."""
        planned, only = self.works.planned, self.inputs.only
        for person, of_periods in planned.segments.items():
            if only is not None and person not in only:
                continue
            for period, of_plans in zip(planned.periods, of_periods, strict=True):
                for segments in of_plans.values():
                    for stage in self.works.stages(period, segments):
                        for _, component in stage.components:
                            if pricings := component.pricings():
                                yield component, pricings, stage.of(component, {})

    def parts(self) -> Parts:
        """What should be. **Raises** Problems, all that were found."""
        return desired_parts(self.works)

    def outcomes(self, *, traces: bool = True) -> tuple[Outcome, ...]:
        """What is posted, as `outcomes_of` says. **Raises** Problems."""
        return outcomes_of(self.inputs, self.parts(), traces=traces)
