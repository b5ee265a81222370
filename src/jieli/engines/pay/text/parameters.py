"""How the parameters of components are spelled in a plan's text. A component states its own by the types of its fields.

A field of a component says `metadata=spelled(Amount())`; reading, canonical writing, and what a form or a manual page
needs to know (`parameters_of`) all follow from that.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

import attrs
from attrs import frozen

from jieli.engines.pay.text.nodes import TextNode
from jieli.engines.pay.text.reading import Table, amount_of, text_of
from jieli.engines.pay.text.writing import Plain, Word
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import plain_fen

FROM_ASSIGNMENT = "from_assignment"


class Spelling(Protocol):
    """A way to spell a value. `keys`: the names in the text under which it may stand; `choices`: the names behind which
    one of several words stands; `typed`: what a value may look like, where it is no such word. `read` notes what is wrong
    and returns None."""

    def keys(self, name: str) -> tuple[str, ...]: ...

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]: ...

    def typed(self, name: str) -> tuple[str, ...]: ...

    def read(self, table: Table, name: str) -> Any: ...

    def write(self, value: Any, name: str) -> Mapping[str, Plain]: ...


class UnderOneKey:
    """What a kind has in common that stands under the parameter's own name; no choice of words unless it says so."""

    def keys(self, name: str) -> tuple[str, ...]:
        return (name,)

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {}


@frozen
class Amount(UnderOneKey):
    """“8000.00”, as fen."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"8000.00"',)

    def read(self, table: Table, name: str) -> int | None:
        return table.amount(name)

    def write(self, value: int, name: str) -> Mapping[str, Plain]:
        return {name: plain_fen(value)}


@frozen
class AmountOr(UnderOneKey):
    """“8000.00” as fen, or a word as None: the amount stands elsewhere."""

    word: str = FROM_ASSIGNMENT

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"8000.00"', self.word)

    def read(self, table: Table, name: str) -> int | None:
        node = table.node(name)
        if node is None or text_of(node, table.found) is None or not isinstance(node, TextNode):
            return None
        if node.value == self.word:
            return None
        number = table.number(name)
        return None if number is None else amount_of(number, table.found)

    def write(self, value: int | None, name: str) -> Mapping[str, Plain]:
        return {name: Word(self.word) if value is None else plain_fen(value)}


@frozen
class Ratio(UnderOneKey):
    """“2%” or “1/3”, from 0% to 100%."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"2%"', '"1/3"')

    def read(self, table: Table, name: str) -> Fraction | None:
        return table.rate(name)

    def write(self, value: Fraction, name: str) -> Mapping[str, Plain]:
        return {name: format_rate(value)}


@frozen
class Days(UnderOneKey):
    """“90”."""

    def typed(self, name: str) -> tuple[str, ...]:
        return ('"90"',)

    def read(self, table: Table, name: str) -> int | None:
        return table.days(name)

    def write(self, value: int, name: str) -> Mapping[str, Plain]:
        return {name: str(value)}


@frozen
class Choice(UnderOneKey):
    """One of the words of an enumeration."""

    among: type[StrEnum]

    def choices(self, name: str) -> Mapping[str, type[StrEnum]]:
        return {name: self.among}

    def typed(self, name: str) -> tuple[str, ...]:
        return ()

    def read(self, table: Table, name: str) -> StrEnum | None:
        return table.choice(name, self.among)

    def write(self, value: StrEnum, name: str) -> Mapping[str, Plain]:
        return {name: Word(value.value)}


@frozen
class Parameter:
    """One parameter of a kind of component. field: the attribute; name: the key in the text; default: where not required."""

    field: str
    name: str
    kind: Spelling
    required: bool
    default: Any


def spelled(kind: Spelling, name: str | None = None) -> dict[str, Any]:
    """The metadata of a component's field: how it is spelled, and under which name if not its own."""
    return {"kind": kind, "name": name}


def parameters_of(component: type) -> tuple[Parameter, ...]:
    """The parameters of a kind of component, in the order of its canonical text."""
    return tuple(
        Parameter(
            field=field.name,
            name=field.metadata["name"] or field.name,
            kind=field.metadata["kind"],
            required=field.default is attrs.NOTHING,
            default=None if field.default is attrs.NOTHING else field.default,
        )
        for field in attrs.fields(component)
        if "kind" in field.metadata
    )


def read_parameters(component: type, table: Table) -> dict[str, Any]:
    """Field → value, of what could be read. What is wrong is noted in the table."""
    values = {}
    for parameter in parameters_of(component):
        keys = parameter.kind.keys(parameter.name)
        table.also_known(*keys)
        if parameter.required or any(key in table for key in keys):
            values[parameter.field] = parameter.kind.read(table, parameter.name)
    return values


def write_parameters(component: Any) -> dict[str, Plain]:
    """Name → plain data, in order; an optional parameter that is not used is left out."""
    written: dict[str, Plain] = {}
    for parameter in parameters_of(type(component)):
        value = getattr(component, parameter.field)
        if value is not None or parameter.required:
            written.update(parameter.kind.write(value, parameter.name))
    return written
