"""A run on its way from inputs to outcomes, the same in every back end: sources, pricer, work, parts, outcomes."""

from collections.abc import Iterator

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.desired import Parts, asked_works, computed_parts
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.posting import outcomes_of
from jieli.engines.pay.pricing.spec import Pricing
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.sources import CreditSource, FactSource, Sources
from jieli.engines.pay.values import Outcome, PayInputs
from jieli.engines.pay.work import Pricer, Work


@frozen
class Run:
    """What a back end says of itself is in the credits and facts of the sources and in the pricer; all else is in the
    inputs, which are in one currency."""

    inputs: PayInputs
    sources: Sources
    pricer: Pricer

    @staticmethod
    def of(inputs: PayInputs, credits: CreditSource, facts: FactSource, pricer: Pricer) -> "Run":
        return Run(inputs, Sources.of_inputs(inputs, credits, facts), pricer)

    @staticmethod
    def by_definition(inputs: PayInputs, credits: Credits) -> "Run":
        """credits: of the inputs' book."""
        facts = BookFacts(inputs.book, inputs.confirmations)
        return Run.of(inputs, credits, facts, ReferencePricer(credits))

    def works(self) -> Iterator[tuple[Component, tuple[Pricing, ...], Work]]:
        """Every piece of work of a component that pays on credits, as it will be asked, with what it pays; what comes
        before it is left out."""
        return asked_works(self.inputs, self.sources, self.pricer)

    def parts(self) -> Parts:
        """What should be. **Raises** Problems, all that were found."""
        return computed_parts(self.inputs, self.sources, self.pricer)

    def outcomes(self, *, traces: bool = True) -> tuple[Outcome, ...]:
        """What is posted, as `outcomes_of` says. **Raises** Problems."""
        return outcomes_of(self.inputs, self.parts(), traces=traces)
