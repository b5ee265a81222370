"""Parameters that stand in a plan's text only where they are not as usual."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen

from jieli.engines.pay.text.parameters import Spelling
from jieli.engines.pay.text.reading import Table
from jieli.engines.pay.text.writing import Plain


@frozen
class Unless:
    """As the kind says, but left out of the canonical text where the value is the usual one."""

    usual: Any
    kind: Spelling

    def keys(self, name: str) -> tuple[str, ...]:
        return self.kind.keys(name)

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return self.kind.choices(name)

    def typed(self, name: str) -> tuple[str, ...]:
        return self.kind.typed(name)

    def read(self, table: Table, name: str) -> Any:
        return self.kind.read(table, name)

    def write(self, value: Any, name: str) -> Mapping[str, Plain]:
        return {} if value == self.usual else self.kind.write(value, name)
