"""Where in a plan's text something is, in the words of its readers instead of the names of the code."""

import re
from collections.abc import Iterator, Mapping

import yaml
from django.utils.translation import gettext as _

from jieli.apps.plans.wording.keys import name_of_key
from jieli.apps.plans.wording.naming import enumerated, quoted
from jieli.engines.pay.pricing import EVERY_OTHER
from jieli.lib.problems import N_

_NUMBERED: Mapping[str, str] = {
    "tiers": N_("tier {number}"),
    "points": N_("point {number}"),
    "steps": N_("step {number}"),
    "factors": N_("factor {number}"),
    "prizes": N_("prize {number}"),
}
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
    node, of_type = root, ""
    for key, indexes in _STEP.findall(place):
        node = _child(node, key)
        if not indexes:
            yield name_of_key(key, of_type)
            of_type = key
        for index in re.findall(r"\d+", indexes):
            items = node.value if isinstance(node, yaml.SequenceNode) else []
            node = items[int(index)] if int(index) < len(items) else None
            yield _item(key, node, int(index) + 1, language)
            of_type = _text(_child(node, "type")) if key == "components" else ""


def _item(key: str, node: yaml.Node | None, number: int, language: str) -> str:
    if key == "components":
        name = _text(_child(_child(node, "name"), "zh" if language.startswith("zh") else "en"))
        if name:
            return _("component {number} “{name}”").format(number=number, name=name)
        return _("component {number}").format(number=number)
    if key == "rates":
        return _rates_row(node, number)
    if key == "indicators" and _text(_child(node, "name")):
        return quoted(_text(_child(node, "name")))
    if key in _NUMBERED:
        return _(_NUMBERED[key]).format(number=number)
    return _("{key}, item {number}").format(key=name_of_key(key), number=number)


def _rates_row(node: yaml.Node | None, number: int) -> str:
    names = [_text(_child(node, name)) for name in ("product_line", "client_class", "region")]
    named = [name for name in names if name not in ("", EVERY_OTHER)]
    if named:
        return enumerated(named)
    return _("All other product lines") if names[0] else _("row {number} of the rates").format(number=number)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _text(node: yaml.Node | None) -> str:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
