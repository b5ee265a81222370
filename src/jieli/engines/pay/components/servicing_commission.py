"""维护提成: rates on what existing clients bring."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Result, TransitionCredits, View, Work, is_outgoing
from jieli.engines.pay.pricing.rates import RateTable, price
from jieli.engines.pay.text.parameters import Choice, Days, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.kernel.problem import Problem
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class ServicingCommission:
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

    def views(self) -> tuple[View, ...]:
        return (self.view,)

    def compute(self, work: Work) -> Result:
        everything = self.transition_credits is TransitionCredits.INCLUDED
        credits = [
            line
            for line in work.credits_on(self.view)
            if self._is_existing(work.days_since_first_deal(line)) and (everything or not is_outgoing(line))
        ]
        return Result(price(self.rates, credits, self.rounding, {"after_days": self.after_days}))

    def _is_existing(self, days: int | None) -> bool:
        return days is not None and days >= self.after_days
