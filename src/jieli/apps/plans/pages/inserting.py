"""A ready block put into a plan's text, where it can be computed: below what it looks at, above what looks at others."""

import re
from datetime import date

from attrs import frozen

from jieli.apps.plans.pages.fitting import components_in, fitted
from jieli.apps.plans.places import lines_of_places
from jieli.kernel.period import Period

_KEY = re.compile(r"^ *-? *key: *[\"']?([\w-]+)", re.M)
# Components are computed from top to bottom: a target before what it measures, and last what looks at other components.
_FIRST = ("base_salary", "quota")
_LAST = (
    "formula",
    "deal_cap",
    "cap",
    "holdback",
    "retention_clawforward",
    "instalments",
    "draw",
    "income_protection",
    "negative_balance",
)


@frozen
class Inserted:
    """A text with a block of that kind in it. first, last: its lines, counted from 1. looks_at: the key of the component
    that it took, and others that could be meant."""

    text: str
    type: str
    first: int
    last: int
    looks_at: str = ""
    others: tuple[str, ...] = ()


def with_block(text: str, type_: str, first_day: date) -> Inserted:
    """The text with the block of that kind as it fits the plan, under a key that the text does not have yet.

    first_day: from which the plan's version holds; what a block says of days begins there.
    """
    taken = set(_KEY.findall(text))
    key = next(name for name in _names(type_) if name not in taken)
    fits = fitted(type_, text)
    block = fits.block.replace(f"key: {type_}\n", f"key: {key}\n", 1)
    until = Period.month_of(first_day).next().until
    block = block.replace("{from_on}", first_day.isoformat()).replace("{until}", until.isoformat())
    lines, new = text.rstrip().splitlines(), block.splitlines()
    at = _line_after(lines, type_)
    whole = "\n".join([*lines[:at], *new, *lines[at:]]) + "\n"
    return Inserted(whole, type_, at + 1, at + len(new), fits.looks_at, fits.others)


def _line_after(lines: list[str], type_: str) -> int:
    """After how many lines the block stands: behind the last component that comes before its kind, else at the end."""
    text = "\n".join(lines)
    starts = lines_of_places(text)
    types = _types(text)
    later = next(
        (index for index in range(len(types)) if all(_rank(one) > _rank(type_) for one in types[index:])),
        None,
    )
    if later is None or later == len(types):
        return len(lines)
    at = starts[f"components[{later}]"] - 1
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1  # a remark above a component belongs to it
    return at


def _types(text: str) -> list[str]:
    """The components' kinds in order; empty where the text cannot be read."""
    return [str(one.get("type", "")) for one in components_in(text)]


def _rank(type_: str) -> int:
    if type_ in _FIRST:
        return _FIRST.index(type_)
    return len(_FIRST) + 1 + _LAST.index(type_) if type_ in _LAST else len(_FIRST)


def _names(type_: str) -> list[str]:
    return [type_, *(f"{type_}_{number}" for number in range(2, 100))]
