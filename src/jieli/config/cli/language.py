"""In which language the commands say what is wrong: the terminal's, as LANG or JIELI_LANGUAGE have it."""

import os
from collections.abc import Callable

from jieli.kernel.problem import Problem


def is_chinese() -> bool:
    """JIELI_LANGUAGE decides, else the terminal's locale."""
    names = ("JIELI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").lower().startswith("zh")


def translator() -> Callable[[str], str]:
    """From a message to its Chinese, or the message itself. Also before the database runs."""
    if not is_chinese():
        return str
    from django.utils import translation

    from jieli.config.cli.boot import set_up_django

    set_up_django()

    def say(text: str) -> str:
        with translation.override("zh-hans"):
            return translation.gettext(text)

    return say


def problem_text(problem: Problem) -> str:
    """One line: code, place, reason, remedy."""
    say = translator()
    where = f" {problem.place}:" if problem.place else ""
    reason, remedy = (say(text).format(**problem.values) for text in (problem.reason, problem.remedy))
    return f"{problem.code}{where} {reason} {remedy}"
