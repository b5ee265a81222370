"""What files can do to a run that no check foresees, said as a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jieli.kernel.problem import Problem, Problems

TOO_LARGE = (OverflowError, duckdb.ConversionException, duckdb.OutOfRangeException)


def text_of(plan: Path) -> str:
    try:
        return plan.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise Problems([_no_text(plan, error)]) from error


@contextmanager
def said_as_problems() -> Iterator[None]:
    """**Raises** Problems where tables do not hold what can be computed with."""
    try:
        yield
    except TOO_LARGE as error:
        raise Problems([_too_large(error)]) from error
    except (ValueError, ZeroDivisionError, duckdb.InvalidInputException, duckdb.IOException) as error:
        raise Problems([_not_facts(error)]) from error


def _no_text(plan: Path, error: Exception) -> Problem:
    return Problem(
        "PAY-PLAN-TEXT-001",
        plan.name,
        "The plan cannot be read as text in UTF-8: {error}.",
        "Save the file as UTF-8.",
        {"error": str(error)},
    )


def _too_large(error: Exception) -> Problem:
    return Problem(
        "PAY-FACTS-022",
        "",
        "A number or a day is beyond what can be calculated with: {error}.",
        "Sums have 64 bits, years four digits; look for amounts in another unit and for rates far above one.",
        {"error": _first_line(error)},
    )


def _not_facts(error: Exception) -> Problem:
    return Problem(
        "PAY-FACTS-023",
        "",
        "The tables do not hold what can be computed: {error}.",
        "Correct the row that is named.",
        {"error": _first_line(error)},
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
