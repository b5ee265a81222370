"""The YAML of a plan as a tree of texts, lists and tables that each know their place. Nothing is interpreted yet."""

from collections.abc import Iterator, Mapping

import yaml
from attrs import frozen

from jieli.engines.pay.text.unreadable import place_at, unreadable
from jieli.kernel.problem import Problem, Problems

MOST_CHARACTERS = 60_000
MOST_LEVELS = 10

_TEXT = "tag:yaml.org,2002:str"
_NOTHING = "tag:yaml.org,2002:null"


@frozen
class TextNode:
    """quoted: it stood in quotes. is_text: YAML takes it for text, and not for a number, a date, yes or no."""

    place: str
    value: str
    quoted: bool
    is_text: bool


@frozen
class EmptyNode:
    """A key or a dash with nothing behind it."""

    place: str


@frozen
class ListNode:
    place: str
    items: "tuple[Node, ...]"


@frozen
class TableNode:
    place: str
    entries: "Mapping[str, Node]"


Node = TextNode | EmptyNode | ListNode | TableNode


def read_nodes(text: str) -> Node:
    """The tree of one YAML document. Aliases, tags and keys written twice are refused, and so is what is too large or
    nested too deep for a plan. Raises Problems."""
    if len(text) > MOST_CHARACTERS:
        raise Problems([_too_long(len(text))])
    try:
        _refuse_what_no_plan_needs(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as reason:
        raise Problems([unreadable(reason, text)]) from reason
    found: list[Problem] = []
    node = EmptyNode("") if root is None else _node(root, "", found)
    if found:
        raise Problems(found)
    return node


def _too_long(size: int) -> Problem:
    return Problem(
        "PAY-TEXT-002",
        "",
        "The plan's text has {size} characters.",
        "A plan has at most {most}. Split it into several plans.",
        {"size": str(size), "most": str(MOST_CHARACTERS)},
    )


def _refuse_what_no_plan_needs(text: str) -> None:
    """Looks at the stream of events, before any tree is built, so that a small text cannot become a large tree."""
    level = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
            if level > MOST_LEVELS:
                raise Problems([_too_deep(_place_of(event))])
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise Problems([_alias(_place_of(event))])
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise Problems([_tag(_place_of(event), str(event.tag))])


def _place_of(event: yaml.Event) -> str:
    mark = event.start_mark
    return "" if mark is None else place_at(mark.line, mark.column)


def _too_deep(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-003",
        place,
        "The text is nested deeper than {most} levels.",
        "No part of a plan lies so deep. Check the indentation and brackets.",
        {"most": str(MOST_LEVELS)},
    )


def _alias(place: str) -> Problem:
    return Problem(
        "PAY-TEXT-004",
        place,
        "The text uses an anchor (&) or an alias (*).",
        'Write the value out. A product line named * stands in quotes: `"*"`.',
    )


def _tag(place: str, tag: str) -> Problem:
    return Problem(
        "PAY-TEXT-010",
        place,
        "The text gives a value the tag {tag}.",
        "Leave the tag out: a plan has texts, lists and tables only.",
        {"tag": tag},
    )


def _node(node: yaml.Node, place: str, found: list[Problem]) -> Node:
    if isinstance(node, yaml.SequenceNode):
        return ListNode(
            place, tuple(_node(item, f"{place}[{index}]", found) for index, item in enumerate(node.value))
        )
    if isinstance(node, yaml.MappingNode):
        return TableNode(place, dict(_entries(node, place, found)))
    if node.tag == _NOTHING:
        return EmptyNode(place)
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"', "|", ">")
    return TextNode(place, str(node.value), quoted, is_text=node.tag == _TEXT)


def _entries(node: yaml.MappingNode, place: str, found: list[Problem]) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        inner = f"{place}.{name}" if place else name
        if name in seen:
            found.append(
                Problem(
                    "PAY-TEXT-005",
                    inner,
                    "“{name}” is written twice, on line {line} for the second time.",
                    "Keep the one that is meant.",
                    {"name": name, "line": str(_line_of(key))},
                )
            )
        seen.add(name)
        yield name, _node(value, inner, found)


def _line_of(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark is not None else 0
