"""What marginal tiers by sums to date need of each credit, so that arrays can be sorted, summed and sliced outside SQL.

A window over a person's month is most of the time of such a pricing in SQL; one sort of packed whole numbers is a tenth of it.
"""

from attrs import frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.columns.sql.carrying import kind_of
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.numbers import BIG, Numbers
from jieli.engines.pay.columns.sql.parts import AMOUNTS
from jieli.engines.pay.columns.sql.pricing import PricingQuery, rated_query
from jieli.engines.pay.columns.sql.rows import TierRow, tier_rows
from jieli.engines.pay.columns.sql.scales import Scales, all_rates
from jieli.engines.pay.columns.sql.shown import Shown
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow
from jieli.engines.pay.pricing.spec import AcceleratorOn, Pricing
from jieli.engines.pay.pricing.tiers import Method, TierOn
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class Dated:
    """The query has, for each credit that counts to a sum, `columns` of a line, then sum_id, is_own where some credits only
    count to sums, place where day and fact do not tell credits apart, row_no, null without a row, and factor_number.

    columns: kind is the same in every line; product_line, where rows name it, is that of the row. rates: by row. tiers: in
    order; each begins where the one before it ends. of: the denominator of part × rate × factor × multiplier.
    """

    sql: str
    columns: tuple[str, ...]
    has_earlier: bool
    has_place: bool
    kind: str
    rates: tuple[int, ...]
    product_lines: tuple[str, ...] | None
    tiers: tuple[TierRow, ...]
    scales: Scales
    rounding: Rounding

    @property
    def row_bytes(self) -> int:
        """What a credit takes at most: as it is read, as it is sorted, and as lines of one slice or two."""
        return 8 * (3 * len(self.columns) + 20)

    @property
    def made(self) -> frozenset[str]:
        """The columns that follow from the row."""
        return frozenset({"kind"} if self.product_lines is None else {"kind", "product_line"})

    @property
    def of(self) -> int:
        return self.scales.whole


def compile_dated(asked: PricingQuery, dialect: Dialect) -> Dated | None:
    """None where the pricing is of another kind, or its numbers might leave 64 bits."""
    pricing, accelerator = asked.pricing, asked.pricing.accelerator
    if accelerator is None or not _is_plain(pricing) or "refunds" in asked.shape.filled:
        return None
    numbers, scales = Numbers(dialect), Scales.of(pricing)
    shown = Shown(pricing, scales, numbers, asked.shape, asked.placing, asked.is_brief)
    multipliers = [scales.multiplier.number(tier.factor) for tier in accelerator.tiers]
    product = shown.product(
        shown.fen("part_fen"), shown.rate(), numbers.literal(max(1, *map(abs, multipliers)))
    )
    if 2 * product.most + 2 * scales.whole >= BIG or 2 * asked.shape.all_fen >= BIG:
        return None
    bounds = [round_fen(tier.from_, Rounding.HALF_UP) for tier in accelerator.tiers]
    columns = {"piece": "piece", **shown.of_credit()}
    more = ["sum_id", *(["is_own"] if asked.placing.has_earlier else [])]
    has_place = pricing.view.basis not in AMOUNTS
    if has_place:
        more.append("coalesce(deal, 0) AS place")
    more += ["row_no", "factor_number"]
    named = _named_lines(pricing)
    made = {"kind"} if named is None else {"kind", "product_line"}
    said = [f"{sql} AS {name}" for name, sql in columns.items() if name not in made]
    return Dated(
        sql=f"{rated_query(asked, dialect)}\nSELECT {', '.join((*said, *more))} FROM rated",
        columns=tuple(columns),
        has_earlier=asked.placing.has_earlier,
        has_place=has_place,
        kind=kind_of(pricing.view),
        rates=tuple(scales.rate.number(rate) for rate in all_rates(pricing)),
        product_lines=named,
        tiers=tuple(tier_rows(bounds, multipliers)),
        scales=scales,
        rounding=pricing.rounding,
    )


def _named_lines(pricing: Pricing) -> tuple[str, ...] | None:
    """The product line of each row; None where one is for several."""
    lines = tuple(row.product_line for row in pricing.rates.rows)
    return None if EVERY_OTHER in lines else lines


def _is_plain(pricing: Pricing) -> bool:
    """Sums of the very amounts credited, and lines that nothing caps, none of them negative."""
    accelerator = pricing.accelerator
    return (
        accelerator is not None
        and accelerator.on is AcceleratorOn.CREDITED
        and accelerator.tier_on is TierOn.TO_DATE
        and accelerator.method is Method.MARGINAL
        and not accelerator.uplifts
        and all(isinstance(row, FlatRow) for row in pricing.rates.rows)
        and pricing.most_rate is None
        and pricing.most_fen is None
        and pricing.view.basis in (*AMOUNTS, Basis.RECEIPTS, Basis.INVOICED)
    )
