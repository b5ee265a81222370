"""How a formula is spelled in a plan's text: in quotes, in its own small language."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.formulas import Node, formula_text, parse_formula
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problems


@frozen
class Formulas(UnderOneKey):
    """“max(0, earned(commission) - target(q1) * 2%)”, as its tree."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"max(0, earned(commission) - target(q1) * 2%)"',)

    def read(self, table: Table, name: str) -> Node | None:
        text = table.text(name)
        if text is None:
            return None
        try:
            return parse_formula(text, table.at(name))
        except Problems as wrong:
            table.found.extend(wrong.problems)
            return None

    def write(self, value: Node, name: str) -> Mapping[str, Plain]:
        return {name: formula_text(value)}
