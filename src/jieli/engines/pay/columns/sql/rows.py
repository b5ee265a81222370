"""The rows of a rate table without an accelerator: flat, or tiers found by fact, by sum to date or by sum of a period."""

from collections.abc import Sequence

from attrs import frozen

from jieli.engines.pay.columns.sql.numbers import Whole
from jieli.engines.pay.columns.sql.shown import Shown
from jieli.engines.pay.columns.sql.tiers import at_tier, due, due_of_fact
from jieli.engines.pay.pricing.rates import FlatRow, RateRow, TieredRow
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn

Numbered = tuple[int, RateRow]


@frozen
class Rows:
    shown: Shown
    rows: Sequence[Numbered]

    def ctes(self) -> list[tuple[str, str]]:
        """What several rows look at."""
        if not self._of(TierOn.TO_DATE):
            return []
        whole = self.shown.numbers.dialect.whole
        after = (
            f"CAST(sum(credit_fen) OVER (PARTITION BY sum_id, row_no ORDER BY {self.shown.in_order}"
            f" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS {whole})"
        )
        rows = ", ".join(str(number) for number, _ in self._of(TierOn.TO_DATE))
        return [
            ("dated", f"SELECT *, {after} AS after_fen FROM rated WHERE row_no IN ({rows})"),
            ("placed", "SELECT *, after_fen - credit_fen AS before_fen FROM dated"),
            ("to_date", f"SELECT * FROM placed WHERE {self.shown.own}"),
        ]

    def branches(self) -> list[str]:
        found = []
        if any(isinstance(row, FlatRow) for _, row in self.rows):
            found.append(self._flat())
        found += [self._by_fact(number, row) for number, row in self._of(TierOn.FACT)]
        found += [self._dated(number, row) for number, row in self._of(TierOn.TO_DATE)]
        found += [self._by_period(number, row) for number, row in self._of(TierOn.PERIOD)]
        return found

    def _of(self, tier_on: TierOn) -> list[tuple[int, TieredRow]]:
        return [
            (number, row)
            for number, row in self.rows
            if not isinstance(row, FlatRow) and row.tier_on is tier_on
        ]

    def _flat(self) -> str:
        exact = self.shown.product(self.shown.fen(), self.shown.rate())
        return self.shown.line(f"rated WHERE rate_number IS NOT NULL AND {self.shown.own}", exact)

    def _by_fact(self, number: int, row: TieredRow) -> str:
        """All its slices as one number; the column of the rate is empty unless one rate is for all."""
        bounds, rates = self._numbers(row)
        numbers, fen = self.shown.numbers, self.shown.fen()
        if row.method is Method.WHOLE:
            rate = at_tier(bounds, rates, numbers.size(fen).sql, numbers)
            exact, shown = self.shown.product(fen, rate), rate.sql
        else:
            exact, shown = self._fact_slices(bounds, rates, fen), _only_rate(bounds, rates, fen)
        return self.shown.line(
            f"rated WHERE row_no = {number} AND {self.shown.own}", exact, rate=f"({shown})"
        )

    def _fact_slices(self, bounds: Sequence[int], rates: Sequence[int], fen: Whole) -> Whole:
        if self.shown.pricing.most_rate is None:
            all_slices = due_of_fact(bounds, rates, Method.MARGINAL, fen, self.shown.numbers)
            return self.shown.times_factor(all_slices)
        return self.shown.capped_slices(bounds, rates, fen)

    def _dated(self, number: int, row: TieredRow) -> str:
        if row.method is Method.WHOLE:
            return self._moved(number, row)
        return self._reached(number, row) if row.method is Method.REACHED else self._slices(number, row)

    def _moved(self, number: int, row: TieredRow) -> str:
        """round(due for the sum with the credit) − round(due for the sum before it)."""
        bounds, _ = self._numbers(row)
        return self.shown.line(
            f"to_date WHERE row_no = {number}",
            f"CAST({self._moved_by(row)} AS {self.shown.numbers.dialect.whole})",
            rate="NULL",
            before_fen="before_fen",
            slice_from_fen=at_tier(bounds, bounds, "after_fen", self.shown.numbers).sql,
        )

    def _reached(self, number: int, row: TieredRow) -> str:
        bounds, rates = self._numbers(row)
        rate = at_tier(bounds, rates, "reached_fen", self.shown.numbers)
        source = with_reached(f"(SELECT * FROM placed WHERE row_no = {number})", self.shown)
        return self.shown.line(
            source,
            self.shown.product(self.shown.fen(), rate),
            rate=f"({rate.sql})",
            before_fen="before_fen",
            slice_from_fen=at_tier(bounds, bounds, "reached_fen", self.shown.numbers).sql,
        )

    def _slices(self, number: int, row: TieredRow) -> str:
        bounds, rates = self._numbers(row)
        source = sliced(f"(SELECT * FROM to_date WHERE row_no = {number})", bounds, rates)
        rate = self.shown.numbers.factor("tier_number", self.shown.most_rate_number())
        exact = self.shown.product(self.shown.fen("part_fen"), rate)
        return self.shown.line(
            source,
            exact,
            part_fen="part_fen",
            rate="tier_number",
            before_fen="before_fen",
            slice_from_fen="slice_from_fen",
        )

    def _by_period(self, number: int, row: TieredRow) -> str:
        """round(due for the sum after these days) − round(due for the sum before them)."""
        whole = self.shown.numbers.dialect.whole
        sums = (
            f"SELECT sum_id, piece, min(person) AS person, bool_and(is_own) AS is_own,"
            f" CAST(sum(credit_fen) AS {whole}) AS fen FROM rated WHERE row_no = {number} GROUP BY sum_id, piece"
        )
        found = f"SELECT *, CAST(0 AS {whole}) AS before_fen, fen AS after_fen FROM ({sums})"
        if row.reset is not Reset.PERIOD:
            after = f"CAST(sum(fen) OVER (PARTITION BY sum_id ORDER BY piece) AS {whole})"
            found = (
                f"SELECT *, after_fen - fen AS before_fen FROM (SELECT *, {after} AS after_fen FROM ({sums}))"
                " WHERE is_own"
            )
        line = self.shown.numbers.dialect.text(row.product_line)
        return self.shown.sum_line(f"({found})", "sum", self._moved_by(row), "fen", line)

    def _moved_by(self, row: TieredRow) -> str:
        return f"{self._due(row, 'after_fen')} - {self._due(row, 'before_fen')}"

    def _due(self, row: TieredRow, column: str) -> str:
        bounds, rates = self._numbers(row)
        numbers = self.shown.numbers
        exact = due(bounds, rates, row.method, self.shown.sum_of(column), numbers)
        return numbers.rounded(exact, self.shown.scales.rate.computed, self.shown.pricing.rounding).sql

    def _numbers(self, row: TieredRow) -> tuple[list[int], list[int]]:
        rate = self.shown.scales.rate
        return [tier.from_fen for tier in row.tiers], [rate.number(tier.rate) for tier in row.tiers]


