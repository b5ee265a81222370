"""How a list of product lines is spelled in a plan's text: `product_lines: ["软件", "硬件"]`."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, name_of
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problem


@frozen
class ProductLines(UnderOneKey):
    """Names of product lines, each once, at least one. Their order means nothing."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('["软件", "硬件"]',)

    def read(self, table: Table, name: str) -> tuple[str, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        lines = [name_of(item, table.found) for item in items]
        if not lines:
            table.found.append(
                Problem(
                    "PAY-LINES-001",
                    table.at(name),
                    "The list of product lines is empty.",
                    "Name at least one, or leave the list out for all of them.",
                )
            )
        for index, line in enumerate(lines):
            if line is not None and line in lines[:index]:
                table.found.append(
                    Problem(
                        "PAY-LINES-002",
                        items[index].place,
                        "The product line “{product_line}” is named twice.",
                        "Name each product line once.",
                        {"product_line": line},
                    )
                )
        return tuple(sorted({line for line in lines if line is not None})) or None

    def write(self, value: tuple[str, ...], name: str) -> Mapping[str, Plain]:
        return {name: list(value)}
