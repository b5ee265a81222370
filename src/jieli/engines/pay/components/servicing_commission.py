"""维护提成: rates on what existing clients bring."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, TransitionCredits
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Pricing, Take, View
from jieli.engines.pay.results import Result
from jieli.engines.pay.text.parameters import Choice, Days, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class ServicingCommission(Component):
    """A rate on deals or receipts of clients who are no longer new.

    **When to use**: to pay for keeping clients well, beside or instead of a commission. **Parameters**: `basis`,
    `owner_date`, `credit_by`, `transition_credits`, `rate` or `rates` and `rounding` as in a commission; `after_days`: a
    client is existing from so many days after his first deal. **Paid**: on credits that count on or after that day, and
    on refunds of what did; a client without a deal is not existing. **Refused**: as for a commission.

    **Example**: 1% after 90 days, first deal on 10 January, 50000.00 received on 10 April (day 90): 500.00; a day
    earlier: nothing.
    """

    type: ClassVar[str] = "servicing_commission"

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    transition_credits: TransitionCredits = field(metadata=spelled(Choice(TransitionCredits)))
    after_days: int = field(metadata=spelled(Days()))
    rates: RateTable = field(metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        return check_owner_date(self.basis, self.owner_date, place)

    def pricings(self) -> tuple[Pricing, ...]:
        everything = self.transition_credits is TransitionCredits.INCLUDED
        take = Take(outgoing=None if everything else False, from_days=self.after_days)
        return (Pricing(self.view, self.rates, self.rounding, take),)

    def compute(self, work: Work) -> Result:
        (pricing,) = self.pricings()
        return work.priced(pricing)
