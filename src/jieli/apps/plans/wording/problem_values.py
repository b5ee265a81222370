"""Words of the engine within its problems, in the reader's language: names of components, what is paid on, kinds of parts of
a formula, and what was wanted."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from jieli.apps.plans.wording.credits import what_counts
from jieli.apps.plans.wording.naming import enumerated
from jieli.engines.crediting import Basis
from jieli.kernel.problem import Problem
from jieli.lib.problems import N_

_KINDS: Mapping[str, str] = {
    "amount": N_("amount"),
    "ratio": N_("ratio"),
    "count": N_("count"),
    "yes/no": N_("yes/no"),
    "nothing": N_("nothing"),
}
_WANTED: Mapping[str, str] = {
    "a sign such as + or *, or the end": N_("a sign such as + or *, or the end"),
    "a number, a function or a parenthesis": N_("a number, a function or a parenthesis"),
    "a name": N_("a name"),
}
_OF_KINDS = ("kind", "kinds", "left", "right")


# Values of problems between components that are keys of components.
_KEYS = ("key", "other", "both", "of", "named", "needed")
_BETWEEN = ("PAY-TRANSITION-", "PAY-TWICE-", "PAY-NEEDS-", "PAY-QUOTA-008")


def spoken_values(problem: Problem, names: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The values of a problem; those of formulas in words, and components by name with the key beside it.

    names: key → name of the plan's components.
    """
    if problem.code.startswith(_BETWEEN):
        return {name: _between(name, value, names or {}) for name, value in problem.values.items()}
    if not problem.code.startswith("PAY-FORMULA-"):
        return problem.values
    return {name: _spoken(name, value) for name, value in problem.values.items()}


def _between(name: str, value: str, names: Mapping[str, str]) -> str:
    called = names.get(value, "") if name in _KEYS else ""
    if name == "basis":
        called = what_counts(Basis(value))
    return _("{name} ({word})").format(name=called, word=value) if called else value


def _spoken(name: str, value: str) -> str:
    if name in _OF_KINDS:
        return enumerated(_(_KINDS[one]) if one in _KINDS else one for one in value.split(", "))
    if name == "wanted" and value in _WANTED:
        return _(_WANTED[value])
    return _("the end") if name == "text" and value == "the end" else value
