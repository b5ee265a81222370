"""A rate in a plan's text: a part of an amount, or, on basis quantity, money for a unit."""

from fractions import Fraction

from jieli.engines.pay.text.reading import Table
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, Rate, parse_rate

MOST_FOR_A_UNIT = 1_000_000


def read_rate(table: Table, name: str, *, per_unit: bool) -> Rate | None:
    """“2%”, from 0% to 100%; for a unit “1.50”, from 0 to a million."""
    if not per_unit:
        return table.rate(name)
    node = table.number(name)
    if node is None:
        return None
    try:
        rate = parse_rate(node.value)
    except NotARate:
        rate = Fraction(-1)
    if "%" in node.value or not 0 <= rate <= MOST_FOR_A_UNIT:
        table.found.append(
            Problem(
                "PAY-RATE-007",
                node.place,
                "“{text}” is not money for a unit, and the basis is quantity.",
                'Write what one unit pays, such as `"1.50"`, without %.',
                {"text": node.value},
            )
        )
        return None
    return rate
