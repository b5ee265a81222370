"""How a quality gate is spelled in a plan's text."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.pricing.arithmetic import number_text
from jieli.engines.pay.rewarding.servicing import QualityGate
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Flow, Plain
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, format_rate, parse_rate


@frozen
class QualityGates(UnderOneKey):
    """`{of: "service_score", at_least: "90", otherwise: "50%"}`."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('{of: "service_score", at_least: "90", otherwise: "50%"}',)

    def read(self, table: Table, name: str) -> QualityGate | None:
        inner = table.table(name)
        if inner is None:
            return None
        of, at_least, otherwise = inner.name("of"), _number(inner, "at_least"), inner.rate("otherwise")
        inner.close()
        if of is None or at_least is None or otherwise is None:
            return None
        return QualityGate(of, at_least, otherwise)

    def write(self, value: QualityGate, name: str) -> Mapping[str, Plain]:
        parts: dict[str, Plain] = {
            "of": value.of,
            "at_least": number_text(value.at_least),
            "otherwise": format_rate(value.otherwise),
        }
        return {name: Flow(parts)}


def _number(table: Table, name: str) -> Fraction | None:
    """Of the unit in which results are recorded."""
    node = table.number(name)
    if node is None:
        return None
    try:
        return parse_rate(node.value)
    except NotARate:
        table.found.append(
            Problem(
                "PAY-GATE-002",
                node.place,
                "“{text}” is not a number that a result could reach.",
                'Write it like `"90"`, `"4.5"` or `"95%"`.',
                {"text": node.value},
            )
        )
        return None
