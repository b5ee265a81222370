"""Problems in the reader's language."""

from attrs import frozen
from django.utils.translation import gettext

from jieli.kernel.problem import Problem


@frozen
class WordedProblem:
    """A problem as a page or a command shows it."""

    code: str
    place: str
    reason: str
    remedy: str


def worded(problem: Problem) -> WordedProblem:
    """Translated first, filled afterwards: the values are names and numbers, never words."""
    return WordedProblem(
        code=problem.code,
        place=problem.place,
        reason=gettext(problem.reason).format(**problem.values),
        remedy=gettext(problem.remedy).format(**problem.values),
    )


def problem(code: str, place: str, reason: str, remedy: str, **values: object) -> Problem:
    """A problem whose values are given by name. `reason` and `remedy` are msgids, marked with N_ where they are written."""
    return Problem(code, place, reason, remedy, {name: str(value) for name, value in values.items()})


def N_(msgid: str) -> str:
    """The msgid itself: marks a text for the catalogues without translating it yet."""
    return msgid
