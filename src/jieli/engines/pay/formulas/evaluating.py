"""What a formula comes to, exactly, with every step."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol

from attrs import frozen

from jieli.engines.pay.formulas.tree import (
    Constant,
    Extreme,
    If,
    Joined,
    Looked,
    Node,
    Prefix,
    Prefixed,
    RatioOf,
    Sign,
    ValueKind,
)
from jieli.engines.pay.formulas.writing import formula_text, value_text
from jieli.engines.pay.pricing.arithmetic import inverse
from jieli.kernel.trace import Trace

MOST_DIGITS = 300  # of the exact fraction of a step, above its line and below


class StepTooLong(ValueError):
    """A step has no number that could still be shown."""


class Known(Protocol):
    """What a formula looks at: the value of each such node, of amounts in fen."""

    def value(self, node: Looked) -> Fraction: ...


class Nothing:
    """Nothing is looked at: for constants."""

    def value(self, node: Looked) -> Fraction:
        raise AssertionError(f"{node} is no constant.")


@frozen
class Evaluated:
    """value: exact; of amounts fen, of yes/no 1 or 0. steps: how it came about, none for a constant."""

    value: Fraction
    kind: ValueKind
    steps: tuple[Trace, ...] = ()

    @property
    def text(self) -> str:
        return value_text(self.value, self.kind)


def evaluate(node: Node, known: Known) -> Evaluated:
    """Raises Problems where what it looks at is not known, StepTooLong where a step has too many digits."""
    if isinstance(node, Constant):
        return Evaluated(node.value, node.kind)
    if isinstance(node, Prefixed):
        return _prefixed(node, evaluate(node.of, known))
    if isinstance(node, Joined):
        return _joined(node, evaluate(node.left, known), evaluate(node.right, known))
    if isinstance(node, Extreme):
        return _extreme(node, tuple(evaluate(part, known) for part in node.among))
    if isinstance(node, If):
        condition = evaluate(node.condition, known)
        chosen = evaluate(node.then if condition.value else node.otherwise, known)
        return _stepped(node, chosen.value, None, condition, chosen)
    if isinstance(node, RatioOf):
        return _ratio(node, known)
    value = known.value(node)
    return Evaluated(value, node.kind, (_step("pay.formula_value", node, value, None, ()),))


_ARITHMETIC: Mapping[Sign, Callable[[Fraction, Fraction], Fraction]] = {
    Sign.PLUS: lambda left, right: left + right,
    Sign.MINUS: lambda left, right: left - right,
    Sign.TIMES: lambda left, right: left * right,
    Sign.BY: lambda left, right: divided(left, right),
    Sign.OR: lambda left, right: max(left, right),
    Sign.AND: lambda left, right: min(left, right),
    Sign.EQUAL: lambda left, right: Fraction(left == right),
    Sign.UNEQUAL: lambda left, right: Fraction(left != right),
    Sign.BELOW: lambda left, right: Fraction(left < right),
    Sign.AT_MOST: lambda left, right: Fraction(left <= right),
    Sign.ABOVE: lambda left, right: Fraction(left > right),
    Sign.AT_LEAST: lambda left, right: Fraction(left >= right),
}
_SHOWN = {Sign.TIMES: "×", Sign.BY: "÷"}


def divided(part: Fraction, whole: Fraction) -> Fraction:
    """whole: not 0."""
    return part * inverse(whole)


def _check_digits(value: Fraction) -> None:
    if abs(value.numerator) >= _TOO_LONG or value.denominator >= _TOO_LONG:
        raise StepTooLong


_TOO_LONG = 10**MOST_DIGITS


def _joined(node: Joined, left: Evaluated, right: Evaluated) -> Evaluated:
    value = _ARITHMETIC[node.sign](left.value, right.value)
    _check_digits(value)
    shown = f"{_shown(left)} {_SHOWN.get(node.sign, node.sign.value)} {_shown(right)}"
    equals = ": " if node.kind is ValueKind.TRUTH else " = "
    return _stepped(node, value, f"{shown}{equals}{value_text(value, node.kind)}", left, right)


def _prefixed(node: Prefixed, of: Evaluated) -> Evaluated:
    value = Fraction(not of.value) if node.prefix is Prefix.NOT else -of.value
    return _stepped(node, value, None, of)


def _extreme(node: Extreme, among: tuple[Evaluated, ...]) -> Evaluated:
    value = (max if node.is_greatest else min)(one.value for one in among)
    listed = ", ".join(one.text for one in among)
    name = "max" if node.is_greatest else "min"
    return _stepped(node, value, f"{name}({listed}) = {value_text(value, node.kind)}", *among)


def _ratio(node: RatioOf, known: Known) -> Evaluated:
    part, whole = evaluate(node.part, known), evaluate(node.whole, known)
    if whole.value == 0:
        otherwise = evaluate(node.otherwise, known)
        return _stepped(node, otherwise.value, None, part, whole, otherwise)
    value = divided(part.value, whole.value)
    _check_digits(value)
    shown = f"{_shown(part)} ÷ {_shown(whole)} = {value_text(value, ValueKind.RATIO)}"
    return _stepped(node, value, shown, part, whole)


def _stepped(node: Node, value: Fraction, calculation: str | None, *of: Evaluated) -> Evaluated:
    """With a step of its own, unless it is made of constants alone."""
    _check_digits(value)
    below = tuple(step for one in of for step in one.steps)
    if not below:
        return Evaluated(value, node.kind)
    return Evaluated(value, node.kind, (_step("pay.formula_step", node, value, calculation, below),))


def _step(rule: str, node: Node, value: Fraction, calculation: str | None, below: tuple[Trace, ...]) -> Trace:
    values = {
        "expression": formula_text(node),
        "kind": node.kind.value,
        "value": value_text(value, node.kind),
    }
    return Trace(rule, values, calculation, below)


def _shown(one: Evaluated) -> str:
    return f"({one.text})" if one.value < 0 else one.text
