"""What credits come to and add up to, by definition. Normative page: docs/algorithms/pricing.md."""

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.rates import price
from jieli.engines.pay.pricing.spec import Measure, Pricing, Take
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.work import Work, is_outgoing
from jieli.kernel.ranges import DateRange


class ReferencePricer:
    """Credit by credit, exact, each with its reason. credits: those of the run's book."""

    def __init__(self, credits: CreditSource) -> None:
        self.credits = credits

    def price(self, pricing: Pricing, work: Work) -> Result:
        credits = [line for line in work.credits_on(pricing.view) if is_taken(pricing.take, line, work)]
        also = {} if pricing.take.from_days is None else {"after_days": pricing.take.from_days}
        return Lines(price(pricing.rates, credits, pricing.rounding, also))

    def measure(self, measure: Measure, person: int, within: DateRange) -> int:
        raise NotImplementedError


def is_taken(take: Take, credit: CreditLine, work: Work) -> bool:
    if take.outgoing is not None and take.outgoing is not is_outgoing(credit):
        return False
    if take.product_lines and credit.product_line not in take.product_lines:
        return False
    if take.from_days is None and take.until_days is None:
        return True
    days = work.days_since_first_deal(credit)
    return (
        days is not None
        and (take.from_days is None or days >= take.from_days)
        and (take.until_days is None or days < take.until_days)
    )
