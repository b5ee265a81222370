"""What credits come to and add up to, by definition. Normative page: docs/algorithms/pricing.md."""

from jieli.engines.pay.pricing.spec import Measure, Pricing
from jieli.engines.pay.reference.pricing import price
from jieli.engines.pay.reference.taking import counted_fen, is_taken
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.work import Work
from jieli.kernel.ranges import DateRange


class ReferencePricer:
    """Credit by credit, exact, each with its reason. credits: those of the run's book."""

    def __init__(self, credits: CreditSource) -> None:
        self.credits = credits

    def price(self, pricing: Pricing, work: Work) -> Result:
        return Lines(price(pricing, work))

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        return sum(
            counted_fen(line, measure.uplifts)
            for line in self.credits.of(measure.view, person, within)
            if is_taken(measure.take, measure.view, line, self.credits)
        )
