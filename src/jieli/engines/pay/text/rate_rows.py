"""How one row of rates is spelled in a plan's text."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import rate_text
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, PointRow, RateRow, TieredRow, TierRow
from jieli.engines.pay.pricing.tiers import (
    Method,
    Point,
    Reset,
    Tier,
    TierOn,
    check_points,
    check_tiers,
)
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.unit_rates import read_rate
from jieli.engines.pay.text.writing import Flow, Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.trace import plain_fen

_RATE, _TIERS, _POINTS = "rate", "tiers", "points"


@frozen
class _Names:
    product_line: str
    client_class: str
    region: str


def read_row(item: Node, found: list[Problem], *, per_unit: bool) -> RateRow | None:
    table = table_of(item, found)
    if table is None:
        return None
    names = _read_names(table)
    given = [key for key in (_RATE, _TIERS, _POINTS) if key in table]
    row: RateRow | None = None
    if given == [_RATE]:
        rate = read_rate(table, _RATE, per_unit=per_unit)
        if names is not None and rate is not None:
            row = FlatRow(names.product_line, rate, names.client_class, names.region)
    elif len(given) == 1:
        row = _read_tiered(table, names, given[0], per_unit=per_unit)
    else:
        table.also_known(_RATE, _TIERS, _POINTS, "method", "tier_on", "reset")
        found.append(
            Problem(
                "PAY-RATE-006",
                table.place,
                "A row has either one `rate`, a list of `tiers` or a list of `points`.",
                "Write one of them.",
            )
        )
    table.close()
    return row


def _read_names(table: Table) -> _Names | None:
    product_line = table.name("product_line")
    others = []
    for key in ("client_class", "region"):
        table.also_known(key)
        others.append(table.name(key) if key in table else EVERY_OTHER)
    client_class, region = others
    if product_line is None or client_class is None or region is None:
        return None
    return _Names(product_line, client_class, region)


def _read_tiered(table: Table, names: _Names | None, key: str, *, per_unit: bool) -> TieredRow | None:
    method, tier_on = table.choice("method", Method), table.choice("tier_on", TierOn)
    reset = _read_reset(table, tier_on)
    items = table.items(key)
    if method is not None and (method is Method.INTERPOLATED) is not (key == _POINTS):
        table.found.append(_other_method(table))
        return None
    if items is None:
        return None
    if key == _POINTS:
        points = _read_points(items, table)
        if points is None or names is None or tier_on is None or reset is None:
            return None
        return PointRow(names.product_line, tier_on, points, reset, names.client_class, names.region)
    tiers = _read_tiers(items, table, per_unit=per_unit)
    if tiers is None or names is None or method is None or tier_on is None or reset is None:
        return None
    return TierRow(names.product_line, method, tier_on, tiers, reset, names.client_class, names.region)


def _read_reset(table: Table, tier_on: TierOn | None) -> Reset | None:
    table.also_known("reset")
    if "reset" not in table:
        return Reset.PERIOD
    reset = table.choice("reset", Reset)
    if tier_on is TierOn.FACT:
        table.found.append(
            Problem(
                "PAY-PRICING-008",
                table.at("reset"),
                "Tiers found by each fact look at no sum, so that nothing begins anew.",
                "Leave `reset` out, or write `tier_on: period` or `tier_on: to_date`.",
            )
        )
        return None
    return reset


def _other_method(table: Table) -> Problem:
    return Problem(
        "PAY-POINT-003",
        table.at("method"),
        "`method: interpolated` belongs to `points`; `marginal`, `whole` and `reached` belong to `tiers`.",
        "Write the method that fits, or the other list.",
    )


def _read_tiers(items: tuple[Node, ...], table: Table, *, per_unit: bool) -> tuple[Tier, ...] | None:
    read = [_read_tier(item, table.found, per_unit=per_unit) for item in items]
    tiers = tuple(tier for tier in read if tier is not None)
    if len(tiers) < len(read):
        return None
    wrong = check_tiers(tiers, table.at(_TIERS))
    table.found.extend(wrong)
    return None if wrong else tiers


def _read_tier(item: Node, found: list[Problem], *, per_unit: bool) -> Tier | None:
    table = table_of(item, found)
    if table is None:
        return None
    from_fen, rate = table.amount("from"), read_rate(table, "rate", per_unit=per_unit)
    refuse_upper_bound(table)
    table.close()
    return None if from_fen is None or rate is None or "to" in table else Tier(from_fen, rate)


def refuse_upper_bound(table: Table) -> None:
    if "to" in table:
        table.also_known("to")
        table.found.append(
            Problem(
                "PAY-TIER-004",
                table.at("to"),
                "A tier has no upper bound: it ends where the next one begins, so that no amount falls between two.",
                "Leave `to` out.",
            )
        )


def _read_points(items: tuple[Node, ...], table: Table) -> tuple[Point, ...] | None:
    read = [_read_point(item, table.found) for item in items]
    points = tuple(point for point in read if point is not None)
    if len(points) < len(read):
        return None
    wrong = check_points(points, table.at(_POINTS))
    table.found.extend(wrong)
    return None if wrong else points


def _read_point(item: Node, found: list[Problem]) -> Point | None:
    table = table_of(item, found)
    if table is None:
        return None
    at_fen, pays_fen = table.amount("at"), table.amount("pays")
    table.close()
    return None if at_fen is None or pays_fen is None else Point(at_fen, pays_fen)


def write_row(row: RateRow, *, per_unit: bool) -> Mapping[str, Plain]:
    names = {"client_class": row.client_class, "region": row.region}
    written: dict[str, Plain] = {
        "product_line": row.product_line,
        **{key: name for key, name in names.items() if name != EVERY_OTHER},
    }
    if isinstance(row, FlatRow):
        return {**written, _RATE: rate_text(row.rate, per_unit=per_unit)}
    written |= {"method": Word(row.method.value), "tier_on": Word(row.tier_on.value)}
    if row.reset is not Reset.PERIOD:
        written["reset"] = Word(row.reset.value)
    if isinstance(row, PointRow):
        points = [Flow({"at": plain_fen(one.at_fen), "pays": plain_fen(one.pays_fen)}) for one in row.points]
        return {**written, _POINTS: points}
    tiers = [
        Flow({"from": plain_fen(tier.from_fen), "rate": rate_text(tier.rate, per_unit=per_unit)})
        for tier in row.tiers
    ]
    return {**written, _TIERS: tiers}
