"""In which language the commands speak: the terminal's, as JIELI_LANGUAGE or LANG have it.

`gettext` and `ngettext` of here are those of Django, but follow the terminal and need neither settings nor a database.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from jieli.kernel.problem import Problem

_SOURCE = Path(__file__).resolve().parents[2]


def is_chinese() -> bool:
    """JIELI_LANGUAGE decides, else the terminal's locale."""
    names = ("JIELI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").lower().startswith("zh")


def language_code() -> str:
    """The terminal's language as the pages name it."""
    return "zh-hans" if is_chinese() else "en"


@contextmanager
def in_terminals_language() -> Iterator[None]:
    """What the pages' own words say within it follows the terminal. Django must be ready."""
    with in_language(language_code()):
        yield


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """What the pages' own words say within it is in this language. Django must be ready."""
    from django.utils import translation

    with translation.override(code):
        yield


def gettext(text: str) -> str:
    """The text in the terminal's language."""
    return _texts().gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """One of two texts by the count, in the terminal's language."""
    return _texts().ngettext(one, many, count)


def problem_text(problem: Problem) -> str:
    """One line: code, place, reason, remedy."""
    where = f" {problem.place}:" if problem.place else ""
    reason, remedy = (gettext(text).format(**problem.values) for text in (problem.reason, problem.remedy))
    return f"{problem.code}{where} {reason} {remedy}"


def _texts() -> NullTranslations:
    return _chinese() if is_chinese() else NullTranslations()


@cache
def _chinese() -> NullTranslations:
    """The catalogues of all apps and floors together."""
    found = NullTranslations()
    for compiled in sorted(_SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.mo")):
        with compiled.open("rb") as file:
            found.add_fallback(GNUTranslations(file))
    return found
