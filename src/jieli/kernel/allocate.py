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
    per_weight = Fraction(total * whole_weight.denominator, whole_weight.numerator)
    return apportion(total, [weight * per_weight for weight in weights], order)


def apportion(total: int, exact: Sequence[Fraction], order: Sequence[Any]) -> tuple[int, ...]:
    """Whole parts that come to `total`, of exact amounts of either sign that come to less than one more or less.

    **Shape**: one part per amount, in their order, each the amount cut or the next whole number away from zero. What the
    cut ones lack goes, one each, to the largest remainders on that side of zero; equal remainders to the lower `order`.
    Amounts and a total of the other sign are the mirror. **Raises** ValueError where the total is too far from the amounts.
    """
    parts, remainders = [], []
    for amount in exact:
        part, rest = divmod(abs(amount.numerator), amount.denominator)
        sign = -1 if amount < 0 else 1
        parts.append(sign * part)
        remainders.append(Fraction(sign * rest, amount.denominator))
    left = total - sum(parts)
    one = -1 if left < 0 else 1
    largest = sorted(
        (index for index, rest in enumerate(remainders) if one * rest > 0),
        key=lambda index: (-one * remainders[index], order[index]),
    )
    if abs(left) > len(largest):
        raise ValueError(f"{total} is not what the amounts come to.")
    for index in largest[: abs(left)]:
        parts[index] += one
    return tuple(parts)


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
