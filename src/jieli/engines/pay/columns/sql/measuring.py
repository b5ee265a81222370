"""A measure as one query: what is credited to each person on each day."""

from jieli.engines.pay.columns.sql.conditions import counted_number, taken
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.numbers import Numbers
from jieli.engines.pay.columns.sql.relations import Shape
from jieli.engines.pay.pricing.spec import Measure


def measure_sql(measure: Measure, shape: Shape, dialect: Dialect, credits: str) -> str:
    """Person, day, fen; in no order. **Raises** TooLarge."""
    numbers = Numbers(dialect)
    counted = counted_number(measure.uplifts, numbers, numbers.column("credit_fen", shape.most_fen))
    conditions = " AND ".join(["person IS NOT NULL", *taken(measure.take, dialect)])
    return (
        f"SELECT person, counts_on, sum({counted.sql}) AS fen FROM {credits} WHERE {conditions}"
        " GROUP BY person, counts_on"
    )
