"""What saving a version would change: for how many people, what goes from the plan, and what in it fits no deal."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml
from attrs import frozen

from jieli.apps.intake import api as intake
from jieli.apps.plans import api
from jieli.apps.plans.pages.showing import language
from jieli.engines.pay.pricing import EVERY_OTHER

_SUGGESTED = 8


@frozen
class UnknownLine:
    """A product line of the text that no deal has, and those that deals have, the likest first."""

    line: str
    known: tuple[str, ...]


@frozen
class Effects:
    """before: the version that holds until then; people: how many are on the plan that day; gone, new: components by name.

    is_past: it begins before today, so that months that were paid are settled anew.
    """

    before: api.PlanVersionView | None
    people: int
    keeps: bool
    is_past: bool
    gone: tuple[str, ...]
    new: tuple[str, ...]
    unknown: tuple[UnknownLine, ...]

    @property
    def asks(self) -> bool:
        """Whether somebody should say that this is meant: a slip of the pen would change what is paid."""
        return bool(self.gone or self.unknown)


def effects_of(
    *, plan: api.PlanView | None, text: str, in_force_from: date | None, keeps: bool, today: date
) -> Effects:
    """What a text that is a plan would change. in_force_from: None where no day is given yet."""
    before = _before(plan, in_force_from)
    old, new = _components(before.text if before else ""), _components(text)
    people = (
        len(api.assignments_on(on=in_force_from, plan_id=plan.id))
        if plan and in_force_from is not None
        else 0
    )
    return Effects(
        before=before,
        people=people,
        keeps=keeps,
        is_past=bool(before and in_force_from and in_force_from < today),
        gone=tuple(name for key, name in old.items() if key not in new),
        new=tuple(name for key, name in new.items() if key not in old) if before else (),
        unknown=_unknown_lines(text),
    )


def _before(plan: api.PlanView | None, in_force_from: date | None) -> api.PlanVersionView | None:
    """What holds now on the day from which the new version would hold."""
    if plan is None:
        return None
    return (plan.version_on(in_force_from) if in_force_from else None) or plan.latest


def _components(text: str) -> dict[str, str]:
    """Component key → its name."""
    if not text:
        return {}
    return {one.key: one.name for one in api.describe_plan(text=text, language=language()).components}


def _unknown_lines(text: str) -> tuple[UnknownLine, ...]:
    """Nothing while no deal has a product line at all: then nothing is known to compare with."""
    known = intake.list_product_lines()
    named = dict.fromkeys(_lines(yaml.safe_load(text))) if known else {}
    return tuple(
        UnknownLine(line, tuple(get_close_matches(line, known, cutoff=0.3) or known[:_SUGGESTED]))
        for line in named
        if line not in known and line != EVERY_OTHER
    )


def _lines(part: Any) -> Iterator[str]:
    """Every product line that a part of a plan's text names."""
    if isinstance(part, list):
        for one in part:
            yield from _lines(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "product_line":
                yield str(value)
            elif key == "product_lines":
                yield from (str(one) for one in value)
            else:
                yield from _lines(value)
