"""What the credits of one row come to, with everything that is said of them together."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from attrs import field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import difference, inverse, rounded
from jieli.engines.pay.pricing.tiers import Slice
from jieli.engines.pay.reference.credit_trace import credit_trace
from jieli.engines.pay.reference.lines import (
    ONLY_THE_RATE,
    Applied,
    CreditPay,
    credits_trace,
    exact_of,
    slice_trace,
)
from jieli.kernel.allocate import apportion
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace


@frozen
class SumDue:
    """What a sum of a row comes to by tiers of the period, rounded once. first_rate: of the lowest tier."""

    sum_fen: int
    slices: tuple[Slice, ...]
    result_fen: int
    first_rate: Rate

    @staticmethod
    def of(sum_fen: int, slices: tuple[Slice, ...], rounding: Rounding, first_rate: Rate) -> "SumDue":
        return SumDue(sum_fen, slices, round_fen(exact_of(slices, ONLY_THE_RATE), rounding), first_rate)

    @property
    def exact(self) -> Fraction:
        return exact_of(self.slices, ONLY_THE_RATE)

    @property
    def rate(self) -> Rate:
        """What every fen of the sum is worth: between the lowest and the highest rate of the tiers, however small the sum."""
        return self.exact * inverse(Fraction(self.sum_fen)) if self.sum_fen else self.first_rate

    def parts(self, amounts: Sequence[int]) -> tuple[int, ...]:
        """What is for each amount of the sum: the amount at the rate of the sum, cut to the fen or one more, so that they come to
        the due."""
        rate = self.rate
        return apportion(self.result_fen, [fen * rate for fen in amounts], range(len(amounts)))

    def trace(self, rule: str, applied: Applied) -> Trace:
        return Trace(
            rule,
            {"sum_fen": self.sum_fen, "due_fen": self.result_fen},
            rounded(self.exact, self.result_fen),
            tuple(slice_trace(part, applied) for part in self.slices),
        )


@frozen
class Moved:
    """What one credit pays where the tier reached is for everything to date: the due of the sum with it less that before it."""

    credit: CreditLine
    due: SumDue
    before: SumDue

    @property
    def result_fen(self) -> int:
        return self.due.result_fen - self.before.result_fen

    def trace(self, applied: Applied) -> Trace:
        sums = (self.due.trace("pay.due", applied), self.before.trace("pay.due_before", applied))
        about = difference(self.due.result_fen, self.before.result_fen)
        return credit_trace(self.credit, {"result_fen": self.result_fen}, about, sums)


@frozen
class RowPay:
    """What one row's credits come to: each its lines, or, where tiers pay on the sum, its due less what was due before.

    due: empty where each credit stands by itself. paid: what the sum of the credits of earlier days of the window came to;
    None where the window begins with these days. moved: by whole tiers to date, what each credit added to the due. also: more
    values for the trace.
    """

    also: Mapping[str, Scalar]
    credits: tuple[CreditLine, ...]
    rounding: Rounding
    each: tuple[CreditPay, ...] = ()
    due: SumDue | None = None
    paid: SumDue | None = None
    earlier: tuple[CreditLine, ...] = ()
    per_unit: bool = False
    moved: tuple[Moved, ...] = ()

    @property
    def result_fen(self) -> int:
        if self.due is None:
            return sum(pay.result_fen for pay in self.each)
        return self.due.result_fen - (0 if self.paid is None else self.paid.result_fen)

    @property
    def credited_fen(self) -> int:
        return sum(credit.amount_fen for credit in self.credits)

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        if self.due is None:
            return [(pay.credit, pay.result_fen) for pay in self.each]
        now = _parts_of(self.due, (*self.earlier, *self.credits))
        before = () if self.paid is None else _parts_of(self.paid, self.earlier)
        return [*now, *((credit, -fen) for credit, fen in before)]

    def trace(self) -> Trace:
        values: dict[str, Scalar] = {
            **self.also,
            "credited_fen": self.credited_fen,
            "rounding": self.rounding.value,
            "result_fen": self.result_fen,
        }
        if self.due is None:
            by_credit = [tuple(own) for _, own in groupby(self.each, key=lambda pay: pay.credit)]
            return Trace("pay.group", values, children=tuple(credits_trace(own) for own in by_credit))
        applied = Applied(per_unit=self.per_unit)
        if self.moved:
            return Trace("pay.group", values, children=tuple(pay.trace(applied) for pay in self.moved))
        credits = tuple(credit_trace(credit) for credit in self.credits)
        if self.paid is None:
            slices = tuple(slice_trace(part, applied) for part in self.due.slices)
            about = rounded(self.due.exact, self.due.result_fen)
            return Trace("pay.group", values, about, (*slices, *credits))
        sums = (self.due.trace("pay.due", applied), self.paid.trace("pay.paid_before", applied))
        about = difference(self.due.result_fen, self.paid.result_fen)
        return Trace("pay.group", values, about, (*sums, *credits))


@frozen
class TrueUp:
    """What the credits of earlier days of a window get, or give back, because the accelerator's factor for all has changed."""

    due: tuple[CreditPay, ...]
    paid: tuple[CreditPay, ...]
    also: Mapping[str, Scalar] = field(factory=dict)

    @property
    def due_fen(self) -> int:
        return sum(pay.result_fen for pay in self.due)

    @property
    def paid_fen(self) -> int:
        return sum(pay.result_fen for pay in self.paid)

    @property
    def result_fen(self) -> int:
        return self.due_fen - self.paid_fen

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        now = [(pay.credit, pay.result_fen) for pay in self.due]
        return [*now, *((pay.credit, -pay.result_fen) for pay in self.paid)]

    def trace(self) -> Trace:
        now, before = self.due[0].applied.reached, self.paid[0].applied.reached  # every credit's are these
        assert now is not None
        assert before is not None
        values: dict[str, Scalar] = {
            **self.also,
            "credits": len(self.due),
            "credited_fen": sum(pay.credit.amount_fen for pay in self.due),
            "sum_before_fen": before.after_fen,
            "sum_fen": now.after_fen,
            "before_rate": format_rate(before.factor),
            "now_rate": format_rate(now.factor),
            "due_fen": self.due_fen,
            "paid_fen": self.paid_fen,
            "result_fen": self.result_fen,
        }
        each = tuple(_earlier_trace(now, then) for now, then in zip(self.due, self.paid, strict=True))
        return Trace("pay.true_up", values, difference(self.due_fen, self.paid_fen), each)


