"""A line of pay as columns."""

from collections.abc import Mapping, Sequence, Set

from attrs import frozen

from jieli.engines.pay.columns.sql.carrying import in_order, said_otherwise
from jieli.engines.pay.columns.sql.numbers import Numbers, Whole
from jieli.engines.pay.columns.sql.relations import Shape
from jieli.engines.pay.columns.sql.scales import Scale, Scales, all_rates, most_factor
from jieli.engines.pay.pricing.spec import Pricing

# What a line says, in this order. rate, factor, multiplier: over the denominators of the pricing's scales.
LINE = (
    "piece",
    "person",
    "kind",
    "fact",
    "deal",
    "of_receipt",
    "of_invoice",
    "client",
    "product_line",
    "client_class",
    "region",
    "counts_on",
    "owner_on",
    "share_numerator",
    "share_denominator",
    "fact_fen",
    "credit_fen",
    "before_fen",
    "slice_from_fen",
    "part_fen",
    "rate",
    "factor",
    "multiplier",
    "result_fen",
)
_OF_CREDIT = LINE[1:17]


@frozen
class Placing:
    """What the pieces are like. has_earlier: some days only count to sums. cuts_months: some do not cover their month.
    has_echoes, has_elsewhere: versions that freeze deals divide them. has_refund_echoes, has_taken_elsewhere: versions that take
    back what they paid do. has_followers: some sums have several pieces."""

    has_earlier: bool = False
    cuts_months: bool = True
    has_echoes: bool = False
    has_elsewhere: bool = False
    has_refund_echoes: bool = False
    has_taken_elsewhere: bool = False
    has_followers: bool = True


