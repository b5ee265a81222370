"""How rates are spelled in a plan's text: `rate: "2%"`, or `rates:` with rows."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from jieli.engines.crediting import Basis
from jieli.engines.pay.pricing.arithmetic import rate_text
from jieli.engines.pay.pricing.rates import EVERY_OTHER, FlatRow, RateTable, names_of
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.rate_rows import read_row, write_row
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.unit_rates import read_rate
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problem

_ONE, _MANY = "rate", "rates"


@frozen
class Rates:
    """Either one rate for everything, or a list of rows. On basis quantity a rate is money for a unit: “1.50”."""

    def keys(self, name: str) -> tuple[str, ...]:
        return (_ONE, _MANY)

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {"method": Method, "tier_on": TierOn, "reset": Reset}

    def typed(self, name: str) -> tuple[str, ...]:
        return {
            _ONE: ('"2%"',),
            _MANY: (
                '- {product_line: "*", rate: "2%"}',
                'tiers: [{from: "0.00", rate: "2%"}, …]',
                'points: [{at: "0.00", pays: "0.00"}, …]',
                '{client_class: "A", region: "华东"}',
            ),
        }.get(name, ())

    def read(self, table: Table, name: str) -> RateTable | None:
        per_unit = table.peek("basis") == Basis.QUANTITY
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
            rate = read_rate(table, _ONE, per_unit=per_unit)
            return None if rate is None else RateTable((FlatRow(EVERY_OTHER, rate),), per_unit)
        items = table.items(_MANY)
        return None if items is None else _read_rows(items, table, per_unit=per_unit)

    def write(self, value: RateTable, name: str) -> Mapping[str, Plain]:
        only = value.rows[0] if len(value.rows) == 1 else None
        if isinstance(only, FlatRow) and names_of(only) == (EVERY_OTHER, EVERY_OTHER, EVERY_OTHER):
            return {_ONE: rate_text(only.rate, per_unit=value.per_unit)}
        return {_MANY: [write_row(row, per_unit=value.per_unit) for row in value.rows]}


def _read_rows(items: tuple[Node, ...], table: Table, *, per_unit: bool) -> RateTable | None:
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
    rows = [read_row(item, table.found, per_unit=per_unit) for item in items]
    complete = [row for row in rows if row is not None]
    seen: set[tuple[str, str, str]] = set()
    for item, row in zip(items, rows, strict=True):
        if row is not None and names_of(row) in seen:
            table.found.append(_twice(item.place, names_of(row)))
        if row is not None:
            seen.add(names_of(row))
    return RateTable(tuple(complete), per_unit) if len(seen) == len(rows) else None


def _twice(place: str, names: tuple[str, str, str]) -> Problem:
    product_line, client_class, region = names
    if (client_class, region) == (EVERY_OTHER, EVERY_OTHER):
        return Problem(
            "PAY-RATE-003",
            f"{place}.product_line",
            "The product line “{product_line}” has a row already.",
            "Keep one row per product line.",
            {"product_line": product_line},
        )
    return Problem(
        "PAY-RATE-003",
        place,
        "There is a row already for product line “{product_line}”, client class “{client_class}” and region “{region}”.",
        "Keep one row for the three.",
        {"product_line": product_line, "client_class": client_class, "region": region},
    )
