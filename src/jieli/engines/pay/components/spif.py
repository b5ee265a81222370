"""专项奖励: a fixed amount for each sale, or each unit, that qualifies within some days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from jieli.engines.crediting import Basis, CreditLine, Group, OwnerDate
from jieli.engines.pay.checks import check_owner_date
from jieli.engines.pay.component import Component, PaidBy
from jieli.engines.pay.credits import FactKey, PartKey, fact_of, part_of, taken_back_by
from jieli.engines.pay.days import common
from jieli.engines.pay.pricing.spec import Renewals, View
from jieli.engines.pay.reference.taking import is_wanted
from jieli.engines.pay.results import Lines, Result
from jieli.engines.pay.rewarding.sharing import FixedTo, fixed_part
from jieli.engines.pay.rewarding.spif_facts import SpifFact, by_fact, first_of
from jieli.engines.pay.rewarding.spif_lines import NotPaid, SpifLine
from jieli.engines.pay.sources import CreditSource
from jieli.engines.pay.text.counts import Count, Day
from jieli.engines.pay.text.line_lists import ProductLines
from jieli.engines.pay.text.parameters import Amount, Choice, spelled
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import Share
from jieli.kernel.rounding import Rounding, round_fen

UNIT = 100  # hundredths


class PerWhat(StrEnum):
    """fact: the amount once for each deal, receipt or invoice. unit: for each unit sold."""

    FACT = "fact"
    UNIT = "unit"


@frozen(kw_only=True)
class Spif(Component):
    """A fixed amount for each deal, receipt, invoice or unit that qualifies within some days.

    **When to use**: to push a product or a quarter's end for some weeks. **Parameters**: `basis`, `owner_date` and `credit_by` as in a commission;
    `amount`; `per`: `fact` or `unit`; `from` and `until`: the first day and the day after the last; `product_lines`: only these; `renewals`: `only`
    what is of a deal that renews another, or `none` of it; `minimum`: only
    facts of at least this as a whole, whatever parts and shares they have; `first`: only so many facts; `budget`: the most for one person in all; `fixed_to`: `shared` by the
    shares of the fact or to `each` who has one, of facts; `rounding`, of units. **Paid**: in the order of credits, on days on the plan: the amount for
    each, until `first` or `budget` is reached; what crosses the budget is cut. Refunds take back units, and a fact once nothing is left of it. **Refused**:
    dates that end before they begin; units of another basis than `quantity`, or with `fixed_to`, `first` or `minimum`.

    **Example**: 500.00 for each deal of 软件 in March, two of three allowed, the second shared 50%: 500.00 + 250.00 = 750.00.
    """

    type: ClassVar[str] = "spif"
    paid_by: ClassVar[PaidBy] = PaidBy.DEAL

    key: str
    names: Mapping[str, str]
    amount_fen: int = field(metadata=spelled(Amount(), "amount"))
    per: PerWhat = field(metadata=spelled(Choice(PerWhat)))
    fixed_to: FixedTo | None = field(default=None, metadata=spelled(Choice(FixedTo)))
    basis: Basis = field(metadata=spelled(Choice(Basis)))
    owner_date: OwnerDate = field(metadata=spelled(Choice(OwnerDate)))
    credit_by: Group = field(metadata=spelled(Choice(Group)))
    from_: date = field(metadata=spelled(Day(), "from"))
    until: date = field(metadata=spelled(Day()))
    product_lines: tuple[str, ...] | None = field(default=None, metadata=spelled(ProductLines()))
    minimum_fen: int | None = field(default=None, metadata=spelled(Amount(), "minimum"))
    first: int | None = field(default=None, metadata=spelled(Count()))
    budget_fen: int | None = field(default=None, metadata=spelled(Amount(), "budget"))
    rounding: Rounding | None = field(default=None, metadata=spelled(Choice(Rounding)))
    renewals: Renewals | None = field(default=None, metadata=spelled(Choice(Renewals)))

    @property
    def view(self) -> View:
        return View(self.basis, self.owner_date, self.credit_by)

    def check(self, place: str) -> list[Problem]:
        found = check_owner_date(self.basis, self.owner_date, place)
        if self.until <= self.from_:
            found.append(
                Problem(
                    "PAY-SPIF-001",
                    f"{place}.until",
                    "The days end on {until}, before they begin on {from_on}.",
                    "Write the day after the last one as `until`.",
                    {"until": self.until.isoformat(), "from_on": self.from_.isoformat()},
                )
            )
        by_fact = (self.fixed_to, self.first, self.minimum_fen)
        if self.per is PerWhat.UNIT:
            fits = self.basis is Basis.QUANTITY and self.rounding is not None and by_fact == (None,) * 3
        else:
            fits = self.fixed_to is not None and self.rounding is None
        if not fits:
            found.append(
                Problem(
                    "PAY-SPIF-002",
                    f"{place}.per",
                    "What stands here does not fit `per: {per}`.",
                    "`unit` goes with `basis: quantity` and `rounding`; `fact` goes with `fixed_to`, and perhaps `first` and `minimum`.",
                    {"per": self.per.value},
                )
            )
        return found

    def looks_at(self) -> tuple[View, ...]:
        return (self.view,)

    def compute(self, work: Work) -> Result:
        lines, sum_fen, paid_fen = [], 0, 0
        for line in self._qualified(work):
            if line.not_paid is None:
                version = self._version(work, line.credit.counts_on, line.decides) or self
                line = line.within(version.budget_fen, sum_fen, paid_fen)
                sum_fen, paid_fen = sum_fen + line.entitled_fen, paid_fen + line.result_fen
            signed_on = work.credits.signed_on(line.decides)
            if line.credit.counts_on in work.days and work.segment.pays_deal(signed_on):
                lines.append(line)
        return Lines(tuple(lines))

    def fact(self, own: Sequence[CreditLine], credits: CreditSource) -> SpifFact | None:
        """What of a fact it is for, of a person's lines of it; None: nothing."""
        mine = [line for line in own if line.share != 0]
        wanted = [line for line in mine if self._is_for(line, credits)]
        if not wanted or not self.from_ <= credits.arose_on(self.view, wanted[0]) < self.until:
            return None
        lines = [line for line in credits.of_fact(self.view, wanted[0]) if self._is_for(line, credits)]
        return SpifFact(first_of(mine), tuple(wanted), tuple(lines))

    def is_too_small(self, fact: SpifFact) -> bool:
        return self.minimum_fen is not None and fact.whole_fen < self.minimum_fen

    def _qualified(self, work: Work) -> Iterator[SpifLine]:
        """From the first of its days on, in the order of credits."""
        so_far = common(work.on_plan, [DateRange(self.from_, max(work.days.until or self.until, self.until))])
        lines = [line for span in so_far for line in work.credits.of(self.view, work.person, span)]
        found = [line for line in lines if self._version(work, line.counts_on, line) is not None]
        if self.per is PerWhat.FACT:
            yield from self._facts(found, work)
            return
        for line in found:
            arose_on = work.credits.arose_on(self.view, line)
            version = self._version(work, arose_on, line)
            if (
                version is not None
                and version._is_for(line, work.credits)
                and version.from_ <= arose_on < version.until
            ):
                yield version._units(line)

    def _version(self, work: Work, day: date, line: CreditLine) -> "Spif | None":
        """This SPIF as the version says it that pays on a day what comes of the line's deal; None: that has it not, or for
        other things. What is before all versions is as now."""
        has = work.payers(day, work.credits.signed_on(line))
        if has is None:
            return self
        one = has.get(self.key)
        if not isinstance(one, Spif) or (one.view, one.per) != (self.view, self.per):
            return None
        return one

    def _facts(self, found: Sequence[CreditLine], work: Work) -> Iterator[SpifLine]:
        """Each fact once, and once more on the day of the refund that leaves nothing of the parts of which he has a share."""
        paid: dict[FactKey, SpifLine] = {}
        left: dict[FactKey, dict[PartKey, int]] = {}
        refunds: set[PartKey] = set()
        own = dict(by_fact(line for line in found if line.kind != "refund"))
        for line in found:
            if line.kind == "refund":
                source = taken_back_by(line)
                of_fact = left.get(source[:2], {})
                if part_of(line) in refunds or source not in of_fact:
                    continue
                refunds.add(part_of(line))
                of_fact[source] += sum(one.amount_fen for one in work.credits.of_part(self.view, line))
                if all(fen <= 0 for fen in of_fact.values()) and source[:2] in paid:
                    yield paid.pop(source[:2]).taken_back(line)
                continue
            of_fact_own = own.pop(fact_of(line), ())
            version = self._paying(of_fact_own, work)
            fact = None if version is None else version.fact(of_fact_own, work.credits)
            if version is not None and fact is not None and not version.is_too_small(fact):
                left[fact_of(line)] = {part_of(one): one.fact_fen for one in fact.own}
                is_late = version.first is not None and len(left) > version.first
                pays = version._of_fact(fact, work.person, is_late=is_late)
                if pays.not_paid is None:
                    paid[fact_of(line)] = pays
                yield pays

    def _paying(self, own: Sequence[CreditLine], work: Work) -> "Spif | None":
        """By the version that pays a fact, of a person's lines of it."""
        mine = [line for line in own if line.share != 0]
        if not mine:
            return None
        decides = first_of(mine)
        return self._version(work, decides.counts_on, decides)

    def _is_for(self, line: CreditLine, credits: CreditSource) -> bool:
        is_of_line = self.product_lines is None or line.product_line in self.product_lines
        return is_of_line and is_wanted(self.renewals, line, credits)

    def _units(self, line: CreditLine) -> SpifLine:
        exact = self.amount_fen * Fraction(line.amount_fen, UNIT)
        entitled = round_fen(exact, self.rounding or Rounding.HALF_UP)
        return SpifLine(
            line, line, self.amount_fen, Fraction(line.amount_fen, UNIT), exact, entitled, is_units=True
        )

    def _of_fact(self, fact: SpifFact, person: int, *, is_late: bool) -> SpifLine:
        part = fixed_part(self.amount_fen, fact.lines, person, self.fixed_to)
        assert part is not None, "A line with a share is one of its fact."
        share = Share(1) if self.fixed_to is FixedTo.EACH else part.share
        not_paid = NotPaid.FIRST if is_late else None
        return SpifLine(
            *(fact.credit, fact.decides, self.amount_fen, share, self.amount_fen * share, part.fen),
            not_paid=not_paid,
        )
