"""提成: rates on what is credited to a person."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, TransitionCredits
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Pricing, Take, View
from jieli.engines.pay.results import Result
from jieli.engines.pay.text.parameters import Choice, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class Commission(Component):
    """A rate, or tiers of rates, on the deals or receipts credited to the person.

    **When to use**: for pay that follows sales. **Parameters**: `basis`: `deals` or `receipts`; `owner_date`: the day
    whose ownership decides, `signed` or `received`; `credit_by`: whose shares count, `ownership`, `service` or `origin`;
    `transition_credits`: `included`, or `excluded` where a transition share pays them; `rate` for everything or `rates` by
    product line, where “*” is every line without a row of its own and a line without any row pays nothing; tiers are
    `marginal` or `whole`, found by each credit (`fact`) or by the sum of the period (`period`); `rounding`.
    **Paid**: on credits that count on a day on which the person is on the plan. A rate, or tiers found by fact, round
    each credit by itself, so that a refund takes back exactly what was paid; tiers of the period round once per row.
    **Refused**: owner_date `received` with basis `deals`; transition credits included beside a transition share.

    **Example**: 2% up to 100000.00 and 3% above, marginal, on 150000.00: 2000.00 + 1500.00 = 3500.00.
    """

    type: ClassVar[str] = "commission"

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    transition_credits: TransitionCredits = field(metadata=spelled(Choice(TransitionCredits)))
    rates: RateTable = field(metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        return check_owner_date(self.basis, self.owner_date, place)

    def pricings(self) -> tuple[Pricing, ...]:
        everything = self.transition_credits is TransitionCredits.INCLUDED
        take = Take(outgoing=None if everything else False)
        return (Pricing(self.view, self.rates, self.rounding, take),)

    def compute(self, work: Work) -> Result:
        (pricing,) = self.pricings()
        return work.priced(pricing)
