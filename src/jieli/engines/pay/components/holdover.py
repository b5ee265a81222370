"""保留业务: what a person keeps of deals that were named when their client was handed over."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import ClassVar

from attrs import evolve, field, frozen

from jieli.engines.crediting import Basis, CreditLine, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, Given, PaidBy
from jieli.engines.pay.credits import part_of
from jieli.engines.pay.pricing.arithmetic import inverse, product
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.text.counts import Count
from jieli.engines.pay.text.parameters import Choice, Ratio, spelled
from jieli.engines.pay.values import NamedDeal
from jieli.engines.pay.work import Work
from jieli.kernel.allocate import allocate
from jieli.kernel.period import add_months
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Rate, Share, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Trace


class OwnShare(StrEnum):
    """Where the person has a share of the part himself: credited only beyond it, or beside it."""

    SUBTRACTED = "subtracted"
    KEPT = "kept"


@frozen
class HoldoverPay:
    """One part of a named deal. credit: the person's, by the name. own: his own share of the part, as subtracted."""

    credit: CreditLine
    named: NamedDeal
    own: Share
    rate: Rate
    rounding: Rounding

    @property
    def exact(self) -> Fraction:
        return self.credit.amount_fen * self.rate

    @property
    def result_fen(self) -> int:
        return round_fen(self.exact, self.rounding)

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        return ((self.credit, self.result_fen),)

    def trace(self) -> Trace:
        credit, until = self.credit, self.named.range.until
        signed_until = self.named.signed_until
        return Trace(
            "pay.holdover",
            {
                "kind": credit.kind,
                "fact": credit.fact,
                "source_key": credit.source_key,
                "deal": self.named.deal,
                "client": credit.client,
                "counts_on": credit.counts_on.isoformat(),
                "from_on": self.named.range.from_.isoformat(),
                "until_on": "" if until is None else until.isoformat(),
                "signed_until_on": "" if signed_until is None else signed_until.isoformat(),
                "named_share": format_rate(self.named.share),
                "own_share": format_rate(self.own),
                "share_share": format_rate(credit.share),
                "fact_fen": credit.fact_fen,
                "credit_fen": credit.amount_fen,
                "rate_rate": format_rate(self.rate),
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
            },
            calculation=product(credit.amount_fen, self.rate, self.exact, self.result_fen),
            sources=(credit.source_key,),
        )


@frozen(kw_only=True)
class Holdover(Component):
    """A rate on deals that were named to the person in a handover, whoever owns their client since.

    **When to use**: where the outgoing person brings a few deals to an end himself. **Parameters**: `basis`, `owner_date` and
    `credit_by` as in a commission; `rate`; `rounding`; `own_share`: what he is credited of the deal anyway is `subtracted`
    from the named share, or `kept` beside it; `months`: a name ends so many months after it began, if not before. **Paid**: the rate on the named share of everything that comes of a named deal
    on a day on which the name holds and he is on the plan; refunds of it whenever they come. It is on top: nobody's own
    credit is lessened by it. A `deal_cap` on it is the most of each deal, a `cap` with `window: always` of all. **Refused**: quantities; an owner date that the basis does not have; two on one
    basis, since both would pay the same money of a deal.

    **Example**: 30% of a deal named until June, 10000.00 received in May, rate 2%: 3000.00 × 2% = 60.00.
    """

    type: ClassVar[str] = "holdover"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    rate: Rate = field(metadata=spelled(Ratio()))
    rounding: Rounding = field(metadata=spelled(Choice(Rounding)))
    own_share: OwnShare = field(metadata=spelled(Choice(OwnShare)))
    months: int | None = field(default=None, metadata=spelled(Count()))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        found = check_owner_date(self.basis, self.owner_date, place)
        if self.basis is Basis.QUANTITY:
            found.append(
                Problem(
                    "PAY-HOLDOVER-001",
                    f"{place}.basis",
                    "A rate in per cent is of money, and quantities are not money.",
                    "Write another basis.",
                )
            )
        return found

    def looks_at(self) -> tuple[View, ...]:
        return (self.view,)

    def takes_back_as_paid(self) -> bool:
        return True

    def looks_for(self) -> tuple[Given, ...]:
        return (Given.NAMED_DEALS,)

    def compute(self, work: Work) -> Result:
        own = (self._ending(one) for one in work.sources.named_deals.get(work.person, ()))
        named = sorted(own, key=lambda one: (one.deal, one.range.from_, one.share))
        return Lines(tuple(line for one in named for line in self._of_deal(work, one)))

    def _ending(self, named: NamedDeal) -> NamedDeal:
        """As the plan lets it hold."""
        if self.months is None:
            return named
        from_, until = named.range.from_, named.range.until
        last = add_months(from_, self.months, end="clip")
        return evolve(named, range=DateRange(from_, last if until is None else min(until, last)))

    def _of_deal(self, work: Work, named: NamedDeal) -> Iterator[HoldoverPay]:
        lines = work.credits.of_deal(self.view, named.deal)
        for _, group in groupby(lines, key=part_of):
            part = tuple(group)
            first = part[0]
            if first.counts_on in work.days and self._holds(work, named, first):
                yield self._pay(work.person, named, part)

    def _holds(self, work: Work, named: NamedDeal, line: CreditLine) -> bool:
        """On the day the credit arose: a refund is taken back where what it takes back was paid."""
        if not work.pays(self.view, line):
            return False
        signed_on = work.credits.signed_on(line)
        in_time = named.signed_until is None or (signed_on is not None and signed_on < named.signed_until)
        return in_time and work.credits.arose_on(self.view, line) in named.range

    def _pay(self, person: int, named: NamedDeal, part: Sequence[CreditLine]) -> HoldoverPay:
        """Nothing, with its reason, where his own share is as large. A refund of several sources has several parts, whose
        shares come to their weight and not to one."""
        whole_fen, weight = sum(one.amount_fen for one in part), sum((one.share for one in part), Share(0))
        own = Share(0)
        if self.own_share is OwnShare.SUBTRACTED and weight:
            own = sum((one.share for one in part if one.person == person), Share(0)) * inverse(weight)
        share = max(Share(0), named.share - own)
        fen = allocate(whole_fen, (share, 1 - share), (0, 1))[0]
        credit = evolve(part[0], person=person, share=share, fact_fen=whole_fen, amount_fen=fen)
        return HoldoverPay(credit, named, own, self.rate, self.rounding)
