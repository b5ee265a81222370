"""A plan: a versioned, canonical, hashed text of typed components."""

from collections.abc import Mapping
from typing import Protocol

from attrs import frozen


class Component(Protocol):
    """One computable piece of a plan: a frozen class in `components/` with typed parameters."""

    key: str
    names: Mapping[str, str]


@frozen
class Plan:
    names: Mapping[str, str]  # language → name
    currency: str
    components: tuple[Component, ...]


def parse_plan(text: str) -> Plan:
    """The plan of a YAML text. Raises Problems with everything that is wrong, each with its place in the text."""
    raise NotImplementedError


def canonical_text(plan: Plan) -> str:
    """The one text of a plan: same plan, same text, whatever order or spelling it was written in."""
    raise NotImplementedError


def plan_hash(text: str) -> str:
    """SHA-256 of a canonical text, in hex."""
    raise NotImplementedError
