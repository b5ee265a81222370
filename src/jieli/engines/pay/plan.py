"""A plan: a versioned, canonical, hashed text of typed components. Normative page: docs/algorithms/plans.md."""

import hashlib
import re
from collections.abc import Mapping

from attrs import frozen

from jieli.engines.pay.component import Component
from jieli.engines.pay.components import COMPONENTS
from jieli.engines.pay.plan_checks import check_components
from jieli.engines.pay.text.nodes import Node, read_nodes
from jieli.engines.pay.text.parameters import read_parameters, write_parameters
from jieli.engines.pay.text.reading import Table, table_of
from jieli.engines.pay.text.writing import Flow, Plain, Word, write_yaml
from jieli.kernel.problem import Problem, refuse

LANGUAGES = ("zh", "en")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@frozen
class Plan:
    """names: language → name. The order of components is the order of outcomes and statement lines."""

    names: Mapping[str, str]
    currency: str
    components: tuple[Component, ...]


def parse_plan(text: str) -> Plan:
    """The plan of a YAML text. Raises Problems with everything that is wrong, each with its place in the text."""
    found: list[Problem] = []
    plan = _read_plan(read_nodes(text), found)
    refuse(found)
    assert plan is not None, "A plan without problems is complete."
    return plan


def canonical_text(plan: Plan) -> str:
    """The one text of a plan: same plan, same text, whatever order or spelling it was written in."""
    return write_yaml(
        {
            "name": _names(plan.names),
            "currency": Word(plan.currency),
            "components": [
                {
                    "key": Word(component.key),
                    "type": Word(component.type),
                    "name": _names(component.names),
                    **write_parameters(component),
                }
                for component in plan.components
            ],
        }
    )


def plan_hash(text: str) -> str:
    """SHA-256 of a canonical text, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _names(names: Mapping[str, str]) -> Plain:
    return Flow({language: names[language] for language in LANGUAGES})


def _read_plan(node: Node, found: list[Problem]) -> Plan | None:
    table = table_of(node, found)
    if table is None:
        return None
    names, currency = _read_names(table), _read_currency(table)
    items = table.items("components")
    table.close()
    if items is None:
        return None
    if not items:
        found.append(
            Problem(
                "PAY-COMPONENT-002",
                "components",
                "The plan has no component, so it would pay nothing.",
                "Write at least one component.",
            )
        )
    read = [(item.place, _read_component(item, found)) for item in items]
    components = [(place, component) for place, component in read if component is not None]
    found.extend(check_components(components, are_all=len(components) == len(read)))
    if names is None or currency is None:
        return None
    return Plan(names, currency, tuple(component for _, component in components))


def _read_names(table: Table) -> Mapping[str, str] | None:
    inner = table.table("name")
    if inner is None:
        return None
    names = {language: inner.name(language) for language in LANGUAGES}
    inner.close()
    complete = {language: name for language, name in names.items() if name is not None}
    return complete if len(complete) == len(LANGUAGES) else None


def _read_currency(table: Table) -> str | None:
    text = table.text("currency")
    if text is None or _CURRENCY.fullmatch(text):
        return text
    table.found.append(
        Problem(
            "PAY-CURRENCY-001",
            table.at("currency"),
            "“{text}” is not the code of a currency.",
            "Write three capital letters, such as CNY.",
            {"text": text},
        )
    )
    return None


def _read_component(item: Node, found: list[Problem]) -> Component | None:
    table = table_of(item, found)
    if table is None:
        return None
    before = len(found)
    key, type_ = _read_key(table), table.text("type")
    names = _read_names(table)
    kind = COMPONENTS.get(type_) if type_ is not None else None
    if kind is None:
        if type_ is not None:
            found.append(_unknown_type(table.at("type"), type_))
        return None
    values = read_parameters(kind, table)
    table.close()
    if len(found) > before:
        return None
    component: Component = kind(**{"key": key, "names": names, **values})
    found.extend(component.check(table.place))
    return component


def _unknown_type(place: str, type_: str) -> Problem:
    return Problem(
        "PAY-COMPONENT-001",
        place,
        "There is no component of the type “{type}”.",
        "Write one of: {known}.",
        {"type": type_, "known": ", ".join(COMPONENTS)},
    )


def _read_key(table: Table) -> str | None:
    text = table.text("key")
    if text is None or _KEY.fullmatch(text):
        return text
    table.found.append(
        Problem(
            "PAY-KEY-001",
            table.at("key"),
            "“{text}” cannot be a key.",
            "Write small letters, digits and _, beginning with a letter; at most 60.",
            {"text": text},
        )
    )
    return None
