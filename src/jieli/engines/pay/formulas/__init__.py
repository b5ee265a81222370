"""Formulas: text to a typed tree, the tree to its one text, and to a value with every step. docs/algorithms/formulas.md."""

from jieli.engines.pay.formulas.evaluating import Evaluated, evaluate
from jieli.engines.pay.formulas.parsing import parse_condition, parse_formula
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
    walk,
)
from jieli.engines.pay.formulas.writing import formula_text, value_text

__all__ = [
    "Achieved",
    "Constant",
    "Credited",
    "Earned",
    "Evaluated",
    "Extreme",
    "If",
    "Joined",
    "MonthsEmployed",
    "Node",
    "Past",
    "Prefix",
    "Prefixed",
    "RatioOf",
    "Sign",
    "Target",
    "ValueKind",
    "evaluate",
    "formula_text",
    "parse_condition",
    "parse_formula",
    "value_text",
    "walk",
]
