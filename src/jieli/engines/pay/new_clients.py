"""What a new client's reward comes to, with how it came about."""

from datetime import date

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import product
from jieli.engines.pay.pricing.lines import CreditPay
from jieli.engines.pay.work import days_after
from jieli.kernel.rate import Share, format_rate
from jieli.kernel.trace import Scalar, Trace


@frozen
class FixedReward:
    """The fixed amount for one client's first deal. deal: one of the person's credits of it. to_each: not divided."""

    deal: CreditLine
    fixed_fen: int
    to_each: bool
    share: Share
    result_fen: int

    @property
    def client(self) -> int:
        return self.deal.client

    def trace(self) -> Trace:
        exact = self.fixed_fen * self.share
        return Trace(
            "pay.new_client_fixed",
            {
                "client": self.client,
                "fact": self.deal.fact,
                "source_key": self.deal.source_key,
                "fixed_fen": self.fixed_fen,
                "fixed_to": "each" if self.to_each else "shared",
                "share_share": format_rate(self.share),
                "result_fen": self.result_fen,
            },
            calculation=None if self.to_each else product(self.fixed_fen, self.share, exact, self.result_fen),
            sources=(self.deal.source_key,),
        )


@frozen
class NewClientPay:
    """All that one new client earns one person in one segment: the fixed amount, and each credit at the rate."""

    client: int
    first_deal_on: date
    within_days: int | None
    fixed: FixedReward | None
    each: tuple[CreditPay, ...]

    @property
    def result_fen(self) -> int:
        fixed_fen = 0 if self.fixed is None else self.fixed.result_fen
        return fixed_fen + sum(pay.result_fen for pay in self.each)

    def trace(self) -> Trace:
        values: dict[str, Scalar] = {
            "client": self.client,
            "first_deal_on": self.first_deal_on.isoformat(),
        }
        children: tuple[Trace, ...] = ()
        if self.fixed is not None:
            values["fixed_fen"] = self.fixed.fixed_fen
            children = (self.fixed.trace(),)
        if self.within_days is not None:
            values["within_days"] = self.within_days
            values["new_until_on"] = days_after(self.first_deal_on, self.within_days).isoformat()
        values["result_fen"] = self.result_fen
        return Trace("pay.new_client", values, children=(*children, *(pay.trace() for pay in self.each)))
