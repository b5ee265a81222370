"""Where in a plan's text a problem is: the line that its place is on."""

import re
from collections.abc import Iterator, Mapping

import yaml

_LINE = re.compile(r"line (\d+)")


def line_of_place(text: str, place: str) -> int | None:
    """The line, counted from 1, of a place such as `components[1].rates[0].tiers[0].from`; None where there is none.

    A place that is not in the text (something is missing) is where its nearest enclosing part begins.
    """
    if named := _LINE.match(place):
        return int(named[1])
    lines = lines_of_places(text)
    while place and place not in lines:
        place = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$", "", place)
    return lines.get(place) if place else None


def lines_of_places(text: str) -> Mapping[str, int]:
    """Place → line of every part of the text; empty where it cannot be read at all."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    return {} if root is None else dict(_walk(root, ""))


def _walk(node: yaml.Node, place: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = f"{place}[{index}]"
            yield inner, item.start_mark.line + 1
            yield from _walk(item, inner)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{place}.{key.value}" if place else str(key.value)
            yield inner, key.start_mark.line + 1
            yield from _walk(value, inner)