@frozen
class Unrated:
    """Credits that the table has no row for: they pay nothing, and it is said."""

    also: Mapping[str, Scalar]
    credits: tuple[CreditLine, ...]
    result_fen: int = 0

    def trace(self) -> Trace:
        credited_fen = sum(credit.amount_fen for credit in self.credits)
        return Trace(
            "pay.unrated",
            {**self.also, "credited_fen": credited_fen, "result_fen": 0},
            children=tuple(credit_trace(credit) for credit in self.credits),
        )


def _parts_of(due: SumDue, credits: Sequence[CreditLine]) -> Iterator[tuple[CreditLine, int]]:
    return zip(credits, due.parts([credit.amount_fen for credit in credits]), strict=True)


def _earlier_trace(now: CreditPay, then: CreditPay) -> Trace:
    credit = now.credit
    values: dict[str, Scalar] = {
        "kind": credit.kind,
        "fact": credit.fact,
        "source_key": credit.source_key,
        "client": credit.client,
        "product_line": credit.product_line,
        "counts_on": credit.counts_on.isoformat(),
        "credit_fen": credit.amount_fen,
        "due_fen": now.result_fen,
        "paid_fen": then.result_fen,
    }
    about = difference(now.result_fen, then.result_fen)
    return Trace("pay.earlier", values, about, sources=(credit.source_key,))


PricedLine = RowPay | TrueUp | Unrated
