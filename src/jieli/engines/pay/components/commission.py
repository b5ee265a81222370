"""提成: rates on what is credited to a person."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy, TransitionCredits
from jieli.engines.pay.pricing.checks import check_pricing
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Accelerator, Factor, Pricing, Renewals, SplitPlace, Take, View
from jieli.engines.pay.results import Result
from jieli.engines.pay.text.accelerators import Accelerators
from jieli.engines.pay.text.factors import Factors
from jieli.engines.pay.text.most_rates import MostRate
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.text.usual import Unless
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class Commission(Component):
    """A rate, or tiers of rates, on the deals or receipts credited to the person.

    **When to use**: for pay that follows sales. **Parameters**: `basis`: `deals`, `receipts`, `invoiced`, `margin` or
    `quantity` (then a rate is money for a unit, “1.50”); `owner_date`: the day whose ownership decides, which is `signed`
    or, of what has such a day, `delivered`, `approved`, `invoiced`, `received`; `credit_by`: whose shares count,
    `ownership`, `service` or `origin`; `transition_credits`: `included`, or `excluded` where a transition share pays them;
    `rate` for everything or `rates` by product line and, where written, client class and region, where “*” is every one
    without a row of its own and what has no row pays nothing. A row has a `rate`; or `tiers` that are `marginal`, `whole`
    (on everything, with a true-up of what was paid before) or, to date, `reached` (on the credit that reaches it alone); or
    `points`, between which pay is `interpolated`. Tiers and points are found by each credit (`fact`), by the
    sum (`period`) or by the sum up to each credit (`to_date`); a sum begins anew with the period and with a
    version that changes the component, or as `reset` says: `month`, `quarter`, `year`, `never`. `rounding`. Optional: `factors` for the first days of a client, for a product
    line, class or region, or by how fast money came; `accelerator`: a factor by what is credited over all rows, or by its
    part of a `quota`; `split`: `credit`, or `payout` where what the whole fact pays is divided; `most_rate` and
    `most_per_credit`: caps, of which the excess is lost; `renewals`: `only`
    what is of a deal that renews another, or `none` of it.
    **Paid**: on credits that count on a day on which the person is on the plan: rate × factors × accelerator, then the
    caps. A rate, or tiers found by fact, round each credit by itself, so that a refund takes back exactly what was paid,
    by the version that paid it; tiers to date round each slice, and whole ones the due of the sum, tiers of the period once
    per row.
    **Refused**: an owner date that the basis has not; transition credits included beside a transition share; an
    accelerator beside tiers; factors, caps or a payout split with tiers found by the period, or whole ones to date.

    **Example**: 2% up to 100000.00 and 3% above, marginal, on 150000.00: 2000.00 + 1500.00 = 3500.00.
    """

    type: ClassVar[str] = "commission"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    transition_credits: TransitionCredits = field(metadata=spelled(Choice(TransitionCredits)))
    rates: RateTable = field(metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    split: SplitPlace = field(
        default=SplitPlace.CREDIT, metadata=spelled(Unless(SplitPlace.CREDIT, Choice(SplitPlace)))
    )
    factors: tuple[Factor, ...] = field(default=(), metadata=spelled(Factors()))
    accelerator: Accelerator | None = field(default=None, metadata=spelled(Accelerators()))
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

    def quotas(self) -> tuple[str, ...]:
        quota = None if self.accelerator is None else self.accelerator.quota
        return () if quota is None else (quota,)

    def needs(self) -> tuple[str, ...]:
        return self.quotas()

    def pricings(self) -> tuple[Pricing, ...]:
        return self._pricings

    @cached_property
    def _pricings(self) -> tuple[Pricing, ...]:
        """One and the same for all work, so that nobody compares them part by part."""
        everything = self.transition_credits is TransitionCredits.INCLUDED
        return (
            Pricing(
                self.view,
                self.rates,
                self.rounding,
                Take(outgoing=None if everything else False, renewals=self.renewals),
                self.split,
                self.factors,
                self.accelerator,
                self.most_rate,
                self.most_fen,
            ),
        )

    def compute(self, work: Work) -> Result:
        (pricing,) = self.pricings()
        return work.priced(pricing)
