"""The database's own refusals, said in the words of the checks that ran before it.

Between a check and its write somebody else may write; then the constraint decides, and the reader sees the same text.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from jieli.kernel.problem import Problem, Problems
from jieli.lib.problems import problem


@contextmanager
def clashes_worded(place: str, given: str = "") -> Iterator[None]:
    """Writes inside become one piece; a constraint of people's tables that refuses them is raised as Problems.

    given: what may clash, a name, number or code. PostgreSQL does not tell: it hides values of fenced tables.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as reason:
        diagnosis = getattr(reason.__cause__, "diag", None)
        worded = _WORDS.get(getattr(diagnosis, "constraint_name", None) or "")
        if worded is None:
            raise
        raise Problems([worded(place, given)]) from reason


def overlapping(place: str, name: str) -> Problem:
    """Two employments of one person on the same day."""
    return problem(
        "PEOPLE-EMPLOYMENT-001",
        place,
        "{name} is already employed on some of these days.",
        "End the earlier employment first, or choose days outside it. A change of department is a move.",
        name=name,
    )


def number_taken(place: str, number: str) -> Problem:
    return problem(
        "PEOPLE-NUMBER-002",
        place,
        "The staff number {number} is already given to somebody.",
        "Use another number; for somebody who comes back, add an employment to the person who is there.",
        number=number,
    )


def numbers_taken(place: str, numbers: str) -> Problem:
    """Of many numbers given at once one was given by somebody else at the same moment."""
    return problem(
        "PEOPLE-NUMBER-004",
        place,
        "Somebody else gave one of the staff numbers {numbers} at this moment.",
        "Look at the list again and repeat with another number if it is still needed.",
        numbers=numbers,
    )


def department_code_taken(place: str, code: str) -> Problem:
    return problem(
        "PEOPLE-DEPARTMENT-002",
        place,
        "There is already a department with the code {given}.",
        "Choose another code, or change the department that has it.",
        given=code,
    )


def position_code_taken(place: str, code: str) -> Problem:
    return problem(
        "PEOPLE-POSITION-002",
        place,
        "There is already a position with the code {given}.",
        "Choose another code, or change the position that has it.",
        given=code,
    )


def changed_meanwhile(place: str, _given: str) -> Problem:
    return problem(
        "PEOPLE-TERM-001",
        place,
        "Somebody else changed the same days at this moment.",
        "Look at the page again and repeat the change if it is still needed.",
    )


_WORDS = {
    "employee_one_employment_a_day": overlapping,
    "employee_number_once": numbers_taken,
    "department_code_once": department_code_taken,
    "position_code_once": position_code_taken,
    "department_one_term_a_day": changed_meanwhile,
    "position_one_term_a_day": changed_meanwhile,
}
