"""How a component's text names other components of its plan: `on: [commission, servicing]`."""

from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.text.parameters import UnderOneKey
from jieli.engines.pay.text.reading import Table, text_of
from jieli.engines.pay.text.writing import Plain, Word
from jieli.kernel.problem import Problem


@frozen
class Keys(UnderOneKey):
    """A list of keys, each once, at least one. Their order means nothing."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ("- commission",)

    def read(self, table: Table, name: str) -> tuple[str, ...] | None:
        items = table.items(name)
        if items is None:
            return None
        read = [text_of(item, table.found) for item in items]
        keys = [key for key in read if key is not None]
        if not read:
            table.found.append(_none(table.at(name)))
        for place, key in enumerate(keys):
            if key in keys[:place]:
                table.found.append(_twice(items[place].place, key))
        return tuple(sorted(set(keys))) if keys and len(keys) == len(read) else None

    def write(self, value: tuple[str, ...], name: str) -> Mapping[str, Plain]:
        return {name: [Word(key) for key in value]}


@frozen
class OneKey(UnderOneKey):
    """One key."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ("commission",)

    def read(self, table: Table, name: str) -> str | None:
        return table.text(name)

    def write(self, value: str, name: str) -> Mapping[str, Plain]:
        return {name: Word(value)}


def _none(place: str) -> Problem:
    return Problem(
        "PAY-KEYS-001",
        place,
        "The list of components is empty.",
        "Write the key of at least one component of this plan.",
    )


def _twice(place: str, key: str) -> Problem:
    return Problem(
        "PAY-KEYS-002",
        place,
        "“{key}” is named twice.",
        "Name each component once.",
        {"key": key},
    )
