"""Tiers as SQL over a sum or an amount."""

from collections.abc import Sequence

from jieli.engines.pay.columns.sql.numbers import Numbers, Whole
from jieli.engines.pay.pricing.tiers import Method


def at_tier(bounds: Sequence[int], values: Sequence[int], reached: str, numbers: Numbers) -> Whole:
    """The value of the last tier that begins at or below an amount; below zero the first one's."""
    rising = list(zip(bounds, values, strict=True))[1:]
    cases = [(f"{reached} >= {bound}", numbers.literal(value)) for bound, value in reversed(rising)]
    return numbers.chosen(cases, numbers.literal(values[0]))


def due(
    bounds: Sequence[int], rates: Sequence[int], method: Method, amount: Whole, numbers: Numbers
) -> Whole:
    """What an amount comes to, over the rates' denominator; below zero all of it at the first tier's rate."""
    if method is Method.WHOLE:
        return numbers.times(amount, at_tier(bounds, rates, amount.sql, numbers))
    pieces: list[tuple[str, Whole]] = []
    so_far = 0
    for index in range(1, len(bounds)):
        so_far += (bounds[index] - bounds[index - 1]) * rates[index - 1]
        beyond = numbers.minus(amount, numbers.literal(bounds[index]))
        paid = numbers.plus(numbers.times(beyond, numbers.literal(rates[index])), numbers.literal(so_far))
        pieces.append((f"{amount.sql} >= {bounds[index]}", paid))
    return numbers.chosen(list(reversed(pieces)), numbers.times(amount, numbers.literal(rates[0])))


def due_of_fact(
    bounds: Sequence[int], rates: Sequence[int], method: Method, amount: Whole, numbers: Numbers
) -> Whole:
    """The same of a credit by itself, where a negative one mirrors the positive one."""
    size = due(bounds, rates, method, numbers.size(amount), numbers)
    return Whole(f"(CASE WHEN {amount.sql} < 0 THEN -({size.sql}) ELSE {size.sql} END)", size.most)
