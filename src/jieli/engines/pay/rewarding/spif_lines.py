"""What one fact or its units pay under a SPIF, with how it came about."""

from enum import StrEnum
from fractions import Fraction

from attrs import evolve, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import number_text, product, rounded
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Scalar, Trace, plain_exact, plain_fen


class NotPaid(StrEnum):
    """Why nothing, or not all, is paid: enough facts came before; the budget is used up."""

    FIRST = "first"
    BUDGET = "budget"


@frozen
class SpifLine:
    """times: the share of the fact, or the units. entitled_fen: before the budget, of which sum_before_fen is used.
    paid_before_fen: what of that was paid, where versions have other budgets.

    credit: what it is paid for, or what takes it back. decides: the credit by whose deal it is known which version pays.
    """

    credit: CreditLine
    decides: CreditLine
    amount_fen: int
    times: Fraction
    exact: Fraction
    entitled_fen: int
    is_units: bool = False
    not_paid: NotPaid | None = None
    budget_fen: int | None = None
    sum_before_fen: int = 0
    paid_before_fen: int = 0

    def within(self, budget_fen: int | None, sum_before_fen: int, paid_before_fen: int) -> "SpifLine":
        """With what was entitled before it and what of that was paid."""
        line = evolve(self, budget_fen=budget_fen, sum_before_fen=sum_before_fen)
        line = evolve(line, paid_before_fen=paid_before_fen)
        return evolve(line, not_paid=NotPaid.BUDGET) if line.result_fen != self.entitled_fen else line

    def taken_back(self, refund: CreditLine) -> "SpifLine":
        """What a refund takes back, as it was before the budget."""
        return evolve(
            self, credit=refund, times=-self.times, exact=-self.exact, entitled_fen=-self.entitled_fen
        )

    @property
    def result_fen(self) -> int:
        if self.not_paid is NotPaid.FIRST:
            return 0
        after = self.sum_before_fen + self.entitled_fen
        covered = after if self.budget_fen is None else min(self.budget_fen, after)
        least, most = min(0, self.entitled_fen), max(0, self.entitled_fen)
        return min(most, max(least, covered - self.paid_before_fen))

    def fen_by_credit(self) -> tuple[tuple[CreditLine, int], ...]:
        """Of several deals that one receipt settles, and of whichever a refund is, it is for the one that decides."""
        return ((evolve(self.credit, deal=self.decides.deal), self.result_fen),)

    def trace(self) -> Trace:
        credit = self.credit
        values: dict[str, Scalar] = {
            "kind": credit.kind,
            "fact": credit.fact,
            "source_key": credit.source_key,
            "client": credit.client,
            "product_line": credit.product_line,
            "counts_on": credit.counts_on.isoformat(),
            "amount_fen": self.amount_fen,
            "per": "unit" if self.is_units else "fact",
            "times": number_text(self.times) if self.is_units else format_rate(self.times),
            "entitled_fen": self.entitled_fen,
            "sum_before_fen": self.sum_before_fen,
            "budget_fen": "" if self.budget_fen is None else self.budget_fen,
            "not_paid": "" if self.not_paid is None else self.not_paid.value,
            "result_fen": self.result_fen,
        }
        return Trace("pay.spif", values, self._arithmetic(), self._cut(), (credit.source_key,))

    def _arithmetic(self) -> str | None:
        if self.not_paid is NotPaid.FIRST:
            return None
        if not self.is_units:
            return product(self.amount_fen, self.times, self.exact, self.entitled_fen)
        about = rounded(self.exact, self.entitled_fen) or plain_exact(self.exact)
        return f"{plain_fen(self.amount_fen)} × {number_text(self.times)} = {about}"

    def _cut(self) -> tuple[Trace, ...]:
        """What is left of the budget, where it does not cover all."""
        if self.not_paid is not NotPaid.BUDGET or self.budget_fen is None:
            return ()
        left = max(0, self.budget_fen - self.paid_before_fen)
        text = f"{plain_fen(self.budget_fen)} - {plain_fen(min(self.paid_before_fen, self.budget_fen))} = {plain_fen(left)}"
        return (Trace("pay.spif_budget", {"left_fen": left}, text),)
