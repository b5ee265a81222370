"""How the weights of a year's months are spelled in a plan's text: `seasonality: ["8", "7", …]`."""

import re
from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, text_of
from jieli.engines.pay.text.writing import Plain
from jieli.kernel.problem import Problem

MONTHS = 12
_WHOLE = re.compile(r"[1-9][0-9]{0,5}")


@frozen
class MonthWeights(UnderOneKey):
    """Twelve whole numbers, from January to December."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('["8", "7", "9", …]',)

    def read(self, table: Table, name: str) -> tuple[int, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        before = len(table.found)
        texts = [text_of(item, table.found) for item in items]
        if len(table.found) > before:
            return None
        weights = [int(text) for text in texts if text is not None and _WHOLE.fullmatch(text.strip())]
        if len(weights) != MONTHS or len(texts) != MONTHS:
            table.found.append(
                Problem(
                    "PAY-QUOTA-007",
                    table.at(name),
                    "These are not the weights of twelve months.",
                    'Write twelve whole numbers in quotes, from January to December, such as `"8"`.',
                )
            )
            return None
        return tuple(weights)

    def write(self, value: tuple[int, ...], name: str) -> Mapping[str, Plain]:
        return {name: [str(weight) for weight in value]}
