"""How the prizes of a contest are spelled in a plan's text: `prizes: ["3000.00", "2000.00"]`."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.text.nodes import Node, TextNode
from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.quotes import unquoted
from jieli.engines.pay.text.reading import Table, amount_of, text_of
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problem
from jieli.kernel.trace import plain_fen


@frozen
class Prizes(UnderOneKey):
    """Amounts from the first rank on, none above the one before it."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('["3000.00", "2000.00", "1000.00"]',)

    def read(self, table: Table, name: str) -> tuple[int, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        if not items:
            table.found.append(
                Problem(
                    "PAY-CONTEST-001",
                    table.at(name),
                    "The contest has no prize.",
                    "Write at least one amount.",
                )
            )
            return None
        read = [_amount(item, table.found) for item in items]
        prizes = [prize for prize in read if prize is not None]
        if len(prizes) < len(read):
            return None
        for rank in range(1, len(prizes)):
            if prizes[rank] > prizes[rank - 1]:
                table.found.append(
                    Problem(
                        "PAY-CONTEST-002",
                        items[rank].place,
                        "This prize is above that of the rank before it.",
                        "Write the prizes from the first rank on.",
                    )
                )
                return None
        return tuple(prizes)

    def write(self, value: tuple[int, ...], name: str) -> Mapping[str, Plain]:
        return {name: [plain_fen(prize) for prize in value]}


def _amount(item: Node, found: list[Problem]) -> int | None:
    if text_of(item, found) is None or not isinstance(item, TextNode):
        return None
    if not item.quoted:
        found.append(unquoted(item))
        return None
    return amount_of(item, found)
