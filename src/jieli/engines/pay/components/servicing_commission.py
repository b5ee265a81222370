"""维护提成: for looking after existing clients."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, Given, PaidBy, TransitionCredits
from jieli.engines.pay.pricing.checks import check_pricing
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Factor, Pricing, Renewals, SplitPlace, Take, View
from jieli.engines.pay.results import Line, Lines, Result
from jieli.engines.pay.rewarding.servicing import QualityGate, active_clients, cut_by, served_hours
from jieli.engines.pay.settlement.by_credit import fen_by_credit
from jieli.engines.pay.text.factors import Factors
from jieli.engines.pay.text.gates import QualityGates
from jieli.engines.pay.text.most_rates import MostRate
from jieli.engines.pay.text.parameters import Amount, Choice, Days, spelled
from jieli.engines.pay.text.rates import Rates
from jieli.engines.pay.text.usual import Unless
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen(kw_only=True)
class ServicingCommission(Component):
    """A rate on deals or receipts of clients who are no longer new, or on renewals alone.

    **When to use**: to pay for keeping clients well, beside or instead of a commission. **Parameters**: `basis`,
    `owner_date`, `credit_by`, `transition_credits`, `rate` or `rates`, `rounding`, `split`, `factors`, `most_rate` and
    `most_per_credit` as in a commission; `after_days`: a client is existing from so many days after his first deal; `renewals`:
    `only` what is of a deal that renews another, or `none` of it. A `rate` has `after_days`, or `renewals: only`, or both. Beside or instead of it: `per_client`: an amount a month for each active client, one who
    has bought within `active_days`; `per_hour`: an amount for each hour of recorded service. `quality`: a result that must
    be reached (`of`, `at_least`), or else only a part of everything is paid (`otherwise`).
    **Paid**: the rate on credits that count on or after that day, and on refunds of what did; a client without a deal is
    not existing. Per client: on the last day of each month on which the person is on the plan, times the share that the
    timeline of `credit_by` gives him that day; active is who signed or paid something in the days up to it. Per hour: each
    service on days on the plan, by its minutes. The gate looks at all results of its name for some of the days.
    A rate for renewals beside another one for the rest is a second component of this type, `renewals: only` here and `none` there.
    **Refused**: as for a commission; nothing to pay; a rate for all deals of new clients; `after_days` or `renewals` without a rate;
    `per_client` without `active_days`; a gate whose result is not recorded.

    **Example**: 1% after 90 days, first deal on 10 January, 50000.00 received on 10 April (day 90): 500.00; a day
    earlier: nothing.
    """

    type: ClassVar[str] = "servicing_commission"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    transition_credits: TransitionCredits = field(metadata=spelled(Choice(TransitionCredits)))
    after_days: int | None = field(default=None, metadata=spelled(Days()))
    rates: RateTable | None = field(default=None, metadata=spelled(Rates()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    split: SplitPlace = field(
        default=SplitPlace.CREDIT, metadata=spelled(Unless(SplitPlace.CREDIT, Choice(SplitPlace)))
    )
    factors: tuple[Factor, ...] = field(default=(), metadata=spelled(Factors()))
    most_rate: Rate | None = field(default=None, metadata=spelled(MostRate()))
    most_fen: int | None = field(default=None, metadata=spelled(Amount(), "most_per_credit"))
    per_client_fen: int | None = field(default=None, metadata=spelled(Amount(), "per_client"))
    active_days: int | None = field(default=None, metadata=spelled(Days()))
    per_hour_fen: int | None = field(default=None, metadata=spelled(Amount(), "per_hour"))
    quality: QualityGate | None = field(default=None, metadata=spelled(QualityGates()))
    renewals: Renewals | None = field(default=None, metadata=spelled(Choice(Renewals)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        found = check_owner_date(self.basis, self.owner_date, place)
        found += [problem for pricing in self.pricings() for problem in check_pricing(pricing, place)]
        return [*found, *self._check_parts(place)]

    def _check_parts(self, place: str) -> Iterator[Problem]:
        if self.rates is None and self.per_client_fen is None and self.per_hour_fen is None:
            yield Problem(
                "PAY-SERVICING-001",
                place,
                "There is nothing to pay: no rate, no amount for a client and none for an hour.",
                "Write `rate` with `after_days` or `renewals: only`, `per_client` with `active_days`, or `per_hour`.",
            )
        yield from self._check_rate(place)
        if (self.per_client_fen is None) is not (self.active_days is None):
            yield Problem(
                "PAY-SERVICING-003",
                place,
                "`per_client` and `active_days` belong together, and one of them is missing.",
                "Write both, or neither.",
            )

    def _check_rate(self, place: str) -> Iterator[Problem]:
        said = self.after_days is not None or self.renewals is not None
        if self.rates is None and said:
            yield Problem(
                "PAY-SERVICING-002",
                place,
                "`after_days` and `renewals` say what a rate is paid on, and there is no rate.",
                "Write `rate` or `rates`, or leave them out.",
            )
        if self.rates is not None and self.after_days is None and self.renewals is not Renewals.ONLY:
            yield Problem(
                "PAY-SERVICING-004",
                place,
                "The rate would be paid on new clients too.",
                "Write `after_days`, from which a client is existing, or `renewals: only`; a rate on everything is a commission.",
            )

    def results(self) -> tuple[str, ...]:
        return () if self.quality is None else (self.quality.of,)

    def pricings(self) -> tuple[Pricing, ...]:
        return self._pricings

    @cached_property
    def _pricings(self) -> tuple[Pricing, ...]:
        """One and the same for all work, so that nobody compares them part by part."""
        if self.rates is None:
            return ()
        everything = self.transition_credits is TransitionCredits.INCLUDED
        return (
            Pricing(
                self.view,
                self.rates,
                self.rounding,
                Take(
                    outgoing=None if everything else False,
                    from_days=self.after_days,
                    renewals=self.renewals,
                ),
                self.split,
                self.factors,
                most_rate=self.most_rate,
                most_fen=self.most_fen,
            ),
        )

    def pays_deals(self) -> bool:
        """Amounts for clients and hours come of no deal."""
        return self.rates is not None

    def takes_back_as_paid(self) -> bool:
        """What a gate lets through of a sum is found by the results of the days."""
        return self.quality is None and Component.takes_back_as_paid(self)

    def looks_for(self) -> tuple[Given, ...]:
        return () if self.per_hour_fen is None else (Given.SERVICES,)

    def compute(self, work: Work) -> Result:
        priced = tuple(work.priced(pricing) for pricing in self.pricings())
        beside = () if work.segment.is_echo else tuple(self._beside(work))
        if not beside and self.quality is None and priced:
            return priced[0]
        lines = (*(line for result in priced for line in result.lines), *beside)
        if self.quality is None:
            return Lines(lines)
        earned = Lines(lines)
        cut = cut_by(self.quality, work, earned.fen, tuple(fen_by_credit(earned)), self.rounding)
        return earned if cut is None else Lines((*lines, cut))

    def _beside(self, work: Work) -> Iterator[Line]:
        if self.per_client_fen is not None and self.active_days is not None:
            yield from active_clients(
                work, self.per_client_fen, self.active_days, self.credit_by, self.rounding
            )
        if self.per_hour_fen is not None:
            yield from served_hours(work, self.per_hour_fen, self.rounding)
