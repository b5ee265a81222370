"""What credits come to and add up to, by definition. Normative page: docs/algorithms/pricing.md."""

from collections.abc import Sequence
from fractions import Fraction

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.rates import EVERY_OTHER, price
from jieli.engines.pay.pricing.spec import LineFactor, Measure, Pricing, Take
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.work import Work, is_outgoing
from jieli.kernel.ranges import DateRange
from jieli.kernel.rounding import Rounding, round_fen


class ReferencePricer:
    """Credit by credit, exact, each with its reason. credits: those of the run's book."""

    def __init__(self, credits: CreditSource) -> None:
        self.credits = credits

    def price(self, pricing: Pricing, work: Work) -> Result:
        credits = [
            line for line in work.credits_on(pricing.view) if is_taken(pricing.take, line, self.credits)
        ]
        also = {} if pricing.take.from_days is None else {"after_days": pricing.take.from_days}
        return Lines(price(pricing.rates, credits, pricing.rounding, also))

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        return sum(
            counted_fen(line, measure.uplifts)
            for line in self.credits.of(measure.view, person, within)
            if is_taken(measure.take, line, self.credits)
        )


def counted_fen(credit: CreditLine, uplifts: Sequence[LineFactor]) -> int:
    """How much a credit counts for a sum: times every factor that is for it, rounded half up."""
    exact = Fraction(credit.amount_fen)
    for one in uplifts:
        if is_for(one, credit):
            exact *= one.factor
    return round_fen(exact, Rounding.HALF_UP)


def is_for(factor: LineFactor, credit: CreditLine) -> bool:
    wanted = (factor.product_line, factor.client_class, factor.region)
    found = (credit.product_line, credit.client_class, credit.region)
    return all(one in (EVERY_OTHER, other) for one, other in zip(wanted, found, strict=True))


def is_taken(take: Take, credit: CreditLine, credits: CreditSource) -> bool:
    if take.outgoing is not None and take.outgoing is not is_outgoing(credit):
        return False
    if take.product_lines and credit.product_line not in take.product_lines:
        return False
    if take.from_days is None and take.until_days is None:
        return True
    if credit.first_deal_on is None:
        return False
    days = (credits.arose_on(credit) - credit.first_deal_on).days
    return (
        days >= 0
        and (take.from_days is None or days >= take.from_days)
        and (take.until_days is None or days < take.until_days)
    )
