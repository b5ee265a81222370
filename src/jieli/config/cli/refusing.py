"""What is said where a command is called wrongly, or finds what is wrong: sentences in the terminal's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from jieli.config.cli.language import gettext, problem_text
from jieli.kernel.problem import Problem

MOST_SHOWN = 200
# What may differ between problems that are said as one.
_OF_SOMEBODY = frozenset({"person", "period", "from_on"})


def called_wrongly(error: click.ClickException) -> Iterator[str]:
    """What is wrong, then where to read how it is right."""
    yield _wrong(error)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield gettext("`{command} --help` says what may be written.").format(command=context.command_path)


def _wrong(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return gettext("There is no option {option}.").format(option=error.option_name)
    if not isinstance(error, click.BadParameter):
        return error.format_message()
    where = error.param_hint
    if where is None and error.param is not None and error.ctx is not None:
        where = error.param.get_error_hint(error.ctx)
    name = " / ".join([where] if isinstance(where, str) else where or ()).replace("'", "")
    if isinstance(error, click.MissingParameter):
        return gettext("{option} is not given.").format(option=name)
    said = error.message if error.param is None else _asked(error.param.type, error.message)
    return f"{name}: {said}" if name else said


def _asked(kind: click.ParamType, message: str) -> str:
    """What may stand there; the message where that is not known."""
    if isinstance(kind, click.Choice):
        return gettext("Write one of: {known}.").format(known=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.Path):
        return (
            gettext("Name a file that is there and can be read.")
            if kind.file_okay
            else gettext("Name a folder; where it is read, one that is there.")
        )
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return gettext("Write a whole number from {least} on.").format(least=kind.min)
    if isinstance(kind, type(click.INT)):
        return gettext("Write a whole number.")
    return message


def said(problems: Sequence[Problem]) -> Iterator[str]:
    """A line for each; where the same is wrong for several people or days, for the first of them, with how many more."""
    together: dict[Any, list[Problem]] = {}
    for problem in problems:
        together.setdefault(_what(problem), []).append(problem)
    shown = list(together.values())[:MOST_SHOWN]
    for group in shown:
        yield problem_text(group[0])
        if len(group) > 1:
            yield _and_more(group)
    left = len(problems) - sum(map(len, shown))
    if left:
        yield gettext("… and {count} more.").format(count=left)


def _what(problem: Problem) -> Any:
    """Whatever does not say whom it is about; that it is about a person at all, since rows of a file stay apart."""
    if "person" not in problem.values:
        return problem.code, problem.place, problem.reason, tuple(sorted(problem.values.items()))
    rest = _but_of_somebody(problem.values)
    return problem.code, problem.place, problem.reason, tuple(sorted(rest.items()))


def _but_of_somebody(values: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in values.items() if name not in _OF_SOMEBODY}


def _and_more(group: Sequence[Problem]) -> str:
    people = list(dict.fromkeys(problem.values["person"] for problem in group))
    some = ", ".join(people[:10]) + (", …" if len(people) > 10 else "")
    return gettext("  … the same {count} times in all, for {people} people: {some}.").format(
        count=len(group), people=len(people), some=some
    )
