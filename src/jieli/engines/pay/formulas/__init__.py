"""Formulas: text to a typed tree, the tree to its one text, and to a value with every step. docs/algorithms/formulas.md."""

from jieli.engines.pay.formulas.evaluating import Evaluated, evaluate
from jieli.engines.pay.formulas.parsing import parse_formula
from jieli.engines.pay.formulas.tree import Credited, Earned, Kind, Node, Past, Target, walk
from jieli.engines.pay.formulas.writing import formula_text

__all__ = [
    "Credited",
    "Earned",
    "Evaluated",
    "Kind",
    "Node",
    "Past",
    "Target",
    "evaluate",
    "formula_text",
    "parse_formula",
    "walk",
]
