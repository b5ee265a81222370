"""过渡期分成: what the outgoing person keeps of a client he handed over."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy
from jieli.engines.pay.pricing.checks import check_pricing
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Factor, Pricing, Renewals, Take, View
from jieli.engines.pay.results import Result
from jieli.engines.pay.text.factors import Factors
from jieli.engines.pay.text.most_rates import MostRate
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class TransitionShare(Component):
    """A rate on the credits that a handover's terms leave with the person who gives the client away.

    **When to use**: where what is earned from clients handed over has a rate, or a line on the statement, of its own.
    **Parameters**: `basis`, `owner_date`, `rate` or `rates`, `rounding`, `factors`, `most_rate`, `most_per_credit` and
    `renewals` as in a commission; `credit_by` is `ownership` unless written. **Paid**: on credits that come from a handover's steps and belong to the outgoing party, and on no
    others. **Refused**: beside a commission or servicing commission on the same basis whose `transition_credits` are
    `included`, because the same credit would be paid twice.

    **Example**: a client handed over with 50% for three months, rate 2%, 10000.00 received in the second month: 5000.00 ×
    2% = 100.00.
    """

    type: ClassVar[str] = "transition_share"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(default=Group.OWNERSHIP, metadata=spelled(Choice(Group)))
    rates: RateTable = field(metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    factors: tuple[Factor, ...] = field(default=(), metadata=spelled(Factors()))
    most_rate: Rate | None = field(default=None, metadata=spelled(MostRate()))
    most_fen: int | None = field(default=None, metadata=spelled(Amount(), "most_per_credit"))
    renewals: Renewals | None = field(default=None, metadata=spelled(Choice(Renewals)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        (pricing,) = self.pricings()
        return [
            *check_owner_date(self.basis, self.owner_date, place),
            *check_pricing(pricing, place),
        ]

    def pricings(self) -> tuple[Pricing, ...]:
        return self._pricings

    @cached_property
    def _pricings(self) -> tuple[Pricing, ...]:
        """One and the same for all work, so that nobody compares them part by part."""
        return (
            Pricing(
                self.view,
                self.rates,
                self.rounding,
                Take(outgoing=True, renewals=self.renewals),
                factors=self.factors,
                most_rate=self.most_rate,
                most_fen=self.most_fen,
            ),
        )

    def compute(self, work: Work) -> Result:
        (pricing,) = self.pricings()
        return work.priced(pricing)
