"""A pricing as one query from credits to lines. Normative page: docs/algorithms/pricing.md, columns: columns.md.

The query reads a relation of credits (`relations.CREDIT`) and `pieces`: for each piece of work the person's days, cut at
months and at the bounds of windows.
"""

from collections.abc import Sequence

from attrs import define, field, frozen

from jieli.engines.pay.columns.sql.accelerating import Accelerating
from jieli.engines.pay.columns.sql.conditions import counted_number, factor_number, is_for, taken
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.numbers import Numbers
from jieli.engines.pay.columns.sql.relations import CREDIT, Shape, union
from jieli.engines.pay.columns.sql.rows import Rows
from jieli.engines.pay.columns.sql.scales import Scales
from jieli.engines.pay.columns.sql.shown import Placing, Shown
from jieli.engines.pay.pricing.rates import FlatRow, RateRow, names_of
from jieli.engines.pay.pricing.spec import AcceleratorOn, Pricing, SpeedFactor, SpeedSince, SplitPlace
from jieli.engines.pay.pricing.tiers import Reset, TierOn


@frozen
class Compiled:
    """The query of a pricing, and the denominators of its rates, factors and multipliers as its columns show them."""

    sql: str
    scales: Scales


def is_compiled(pricing: Pricing) -> bool:
    """What columns can say so far. Everything else the reference prices, from the same credits."""
    accelerator = pricing.accelerator
    of_quota = accelerator is not None and accelerator.on is AcceleratorOn.ATTAINMENT
    return pricing.split is SplitPlace.CREDIT and not of_quota


def resets_of(pricing: Pricing) -> tuple[Reset, ...]:
    """How the sums of its lines begin: each is a query of its own."""
    if pricing.accelerator is not None:
        return (pricing.accelerator.reset,)
    return tuple(dict.fromkeys(reset_of(row) for row in pricing.rates.rows))


def reset_of(row: RateRow) -> Reset:
    """Of what each credit pays by itself: that of the days themselves."""
    return Reset.PERIOD if isinstance(row, FlatRow) or row.tier_on is TierOn.FACT else row.reset


@frozen
class PricingQuery:
    """What a query is of: the lines of one pricing that begin their sums in one way, over relations by name. is_brief: columns
    that other columns say are left out (`carrying.said_otherwise`)."""

    pricing: Pricing
    reset: Reset
    shape: Shape
    placing: Placing
    credits: str = "credits"
    pieces: str = "pieces"
    elsewhere: str = "elsewhere"
    is_brief: bool = False


def compile_pricing(asked: PricingQuery, dialect: Dialect) -> Compiled:
    """**Raises** TooLarge where amounts, rates and sums could together leave every number type.

    The lines are in no order; credits without a row have none.
    """
    made = _Compiling(asked, Numbers(dialect), Scales.of(asked.pricing))
    return Compiled(made.query(), made.scales)


def rated_query(asked: PricingQuery, dialect: Dialect) -> str:
    """What stands before a SELECT from `rated`: the credits with their piece, row, rate and factor. **Raises** TooLarge."""
    return _Compiling(asked, Numbers(dialect), Scales.of(asked.pricing)).rated()


