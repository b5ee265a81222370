"""What arrays need of each part: which of its own columns, which row of rates it falls under, and the factors that follow from
its names. What follows from its client is added by arrays."""

from attrs import frozen

from jieli.engines.pay.columns.sql.conditions import factor_number, is_for, taken
from jieli.engines.pay.columns.sql.dated import Dated
from jieli.engines.pay.columns.sql.dialect import Dialect, day_literal
from jieli.engines.pay.columns.sql.numbers import BIG, Numbers, common_denominator, scaled
from jieli.engines.pay.columns.sql.parts import AMOUNTS, parts_sql
from jieli.engines.pay.columns.sql.pricing import PricingQuery
from jieli.engines.pay.columns.sql.relations import Shape, name_of
from jieli.engines.pay.columns.sql.scales import rates_of
from jieli.engines.pay.columns.sql.shown import Shown
from jieli.engines.pay.pricing.rates import names_of
from jieli.engines.pay.pricing.spec import LineFactor, NewClientFactor, Pricing, Take, View
from jieli.kernel.ranges import DateRange

# Columns of a line that arrays make; all others are the part's own.
_MADE = ("piece", "person", "share_numerator", "share_denominator", "credit_fen")


@frozen
class NewClient:
    """A factor for days since a client's first deal: number within so many days, else other."""

    within_days: int
    number: int
    other: int


@frozen
class Parted:
    """The query has `columns` of a line, client, fact, fact_fen and counts_on among them, then place where day and fact do not
    tell parts apart, row_no, null without a row, factor_number where names tell factors, and asked_on where another day than
    counts_on decides whose the part is, and account, negative where terms do not divide the part.

    from_days, until_days: the client's first deal was at least, and less than so many days before.
    """

    sql: str
    columns: tuple[str, ...]
    has_asked: bool
    has_named: bool
    has_claims: bool
    factors: tuple[NewClient, ...]
    from_days: int | None
    until_days: int | None

    @property
    def row_bytes(self) -> int:
        """What a part takes for each of its credits, at most: as it is read, divided and sorted."""
        return 8 * (3 * len(self.columns) + 16)

    @property
    def is_by_age(self) -> bool:
        return self.from_days is not None or self.until_days is not None

    @property
    def needs_first_days(self) -> bool:
        return bool(self.factors) or self.is_by_age


def can_be_parted(view: View, shape: Shape) -> bool:
    """What arrays can credit: parts whose shares are those of a day, or of claims."""
    return (
        not shape.filled & {"splits", "refunds"}
        and 2 * shape.most_fen * shape.share_denominator < BIG
        and not shape.is_mixed
    )


def compile_parted(asked: PricingQuery, dated: Dated, days: DateRange, dialect: Dialect) -> Parted | None:
    """Of the parts that count on these days. None where a condition looks at more than the part and its client."""
    pricing, numbers = asked.pricing, Numbers(dialect)
    news = [one for one in pricing.factors if isinstance(one, NewClientFactor)]
    named = [one for one in pricing.factors if isinstance(one, LineFactor)]
    if len(news) + len(named) < len(pricing.factors) or _asks_for_party(pricing.take, asked.shape):
        return None
    shown = Shown(pricing, dated.scales, numbers, asked.shape, asked.placing, asked.is_brief)
    own = {name: sql for name, sql in shown.of_credit().items() if name in dated.columns}
    own = {name: sql for name, sql in own.items() if name not in (*_MADE, *dated.made)}
    columns = {
        **own,
        **({"place": "coalesce(deal, 0)"} if dated.has_place else {}),
        "row_no": _row_number(pricing, dialect),
        **({"factor_number": factor_number(named, numbers).sql} if named else {}),
    }
    has_asked = pricing.view.basis not in AMOUNTS
    if has_asked:
        columns["asked_on"] = "asked_on"
    if asked.shape.has_claims:
        columns["account"] = "coalesce(account, -1)"
    names = Take(product_lines=pricing.take.product_lines, renewals=pricing.take.renewals)
    conditions = [f"counts_on >= {day_literal(days.from_)}", *taken(names, dialect)]
    if days.until is not None:
        conditions.append(f"counts_on < {day_literal(days.until)}")
    parts = f"SELECT p.*, asked_on AS owner_on FROM ({parts_sql(pricing.view, asked.shape)}) p"
    if asked.shape.has_claims:
        parts = (
            f"SELECT p.*, coalesce(a.owner_on, p.asked_on) AS owner_on, a.account FROM ({parts_sql(pricing.view, asked.shape)}) p"
            f" LEFT JOIN accounts_{name_of(pricing.view)} a ON a.deal = p.deal AND a.counts_on = p.counts_on"
        )
    return Parted(
        sql=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({parts})"
        f" WHERE {' AND '.join(conditions)}",
        columns=tuple(own),
        has_asked=has_asked,
        has_named=bool(named),
        has_claims=asked.shape.has_claims,
        factors=tuple(_new_client(one) for one in news),
        from_days=pricing.take.from_days,
        until_days=pricing.take.until_days,
    )


def _asks_for_party(take: Take, shape: Shape) -> bool:
    """Arrays do not know who hands a client over; without terms nobody does."""
    return take.outgoing is not None and (take.outgoing or "terms" in shape.filled)


def _new_client(factor: NewClientFactor) -> NewClient:
    of = common_denominator(rates_of(factor))
    return NewClient(factor.within_days, scaled(factor.factor, of), of)


def _row_number(pricing: Pricing, dialect: Dialect) -> str:
    """Rows have the numbers that they have in `pricing`: they stand in the order in which they are asked."""
    cases = [
        f"WHEN {is_for(names_of(row), dialect)} THEN {number}"
        for number, row in enumerate(pricing.rates.rows)
    ]
    return f"CASE {' '.join(cases)} END"
