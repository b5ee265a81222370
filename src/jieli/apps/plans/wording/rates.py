"""Rates and tiers in words, as tables and as curves."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen
from django.utils.translation import gettext as _

from jieli.engines.pay import EVERY_OTHER, FlatRow, Method, RateRow, RateTable, TieredRow, TierOn, slices
from jieli.kernel.rate import format_rate
from jieli.kernel.rounding import Rounding, round_fen


@frozen
class TierLine:
    """From this amount on (included) until before that one (None: without end), this rate."""

    from_fen: int
    until_fen: int | None
    rate: Fraction


@frozen
class TierTable:
    """The tiers of one row of rates."""

    label: str
    how: str
    lines: tuple[TierLine, ...]


@frozen
class PayCurve:
    """What credited amounts come to: points (credited fen, pay fen). A jump has two points above one another."""

    label: str
    points: tuple[tuple[int, int], ...]


@frozen
class Described:
    """What a component's builder says of it."""

    sentences: tuple[str, ...]
    tables: tuple[TierTable, ...] = ()
    curves: tuple[PayCurve, ...] = ()


def describe_rates(rates: RateTable) -> Described:
    """The rates of a component, row by row."""
    return Described(tuple(_sentences(rates)), tuple(_tables(rates)), tuple(_curves(rates)))


def _sentences(rates: RateTable) -> Iterator[str]:
    lines = [row.product_line for row in rates.rows]
    for row in rates.rows:
        if isinstance(row, TieredRow):
            yield _tier_sentence(row, alone=len(lines) == 1)
        elif row.product_line != EVERY_OTHER:
            yield _("{product_line}: {rate} of every amount.").format(
                product_line=row.product_line, rate=format_rate(row.rate)
            )
        elif len(lines) == 1:
            yield _("The rate is {rate} of every amount.").format(rate=format_rate(row.rate))
        else:
            yield _("All other product lines: {rate} of every amount.").format(rate=format_rate(row.rate))
    if EVERY_OTHER not in lines:
        yield _("Other product lines pay nothing here.")


def _tier_sentence(row: TieredRow, *, alone: bool) -> str:
    if row.product_line != EVERY_OTHER:
        return _("{product_line}: by tiers. {how}").format(product_line=row.product_line, how=_how(row))
    return _how(row) if alone else _("All other product lines: by tiers. {how}").format(how=_how(row))


def _how(row: TieredRow) -> str:
    if row.method is Method.MARGINAL and row.tier_on is TierOn.PERIOD:
        return _("The sum of the period goes through the tiers, and each slice is paid at its own rate.")
    if row.method is Method.MARGINAL:
        return _("Each amount by itself goes through the tiers, and each slice is paid at its own rate.")
    if row.tier_on is TierOn.PERIOD:
        return _("The sum of the period decides the tier, and the rate reached is paid on everything.")
    return _("Each amount decides its own tier, and the rate reached is paid on all of it.")


def label_of(row: RateRow, rates: RateTable) -> str:
    if row.product_line != EVERY_OTHER:
        return row.product_line
    return _("All product lines") if len(rates.rows) == 1 else _("All other product lines")


def _tables(rates: RateTable) -> Iterator[TierTable]:
    for row in rates.rows:
        if isinstance(row, TieredRow):
            bounds = [tier.from_fen for tier in row.tiers]
            untils = [*bounds[1:], None]
            lines = tuple(
                TierLine(tier.from_fen, until, tier.rate)
                for tier, until in zip(row.tiers, untils, strict=True)
            )
            yield TierTable(label_of(row, rates), _how(row), lines)


def _curves(rates: RateTable) -> Iterator[PayCurve]:
    """All rows over one span, where at least one of them bends."""
    bounds = [tier.from_fen for row in rates.rows if isinstance(row, TieredRow) for tier in row.tiers]
    if max(bounds, default=0) == 0:
        return
    until = max(bounds) * 3 // 2
    for row in rates.rows:
        yield PayCurve(label_of(row, rates), tuple(_points(row, until)))


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
