"""What is wrong with a plan's text, at the line and in the part of the plan where it is."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from attrs import frozen
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jieli.apps.plans import api
from jieli.apps.plans.pages.blocks import BLOCKS, name_in_block
from jieli.apps.plans.pages.fitting import names_in
from jieli.apps.plans.pages.showing import language
from jieli.apps.plans.places import line_of_place
from jieli.apps.plans.wording.problem_values import spoken_values
from jieli.kernel.problem import Problem, Problems
from jieli.lib.problems import N_

_UNKNOWN_TYPE = "PAY-COMPONENT-001"
# Problem of a word that nobody knows -> the value with the word, and the one with those known here; a key is in the text.
_WRITTEN: Mapping[str, tuple[str, str]] = {
    _UNKNOWN_TYPE: ("type", "known"),
    "PAY-TEXT-007": ("name", "known"),
    "PAY-TEXT-011": ("text", "choices"),
    "PAY-NEEDS-001": ("needed", ""),
}
_KEY = re.compile(r"\bkey:\s*([a-z][a-z0-9_]*)")
_FIELDS: Mapping[str, str] = {"code": N_("Code of the plan"), "in_force_from": N_("In force from")}


@frozen
class PlacedProblem:
    """A problem for plans/problems.html. line: None where it is not about the text; where: the part of the plan; meant:
    the word that was probably meant, and what that is called."""

    code: str
    reason: SafeString
    remedy: SafeString
    line: int | None
    line_text: str
    where: str
    place: str
    meant: str = ""
    meant_name: str = ""


def placed(found: Problems, text: str) -> list[PlacedProblem]:
    """The problems in the reader's words, each with its line."""
    lines = text.splitlines()
    names = names_in(text, language())
    return [_placed(problem, text, lines, names) for problem in found.problems]


def _placed(problem: Problem, text: str, lines: list[str], names: Mapping[str, str]) -> PlacedProblem:
    line = line_of_place(text, problem.place)
    values, meant = spoken_values(problem, names), _meant(problem, text)
    if problem.code == _UNKNOWN_TYPE:
        values = {
            **values,
            "known": "、".join(_with_name(one) for one in problem.values["known"].split(", ")),
        }
    field = _FIELDS.get(problem.place, "")
    is_in_tree = not problem.place.startswith("line ")
    return PlacedProblem(
        code=problem.code,
        reason=_with_code(_(problem.reason), values),
        remedy=_with_code(_(problem.remedy), values),
        line=line,
        line_text=lines[line - 1].strip() if line is not None and line <= len(lines) else "",
        where=_(field) if field else api.place_in_words(text=text, place=problem.place, language=language()),
        place=problem.place if is_in_tree and not field else "",
        meant=meant,
        meant_name=_name_of_type(meant) if problem.code == _UNKNOWN_TYPE else "",
    )


def _meant(problem: Problem, text: str) -> str:
    """The known word most like the one that was written; nothing where none is like it."""
    if problem.code not in _WRITTEN:
        return ""
    name, among = _WRITTEN[problem.code]
    known = problem.values[among].split(", ") if among else _KEY.findall(text)
    return next(iter(get_close_matches(problem.values[name], known, n=1)), "")


def _with_name(type_: str) -> str:
    name = _name_of_type(type_)
    return _("{word} ({name})").format(word=type_, name=name) if name else type_


def _name_of_type(type_: str) -> str:
    return name_in_block(BLOCKS[type_], language()) if type_ in BLOCKS else ""


def _with_code(said: str, values: Mapping[str, str]) -> SafeString:
    """What stands between `backticks` is what is to be typed. Parts first, filled afterwards: values mark nothing."""
    parts = [part.format(**values) for part in said.split("`")]
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", part) if index % 2 else part,) for index, part in enumerate(parts)),
    )
