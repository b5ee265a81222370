"""Where in a plan's text something is, in the words of its readers instead of the names of the code."""

import re
from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _

from jieli.apps.plans.wording.keys import name_of_key
from jieli.engines.pay import EVERY_OTHER

_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)")


def place_in_words(*, text: str, place: str, language: str) -> str:
    """`components[1].rates[0].tiers[3].from` as component 2 “Commission” → 软件 → tier 4 → lower bound.

    Empty where the place is none in the tree of the text.
    """
    if not place or place.startswith("line "):
        return ""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return ""
    return " → ".join(_steps(root, place, language))


def _steps(root: yaml.Node | None, place: str, language: str) -> Iterator[str]:
    node = root
    for key, indexes in _STEP.findall(place):
        node = _child(node, key)
        if not indexes:
            yield name_of_key(key)
        for index in re.findall(r"\d+", indexes):
            items = node.value if isinstance(node, yaml.SequenceNode) else []
            node = items[int(index)] if int(index) < len(items) else None
            yield _item(key, node, int(index) + 1, language)


def _item(key: str, node: yaml.Node | None, number: int, language: str) -> str:
    if key == "components":
        name = _text(_child(_child(node, "name"), "zh" if language.startswith("zh") else "en"))
        if name:
            return _("component {number} “{name}”").format(number=number, name=name)
        return _("component {number}").format(number=number)
    if key == "rates":
        product_line = _text(_child(node, "product_line"))
        if product_line == EVERY_OTHER:
            return _("All other product lines")
        return product_line or _("row {number} of the rates").format(number=number)
    if key == "tiers":
        return _("tier {number}").format(number=number)
    return _("{key}, item {number}").format(key=name_of_key(key), number=number)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _text(node: yaml.Node | None) -> str:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
