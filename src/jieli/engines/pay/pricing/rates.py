"""Rates by product line, and what credits come to under them."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from jieli.engines.crediting import CreditLine
from jieli.engines.pay.pricing.arithmetic import product, rounded
from jieli.engines.pay.pricing.credit_trace import credit_trace
from jieli.engines.pay.pricing.tiers import Method, Slice, Tier, TierOn, period_slices, slices
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.rounding import Rounding, round_fen
from jieli.kernel.trace import Scalar, Trace, plain_exact

EVERY_OTHER = "*"


@frozen
class FlatRow:
    """One rate for a product line, on each credit by itself."""

    product_line: str
    rate: Rate


@frozen
class TierRow:
    """Tiers for a product line."""

    product_line: str
    method: Method
    tier_on: TierOn
    tiers: tuple[Tier, ...]


RateRow = FlatRow | TierRow


def _in_order(rows: Iterable[RateRow]) -> tuple[RateRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.product_line == EVERY_OTHER, row.product_line)))


@frozen
class RateTable:
    """A row per product line; the row “*” is for every other line. The order of rows means nothing."""

    rows: tuple[RateRow, ...] = field(converter=_in_order)

    def row_for(self, product_line: str) -> RateRow | None:
        """None: this line pays nothing."""
        by_line = {row.product_line: row for row in self.rows}
        return by_line.get(product_line, by_line.get(EVERY_OTHER))

    @staticmethod
    def flat(rate: Rate) -> "RateTable":
        return RateTable((FlatRow(EVERY_OTHER, rate),))


@frozen
class CreditPay:
    """What one credit comes to by itself, rounded once."""

    credit: CreditLine
    slices: tuple[Slice, ...]
    exact: Fraction
    rounding: Rounding
    result_fen: int

    def trace(self) -> Trace:
        values: dict[str, Scalar] = {"rounding": self.rounding.value, "result_fen": self.result_fen}
        if len(self.slices) == 1:
            only = self.slices[0]
            return credit_trace(
                self.credit,
                {"rate_rate": format_rate(only.rate), **values},
                calculation=product(only.part_fen, only.rate, self.exact, self.result_fen),
            )
        return credit_trace(
            self.credit,
            values,
            calculation=rounded(self.exact, self.result_fen),
            children=tuple(slice_trace(part) for part in self.slices),
        )


@frozen
class RowPay:
    """What one row's credits come to: the sum of its credits' results, or the period's tiers rounded once."""

    row: RateRow
    credits: tuple[CreditLine, ...]
    slices: tuple[Slice, ...]  # of the period's sum; empty where each credit stands by itself
    each: tuple[CreditPay, ...]
    rounding: Rounding
    result_fen: int
    also: Mapping[str, Scalar]

    @property
    def credited_fen(self) -> int:
        return sum(credit.amount_fen for credit in self.credits)

    def trace(self) -> Trace:
        row = self.row
        lines = (
            tuple(pay.trace() for pay in self.each)
            if self.each
            else tuple(credit_trace(credit) for credit in self.credits)
        )
        exact = sum((part.exact for part in self.slices), Fraction(0))
        return Trace(
            "pay.group",
            {
                "product_line": row.product_line,
                "method": "flat" if isinstance(row, FlatRow) else row.method.value,
                "tier_on": "fact" if isinstance(row, FlatRow) else row.tier_on.value,
                "credited_fen": self.credited_fen,
                "rounding": self.rounding.value,
                "result_fen": self.result_fen,
                **self.also,
            },
            calculation=None if self.each else rounded(exact, self.result_fen),
            children=(*(slice_trace(part) for part in self.slices), *lines),
        )


@frozen
class Unrated:
    """Credits of a product line that the table has no row for: they pay nothing, and it is said."""

    product_line: str
    credits: tuple[CreditLine, ...]
    result_fen: int = 0

    def trace(self) -> Trace:
        credited_fen = sum(credit.amount_fen for credit in self.credits)
        return Trace(
            "pay.unrated",
            {"product_line": self.product_line, "credited_fen": credited_fen, "result_fen": 0},
            children=tuple(credit_trace(credit) for credit in self.credits),
        )


def price(
    table: RateTable,
    credits: Sequence[CreditLine],
    rounding: Rounding,
    also: Mapping[str, Scalar] | None = None,
) -> tuple[RowPay | Unrated, ...]:
    """What credits come to under a table, a line per row that has credits, then what no row is for.

    also: more values for the traces of the rows.
    """
    by_row: dict[str, list[CreditLine]] = {row.product_line: [] for row in table.rows}
    without: dict[str, list[CreditLine]] = {}
    for credit in credits:
        named = credit.product_line in by_row and credit.product_line != EVERY_OTHER
        if named:
            by_row[credit.product_line].append(credit)
        elif EVERY_OTHER in by_row:
            by_row[EVERY_OTHER].append(credit)
        else:
            without.setdefault(credit.product_line, []).append(credit)
    paid = [
        _price_row(row, tuple(by_row[row.product_line]), rounding, also or {})
        for row in table.rows
        if by_row[row.product_line]
    ]
    return (*paid, *(Unrated(line, tuple(without[line])) for line in sorted(without)))


def price_credit(row: RateRow, credit: CreditLine, rounding: Rounding) -> CreditPay:
    """One credit by itself: the tiers are found by its own size, and a negative one mirrors the positive one."""
    fen = credit.amount_fen
    parts = (
        (Slice(0, None, fen, row.rate),)
        if isinstance(row, FlatRow)
        else slices(row.tiers, row.method, fen) or (Slice(0, None, 0, row.tiers[0].rate),)
    )
    exact = sum((part.exact for part in parts), Fraction(0))
    return CreditPay(credit, parts, exact, rounding, round_fen(exact, rounding))


def _price_row(
    row: RateRow, credits: tuple[CreditLine, ...], rounding: Rounding, also: Mapping[str, Scalar]
) -> RowPay:
    if isinstance(row, FlatRow) or row.tier_on is TierOn.FACT:
        each = tuple(price_credit(row, credit, rounding) for credit in credits)
        return RowPay(row, credits, (), each, rounding, sum(pay.result_fen for pay in each), also)
    parts = period_slices(row.tiers, row.method, sum(credit.amount_fen for credit in credits))
    exact = sum((part.exact for part in parts), Fraction(0))
    return RowPay(row, credits, parts, (), rounding, round_fen(exact, rounding), also)


def slice_trace(part: Slice) -> Trace:
    return Trace(
        "pay.slice",
        {
            "from_fen": part.from_fen,
            "until_fen": "" if part.until_fen is None else part.until_fen,
            "part_fen": part.part_fen,
            "rate_rate": format_rate(part.rate),
            "exact": plain_exact(part.exact),
        },
        calculation=product(part.part_fen, part.rate, part.exact),
    )
