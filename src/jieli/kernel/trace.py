"""How an amount came about: a tree of rules with their inputs, in a form that can be stored, hashed and worded."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from jieli.kernel.money import format_fen
from jieli.kernel.rate import decimal_text, format_rate, parse_rate

Scalar = str | int


@frozen
class Trace:
    """One step of a computation.

    rule: a stable name, such as pay.flat, that the apps have words for. values: what went in and came out, typed by
    suffix: `*_fen` whole fen, `*_rate` and `*_share` exact text of a fraction, `*_on` ISO date, anything else text or
    a count. calculation: the arithmetic of this step, the same in every language. sources: keys of the facts behind.
    """

    rule: str
    values: Mapping[str, Scalar] = field(factory=dict)
    calculation: str | None = None
    children: "tuple[Trace, ...]" = ()
    sources: tuple[str, ...] = ()

    def walk(self) -> "Iterator[Trace]":
        """This step and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child.walk()

    def arithmetic(self) -> tuple[str, ...]:
        """The calculations from the leaves to the top: “100000.00 × 2% = 2000.00”."""
        lines = [line for child in self.children for line in child.arithmetic()]
        return (*lines, self.calculation) if self.calculation is not None else tuple(lines)

    def to_json(self) -> dict[str, Any]:
        """Plain data, empty parts left out."""
        plain: dict[str, Any] = {"rule": self.rule}
        if self.values:
            plain["values"] = dict(self.values)
        if self.calculation is not None:
            plain["calculation"] = self.calculation
        if self.children:
            plain["children"] = [child.to_json() for child in self.children]
        if self.sources:
            plain["sources"] = list(self.sources)
        return plain

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Trace":
        return Trace(
            rule=plain["rule"],
            values=dict(plain.get("values", {})),
            calculation=plain.get("calculation"),
            children=tuple(Trace.from_json(child) for child in plain.get("children", ())),
            sources=tuple(plain.get("sources", ())),
        )


def value_text(name: str, value: Scalar) -> str:
    """A trace value as it is shown: amounts with separators, rates in per cent, anything else as it is."""
    if name.endswith("_fen"):
        return format_fen(int(value))
    if name.endswith(("_rate", "_share")):
        return format_rate(parse_rate(str(value)))
    return str(value)


def plain_fen(fen: int) -> str:
    """“100000.00”, without separators, as calculations write it."""
    return format_fen(fen).replace(",", "")


def plain_exact(fen: Fraction) -> str:
    """An exact amount in the currency's unit: “33.335”, or “1/3” where the decimal has no end."""
    unit = fen * Fraction(1, 100)
    text = decimal_text(unit)
    if text is None:
        return f"{unit.numerator}/{unit.denominator}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"
