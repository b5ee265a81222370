"""What credited amounts come to under tiers, as the points of curves."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from jieli.apps.plans.wording.values import PayCurve
from jieli.engines.pay.pricing import (
    Accelerator,
    AcceleratorOn,
    FlatRow,
    Method,
    RateRow,
    RateTable,
    Tier,
    TieredRow,
    TierOn,
    TierRow,
    slices,
)
from jieli.kernel.rounding import Rounding, round_fen

Label = Callable[[RateRow, RateTable], str]


def curves_of(rates: RateTable, label: Label) -> tuple[PayCurve, ...]:
    """All rows over one span, where at least one of them bends; none where the order of amounts decides what they pay."""
    tiered = [row for row in rates.rows if isinstance(row, TieredRow)]
    until = max((tier.from_fen for row in tiered for tier in row.tiers), default=0) * 3 // 2
    if until == 0 or any(row.method is Method.REACHED for row in tiered):
        return ()
    return tuple(PayCurve(label(row, rates), tuple(_points(row, until))) for row in rates.rows)


def accelerated_curves(rates: RateTable, accelerator: Accelerator, label: Label) -> tuple[PayCurve, ...]:
    """Of an only rate whose factor follows the amount credited."""
    row = rates.rows[0]
    is_simple = accelerator.on is AcceleratorOn.CREDITED and not accelerator.uplifts
    if len(rates.rows) > 1 or not isinstance(row, FlatRow) or not is_simple:
        return ()
    tiers = tuple(Tier(int(one.from_), row.rate * one.factor) for one in accelerator.tiers)
    as_tiers = TierRow(row.product_line, accelerator.method, TierOn.PERIOD, tiers)
    return curves_of(RateTable((as_tiers,), rates.per_unit), label)


def _points(row: RateRow, until: int) -> Iterator[tuple[int, int]]:
    if isinstance(row, FlatRow):
        yield from ((0, 0), (until, _fen(until * row.rate)))
        return
    yield 0, 0
    for before, tier in zip(row.tiers, row.tiers[1:], strict=False):
        at = tier.from_fen
        if row.method is Method.WHOLE:
            yield at, _fen(at * before.rate)
        yield at, _pay(row, at)
    yield until, _pay(row, until)


def _pay(row: TieredRow, fen: int) -> int:
    return _fen(sum((part.exact for part in slices(row.tiers, row.method, fen)), Fraction(0)))


def _fen(exact: Fraction) -> int:
    return round_fen(exact, Rounding.HALF_UP)
