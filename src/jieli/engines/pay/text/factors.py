"""How factors are spelled in a plan's text: `factors: [{within_days: "90", factor: "150%"}]`."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from jieli.engines.pay.pricing.rates import EVERY_OTHER
from jieli.engines.pay.pricing.spec import (
    Factor,
    LineFactor,
    NewClientFactor,
    SpeedFactor,
    SpeedSince,
    SpeedStep,
)
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, Rate, format_rate, parse_rate

MOST_FACTOR = 100

_NAMES = ("product_line", "client_class", "region")


@frozen
class Factors(UnderOneKey):
    """A list of factors, at least one. Their order is kept: it is that of the explanation."""

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {"since": SpeedSince}

    def typed(self, name: str) -> tuple[str, ...]:
        return (
            '- {within_days: "90", factor: "150%"}',
            '- {product_line: "软件", factor: "120%"}',
            '- {since: invoiced, steps: [{within_days: "30", factor: "100%"}, …]}',
        )

    def read(self, table: Table, name: str) -> tuple[Factor, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        if not items:
            table.found.append(_empty(table.at(name)))
            return None
        read = [_read_factor(item, table.found) for item in items]
        factors = tuple(factor for factor in read if factor is not None)
        return factors if len(factors) == len(read) else None

    def write(self, value: tuple[Factor, ...], name: str) -> Mapping[str, Plain]:
        return {name: [_write_factor(factor) for factor in value]} if value else {}


def read_multiplier(table: Table, name: str) -> Rate | None:
    """“150%” or “1.5”, from 0% to 10000%."""
    node = table.number(name)
    if node is None:
        return None
    try:
        factor = parse_rate(node.value)
    except NotARate:
        factor = Fraction(-1)
    if not 0 <= factor <= MOST_FACTOR:
        table.found.append(
            Problem(
                "PAY-FACTOR-001",
                node.place,
                "“{text}” is not a factor from 0% to 10000%.",
                'Write it like `"150%"` or `"1.5"`.',
                {"text": node.value},
            )
        )
        return None
    return factor


def read_line_factors(table: Table, name: str) -> tuple[LineFactor, ...] | None:
    """Factors by product line, client class or region."""
    items = table.items(name)
    if items is None:
        return None
    read = [_read_line_factor(item, table.found) for item in items]
    factors = tuple(factor for factor in read if factor is not None)
    return factors if len(factors) == len(read) else None


def write_line_factor(factor: LineFactor) -> Flow:
    names = {name: getattr(factor, name) for name in _NAMES}
    named: dict[str, Plain] = {name: wanted for name, wanted in names.items() if wanted != EVERY_OTHER}
    return Flow({**(named or {"product_line": EVERY_OTHER}), "factor": format_rate(factor.factor)})


def _read_factor(item: Node, found: list[Problem]) -> Factor | None:
    table = table_of(item, found)
    if table is None:
        return None
    kinds = [key for key in ("within_days", "since") if key in table]
    named = [key for key in _NAMES if key in table]
    factor: Factor | None = None
    if kinds == ["within_days"] and not named:
        days, rate = table.days("within_days"), read_multiplier(table, "factor")
        factor = NewClientFactor(days, rate) if days is not None and rate is not None else None
    elif kinds == ["since"] and not named:
        factor = _read_speed(table)
    elif named and not kinds:
        factor = _line_factor(table)
    else:
        table.also_known("within_days", "since", "steps", "factor", *_NAMES)
        found.append(
            Problem(
                "PAY-FACTOR-002",
                table.place,
                "It is not clear to which credits this factor applies.",
                "Write `within_days` for new clients, or `product_line`, `client_class` or `region`, or `since` with `steps`.",
            )
        )
    table.close()
    return factor


def _read_line_factor(item: Node, found: list[Problem]) -> LineFactor | None:
    table = table_of(item, found)
    if table is None:
        return None
    factor = _line_factor(table)
    table.close()
    return factor


def _line_factor(table: Table) -> LineFactor | None:
    table.also_known(*_NAMES)
    names = {key: table.name(key) for key in _NAMES if key in table}
    rate = read_multiplier(table, "factor")
    wanted = {key: name for key, name in names.items() if name is not None}
    return LineFactor(rate, **wanted) if rate is not None and len(wanted) == len(names) else None


def _read_speed(table: Table) -> SpeedFactor | None:
    since, items = table.choice("since", SpeedSince), table.items("steps")
    if items is None:
        return None
    if not items:
        table.found.append(_empty(table.at("steps")))
        return None
    read = [_read_step(item, table.found) for item in items]
    steps = tuple(step for step in read if step is not None)
    if since is None or len(steps) < len(read):
        return None
    wrong = _check_steps(steps, table.at("steps"))
    table.found.extend(wrong)
    return None if wrong else SpeedFactor(since, steps)


def _read_step(item: Node, found: list[Problem]) -> SpeedStep | None:
    table = table_of(item, found)
    if table is None:
        return None
    days, factor = table.days("within_days"), read_multiplier(table, "factor")
    table.close()
    return None if days is None or factor is None else SpeedStep(days, factor)


def _check_steps(steps: Sequence[SpeedStep], place: str) -> list[Problem]:
    return [
        Problem(
            "PAY-PRICING-009",
            f"{place}[{index}].within_days",
            "This step does not end after the one before it.",
            "Order the steps so that each covers more days.",
        )
        for index, (before, after) in enumerate(pairwise(steps), start=1)
        if after.within_days <= before.within_days
    ]


def _empty(place: str) -> Problem:
    return Problem(
        "PAY-FACTOR-003",
        place,
        "The list is empty.",
        "Write at least one factor, or leave the list out.",
    )


def _write_factor(factor: Factor) -> Plain:
    if isinstance(factor, LineFactor):
        return write_line_factor(factor)
    if isinstance(factor, NewClientFactor):
        return Flow({"within_days": str(factor.within_days), "factor": format_rate(factor.factor)})
    steps = [
        Flow({"within_days": str(step.within_days), "factor": format_rate(step.factor)})
        for step in factor.steps
    ]
    return {"since": Word(factor.since.value), "steps": steps}