@define
class _Compiling:
    asked: PricingQuery
    numbers: Numbers
    scales: Scales
    ctes: list[tuple[str, str]] = field(factory=list, init=False)

    @property
    def pricing(self) -> Pricing:
        return self.asked.pricing

    def query(self) -> str:
        self.ctes = self._begin()
        shown = Shown(
            self.pricing, self.scales, self.numbers, self.asked.shape, self.asked.placing, self.asked.is_brief
        )
        if self.pricing.accelerator is not None:
            accelerating = Accelerating(self.pricing, self.pricing.accelerator, shown)
            self.ctes += accelerating.ctes()
            branches = accelerating.branches()
        else:
            rows = Rows(shown, [one for one in self._numbered() if reset_of(one[1]) is self.asked.reset])
            self.ctes += rows.ctes()
            branches = rows.branches()
        return f"{_with(self.ctes)}\n{union(branches)}"

    def rated(self) -> str:
        return _with(self._begin())

    def _begin(self) -> list[tuple[str, str]]:
        return [("taken", self._taken()), ("rated", self._rated())]

    def _numbered(self) -> tuple[tuple[int, RateRow], ...]:
        return tuple(enumerate(self.pricing.rates.rows))

    def _taken(self) -> str:
        columns = ", ".join(f"c.{name}" for name in CREDIT)
        days = ""
        if self.asked.placing.cuts_months:
            days = " AND p.from_ <= c.counts_on AND c.counts_on < p.until"
        if self.asked.placing.has_echoes:
            days += (
                " AND (p.signed_from IS NULL OR (c.signed_on >= p.signed_from"
                " AND (p.signed_until IS NULL OR c.signed_on < p.signed_until)))"
            )
        if self.asked.placing.has_refund_echoes:
            days += (
                " AND (p.back_from IS NULL OR (c.kind = 'refund' AND c.arose_on >= p.back_from"
                " AND (p.back_until IS NULL OR c.arose_on < p.back_until)))"
            )
        month = self.numbers.dialect.first_of("month", "c.counts_on")
        found = (
            f"SELECT {columns}, p.piece, p.sum_id, p.is_own FROM {self.asked.credits} c"
            f" JOIN {self.asked.pieces} p ON p.person = c.person AND p.month = {month}{days}"
        )
        if self.asked.placing.has_elsewhere:
            found = (
                f"SELECT t.* FROM ({found}) t ANTI JOIN {self.asked.elsewhere} e"
                " ON e.piece = t.piece AND e.refunded_from IS NULL"
                " AND e.from_ <= t.signed_on AND t.signed_on < e.until"
            )
        if self.asked.placing.has_taken_elsewhere:
            found = (
                f"SELECT t.* FROM ({found}) t ANTI JOIN {self.asked.elsewhere} e"
                " ON e.piece = t.piece AND t.kind = 'refund'"
                " AND e.refunded_from <= t.counts_on AND t.counts_on < e.refunded_until"
                " AND e.from_ <= t.arose_on AND t.arose_on < e.until"
            )
        conditions = " AND ".join(taken(self.pricing.take, self.numbers.dialect))
        return f"SELECT * FROM ({found}) {f'WHERE {conditions}' if conditions else ''}"

    def _rated(self) -> str:
        accelerator = self.pricing.accelerator
        uplifts = () if accelerator is None else accelerator.uplifts
        fen = self.numbers.column("credit_fen", self.asked.shape.most_fen)
        counted = counted_number(uplifts, self.numbers, fen).sql
        factor = factor_number(self.pricing.factors, self.numbers).sql
        row, rate = self._row_number(), self._flat_rate()
        return (
            f"SELECT *, {row} AS row_no, {rate} AS rate_number, {factor} AS factor_number, {counted} AS counted_fen"
            f" FROM {self._with_days()}"
        )

    def _with_days(self) -> str:
        """The days of the deal that speed factors count from."""
        speeds = [one.since for one in self.pricing.factors if isinstance(one, SpeedFactor)]
        if all(since is SpeedSince.SIGNED for since in speeds):
            return "taken"
        return (
            "(SELECT t.*, d.delivered_on, i.invoiced_on FROM taken t LEFT JOIN deals d ON d.id = t.deal"
            " LEFT JOIN (SELECT deal, min(invoiced_on) AS invoiced_on FROM invoices GROUP BY deal) i"
            " ON i.deal = t.deal)"
        )

    def _row_number(self) -> str:
        return self._by_row([str(number) for number, _ in self._numbered()])

    def _flat_rate(self) -> str:
        values = [
            self.numbers.literal(self.scales.rate.number(row.rate)).sql
            if isinstance(row, FlatRow)
            else "NULL"
            for _, row in self._numbered()
        ]
        return f"CAST({self._by_row(values)} AS {self.numbers.dialect.whole})"

    def _by_row(self, values: Sequence[str]) -> str:
        """The value of the first row that is for a credit: rows stand in the order in which they are asked."""
        cases = [
            f"WHEN {is_for(names_of(row), self.numbers.dialect)} THEN {value}"
            for (_, row), value in zip(self._numbered(), values, strict=True)
        ]
        return f"CASE {' '.join(cases)} END"


def _with(ctes: Sequence[tuple[str, str]]) -> str:
    return "WITH " + ",\n".join(f"{name} AS ({sql})" for name, sql in ctes)
