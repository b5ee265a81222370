"""How the indicators of a scorecard are spelled in a plan's text."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import number_text
from jieli.engines.pay.scoring.indicators import (
    BelowGate,
    Gate,
    Indicator,
    OfAchievement,
    OfCredits,
    ScoreExcess,
)
from jieli.engines.pay.text.curves import read_curve, write_curve
from jieli.engines.pay.text.factors import read_multiplier
from jieli.engines.pay.text.measures import Measures
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, format_rate, parse_rate


@frozen
class Indicators(UnderOneKey):
    """A list of indicators, in the order in which they are shown."""

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {"below_gate": BelowGate, "excess": ScoreExcess, **Measures().choices("credits")}

    def typed(self, name: str) -> tuple[str, ...]:
        return (
            '- {name: "回款", weight: "60%", quota: q, credits: […], points: [{at: "0%", scores: "0%"}, …]}',
            '- {name: "满意度", weight: "40%", achievement: nps, target: "90", steps: [{from: "0%", scores: "0%"}, …]}',
        )

    def read(self, table: Table, name: str) -> tuple[Indicator, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        read = [_read(item, table.found) for item in items]
        complete = tuple(one for one in read if one is not None)
        if not items:
            table.found.append(
                Problem(
                    "PAY-BONUS-005",
                    table.at(name),
                    "The bonus has no indicator, so nothing would be measured.",
                    "Write at least one.",
                )
            )
        return complete if complete and len(complete) == len(read) else None

    def write(self, value: tuple[Indicator, ...], name: str) -> Mapping[str, Plain]:
        return {name: [_write(one) for one in value]}


def _read(item: Node, found: list[Problem]) -> Indicator | None:
    table = table_of(item, found)
    if table is None:
        return None
    before = len(found)
    table.also_known("credits", "quota", "achievement", "target", "gate", "below_gate", "cap", "excess")
    name, weight = table.name("name"), table.rate("weight")
    source, gate, curve = _source(table), _gate(table), read_curve(table)
    cap = read_multiplier(table, "cap") if "cap" in table else None
    excess = table.choice("excess", ScoreExcess) if "excess" in table else None
    table.close()
    if len(found) > before or name is None or weight is None or source is None:
        return None
    return Indicator(name, weight, source, gate, curve, cap, excess)


def _source(table: Table) -> OfCredits | OfAchievement | None:
    stated = {key for key in ("credits", "quota", "achievement", "target") if key in table}
    if stated == {"credits", "quota"}:
        measures, quota = Measures().read(table, "credits"), table.text("quota")
        return None if measures is None or quota is None else OfCredits(measures, quota)
    if stated in ({"achievement"}, {"achievement", "target"}):
        key, target = table.text("achievement"), None
        if "target" in stated:
            target = _number(table, "target")
            if target is None:
                return None
        return None if key is None else OfAchievement(key, target)
    table.found.append(
        Problem(
            "PAY-BONUS-003",
            table.place,
            "An indicator has either `credits` with a `quota`, or an `achievement`, perhaps with a `target`.",
            "Write one of the two.",
        )
    )
    return None


def _gate(table: Table) -> Gate | None:
    if ("gate" in table) is not ("below_gate" in table):
        table.found.append(
            Problem(
                "PAY-BONUS-004",
                table.place,
                "`gate` and `below_gate` belong together, and one of them is missing.",
                "Say with `below_gate` whether the indicator or the whole bonus pays nothing below the gate.",
            )
        )
        return None
    if "gate" not in table:
        return None
    at, stops = read_multiplier(table, "gate"), table.choice("below_gate", BelowGate)
    return None if at is None or stops is None else Gate(at, stops)


def _number(table: Table, name: str) -> Fraction | None:
    """“90”, “4.5” or “100%”, above nothing."""
    node = table.number(name)
    if node is None:
        return None
    try:
        number = parse_rate(node.value)
    except NotARate:
        number = Fraction(0)
    if number <= 0:
        table.found.append(
            Problem(
                "PAY-NUMBER-001",
                node.place,
                "“{text}” is not a number above 0.",
                'Write it like `"90"`, `"4.5"` or `"100%"`.',
                {"text": node.value},
            )
        )
        return None
    return number


def _write(one: Indicator) -> Mapping[str, Plain]:
    written: dict[str, Plain] = {"name": one.name, "weight": format_rate(one.weight)}
    if isinstance(one.source, OfCredits):
        written.update(Measures().write(one.source.measures, "credits"))
        written["quota"] = Word(one.source.quota)
    else:
        written["achievement"] = Word(one.source.key)
        if one.source.target is not None:
            written["target"] = number_text(one.source.target)
    if one.gate is not None:
        written["gate"] = format_rate(one.gate.at)
        written["below_gate"] = Word(one.gate.stops.value)
    if one.curve is not None:
        written.update(write_curve(one.curve))
    if one.cap is not None:
        written["cap"] = format_rate(one.cap)
    if one.excess is not None:
        written["excess"] = Word(one.excess.value)
    return written
