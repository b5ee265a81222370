"""The steps of handovers in tables follow one another by their positions, whatever order the rows are in."""

from datetime import date
from fractions import Fraction

import pyarrow as pa
import pytest

from jieli.engines.ownership import Terms, TermsStep
from jieli.engines.pay.tables.shares import steps_to_arrow, terms_from_arrow, terms_to_arrow

STEPS = (*(TermsStep(1, Fraction(place, 9)) for place in range(9, 0, -1)), TermsStep(None, Fraction(0)))
TERMS = (
    Terms(1, 1, 7, 8, date(2026, 1, 1), None, STEPS, STEPS[-1:], STEPS[2:]),
    Terms(1, 2, 7, 8, date(2026, 1, 1), None, STEPS[4:], STEPS, STEPS[-1:]),
)
TABLES = terms_to_arrow(TERMS), steps_to_arrow(TERMS)


def numbered(number) -> pa.Table:
    """The steps with positions that the function makes of their own."""
    _terms, steps = TABLES
    positions = pa.array([number(position) for position in steps["position"].to_pylist()], pa.int64())
    return steps.set_column(steps.schema.get_field_index("position"), "position", positions)


@pytest.mark.parametrize("step", [1, -1, 7])
def test_rows_come_in_any_order(step):
    terms, steps = TABLES
    order = [place * step % steps.num_rows for place in range(steps.num_rows)]
    assert sorted(order) == [*range(steps.num_rows)]
    assert terms_from_arrow(terms, steps.take(order)) == TERMS


def test_the_first_position_may_be_any():
    assert terms_from_arrow(TABLES[0], numbered(lambda position: position + 1)) == TERMS


@pytest.mark.parametrize("number", [lambda position: position // 2, lambda position: 2 * position])
def test_none_is_there_twice_nor_missing(number):
    with pytest.raises(ValueError, match="do not follow one another"):
        terms_from_arrow(TABLES[0], numbered(number))