def with_reached(source: str, shown: Shown) -> str:
    """The credits that are paid here, each with the sum that decides on all of it: the greater of those before and after it;
    of a refund that of the credit it takes back, where that one stands before it in the sum."""
    reached = "greatest(before_fen, after_fen)"
    if "refunds" not in shown.shape.filled:
        return f"(SELECT *, {reached} AS reached_fen FROM {source} WHERE {shown.own})"
    kind = "CASE WHEN r.of_receipt IS NOT NULL THEN 'receipt' WHEN r.of_invoice IS NOT NULL THEN 'invoice' ELSE 'deal' END"
    return (
        f"(SELECT r.*, coalesce(o.back_fen, greatest(r.before_fen, r.after_fen)) AS reached_fen FROM {source} r"
        f" LEFT JOIN (SELECT sum_id AS of_sum, kind AS of_kind, fact AS of_fact, deal AS of_deal, counts_on AS since,"
        f" {reached} AS back_fen FROM {source} WHERE kind <> 'refund') o"
        f" ON r.kind = 'refund' AND o.of_sum = r.sum_id AND o.of_kind = {kind} AND o.of_deal = r.deal"
        f" AND o.of_fact = coalesce(r.of_receipt, r.of_invoice, r.deal) AND o.since <= r.counts_on WHERE {shown.own})"
    )


def _only_rate(bounds: Sequence[int], rates: Sequence[int], fen: Whole) -> str:
    """The rate of a credit that lies in the first tier."""
    if len(bounds) == 1:
        return str(rates[0])
    return f"CASE WHEN abs({fen.sql}) <= {bounds[1]} THEN {rates[0]} END"


def sliced(source: str, bounds: Sequence[int], values: Sequence[int]) -> str:
    """Each credit once for each tier that its way from before_fen to after_fen touches, with the part there.

    A way of nothing is one part of 0, in the tier where it stands.
    """
    rows = [
        f"({tier.from_fen}, {tier.lower_fen}, {tier.until_fen}, {tier.number})"
        for tier in tier_rows(bounds, values)
    ]
    tiers = f"(VALUES {', '.join(rows)})"
    size = "least(high_fen, t.until_fen) - greatest(low_fen, t.lower_fen)"
    return (
        f"(SELECT w.*, t.slice_from_fen, t.tier_number, CASE WHEN credit_fen < 0 THEN -({size}) ELSE {size} END AS part_fen"
        " FROM (SELECT *, least(before_fen, after_fen) AS low_fen, greatest(before_fen, after_fen) AS high_fen"
        f" FROM {source}) w JOIN {tiers} t(slice_from_fen, lower_fen, until_fen, tier_number)"
        " ON w.low_fen < t.until_fen AND greatest(w.high_fen, w.low_fen + 1) > t.lower_fen)"
    )


@frozen
class TierRow:
    """A tier as whole numbers: it is from lower_fen until until_fen; the first one has no lower bound."""

    from_fen: int
    lower_fen: int
    until_fen: int
    number: int


def tier_rows(bounds: Sequence[int], values: Sequence[int]) -> list[TierRow]:
    """Those that hold any amount, in order."""
    lasts = [*bounds[1:], _HIGHEST]
    return [
        TierRow(bound, _LOWEST if index == 0 else bound, last, value)
        for index, (bound, last, value) in enumerate(zip(bounds, lasts, values, strict=True))
        if index == 0 or last > bound
    ]


_LOWEST, _HIGHEST = -(2**62), 2**62
