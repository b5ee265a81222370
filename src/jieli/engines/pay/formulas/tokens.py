"""The text of a formula cut into numbers, names, quoted names and signs."""

import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from jieli.engines.pay.formulas.tree import Constant, ValueKind
from jieli.kernel.money import parse_fen
from jieli.kernel.problem import Problem, Problems
from jieli.kernel.rate import parse_rate


class Sort(StrEnum):
    NUMBER = "number"
    NAME = "name"
    QUOTED = "quoted"
    SIGN = "sign"
    END = "end"


@frozen
class Token:
    """column: of its first sign, from 1."""

    sort: Sort
    text: str
    column: int


_TOKEN = re.compile(
    r"(?P<number>[0-9][0-9.]*(?:[ ]*%)?)"
    r"|(?P<name>[a-z_][a-z0-9_]*)"
    r"|'(?P<quoted>(?:[^']|'')+)'"
    r"|(?P<sign><=|>=|<>|[-+*/=<>(),])"
)
_WORD = re.compile(r"\w+|.", re.S)
_AMOUNT = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
_RATIO = re.compile(r"[0-9]{1,6}(\.[0-9]{1,12})?[ ]*%")
_COUNT = re.compile(r"[0-9]{1,9}")


def tokens_of(text: str, place: str) -> Iterator[Token]:
    """Raises Problems at the first sign that means nothing."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise Problems([_no_sign(place, at + 1, next(_WORD.finditer(text, at))[0])])
        yield Token(Sort(found.lastgroup), found[found.lastgroup], at + 1)
        at = found.end()
    yield Token(Sort.END, "", len(text) + 1)


def constant_of(token: Token, place: str) -> Constant:
    """The number that a token writes. Raises Problems."""
    text = token.text
    if _RATIO.fullmatch(text):
        return Constant(parse_rate(text), ValueKind.RATIO)
    if _COUNT.fullmatch(text):
        return Constant(Fraction(int(text)), ValueKind.COUNT if int(text) else ValueKind.NOTHING)
    if _AMOUNT.fullmatch(text):
        return Constant(Fraction(parse_fen(text)), ValueKind.AMOUNT)
    raise Problems(
        [
            Problem(
                "PAY-FORMULA-002",
                place,
                "“{text}”, at sign {column}, is neither an amount nor a ratio nor a count.",
                "Write an amount with two decimals (500.00), a ratio in per cent (0.5%) or a whole number (3).",
                {"text": text, "column": str(token.column)},
            )
        ]
    )


def _no_sign(place: str, column: int, sign: str) -> Problem:
    return Problem(
        "PAY-FORMULA-001",
        place,
        "“{sign}”, at sign {column}, means nothing in a formula.",
        "Write a result, a target and a component as its key, in small letters as in `achieved(nps)`, product lines in straight single quotes, and + - * / = <> < <= > >= ( ) between them.",
        {"sign": sign, "column": str(column)},
    )
