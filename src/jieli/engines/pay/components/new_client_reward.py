"""新客户奖励: for winning a client."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Pricing, Renewals, Take, View
from jieli.engines.pay.reference.groups import RowPay
from jieli.engines.pay.reference.lines import CreditPay
from jieli.engines.pay.results import NOTHING, Line, Result
from jieli.engines.pay.rewarding.new_clients import BackBecause, FixedReward, NewClientPay, TakenBack
from jieli.engines.pay.rewarding.sharing import FixedTo, fixed_part
from jieli.engines.pay.text.parameters import Amount, Choice, Days, Ratio, spelled
from jieli.engines.pay.work import Work, days_after
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate
from jieli.kernel.rounding import Rounding


@frozen
class NewClientsPay:
    """What all new clients earn one person in one segment; a line per client."""

    fixed: Sequence[FixedReward]
    back: Sequence[TakenBack]
    rated: tuple[Result, ...]  # none, or the one of the rate
    within_days: int | None
    carried: Mapping[str, int] = NOTHING

    @property
    def fen(self) -> int:
        fixed = sum(reward.result_fen for reward in self.fixed) + sum(one.result_fen for one in self.back)
        return fixed + sum(result.fen for result in self.rated)

    @property
    def lines(self) -> tuple[Line, ...]:
        fixed = {reward.client: reward for reward in self.fixed}
        back = {one.reward.client: one for one in self.back}
        rated: dict[int, list[CreditPay]] = {}
        for pay in _credit_pays(line for result in self.rated for line in result.lines):
            rated.setdefault(pay.credit.client, []).append(pay)
        return tuple(
            self._of_client(client, fixed.get(client), back.get(client), rated.get(client, []))
            for client in sorted({*fixed, *back, *rated})
        )

    def _of_client(
        self, client: int, fixed: FixedReward | None, back: TakenBack | None, each: Sequence[CreditPay]
    ) -> NewClientPay:
        reward = back.reward if fixed is None and back is not None else fixed
        first = (each[0].credit if reward is None else reward.deal).first_deal_on
        assert first is not None, "Only credits of a client who has bought are new."
        return NewClientPay(client, first, self.within_days, fixed, tuple(each), back)


def _credit_pays(lines: Iterable[Line]) -> Iterable[CreditPay]:
    for line in lines:
        if isinstance(line, RowPay):
            yield from line.each


@frozen(kw_only=True)
class NewClientReward(Component):
    """A fixed amount for a client's first deal, a rate on what he brings in his first days, or both.

    **When to use**: to pay for winning clients more than for keeping them. **Parameters**: `fixed`: an amount, and
    `fixed_to`: `shared` by the first deal's shares (unless written otherwise) or to `each`; `rate`, `within_days` and
    `rounding`, always the three together: a rate on credits that count less than so many days after the first deal;
    `basis`, `owner_date` and `credit_by` as in a commission: with `credit_by: origin` it goes to whoever brought the
    client, also after he was handed to others; `renewals`: the rate is for `only` what is of a deal that renews another, or for
    `none` of it. For the fixed amount: `min_first_order`, less than which a first deal is not
    rewarded; `again_within_days`, days from the first deal in which the client must sign another; `back_within_days`, days in
    which a refund may take it back. **Paid**: the fixed amount on the day the first deal is
    signed, to those credited with it (of several deals on that day the one recorded first); the rate on
    credits of those days, and on refunds of them whenever they come.
    A void of the first deal takes the reward back, and the next deal becomes the first. The fixed amount is taken back on
    the day of a refund that leaves less of the deal than the smallest order, or nothing; and on the day after the last
    on which the client could have signed again. Only who is on the plan on both days has it taken back, by the version of the
    later one, and as much as the version of the first deal paid. **Refused**: neither `fixed` nor
    `rate`; `fixed_to` or one of the conditions without `fixed`; `renewals` without a rate; `rate`, `within_days` and `rounding` not together; a fixed
    amount alone with another basis than `deals`, since it is earned by signing.

    **Example**: 500.00 fixed and 1% within 90 days; first deal of 20000.00, 60% his: 300.00 + 12000.00 × 1% = 420.00.
    """

    type: ClassVar[str] = "new_client_reward"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    fixed_fen: int | None = field(default=None, metadata=spelled(Amount(), "fixed"))
    fixed_to: FixedTo | None = field(metadata=spelled(Choice(FixedTo)))
    rate: Rate | None = field(default=None, metadata=spelled(Ratio()))
    within_days: int | None = field(default=None, metadata=spelled(Days()))
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    rounding: Rounding | None = field(default=None, metadata=spelled(Choice(Rounding)))
    min_first_fen: int | None = field(default=None, metadata=spelled(Amount(), "min_first_order"))
    again_within: int | None = field(default=None, metadata=spelled(Days(), "again_within_days"))
    back_within: int | None = field(default=None, metadata=spelled(Days(), "back_within_days"))
    renewals: Renewals | None = field(default=None, metadata=spelled(Choice(Renewals)))

    @fixed_to.default
    def _shared_unless_written(self) -> FixedTo | None:
        return None if self.fixed_fen is None else FixedTo.SHARED

    @property
    def view(self) -> View:
        """For the rate."""
        return View(self.basis, self.owner_date, self.credit_by)

    @property
    def signing(self) -> View:
        """For the fixed amount."""
        return View(Basis.DEALS, OwnerDate.SIGNED, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        found = [*check_owner_date(self.basis, self.owner_date, place), *self._check_fixed(place)]
        return [*found, *self._check_rate(place)]

    def _check_fixed(self, place: str) -> Iterator[Problem]:
        if self.fixed_fen is None and self.rate is None:
            yield Problem(
                "PAY-REWARD-001",
                place,
                "The reward has neither a fixed amount nor a rate.",
                "Write `fixed`, or `rate` with `within_days` and `rounding`.",
            )
        if self.fixed_fen is None and self.fixed_to is not None:
            yield Problem(
                "PAY-REWARD-002",
                f"{place}.fixed_to",
                "There is no fixed amount to be given.",
                "Write `fixed`, or leave `fixed_to` out.",
            )
        conditions = (self.min_first_fen, self.again_within, self.back_within)
        if self.fixed_fen is None and any(one is not None for one in conditions):
            yield Problem(
                "PAY-REWARD-005",
                place,
                "A smallest first order and conditions for taking back belong to a fixed amount, and there is none.",
                "Write `fixed`, or leave them out.",
            )
        if self.fixed_fen is not None and self.rate is None and self.basis is not Basis.DEALS:
            yield Problem(
                "PAY-REWARD-004",
                f"{place}.basis",
                "A fixed reward is earned when the first deal is signed, not when its money comes in.",
                "Write `basis: deals`, or add a rate.",
            )

    def _check_rate(self, place: str) -> Iterator[Problem]:
        together = (self.rate, self.within_days, self.rounding)
        if any(value is None for value in together) and any(value is not None for value in together):
            yield Problem(
                "PAY-REWARD-003",
                place,
                "“rate”, “within_days” and “rounding” belong together, and some of them are missing.",
                "Write all three, or none for a reward that is only fixed.",
            )
        if self.rate is None and self.renewals is not None:
            yield Problem(
                "PAY-REWARD-007",
                f"{place}.renewals",
                "`renewals` says what a rate is paid on, and there is no rate; a client's first deal renews none.",
                "Write `rate`, `within_days` and `rounding`, or leave `renewals` out.",
            )
        if self.rate is not None and self.basis is Basis.QUANTITY:
            yield Problem(
                "PAY-REWARD-006",
                f"{place}.basis",
                "The rate of a reward is a part of money, and the basis counts units.",
                "Write another basis, or a commission with a factor for the first days.",
            )

    def pricings(self) -> tuple[Pricing, ...]:
        return self._pricings

    @cached_property
    def _pricings(self) -> tuple[Pricing, ...]:
        """One and the same for all work, so that nobody compares them part by part."""
        if self.rate is None or self.within_days is None or self.rounding is None:
            return ()
        take = Take(until_days=self.within_days, renewals=self.renewals)
        return (Pricing(self.view, RateTable.flat(self.rate), self.rounding, take),)

    def looks_at(self) -> tuple[View, ...]:
        signing = () if self.fixed_fen is None else (self.signing,)
        return tuple(dict.fromkeys((*self.views(), *signing)))

    def compute(self, work: Work) -> Result:
        rated = tuple(work.priced(pricing) for pricing in self.pricings())
        if work.segment.takes_back is not None:  # a fixed reward is taken back on the days of who says when
            return rated[0]
        rewards = list(self._rewards(work))
        fixed = [one for one in rewards if one.deal.counts_on in work.days]
        found = (self._taken_back(one, work) for one in rewards)
        back = [one for one in found if one is not None]
        return NewClientsPay(fixed, back, rated, self.within_days)

    def _rewards(self, work: Work) -> Iterator[FixedReward]:
        """For first deals of these days, and of those before them of which something may be taken back on these days."""
        if self.fixed_fen is None:
            return
        since = days_after(work.days.from_, -max(self.again_within or 0, self.back_within or 0))
        within = DateRange(since, work.days.until)
        mine = [
            line
            for line in work.credits.of(self.signing, work.person, within)
            if work.pays_deal(line)
            and line.counts_on == line.first_deal_on
            and _is_on_plan(work, line.counts_on)
        ]
        for client, first in sorted({(line.client, line.counts_on) for line in mine}):
            version = self if first in work.days else self._version(work, first, first)
            paid = None if version is None else version._reward(work, client)
            if paid is not None:
                yield paid

    def _reward(self, work: Work, client: int) -> FixedReward | None:
        """What it pays for a client's first deal."""
        lines = work.credits.first_deal(self.signing, client)
        if self.fixed_fen is None or not lines or lines[0].fact_fen < (self.min_first_fen or 0):
            return None
        part = fixed_part(self.fixed_fen, lines, work.person, self.fixed_to)
        if part is None:
            return None
        to_each = self.fixed_to is FixedTo.EACH
        return FixedReward(part.credit, self.fixed_fen, to_each, part.share, part.fen)

    def _version(self, work: Work, day: date, signed_on: date) -> "NewClientReward | None":
        """As the version says it that pays on a day what comes of a deal of a day; what is before all versions is as now."""
        has = work.payers(day, signed_on)
        if has is None:
            return self
        one = has.get(self.key)
        return one if isinstance(one, NewClientReward) else None

    def _taken_back(self, reward: FixedReward, work: Work) -> TakenBack | None:
        """Once, on the first day on which the version of that day has a reason."""
        own = [one for one in self._reasons(reward, work) if one.on in work.days]
        back = min(own, key=lambda one: one.on, default=None)
        return None if back is None or self._was_taken_back(reward, back.on, work) else back

    def _was_taken_back(self, reward: FixedReward, before: date, work: Work) -> bool:
        """Each version takes back on its own days."""
        first = reward.deal.counts_on
        version, reasons = None, set[date]()
        for day in (days_after(first, days) for days in range((before - first).days)):
            if not _is_on_plan(work, day):
                continue
            of_day = self._version(work, day, first)
            if of_day is not version:
                version = of_day
                reasons = set() if of_day is None else {one.on for one in of_day._reasons(reward, work)}
            if day in reasons:
                return True
        return False

    def _reasons(self, reward: FixedReward, work: Work) -> Iterator[TakenBack]:
        if self.fixed_fen is not None:
            yield from self._refunded(reward, work)
            yield from self._not_again(reward, work)

    def _refunded(self, reward: FixedReward, work: Work) -> Iterator[TakenBack]:
        first = reward.deal
        if self.back_within is None:
            return
        within = DateRange(first.counts_on, days_after(first.counts_on, self.back_within))
        left = first.fact_fen
        for line in work.credits.of(self.signing, work.person, within):
            if work.pays_deal(line) and line.kind == "refund" and line.deal == first.fact:
                left += line.fact_fen
                if left < max(self.min_first_fen or 0, 1):
                    yield TakenBack(reward, BackBecause.REFUNDED, line.counts_on)
                    return

    def _not_again(self, reward: FixedReward, work: Work) -> Iterator[TakenBack]:
        if self.again_within is None:
            return
        first = reward.deal.counts_on
        end = days_after(first, self.again_within)
        if self.again_within > 1 and work.sources.facts.signed(
            reward.client, DateRange(days_after(first, 1), end)
        ):
            return
        yield TakenBack(reward, BackBecause.NOT_AGAIN, end)


def _is_on_plan(work: Work, day: date) -> bool:
    return any(day in days for days in work.on_plan)
