"""What every example and every fixed world comes to, as digests: by them results of the engine are told from before.

A digest is kept under the key of what was given, not under a name: an example that is new or was edited has none to differ
from, and one whose results changed has.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from tests.engines.pay.fixed_worlds import fixed_worlds
from tests.engines.pay.loader import BookExample, ComponentExample, book_examples, component_examples
from tests.engines.pay.test_cases import runs_of

from jieli.engines.pay import compute_pay, outcome_line, parse_plan, version
from jieli.kernel.problem import Problems

CODE = Path(version.__file__)
KEPT = CODE.with_name("version_results.txt")
NUMBER = re.compile(r'^ENGINE_VERSION = "(\d+)"$', re.M)
NOT_GIVEN = ("name", "figures", "note", "refuse", "at")  # said of an example, or expected of it
SIGNS = 16


@frozen
class Result:
    """key: of what is given. digest: of what it comes to."""

    key: str
    digest: str
    name: str


@frozen
class Kept:
    """The results of one version of the engine."""

    engine_version: str
    results: Mapping[str, Result]  # by key

    def changed(self, now: Iterable[Result]) -> list[Result]:
        """Those that came to something else before."""
        return [one for one in now if one.key in self.results and one.digest != self.results[one.key].digest]

    def unknown(self, now: Iterable[Result]) -> list[Result]:
        return [one for one in now if one.key not in self.results]


def results() -> Iterator[Result]:
    for example in component_examples():
        yield Result(
            _digest([example.plan, _json(example.given)]), _digest(_of_component(example)), str(example)
        )
    for case in book_examples():
        yield Result(_digest([_json(_given(case))]), _digest(_of_case(case)), str(case))
    for world in fixed_worlds():
        yield Result(_digest([world.key]), _digest(map(outcome_line, compute_pay(world.inputs))), world.name)


def read_kept(path: Path = KEPT) -> Kept:
    first, *lines = path.read_text("utf-8").splitlines()
    rows = [Result(*line.split(" ", 2)) for line in lines]
    return Kept(first.removeprefix("engine version "), {one.key: one for one in rows})


def write_kept(kept: Kept, path: Path = KEPT) -> None:
    rows = [
        f"{one.key} {one.digest} {one.name}"
        for one in sorted(kept.results.values(), key=lambda one: (one.name, one.key))
    ]
    path.write_text("\n".join([f"engine version {kept.engine_version}", *rows]) + "\n", "utf-8")


def keep_results(now: Sequence[Result], code: Path = CODE, path: Path = KEPT) -> str:
    """Writes what everything comes to now, and the engine's version with it, which is raised where something came to something
    else before. The version that is kept."""
    kept, text = read_kept(path), code.read_text("utf-8")
    number = _number(text)
    if kept.changed(now) and number == kept.engine_version:
        number = str(int(number) + 1)
        code.write_text(NUMBER.sub(f'ENGINE_VERSION = "{number}"', text), "utf-8")
    write_kept(Kept(number, {one.key: one for one in now}), path)
    return number


def _number(text: str) -> str:
    found = NUMBER.search(text)
    assert found is not None, "version.py says ENGINE_VERSION as a whole number in quotes."
    return found[1]


def _of_component(example: ComponentExample) -> Iterator[str]:
    try:
        result = parse_plan(example.plan).components[-1].compute(example.work())
    except Problems as refused:
        yield from _of_refused(refused)
        return
    yield f"{result.fen}"
    yield _json({name: fen for name, fen in result.carried.items() if fen})
    yield from (_json(line.trace().to_json()) for line in result.lines)


def _of_case(case: BookExample) -> Iterator[str]:
    try:
        for row in case.versions if case.refuse else ():
            parse_plan(row.text)
        for _inputs, outcomes, _expected in runs_of(case):
            yield from map(outcome_line, outcomes)
    except Problems as refused:
        yield from _of_refused(refused)


def _of_refused(refused: Problems) -> Iterator[str]:
    yield from sorted(f"{problem.code} {problem.place}" for problem in refused.problems)


def _given(case: BookExample) -> Any:
    steps = [
        {name: rows for name, rows in step.items() if name != "expect"}
        for step in case.given.get("steps", ())
    ]
    return {name: value for name, value in case.given.items() if name not in NOT_GIVEN} | {"steps": steps}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:SIGNS]
