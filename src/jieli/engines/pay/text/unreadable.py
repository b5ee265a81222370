"""Why a plan's text is no YAML, in words that say what to look for. What the reader itself says is never shown."""

import re

import yaml
from attrs import frozen
from yaml.reader import ReaderError

from jieli.kernel.problem import Problem

_WIDE = re.compile("[：，“”‘’＂｛｝［］]")
_IN_QUOTES = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_SCALAR = "'<scalar>'"


@frozen
class _Refusal:
    """What the reader says, where it noticed, where what it was reading began (both counted from 0), and the lines."""

    said: str
    doing: str
    line: int
    column: int
    start: tuple[int, int]
    lines: tuple[str, ...]

    def text(self, line: int) -> str:
        return self.lines[line] if 0 <= line < len(self.lines) else ""

    @property
    def before(self) -> str:
        """What stands in the line before the place at which the reader noticed."""
        return self.text(self.line)[: self.column]


def unreadable(reason: yaml.YAMLError, text: str) -> Problem:
    """The one thing that keeps a text from being read, at the line on which to mend it."""
    if isinstance(reason, ReaderError):
        read = text[: reason.position]
        return _unseen(place_at(read.count("\n"), len(read) - read.rfind("\n") - 1))
    mark = getattr(reason, "problem_mark", None)
    if mark is None:
        return _unclear("")
    start = getattr(reason, "context_mark", None) or mark
    return _explain(
        _Refusal(
            said=str(getattr(reason, "problem", None) or ""),
            doing=str(getattr(reason, "context", None) or ""),
            line=mark.line,
            column=mark.column,
            start=(start.line, start.column),
            lines=tuple(text.splitlines()),
        )
    )


def place_at(line: int, column: int) -> str:
    """A place of the text itself, both counted from 0."""
    return f"line {line + 1}, column {column + 1}"


def _explain(refusal: _Refusal) -> Problem:
    half_quoted = _half_quoted(refusal)
    for line in _lines_to_mend(refusal) if half_quoted is None else (half_quoted[0],):
        if wide := _WIDE.search(_IN_QUOTES.sub("", refusal.text(line))):
            return _wide_sign(place_at(line, wide.start()), wide[0])
    if half_quoted is not None:
        return _open_quote(place_at(*half_quoted))
    here, start = place_at(refusal.line, refusal.column), place_at(*refusal.start)
    said, doing = refusal.said, refusal.doing
    if "quoted scalar" in doing:
        return _backslash(here) if "escape" in said else _open_quote(start)
    if "flow" in doing:
        is_inside = refusal.line == refusal.start[0] and said.endswith(_SCALAR)
        return _no_comma(here) if is_inside else _open_bracket(here if "node content" in said else start)
    if "'\\t'" in said:
        return _tab(here)
    if "cannot start any token" in said:
        return _sign(here, refusal.text(refusal.line)[refusal.column : refusal.column + 1])
    if "expected ':'" in said:
        return _no_colon(place_at(refusal.start[0], 0))
    if "mapping values" in said:
        return _unexpected_colon(refusal, here)
    if "<block end>" in said:
        return _behind(here) if refusal.before.strip(" -") else _indentation(here)
    return _unclear(here)


def _half_quoted(refusal: _Refusal) -> tuple[int, int] | None:
    """The first line, and the column in it, with a quote that does not end there. The reader takes all up to the next
    quote for its text, and notices only far below."""
    for line in range(refusal.line + 1):
        text = re.sub(r"\\.", "..", refusal.text(line))
        rest = _IN_QUOTES.sub(lambda quoted: "." * len(quoted[0]), text)
        if '"' in rest:
            return line, rest.index('"')
    return None


def _lines_to_mend(refusal: _Refusal) -> tuple[int, ...]:
    """Where the cause may be: where it was noticed, where what is being read began, and the line before."""
    begun = (refusal.start[0],) if "flow" in refusal.doing or "quoted" in refusal.doing else ()
    before = (refusal.line - 1,) if "mapping values" in refusal.said or "':'" in refusal.said else ()
    return (*begun, refusal.line, *before)


def _unexpected_colon(refusal: _Refusal, here: str) -> Problem:
    """A second colon in a line, a line before that has none, or a line too far in."""
    if ": " in refusal.before:
        return _two_colons(here)
    if refusal.line and ":" not in refusal.text(refusal.line - 1):
        return _no_colon(place_at(refusal.line - 1, 0))
    return _indentation(here)


def _unclear(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The text cannot be read as YAML here.",
        "Check indentation, colons and quotes in this line and in the one before it.",
    )


def _indentation(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The indentation of this line does not fit the lines around it.",
        "Let it begin with exactly as many spaces as the others of its part.",
    )


def _no_colon(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The colon between a name and its value is missing.",
        "Write a colon and a space after the name, such as `currency: CNY`.",
    )


def _two_colons(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "A line has only one name with one value, and here stands a second colon.",
        "Put what follows on a line of its own, or the whole value in quotes.",
    )


def _open_quote(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The quotes that begin here do not end.",
        'Write the closing `"` at the end of the value.',
    )


def _open_bracket(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The bracket or brace that begins here does not end.",
        "Write the closing bracket or brace on the same line.",
    )


def _no_comma(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The comma before this value is missing.",
        "Put a comma and a space between the parts inside brackets or braces.",
    )


def _behind(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "Behind a value that has ended stands something more.",
        "Take it away, or put it inside the quotes.",
    )


def _backslash(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "A backslash stands inside quotes.",
        "Take it away, or write it twice.",
    )


def _tab(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "The line is indented with a tab.",
        "Indent with spaces, two for each level.",
    )


def _sign(place: str, sign: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "A value cannot begin with {sign} unless it stands in quotes.",
        'Put the whole value in quotes: `"…"`.',
        {"sign": sign},
    )


def _wide_sign(place: str, sign: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "Here stands the Chinese sign {sign}, which is no part of YAML.",
        'Type colons, commas, brackets and quotes as English signs: `:` `,` `"…"`.',
        {"sign": sign},
    )


def _unseen(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-001",
        place,
        "A sign that cannot be seen and that no text may have stands here.",
        "Delete the place and type it anew.",
    )
