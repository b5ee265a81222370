"""The one text of a formula's tree, with only the parentheses that are needed."""

from fractions import Fraction

from jieli.engines.pay.formulas.tree import (
    Achieved,
    Constant,
    Credited,
    Earned,
    Extreme,
    If,
    Joined,
    MonthsEmployed,
    Node,
    Past,
    Prefix,
    Prefixed,
    RatioOf,
    Sign,
    Target,
    ValueKind,
)
from jieli.kernel.rate import decimal_text, format_rate
from jieli.kernel.trace import plain_exact

_STRENGTH = {Sign.OR: 1, Sign.AND: 2, Sign.PLUS: 5, Sign.MINUS: 5, Sign.TIMES: 6, Sign.BY: 6}
_NOT, _COMPARISON, _MINUS, _VALUE = 3, 4, 7, 8


def formula_text(node: Node) -> str:
    """Reading it gives the same tree."""
    if isinstance(node, Constant):
        return value_text(node.value, node.kind)
    if isinstance(node, Prefixed):
        sign = "not " if node.prefix is Prefix.NOT else "-"
        return sign + _inside(node.of, _strength(node))
    if isinstance(node, Joined):
        strength = _strength(node)
        left = _inside(node.left, strength + 1 if strength == _COMPARISON else strength)
        return f"{left} {node.sign.value} {_inside(node.right, strength + 1)}"
    if isinstance(node, Extreme):
        return _call("max" if node.is_greatest else "min", *map(formula_text, node.among))
    if isinstance(node, If):
        return _call("if", *map(formula_text, (node.condition, node.then, node.otherwise)))
    if isinstance(node, RatioOf):
        return _call("ratio", *map(formula_text, (node.part, node.whole, node.otherwise)))
    return _looked_text(node)


def value_text(value: Fraction, kind: ValueKind) -> str:
    """“500.00”, “2%”, “3”."""
    if kind is ValueKind.AMOUNT:
        return plain_exact(value)
    if kind is ValueKind.RATIO:
        return format_rate(value)
    if kind is ValueKind.TRUTH:
        return "yes" if value else "no"
    return decimal_text(value) or f"{value.numerator}/{value.denominator}"


def _looked_text(node: Earned | Past | Target | Credited | Achieved | MonthsEmployed) -> str:
    if isinstance(node, Credited):
        view = node.measure.view
        lines = ("'" + line.replace("'", "''") + "'" for line in node.measure.take.product_lines)
        return _call("credited", view.basis.value, view.owner_date.value, view.group.value, *lines)
    if isinstance(node, MonthsEmployed):
        return _call("months_employed")
    if isinstance(node, Past):
        return _call("past", _name(node.key), str(node.periods))
    if isinstance(node, Achieved):
        missing = () if node.missing is None else (format_rate(node.missing),)
        return _call("achieved", _name(node.key), *missing)
    return _call("earned" if isinstance(node, Earned) else "target", _name(node.key))


def _name(key: str) -> str:
    """Keys of recorded results need not look like names."""
    return (
        key if key.isidentifier() and key.isascii() and key.islower() else "'" + key.replace("'", "''") + "'"
    )


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _inside(node: Node, least: int) -> str:
    text = formula_text(node)
    return text if _strength(node) >= least else f"({text})"


def _strength(node: Node) -> int:
    if isinstance(node, Joined):
        return _STRENGTH.get(node.sign, _COMPARISON)
    if isinstance(node, Prefixed):
        return _NOT if node.prefix is Prefix.NOT else _MINUS
    return _VALUE
