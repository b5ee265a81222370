"""What saving a version would change: for how many people, what goes from the plan, and what in it fits nothing recorded."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml
from attrs import frozen

from jieli.apps.intake import api as intake
from jieli.apps.plans import api
from jieli.apps.plans.pages.showing import language
from jieli.apps.plans.reading import find_plan, read_plan
from jieli.engines.pay import PassingBy
from jieli.engines.pay.pricing import EVERY_OTHER

_SUGGESTED = 8
_NAMING = ("product_line", "product_lines")


@frozen
class Unknown:
    """A name in the text that nothing recorded has, and those that there are, the likest first."""

    name: str
    known: tuple[str, ...]


@frozen
class Effects:
    """before: the version that holds until then; people: how many are on the plan that day; gone, new: components by name;
    lines, results: product lines that no deal has and results that were never recorded for anybody; passing: what earlier versions take back past what settled it.

    is_past: it begins before today, so that months that were paid are settled anew.
    """

    before: api.PlanVersionView | None
    people: int
    keeps: bool
    is_past: bool
    gone: tuple[str, ...]
    new: tuple[str, ...]
    lines: tuple[Unknown, ...]
    results: tuple[Unknown, ...]
    passing: tuple[PassingBy, ...]

    @property
    def asks(self) -> bool:
        """Whether somebody should say that this is meant: a slip of the pen would change what is paid."""
        return bool(self.gone or self.lines or self.results or self.passing)


def effects_of(
    *, plan: api.PlanView | None, text: str, in_force_from: date | None, keeps: bool, today: date
) -> Effects:
    """What a text that is a plan would change. in_force_from: None where no day is given yet."""
    before = _before(plan, in_force_from)
    old, new = _components(before.text if before else ""), _components(text)
    lines = dict.fromkeys(_lines_in("", yaml.safe_load(text)))
    results = dict.fromkeys(key for one in read_plan(text).components for key in one.results())
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
        new=tuple(name for key, name in new.items() if key not in old) if old else (),
        lines=_unknown(lines, intake.list_product_lines()),
        results=_unknown(results, api.list_result_keys()),
        passing=()
        if plan is None or in_force_from is None or keeps
        else api.passes_by(text=text, code=plan.code, in_force_from=in_force_from),
    )


def _before(plan: api.PlanView | None, in_force_from: date | None) -> api.PlanVersionView | None:
    """What holds now on the day from which the new version would hold."""
    if plan is None:
        return None
    return (plan.version_on(in_force_from) if in_force_from else None) or plan.latest


def _components(text: str) -> dict[str, str]:
    """Component key → its name; none of a text that cannot be read."""
    if find_plan(text) is None:
        return {}
    return {one.key: one.name for one in api.describe_plan(text=text, language=language()).components}


def _unknown(named: Collection[str], known: Sequence[str]) -> tuple[Unknown, ...]:
    """Nothing while nothing at all is recorded: then nothing is known to compare with."""
    return tuple(
        Unknown(name, tuple(get_close_matches(name, known, cutoff=0.3) or known[:_SUGGESTED]))
        for name in named
        if known and name not in known
    )


def _lines_in(key: str, part: Any) -> Iterator[str]:
    """Every product line that the text names. key: at which the part stands."""
    if isinstance(part, dict):
        for inner, value in part.items():
            yield from _lines_in(inner, value)
    elif isinstance(part, list):
        for one in part:
            yield from _lines_in(key, one)
    elif key in _NAMING and part != EVERY_OTHER:
        yield str(part)
