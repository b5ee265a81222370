"""How an accelerator is spelled in a plan's text."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.pricing.spec import Accelerator, AcceleratorOn, AcceleratorTier
from jieli.engines.pay.pricing.tiers import Method, Reset, TierOn
from jieli.engines.pay.text.factors import read_line_factors, read_multiplier, write_line_factor
from jieli.engines.pay.text.nodes import Node
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.rate_rows import refuse_upper_bound
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain, Word
from jieli.kernel.problem import Problem
from jieli.kernel.rate import Rate, format_rate
from jieli.kernel.trace import plain_fen


@frozen
class Accelerators(UnderOneKey):
    """A table: what is looked at, how the factor is found, and the tiers."""

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {"on": AcceleratorOn, "method": Method, "tier_on": TierOn, "reset": Reset}

    def typed(self, name: str) -> tuple[str, ...]:
        return (
            'tiers: [{from: "0.00", factor: "100%"}, {from: "100000.00", factor: "120%"}]',
            'tiers: [{from: "0%", factor: "100%"}, {from: "80%", factor: "120%"}]',
            'uplifts: [{product_line: "软件", factor: "200%"}]',
        )

    def read(self, table: Table, name: str) -> Accelerator | None:
        inner = table.table(name)
        if inner is None:
            return None
        on, method = inner.choice("on", AcceleratorOn), inner.choice("method", Method)
        tier_on = inner.choice("tier_on", TierOn)
        inner.also_known("reset", "quota", "uplifts")
        reset = inner.choice("reset", Reset) if "reset" in inner else Reset.PERIOD
        quota = inner.text("quota") if "quota" in inner else None
        uplifts = read_line_factors(inner, "uplifts") if "uplifts" in inner else ()
        tiers = _read_tiers(inner, on)
        inner.close()
        if (
            on is None
            or method is None
            or tier_on is None
            or reset is None
            or tiers is None
            or uplifts is None
        ):
            return None
        return Accelerator(on, method, tier_on, reset, tiers, quota, uplifts)

    def write(self, value: Accelerator, name: str) -> Mapping[str, Plain]:
        written: dict[str, Plain] = {"on": Word(value.on.value)}
        if value.quota is not None:
            written["quota"] = Word(value.quota)
        written |= {"method": Word(value.method.value), "tier_on": Word(value.tier_on.value)}
        if value.reset is not Reset.PERIOD:
            written["reset"] = Word(value.reset.value)
        if value.uplifts:
            written["uplifts"] = [write_line_factor(one) for one in value.uplifts]
        written["tiers"] = [
            Flow({"from": _bound_text(tier.from_, value.on), "factor": format_rate(tier.factor)})
            for tier in value.tiers
        ]
        return {name: written}


def _bound_text(bound: Fraction, on: AcceleratorOn) -> str:
    return format_rate(bound) if on is AcceleratorOn.ATTAINMENT else plain_fen(int(bound))


def _read_tiers(table: Table, on: AcceleratorOn | None) -> tuple[AcceleratorTier, ...] | None:
    items = table.items("tiers")
    if items is None or on is None:
        return None
    read = [_read_tier(item, on, table.found) for item in items]
    tiers = tuple(tier for tier in read if tier is not None)
    if len(tiers) < len(read):
        return None
    wrong = _check_tiers(tiers, table.at("tiers"))
    table.found.extend(wrong)
    return None if wrong else tiers


def _read_tier(item: Node, on: AcceleratorOn, found: list[Problem]) -> AcceleratorTier | None:
    table = table_of(item, found)
    if table is None:
        return None
    bound: Rate | int | None = (
        read_multiplier(table, "from") if on is AcceleratorOn.ATTAINMENT else table.amount("from")
    )
    factor = read_multiplier(table, "factor")
    refuse_upper_bound(table)
    table.close()
    return (
        None if bound is None or factor is None or "to" in table else AcceleratorTier(Fraction(bound), factor)
    )


def _check_tiers(tiers: Sequence[AcceleratorTier], place: str) -> list[Problem]:
    if not tiers or tiers[0].from_ != 0:
        return [
            Problem(
                "PAY-ACCELERATOR-001",
                f"{place}[0].from" if tiers else place,
                "The first tier of the accelerator does not begin at nothing.",
                'Begin with `"0.00"` or `"0%"`; its factor is `"100%"` where nothing changes, `"0%"` where nothing is paid yet.',
            )
        ]
    return [
        Problem(
            "PAY-ACCELERATOR-002",
            f"{place}[{index}].from",
            "This tier does not begin above the one before it.",
            "Order the tiers so that each begins higher.",
        )
        for index in range(1, len(tiers))
        if tiers[index].from_ <= tiers[index - 1].from_
    ]
