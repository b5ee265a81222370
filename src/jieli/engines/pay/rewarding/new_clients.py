"""What a new client's reward comes to, with how it came about."""

from datetime import date
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import product
from jieli.engines.pay.reference.lines import CreditPay
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


class BackBecause(StrEnum):
    """refunded: too little is left of the first deal. not_again: the client did not sign another deal in time."""

    REFUNDED = "refunded"
    NOT_AGAIN = "not_again"


@frozen
class TakenBack:
    """A fixed amount that is taken back on a later day."""

    reward: FixedReward
    because: BackBecause
    on: date

    @property
    def result_fen(self) -> int:
        return -self.reward.result_fen

    def trace(self) -> Trace:
        first = self.reward.deal
        return Trace(
            "pay.new_client_taken_back",
            {
                "client": self.reward.client,
                "fact": first.fact,
                "source_key": first.source_key,
                "first_deal_on": first.counts_on.isoformat(),
                "because": self.because.value,
                "back_on": self.on.isoformat(),
                "fixed_fen": self.reward.fixed_fen,
                "share_share": format_rate(self.reward.share),
                "result_fen": self.result_fen,
            },
            sources=(first.source_key,),
        )


@frozen
class NewClientPay:
    """All that one new client earns one person in one segment: the fixed amount, what is taken back of it, and each credit
    at the rate."""

    client: int
    first_deal_on: date
    within_days: int | None
    fixed: FixedReward | None
    each: tuple[CreditPay, ...]
    back: TakenBack | None = None

    @property
    def result_fen(self) -> int:
        return sum(fen for _, fen in self.fen_by_credit())

    def fen_by_credit(self) -> tuple[tuple[CreditLine, int], ...]:
        fixed = () if self.fixed is None else ((self.fixed.deal, self.fixed.result_fen),)
        back = () if self.back is None else ((self.back.reward.deal, self.back.result_fen),)
        return (*fixed, *back, *((pay.credit, pay.result_fen) for pay in self.each))

    def trace(self) -> Trace:
        values: dict[str, Scalar] = {
            "client": self.client,
            "first_deal_on": self.first_deal_on.isoformat(),
        }
        children: tuple[Trace, ...] = ()
        if self.fixed is not None:
            values["fixed_fen"] = self.fixed.fixed_fen
            children = (self.fixed.trace(),)
        if self.back is not None:
            children = (*children, self.back.trace())
        if self.within_days is not None:
            values["within_days"] = self.within_days
            values["new_until_on"] = days_after(self.first_deal_on, self.within_days).isoformat()
        values["result_fen"] = self.result_fen
        return Trace("pay.new_client", values, children=(*children, *(pay.trace() for pay in self.each)))
