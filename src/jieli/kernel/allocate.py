"""Dividing an amount so that the parts come to the whole. The only place where amounts are divided."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any


class NothingToDivideBy(ValueError):
    """No weight, or weights that are negative or come to zero."""


def allocate(total: int, weights: Sequence[Fraction], order: Sequence[Any]) -> tuple[int, ...]:
    """Whole parts of `total` in proportion to `weights`.

    **Shape**: one part per weight, in the weights' order. **Unit**: that of `total`. Each part is the exact one cut
    to a whole number, and what is left over goes, one each, to the largest remainders; equal remainders to the lower
    `order`. A negative total is the mirror of the positive one, so that taking back cancels to the fen.
    **Raises** NothingToDivideBy.
    """
    if len(weights) != len(order):
        raise ValueError("There must be one order key per weight.")
    whole_weight = sum(weights, Fraction(0))
    if whole_weight <= 0 or any(weight < 0 for weight in weights):
        raise NothingToDivideBy("Weights are not negative and come to more than zero.")
    per_weight = Fraction(whole_weight.denominator, whole_weight.numerator)
    size = abs(total)
    parts, remainders = [], []
    for weight in weights:
        exact = size * weight * per_weight
        part, rest = divmod(exact.numerator, exact.denominator)
        parts.append(part)
        remainders.append(Fraction(rest, exact.denominator))
    left = size - sum(parts)
    for index in sorted(range(len(parts)), key=lambda index: (-remainders[index], order[index]))[:left]:
        parts[index] += 1
    return tuple(-part for part in parts) if total < 0 else tuple(parts)


def equal_parts(total: int, count: int) -> tuple[int, ...]:
    """So many equal parts, rounded half up, of which the last bears the residue: 15000.00 by 36 is 35 × 416.67 and 416.55.

    Where the last would fall below zero the parts are cut instead. A negative total is the mirror of the positive one.
    **Raises** NothingToDivideBy.
    """
    if count < 1:
        raise NothingToDivideBy("There is one part at least.")
    size = abs(total)
    part = (2 * size + count) // (2 * count)
    if part * (count - 1) > size:
        part = size // count
    parts = (*[part] * (count - 1), size - part * (count - 1))
    return tuple(-one for one in parts) if total < 0 else parts
