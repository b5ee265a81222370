"""How a formula is spelled in a plan's text: in quotes, in its own small language."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.formulas import Node, formula_text, parse_condition, parse_formula
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problems


class _Written(UnderOneKey, ABC):
    """As its tree, however the text is laid out."""

    @abstractmethod
    def parsed(self, text: str, place: str) -> Node:
        """**Raises** Problems."""

    def read(self, table: Table, name: str) -> Node | None:
        text = table.text(name)
        if text is None:
            return None
        try:
            return self.parsed(text, table.at(name))
        except Problems as wrong:
            table.found.extend(wrong.problems)
            return None

    def write(self, value: Node, name: str) -> Mapping[str, Plain]:
        return {name: formula_text(value)}


@frozen
class Formulas(_Written):
    """“max(0, earned(commission) - target(q1) * 2%)”, an amount."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"max(0, earned(commission) - target(q1) * 2%)"',)

    def parsed(self, text: str, place: str) -> Node:
        return parse_formula(text, place)


@frozen
class Conditions(_Written):
    """“achieved(nps) >= 80%”, yes/no."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"achieved(nps) >= 80%"',)

    def parsed(self, text: str, place: str) -> Node:
        return parse_condition(text, place)
