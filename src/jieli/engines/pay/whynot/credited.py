"""Why a credit that a person has was not paid, or not in full, by one pricing."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import number_text
from jieli.engines.pay.pricing.spec import Pricing, SpeedFactor, Take
from jieli.engines.pay.pricing.tiers import Slice
from jieli.engines.pay.reference.factors import AppliedFactor
from jieli.engines.pay.reference.groups import RowPay, SumDue, TrueUp
from jieli.engines.pay.reference.lines import CreditPay
from jieli.engines.pay.reference.taking import is_taken, is_wanted
from jieli.engines.pay.results import Line, Result
from jieli.engines.pay.rewarding.servicing import GateCut
from jieli.engines.pay.settlement.by_credit import fen_by_credit
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.whynot.values import Reason
from jieli.engines.pay.work import age_of, is_outgoing
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Scalar, plain_exact

Why = tuple[Reason, Mapping[str, Scalar]]


@frozen
class Paid:
    """The lines of one result by the credit they pay; of a credit that only counted for the sum of a row, what the sum came
    to. behind: what of the result is for a credit. cut: what a quality gate takes of all of it."""

    by_credit: Mapping[CreditLine, Sequence[CreditPay]]
    sums: Mapping[CreditLine, SumDue]
    behind: Mapping[CreditLine, int]
    cut: GateCut | None

    @staticmethod
    def of(result: Result) -> "Paid":
        pays: dict[CreditLine, list[CreditPay]] = {}
        sums: dict[CreditLine, SumDue] = {}
        behind: dict[CreditLine, int] = {}
        for line in result.lines:
            for pay in credit_pays(line):
                pays.setdefault(pay.credit, []).append(pay)
            if isinstance(line, RowPay) and line.due is not None:
                sums |= dict.fromkeys(line.credits, line.due)
        for credit, fen in fen_by_credit(result):
            behind[credit] = behind.get(credit, 0) + fen
        cut = next((line for line in result.lines if isinstance(line, GateCut)), None)
        return Paid(pays, sums, behind, cut)

    def fen(self, credit: CreditLine) -> int:
        return self.behind.get(credit, 0)


def credit_pays(line: Line) -> Sequence[CreditPay]:
    """The lines of single credits that a line consists of."""
    if isinstance(line, CreditPay):
        return (line,)
    return () if isinstance(line, TrueUp) else tuple(getattr(line, "each", ()))


def why(pricing: Pricing, credit: CreditLine, paid: Paid, sources: Sources) -> Why | None:
    """The first reason that holds; None: the whole fact was paid at its full rate."""
    if not is_taken(pricing.take, pricing.view, credit, sources.credits):
        return _not_taken(pricing, credit, sources)
    row = pricing.rates.row_for(credit.product_line, credit.client_class, credit.region)
    if row is None:
        names = ("product_line", "client_class", "region")
        return Reason.UNRATED, {name: getattr(credit, name) for name in names}
    of_pays = next((found for pay in paid.by_credit.get(credit, ()) if (found := _of_pay(pay))), None)
    if of_pays is not None and of_pays[0] is not Reason.CAPPED:
        return of_pays
    due = paid.sums.get(credit)
    if due is not None and due.slices and all(part.rate == 0 for part in due.slices):
        return _nothing(due.slices, due.sum_fen)
    if paid.cut is not None:
        return Reason.QUALITY, _quality(paid.cut)
    if of_pays is not None:
        return of_pays
    if credit.share != 1:
        return Reason.SHARED, {"share_share": format_rate(credit.share)}
    return None


def _not_taken(pricing: Pricing, credit: CreditLine, sources: Sources) -> Why:
    take: Take = pricing.take
    if take.outgoing is not None and take.outgoing is not is_outgoing(credit):
        return Reason.OUTGOING, {"handover": credit.handover or "", "only_outgoing": str(take.outgoing)}
    if take.product_lines and credit.product_line not in take.product_lines:
        return Reason.OTHER_LINE, {"product_line": credit.product_line}
    if take.renewals is not None and not is_wanted(take.renewals, credit, sources.credits):
        return Reason.RENEWALS, {"renewals": take.renewals.value}
    age = age_of(pricing.view, credit, sources.credits)
    if take.from_days is not None and (age is None or age < take.from_days):
        return Reason.TOO_NEW, {"days": "" if age is None else age, "after_days": take.from_days}
    assert take.until_days is not None
    return Reason.TOO_OLD, {"days": "" if age is None else age, "within_days": take.until_days}


def _of_pay(pay: CreditPay) -> Why | None:
    for factor in pay.applied.factors:
        if factor.rate == 0 and isinstance(factor.factor, SpeedFactor):
            return Reason.TOO_SLOW, _speed(factor)
    reached = pay.applied.reached
    if reached is not None and reached.factor == 0:
        bounds = reached.bounds
        passed = [
            fen for fen, tier in zip(bounds.fen, bounds.accelerator.tiers, strict=True) if tier.factor > 0
        ]
        needed: Scalar = "" if not passed else passed[0]
        return Reason.GATE, {"sum_fen": reached.after_fen, "needed_fen": needed}
    if all(part.rate == 0 for part in pay.slices):
        return _nothing(pay.slices, (pay.before_fen or 0) + pay.credit.amount_fen)
    uncapped = sum((part.part_fen * pay.applied.full_rate(part.rate) for part in pay.slices), Fraction(0))
    if uncapped != pay.exact:
        return Reason.CAPPED, {"uncapped": plain_exact(uncapped), "exact": plain_exact(pay.exact)}
    return None


def _nothing(slices: Sequence[Slice], sum_fen: int) -> Why:
    """Its tier pays 0%; where another one follows, that is what was not reached."""
    needed = slices[-1].until_fen
    if needed is None:
        return Reason.ZERO_RATE, {"rate_rate": format_rate(slices[0].rate)}
    return Reason.GATE, {"sum_fen": sum_fen, "needed_fen": needed}


def _quality(cut: GateCut) -> Mapping[str, Scalar]:
    gate = cut.gate
    return {
        "of": gate.of,
        "actual": number_text(cut.actual),
        "at_least": number_text(gate.at_least),
        "otherwise_rate": format_rate(gate.otherwise),
    }


def _speed(factor: AppliedFactor) -> Mapping[str, Scalar]:
    assert isinstance(factor.factor, SpeedFactor)
    last = factor.factor.steps[-1].within_days if factor.factor.steps else ""
    days: Scalar = "" if factor.days is None else factor.days
    return {"days": days, "within_days": last, "since": factor.factor.since.value}
