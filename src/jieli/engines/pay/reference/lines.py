"""The lines of pay on credits. A line keeps what it came from, so that its trace is made only when asked for."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import product, product_of, rate_text, rounded, smaller
from jieli.engines.pay.pricing.tiers import Slice
from jieli.engines.pay.reference.accelerating import Reached
from jieli.engines.pay.reference.credit_trace import credit_trace
from jieli.engines.pay.reference.factors import AppliedFactor
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace, plain_exact


@frozen
class Applied:
    """What there is beside the rate of a line. most_fen: for this credit, its share already taken into account."""

    factors: tuple[AppliedFactor, ...] = ()
    reached: Reached | None = None
    most_rate: Rate | None = None
    most_fen: Fraction | None = None
    per_unit: bool = False

    @property
    def multipliers(self) -> tuple[Rate, ...]:
        accelerator = () if self.reached is None else (self.reached.factor,)
        return (*(one.rate for one in self.factors), *accelerator)

    def full_rate(self, rate: Rate) -> Rate:
        """The rate times everything, not yet capped."""
        for one in self.multipliers:
            rate = rate * one
        return rate

    def rate(self, rate: Rate) -> Rate:
        """What a line at this rate counts with."""
        full = self.full_rate(rate)
        return full if self.most_rate is None else min(full, self.most_rate)

    def capped(self, exact: Fraction) -> Fraction:
        if self.most_fen is None:
            return exact
        return max(-self.most_fen, min(self.most_fen, exact))

    def texts(self, rate: Rate) -> tuple[str, ...]:
        """The factors of a product, as text."""
        if self.rate(rate) != self.full_rate(rate):
            return (rate_text(self.rate(rate), per_unit=self.per_unit),)
        return (rate_text(rate, per_unit=self.per_unit), *(format_rate(one) for one in self.multipliers))

    def traces(self, slices: Sequence[Slice]) -> tuple[Trace, ...]:
        reached = () if self.reached is None else (self.reached.trace(),)
        capped = [part for part in slices if self.rate(part.rate) != self.full_rate(part.rate)]
        return (
            *(one.trace() for one in self.factors),
            *reached,
            *(self._most_rate_trace(part.rate) for part in capped),
        )

    def _most_rate_trace(self, rate: Rate) -> Trace:
        assert self.most_rate is not None
        most = rate_text(self.most_rate, per_unit=self.per_unit)
        product_text = " × ".join(
            (rate_text(rate, per_unit=self.per_unit), *(format_rate(one) for one in self.multipliers))
        )
        return Trace(
            "pay.most_rate",
            {"full_rate": format_rate(self.full_rate(rate)), "most_rate": format_rate(self.most_rate)},
            smaller((product_text, most), most),
        )


ONLY_THE_RATE = Applied()


@frozen
class Shared:
    """The whole part of which a line is a share: what the part comes to by the sums of its lead."""

    lead: int
    whole_fen: int
    paid_fen: int
    share: Rate


@frozen
class CreditPay:
    """One line: a credit, or a slice of it, at its rate and what else applies, rounded once.

    slices: one, or, where tiers are found by fact, as many as the credit falls into; where a part is shared, of the whole
    part. before_fen: the sum that it found, where that decides; back_fen: that of what it takes back, where that does.
    """

    credit: CreditLine
    slices: tuple[Slice, ...]
    rounding: Rounding
    result_fen: int
    before_fen: int | None = None
    applied: Applied = ONLY_THE_RATE
    shared: Shared | None = None
    back_fen: int | None = None

    @staticmethod
    def of(
        credit: CreditLine,
        slices: tuple[Slice, ...],
        rounding: Rounding,
        applied: Applied = ONLY_THE_RATE,
        before_fen: int | None = None,
    ) -> "CreditPay":
        fen = round_fen(exact_of(slices, applied), rounding)
        return CreditPay(credit, slices, rounding, fen, before_fen, applied)

    @property
    def exact(self) -> Fraction:
        """Fen, not yet rounded; where a part is shared, of the whole part."""
        return exact_of(self.slices, self.applied)

    @property
    def whole_fen(self) -> int:
        """The line rounded, before it is shared."""
        return self.result_fen if self.shared is None else self.shared.paid_fen

    def fen_by_credit(self) -> Sequence[tuple[CreditLine, int]]:
        return ((self.credit, self.result_fen),)

    def trace(self) -> Trace:
        if self.before_fen is not None:
            return credits_trace((self,))
        values: dict[str, Scalar] = {"rounding": self.rounding.value, "result_fen": self.result_fen}
        if len(self.slices) == 1:
            values = {"rate_rate": format_rate(self.slices[0].rate), **values}
        return credit_trace(self.credit, values, self._calculation(), self._children())

    def slice_trace(self) -> Trace:
        """A line that is a slice of its credit."""
        (part,) = self.slices
        assert self.before_fen is not None
        values: dict[str, Scalar] = {
            **slice_values(part, self.exact),
            "before_fen": self.before_fen,
            **({} if self.back_fen is None else {"back_fen": self.back_fen}),
            "rounding": self.rounding.value,
            "result_fen": self.result_fen,
        }
        return Trace("pay.slice", values, self._calculation(), self._children())

    def _calculation(self) -> str | None:
        if self.shared is None:
            return self._own_calculation()
        exact = self.shared.paid_fen * self.shared.share
        return product(self.shared.paid_fen, self.shared.share, exact, self.result_fen)

    def _own_calculation(self) -> str | None:
        full = full_exact_of(self.slices, self.applied)
        if len(self.slices) == 1 and full == self.exact:
            part = self.slices[0]
            return product_of(part.part_fen, self.applied.texts(part.rate), self.exact, self.whole_fen)
        return rounded(self.exact, self.whole_fen)

    def _children(self) -> tuple[Trace, ...]:
        own = self.applied.traces(self.slices)
        if len(self.slices) > 1:
            own = (*(slice_trace(part, self.applied) for part in self.slices), *own)
        own = (*own, *self._most_trace())
        if self.shared is None:
            return own
        values: dict[str, Scalar] = {
            "lead": self.shared.lead,
            "whole_fen": self.shared.whole_fen,
            "paid_fen": self.shared.paid_fen,
            "share_share": format_rate(self.shared.share),
        }
        return (Trace("pay.payout", values, self._own_calculation(), own),)

    def _most_trace(self) -> tuple[Trace, ...]:
        most, full = self.applied.most_fen, full_exact_of(self.slices, self.applied)
        if most is None or full == self.exact:
            return ()
        cap = most if full > 0 else -most
        inner: tuple[Trace, ...] = ()
        if len(self.slices) == 1:
            part = self.slices[0]
            text = product_of(part.part_fen, self.applied.texts(part.rate), full)
            inner = (Trace("pay.uncapped", {"exact": plain_exact(full)}, text),)
        text = smaller((plain_exact(full), plain_exact(cap)), plain_exact(cap), negative=full < 0)
        return (
            Trace(
                "pay.most_per_credit", {"exact": plain_exact(full), "most": plain_exact(most)}, text, inner
            ),
        )


def full_exact_of(slices: Sequence[Slice], applied: Applied) -> Fraction:
    return sum((part.part_fen * applied.rate(part.rate) for part in slices), Fraction(0))


def exact_of(slices: Sequence[Slice], applied: Applied) -> Fraction:
    return applied.capped(full_exact_of(slices, applied))


def credits_trace(each: Sequence[CreditPay]) -> Trace:
    """The lines of one credit as one step."""
    first = each[0]
    if first.before_fen is None:
        return first.trace()
    return credit_trace(
        first.credit,
        {"result_fen": sum(pay.result_fen for pay in each)},
        children=tuple(pay.slice_trace() for pay in each),
    )


def slice_trace(part: Slice, applied: Applied = ONLY_THE_RATE) -> Trace:
    exact = part.part_fen * applied.rate(part.rate)
    return Trace(
        "pay.slice",
        slice_values(part, exact),
        calculation=product_of(part.part_fen, applied.texts(part.rate), exact),
    )


def slice_values(part: Slice, exact: Fraction) -> dict[str, Scalar]:
    return {
        "from_fen": part.from_fen,
        "until_fen": "" if part.until_fen is None else part.until_fen,
        "part_fen": part.part_fen,
        "rate_rate": format_rate(part.rate),
        "exact": plain_exact(exact),
    }
