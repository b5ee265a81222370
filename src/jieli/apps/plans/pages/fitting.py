"""A ready block made to fit the plan that it is put into: what it looks at is there, and nothing is paid twice with it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from attrs import frozen

from jieli.apps.plans.pages.blocks import BLOCKS

_EXAMPLE = "commission"  # what blocks look at as they are written
_ASKS = re.compile(rf"(?:of: |- |earned\(){_EXAMPLE}\b")
# What pays by itself, and so may be capped, held back or guaranteed; what is meant most often first.
_PAYING = (
    "commission",
    "servicing_commission",
    "transition_share",
    "team_override",
    "new_client_reward",
    "spif",
    "holdover",
    "performance_bonus",
    "formula",
)
# Two of these on one component are refused unless the second names the first.
_SEES_ITS_OWN: Mapping[str, str] = {
    "cap": "on",
    "deal_cap": "on",
    "negative_balance": "on",
    "instalments": "of",
}
_BASES: Mapping[str, str] = {"receipts": "received", "deals": "signed", "invoiced": "invoiced"}
_PLAIN_ON = re.compile(r"(?:^|[\s{,])on:")

Components = Sequence[Mapping[str, Any]]


@frozen
class Fitted:
    """looks_at: the key that the block took; others: those that could be meant too. Empty where it looks at none."""

    block: str
    looks_at: str = ""
    others: tuple[str, ...] = ()


def components_in(text: str) -> Components:
    """The components of a plan's text as texts, lists and tables; none where it cannot be read."""
    try:
        root = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # makes nothing but texts, lists and tables
    except yaml.YAMLError:
        return ()
    found = root.get("components") if isinstance(root, dict) else None
    return tuple(one if isinstance(one, dict) else {} for one in found) if isinstance(found, list) else ()


def names_in(text: str, language: str) -> Mapping[str, str]:
    """Key → name of each component that the text gives both, in the language."""
    named = ((one.get("key"), one.get("name")) for one in components_in(text))
    return {
        str(key): str(name.get(language[:2], "")) for key, name in named if key and isinstance(name, dict)
    }


def fitted(type_: str, text: str) -> Fitted:
    """The block of that kind, for this plan."""
    plan = components_in(text)
    block = _paying_once(BLOCKS[type_], type_, plan)
    if _PLAIN_ON.search(text) and '"on":' not in text:
        block = block.replace('"on":', "on:")
    if not _ASKS.search(block):
        return Fitted(block)
    keys = [key for kind in _PAYING for key in _keys(plan, kind)]
    looks_at = keys[0] if keys else _EXAMPLE
    seen = [looks_at, *_own_kind_on(looks_at, type_, plan)]
    block = block.replace(f"      - {_EXAMPLE}\n", "".join(f"      - {key}\n" for key in seen))
    block = block.replace(f"of: {_EXAMPLE}\n", f"of: {looks_at}\n").replace(
        f"earned({_EXAMPLE})", f"earned({looks_at})"
    )
    return Fitted(block, looks_at, tuple(keys[1:]))


def _keys(plan: Components, type_: str) -> list[str]:
    return [str(one["key"]) for one in plan if one.get("type") == type_ and one.get("key")]


def _own_kind_on(key: str, type_: str, plan: Components) -> list[str]:
    name = _SEES_ITS_OWN.get(type_, "")
    own = [one for one in plan if one.get("type") == type_ and one.get("key")]
    return [str(one["key"]) for one in own if key in (one.get(name) or ())]


def _paying_once(block: str, type_: str, plan: Components) -> str:
    """Beside what the plan pays already: a handover's credits and named deals, on each basis once."""
    if type_ in ("commission", "servicing_commission"):
        shared = {one.get("basis") for one in plan if one.get("type") == "transition_share"}
        return block.replace("included", "excluded") if _basis(block) in shared else block
    if type_ == "transition_share":
        return _on_another_basis(
            block, {one.get("basis") for one in plan if one.get("transition_credits") == "included"}
        )
    if type_ == "holdover":
        return _on_another_basis(block, {one.get("basis") for one in plan if one.get("type") == type_})
    return block


def _on_another_basis(block: str, taken: set[Any]) -> str:
    """As it is where its basis is not taken, or none is left."""
    own = _basis(block)
    free = next((basis for basis in (own, *_BASES) if basis not in taken), own)
    block = block.replace(f"basis: {own}\n", f"basis: {free}\n")
    return re.sub(r"owner_date: \w+", f"owner_date: {_BASES[free]}", block) if free != own else block


def _basis(block: str) -> str:
    return block.split("basis: ")[1].split("\n")[0]
