"""How rates are spelled in a plan's text: `rate: "2%"`, or `rates:` with a row per product line."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, RateRow, RateTable, TierRow
from jieli.engines.pay.pricing.tiers import Method, Tier, TierOn, check_tiers
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import plain_fen

_ONE, _MANY = "rate", "rates"


@frozen
class Rates:
    """Either one rate for everything, or a list of rows."""

    def keys(self, name: str) -> tuple[str, ...]:
        return (_ONE, _MANY)

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {"method": Method, "tier_on": TierOn}

    def typed(self, name: str) -> tuple[str, ...]:
        return {
            _ONE: ('"2%"',),
            _MANY: ('- {product_line: "*", rate: "2%"}', 'tiers: [{from: "0.00", rate: "2%"}, …]'),
        }.get(name, ())

    def read(self, table: Table, name: str) -> RateTable | None:
        if _ONE in table and _MANY in table:
            table.found.append(
                Problem(
                    "PAY-RATE-005",
                    table.at(_ONE),
                    "Both `rate` and `rates` stand here.",
                    "Keep `rate` for one rate on everything, or `rates` for a list by product line.",
                )
            )
            return None
        if _ONE in table:
            rate = table.rate(_ONE)
            return None if rate is None else RateTable.flat(rate)
        items = table.items(_MANY)
        return None if items is None else _read_rows(items, table)

    def write(self, value: RateTable, name: str) -> Mapping[str, Plain]:
        only = value.rows[0] if len(value.rows) == 1 else None
        if isinstance(only, FlatRow) and only.product_line == EVERY_OTHER:
            return {_ONE: format_rate(only.rate)}
        return {_MANY: [_write_row(row) for row in value.rows]}


def _read_rows(items: tuple[Node, ...], table: Table) -> RateTable | None:
    if not items:
        table.found.append(
            Problem(
                "PAY-RATE-004",
                table.at(_MANY),
                "The list of rates is empty.",
                'Write at least one row. The product line `"*"` is for every other one.',
            )
        )
        return None
    rows = [_read_row(item, table.found) for item in items]
    complete = [row for row in rows if row is not None]
    seen: set[str] = set()
    for item, row in zip(items, rows, strict=True):
        if row is not None and row.product_line in seen:
            table.found.append(_twice(f"{item.place}.product_line", row.product_line))
        if row is not None:
            seen.add(row.product_line)
    return RateTable(tuple(complete)) if len(seen) == len(rows) else None


def _twice(place: str, product_line: str) -> Problem:
    return Problem(
        "PAY-RATE-003",
        place,
        "The product line “{product_line}” has a row already.",
        "Keep one row per product line.",
        {"product_line": product_line},
    )


def _read_row(item: Node, found: list[Problem]) -> RateRow | None:
    table = table_of(item, found)
    if table is None:
        return None
    product_line = table.name("product_line")
    row: RateRow | None = None
    if "tiers" in table and _ONE not in table:
        row = _tier_row(table, product_line)
    elif _ONE in table and "tiers" not in table:
        rate = table.rate(_ONE)
        row = FlatRow(product_line, rate) if product_line is not None and rate is not None else None
    else:
        table.also_known(_ONE, "tiers", "method", "tier_on")
        found.append(
            Problem(
                "PAY-RATE-006",
                table.place,
                "A row has either one `rate` or a list of `tiers`.",
                "Write one of the two.",
            )
        )
    table.close()
    return row


def _tier_row(table: Table, product_line: str | None) -> TierRow | None:
    method, tier_on = table.choice("method", Method), table.choice("tier_on", TierOn)
    items = table.items("tiers")
    if items is None:
        return None
    read = [_read_tier(item, table.found) for item in items]
    tiers = tuple(tier for tier in read if tier is not None)
    if len(tiers) < len(read):
        return None
    wrong = check_tiers(tiers, table.at("tiers"))
    table.found.extend(wrong)
    if wrong or product_line is None or method is None or tier_on is None:
        return None
    return TierRow(product_line, method, tier_on, tiers)


def _read_tier(item: Node, found: list[Problem]) -> Tier | None:
    table = table_of(item, found)
    if table is None:
        return None
    from_fen, rate = table.amount("from"), table.rate("rate")
    if "to" in table:
        table.also_known("to")
        found.append(
            Problem(
                "PAY-TIER-004",
                table.at("to"),
                "A tier has no upper bound: it ends where the next one begins, so that no amount falls between two.",
                "Leave `to` out.",
            )
        )
    table.close()
    return None if from_fen is None or rate is None or "to" in table else Tier(from_fen, rate)


def _write_row(row: RateRow) -> Mapping[str, Plain]:
    if isinstance(row, FlatRow):
        return {"product_line": row.product_line, "rate": format_rate(row.rate)}
    return {
        "product_line": row.product_line,
        "method": Word(row.method.value),
        "tier_on": Word(row.tier_on.value),
        "tiers": [
            Flow({"from": plain_fen(tier.from_fen), "rate": format_rate(tier.rate)}) for tier in row.tiers
        ],
    }
