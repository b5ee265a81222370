"""Taking values out of a plan's tables, with everything that is wrong collected with its place."""

import re
import unicodedata
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from jieli.engines.pay.text.nodes import EmptyNode, ListNode, Node, TableNode, TextNode
from jieli.engines.pay.text.quotes import chinese_quotes, is_in_chinese_quotes, unquoted
from jieli.kernel.money import NotAnAmount, parse_fen
from jieli.kernel.problem import Problem
from jieli.kernel.rate import NotARate, parse_rate

MOST_FEN = 999_999_999_999  # 9,999,999,999.99
MOST_NAME = 100

_WHOLE = re.compile(r"[0-9]{1,6}")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")

E = TypeVar("E", bound=StrEnum)


class Table:
    """One table of the text. Keys are taken by name; `close` says which were there that nobody knows.

    Every method that finds something wrong notes a Problem and returns None.
    """

    def __init__(self, node: TableNode, found: list[Problem]) -> None:
        self.place = node.place
        self.found = found
        self._entries = node.entries
        self._known: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def node(self, name: str) -> Node | None:
        """What stands under a name that must be there."""
        self._known.append(name)
        node = self._entries.get(name)
        if node is None or isinstance(node, EmptyNode):
            self.found.append(
                Problem(
                    "PAY-TEXT-008",
                    self.at(name),
                    "“{name}” is missing or has no value.",
                    "Write it: nothing in a plan is assumed.",
                    {"name": name},
                )
            )
            return None
        return node

    def peek(self, name: str) -> str | None:
        """The text under a name that is taken elsewhere; None where there is no text. Nothing is noted."""
        node = self._entries.get(name)
        return node.value if isinstance(node, TextNode) else None

    def also_known(self, *names: str) -> None:
        """Names that may stand here although nobody took them this time."""
        self._known.extend(names)

    def text(self, name: str) -> str | None:
        node = self.node(name)
        return None if node is None else text_of(node, self.found)

    def number(self, name: str) -> TextNode | None:
        """A number as the text it was written in, which must be in quotes."""
        node = self.node(name)
        if node is None:
            return None
        text = text_of(node, self.found)
        if text is None or not isinstance(node, TextNode):
            return None
        if not node.quoted:
            self.found.append(unquoted(node))
            return None
        if is_in_chinese_quotes(node):
            self.found.append(chinese_quotes(node))
            return None
        return node

    def amount(self, name: str) -> int | None:
        node = self.number(name)
        return None if node is None else amount_of(node, self.found)

    def rate(self, name: str) -> Fraction | None:
        node = self.number(name)
        return None if node is None else rate_of(node, self.found)

    def days(self, name: str) -> int | None:
        node = self.number(name)
        if node is None:
            return None
        if not _WHOLE.fullmatch(node.value.strip()) or int(node.value) < 1:
            self.found.append(
                Problem(
                    "PAY-DAYS-001",
                    node.place,
                    "“{text}” is not a number of days.",
                    'Write a whole number from 1 to 999999 in quotes, such as `"90"`.',
                    {"text": node.value},
                )
            )
            return None
        return int(node.value)

    def choice(self, name: str, among: type[E]) -> E | None:
        node = self.node(name)
        if node is None:
            return None
        # A yes or a number, which is no text to YAML, would be no choice in quotes either.
        text = node.value if isinstance(node, TextNode) and not node.is_text else text_of(node, self.found)
        if text is None:
            return None
        if text not in {one.value for one in among}:
            self.found.append(
                Problem(
                    "PAY-TEXT-011",
                    self.at(name),
                    "“{text}” is none of the choices for “{name}”.",
                    "Write one of: {choices}.",
                    {"text": text, "name": name, "choices": ", ".join(one.value for one in among)},
                )
            )
            return None
        return among(text)

    def name(self, name: str) -> str | None:
        """A text that people read, without spaces around it."""
        node = self.node(name)
        return None if node is None else name_of(node, self.found)

    def items(self, name: str) -> tuple[Node, ...] | None:
        node = self.node(name)
        if node is None:
            return None
        if not isinstance(node, ListNode):
            self.found.append(not_a_list(node))
            return None
        return node.items

    def table(self, name: str) -> "Table | None":
        node = self.node(name)
        return None if node is None else table_of(node, self.found)

    def close(self) -> None:
        for name in self._entries:
            if name not in self._known:
                self.found.append(
                    Problem(
                        "PAY-TEXT-007",
                        self.at(name),
                        "“{name}” means nothing here.",
                        "Known here: {known}.",
                        {"name": name, "known": ", ".join(dict.fromkeys(self._known))},
                    )
                )


def table_of(node: Node, found: list[Problem]) -> Table | None:
    if not isinstance(node, TableNode):
        found.append(not_a_table(node))
        return None
    return Table(node, found)


def text_of(node: Node, found: list[Problem]) -> str | None:
    if not isinstance(node, TextNode):
        found.append(not_a_text(node))
        return None
    if not node.is_text:
        found.append(unquoted(node))
        return None
    if not node.quoted and is_in_chinese_quotes(node):
        found.append(chinese_quotes(node))
        return None
    return node.value


def name_of(node: Node, found: list[Problem]) -> str | None:
    text = text_of(node, found)
    if text is None:
        return None
    plain = text.strip()
    if not plain or len(plain) > MOST_NAME or any(unicodedata.category(sign) in _UNSEEN for sign in plain):
        found.append(
            Problem(
                "PAY-NAME-001",
                node.place,
                "This name is empty, longer than {most} characters, or has signs in it that cannot be seen.",
                "Write a short name on one line.",
                {"most": str(MOST_NAME)},
            )
        )
        return None
    return plain


def amount_of(node: TextNode, found: list[Problem]) -> int | None:
    try:
        fen = parse_fen(node.value)
    except NotAnAmount:
        found.append(
            Problem(
                "PAY-AMOUNT-001",
                node.place,
                "“{text}” is not an amount with at most two decimals.",
                'Write it like `"8000.00"`.',
                {"text": node.value},
            )
        )
        return None
    if not 0 <= fen <= MOST_FEN:
        found.append(
            Problem(
                "PAY-AMOUNT-002",
                node.place,
                "{text} is below zero or above 9,999,999,999.99.",
                "Write an amount between the two.",
                {"text": node.value},
            )
        )
        return None
    return fen


def rate_of(node: TextNode, found: list[Problem]) -> Fraction | None:
    try:
        rate = parse_rate(node.value)
    except NotARate:
        found.append(
            Problem(
                "PAY-RATE-001",
                node.place,
                "“{text}” is not a rate.",
                'Write it like `"2%"`, `"0.02"` or `"1/3"`.',
                {"text": node.value},
            )
        )
        return None
    if not 0 <= rate <= 1:
        found.append(
            Problem(
                "PAY-RATE-002",
                node.place,
                "The rate {text} is below 0% or above 100%.",
                'Write a rate between the two; 2 per cent is `"2%"`.',
                {"text": node.value},
            )
        )
        return None
    return rate


def not_a_text(node: Node) -> Problem:
    return Problem(
        "PAY-TEXT-009",
        node.place,
        "Here stands no single text but a list, a table or nothing.",
        "Write one text or one number in quotes.",
    )


def not_a_list(node: Node) -> Problem:
    return Problem(
        "PAY-TEXT-012",
        node.place,
        "Here stands no list.",
        "Write a list: each item on a line of its own that begins with a dash.",
    )


def not_a_table(node: Node) -> Problem:
    return Problem(
        "PAY-TEXT-013",
        node.place,
        "Here stands no table of keys and values.",
        "Write keys, each with a colon and its value.",
    )