@frozen
class Shown:
    """How lines of one pricing are written down."""

    pricing: Pricing
    scales: Scales
    numbers: Numbers
    shape: Shape
    placing: Placing
    is_brief: bool = False  # columns that others say are left out

    @property
    def has_earlier_sums(self) -> bool:
        """Some piece has another one before it in its sum."""
        return self.placing.has_followers

    @property
    def own(self) -> str:
        """The condition that a credit is paid here, and not only counted."""
        return "is_own" if self.placing.has_earlier else "true"

    def fen(self, column: str = "credit_fen") -> Whole:
        return self.numbers.column(column, self.shape.most_fen)

    def sum_of(self, column: str) -> Whole:
        return self.numbers.column(column, self.shape.all_fen)

    def line(
        self,
        source: str,
        exact: Whole | str,
        *,
        part_fen: str = "credit_fen",
        rate: str = "rate_number",
        before_fen: str = "NULL",
        slice_from_fen: str = "NULL",
        multiplier: str = "",
    ) -> str:
        """A line for each row of a source that has a credit's columns. exact: over the denominator of the whole product; a text: the
        result itself.

        rate, multiplier: over the computed denominators of their scales.
        """
        whole = self.numbers.dialect.whole
        result = exact if isinstance(exact, str) else self.result(exact)
        columns = [
            "piece",
            *(f"{sql} AS {name}" for name, sql in self.of_credit().items()),
            f"CAST({before_fen} AS {whole}) AS before_fen",
            f"CAST({slice_from_fen} AS {whole}) AS slice_from_fen",
            f"CAST({part_fen} AS {whole}) AS part_fen",
            f"{_shown(self.scales.rate, rate, whole)} AS rate",
            f"{_shown(self.scales.factor, 'factor_number', whole)} AS factor",
            f"{_shown(self.scales.multiplier, multiplier or '1', whole)} AS multiplier",
            f"{result} AS result_fen",
        ]
        return f"SELECT {', '.join(columns)} FROM {source}"

    def of_credit(self) -> Mapping[str, str]:
        """Column of a line → what it is over the columns of a credit."""
        otherwise = said_otherwise(self.pricing.view, self.shape, self.numbers.dialect)
        return {name: otherwise.get(name, name) for name in _OF_CREDIT if name not in self._left_out}

    @property
    def _left_out(self) -> Set[str]:
        """The kind stays, though it may be the same in every line."""
        if not self.is_brief:
            return set()
        return said_otherwise(self.pricing.view, self.shape, self.numbers.dialect).keys() - {"kind"}

    @property
    def in_order(self) -> str:
        return in_order(self.pricing.view, self.shape)

    def sum_line(
        self, source: str, kind: str, result_fen: str, part_fen: str, product_line: str = "''"
    ) -> str:
        """A line that pays no single credit."""
        dialect = self.numbers.dialect
        given = {
            "piece": "piece",
            "person": "person",
            "kind": f"'{kind}'",
            "product_line": product_line,
            "client_class": "''",
            "region": "''",
            "counts_on": "CAST(NULL AS DATE)",
            "owner_on": "CAST(NULL AS DATE)",
            "part_fen": f"CAST({part_fen} AS {dialect.whole})",
            "result_fen": f"CAST({result_fen} AS {dialect.whole})",
        }
        nothing = f"CAST(NULL AS {dialect.whole})"
        columns = ", ".join(
            f"{given.get(name, nothing)} AS {name}" for name in LINE if name not in self._left_out
        )
        return f"SELECT {columns} FROM {source}"

    def product(self, part: Whole, rate: Whole, multiplier: Whole | None = None) -> Whole:
        """part × rate × factors × accelerator, with the rate capped, over the denominator of the whole product."""
        numbers, scales = self.numbers, self.scales
        factors = numbers.factor("factor_number", most_factor(self.pricing.factors))
        times = numbers.times(rate, factors)
        times = times if multiplier is None else numbers.times(times, multiplier)
        if self.pricing.most_rate is not None:
            most = (
                scales.rate.number(self.pricing.most_rate)
                * scales.factor.computed
                * scales.multiplier.computed
            )
            times = numbers.least(times, numbers.literal(most))
        return numbers.times(part, times)

    def times_factor(self, exact: Whole) -> Whole:
        """Slices over the rates' denominator, times the factors."""
        return self.numbers.times(
            exact, self.numbers.factor("factor_number", most_factor(self.pricing.factors))
        )

    def capped_slices(self, bounds: Sequence[int], rates: Sequence[int], fen: Whole) -> Whole:
        """The slices of a credit by itself, each with its rate capped; a negative one mirrors the positive one."""
        numbers, size = self.numbers, self.numbers.size(fen)
        total = numbers.literal(0)
        for index, (bound, rate) in enumerate(zip(bounds, rates, strict=True)):
            top = (
                size if index + 1 == len(bounds) else numbers.least(size, numbers.literal(bounds[index + 1]))
            )
            part = numbers.greatest(numbers.minus(top, numbers.literal(bound)), numbers.literal(0))
            total = numbers.plus(total, self.product(part, numbers.literal(rate)))
        return Whole(f"(CASE WHEN {fen.sql} < 0 THEN -({total.sql}) ELSE {total.sql} END)", total.most)

    def rate(self, column: str = "rate_number") -> Whole:
        return self.numbers.factor(column, self.most_rate_number())

    def most_rate_number(self) -> int:
        return max((abs(self.scales.rate.number(rate)) for rate in all_rates(self.pricing)), default=0) or 1

    def result(self, exact: Whole) -> str:
        rounding, most_fen = self.pricing.rounding, self.pricing.most_fen
        result = self.numbers.rounded(exact, self.scales.whole, rounding)
        if most_fen is None:
            return self.numbers.whole(result, result.most).sql
        share = self.numbers.column("share_numerator", self.shape.most_share)
        most = self.numbers.rounded_by(
            self.numbers.times(share, self.numbers.literal(most_fen)), "share_denominator", rounding
        )
        capped = self.numbers.greatest(self.numbers.negative(most), self.numbers.least(result, most))
        return self.numbers.whole(capped, most_fen).sql


def _shown(scale: Scale, number: str, whole: str) -> str:
    times = f" * {scale.to_shown}" if scale.to_shown != 1 else ""
    return f"CAST({number}{times} AS {whole})"
