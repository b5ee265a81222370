"""新客户奖励: for winning a client."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, CreditLine, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component
from jieli.engines.pay.new_clients import FixedReward, NewClientPay
from jieli.engines.pay.pricing.groups import RowPay
from jieli.engines.pay.pricing.lines import CreditPay
from jieli.engines.pay.pricing.rates import RateTable
from jieli.engines.pay.pricing.spec import Pricing, Take, View
from jieli.engines.pay.results import NOTHING, Line, Result
from jieli.engines.pay.text.parameters import Amount, Choice, Days, Ratio, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import allocate
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, Share
from jieli.kernel.rounding import Rounding


class FixedTo(StrEnum):
    """shared: divided by the shares of the first deal. each: the whole amount to everyone with a share in it."""

    SHARED = "shared"
    EACH = "each"


@frozen
class NewClientsPay:
    """What all new clients earn one person in one segment; a line per client."""

    fixed: Sequence[FixedReward]
    rated: tuple[Result, ...]  # none, or the one of the rate
    within_days: int | None
    carried: Mapping[str, int] = NOTHING

    @property
    def fen(self) -> int:
        return sum(reward.result_fen for reward in self.fixed) + sum(result.fen for result in self.rated)

    @property
    def lines(self) -> tuple[Line, ...]:
        fixed = {reward.client: reward for reward in self.fixed}
        rated: dict[int, list[CreditPay]] = {}
        for pay in _credit_pays(line for result in self.rated for line in result.lines):
            rated.setdefault(pay.credit.client, []).append(pay)
        return tuple(
            self._of_client(client, fixed.get(client), rated.get(client, []))
            for client in sorted({*fixed, *rated})
        )

    def _of_client(self, client: int, fixed: FixedReward | None, each: Sequence[CreditPay]) -> NewClientPay:
        first = (fixed.deal if fixed is not None else each[0].credit).first_deal_on
        assert first is not None, "Only credits of a client who has bought are new."
        return NewClientPay(client, first, self.within_days, fixed, tuple(each))


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
    `basis`, `owner_date` and `credit_by` as in a commission. **Paid**: the fixed amount on the day the first deal is
    signed, to those credited with it (of several deals on that day the one recorded first); the rate on
    credits of those days, and on refunds of them whenever they come.
    A void of the first deal takes the reward back, and the next deal becomes the first. **Refused**: neither `fixed` nor
    `rate`; `fixed_to` without `fixed`; `rate`, `within_days` and `rounding` not together; a fixed amount alone with basis
    `receipts`, since it is earned by signing.

    **Example**: 500.00 fixed and 1% within 90 days; first deal of 20000.00, 60% his: 300.00 + 12000.00 × 1% = 420.00.
    """

    type: ClassVar[str] = "new_client_reward"

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
        found = check_owner_date(self.basis, self.owner_date, place)
        if self.fixed_fen is None and self.rate is None:
            found.append(
                Problem(
                    "PAY-REWARD-001",
                    place,
                    "The reward has neither a fixed amount nor a rate.",
                    "Write `fixed`, or `rate` with `within_days` and `rounding`.",
                )
            )
        if self.fixed_fen is None and self.fixed_to is not None:
            found.append(
                Problem(
                    "PAY-REWARD-002",
                    f"{place}.fixed_to",
                    "There is no fixed amount to be given.",
                    "Write `fixed`, or leave `fixed_to` out.",
                )
            )
        together = (self.rate, self.within_days, self.rounding)
        if any(value is None for value in together) and any(value is not None for value in together):
            found.append(
                Problem(
                    "PAY-REWARD-003",
                    place,
                    "“rate”, “within_days” and “rounding” belong together, and some of them are missing.",
                    "Write all three, or none for a reward that is only fixed.",
                )
            )
        if self.fixed_fen is not None and self.rate is None and self.basis is Basis.RECEIPTS:
            found.append(
                Problem(
                    "PAY-REWARD-004",
                    f"{place}.basis",
                    "A fixed reward is earned when the first deal is signed, not when its money comes in.",
                    "Write `basis: deals`, or add a rate.",
                )
            )
        return found

    def pricings(self) -> tuple[Pricing, ...]:
        if self.rate is None or self.within_days is None or self.rounding is None:
            return ()
        take = Take(until_days=self.within_days)
        return (Pricing(self.view, RateTable.flat(self.rate), self.rounding, take),)

    def compute(self, work: Work) -> Result:
        rated = tuple(work.priced(pricing) for pricing in self.pricings())
        return NewClientsPay(self._fixed(work), rated, self.within_days)

    def _fixed(self, work: Work) -> list[FixedReward]:
        if self.fixed_fen is None:
            return []
        mine = [line for line in work.credits_on(self.signing) if line.counts_on == line.first_deal_on]
        rewards = []
        for client in sorted({line.client for line in mine}):
            lines = work.credits.first_deal(self.signing, client)
            reward = self._share_of_fixed(self.fixed_fen, lines, work.segment.person)
            if reward is not None:
                rewards.append(reward)
        return rewards

    def _share_of_fixed(self, fixed_fen: int, lines: Sequence[CreditLine], person: int) -> FixedReward | None:
        """Divided over the first deal's lines in the order of persons, nobody's last."""
        ordered = sorted(lines, key=lambda line: (line.person is None, line.person or 0))
        mine = [index for index, line in enumerate(ordered) if line.person == person and line.share > 0]
        if not mine:
            return None
        parts = allocate(fixed_fen, [line.share for line in ordered], range(len(ordered)))
        share = sum((ordered[index].share for index in mine), start=Share(0))
        each = self.fixed_to is FixedTo.EACH
        result_fen = fixed_fen if each else sum(parts[index] for index in mine)
        return FixedReward(ordered[mine[0]], fixed_fen, each, share, result_fen)
