"""The back ends, and what it means that they come to the same.

A back end joins as soon as the package `jieli.engines.pay.backends.<name>` is there; then it must have `compute_pay(inputs)`
where `BACKENDS` looks for it. A test of what it cannot do yet is written down in `EXCEPTIONS` with the reason and the error that it answers with.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from attrs import frozen

from jieli.engines.pay import Outcome, PayInputs
from jieli.kernel.problem import Problems
from jieli.kernel.trace import Trace

Compute = Callable[[PayInputs], tuple[Outcome, ...]]
FOLDER = "jieli.engines.pay.backends"
SHOWN = 12


@frozen
class Backend:
    """needs: the fixture that must be there. alone: quick enough to compute many small inputs one by one; else they are
    computed together. lines: its outcomes carry their lines."""

    name: str
    module: str = ""  # under the back ends; its name where not said
    needs: str | None = None
    alone: bool = True
    lines: bool = True

    @property
    def exists(self) -> bool:
        return find_spec(f"{FOLDER}.{self.name}") is not None

    @property
    def compute(self) -> Compute:
        found: Compute = import_module(f"{FOLDER}.{self.module or self.name}").compute_pay
        return found


REFERENCE = Backend("reference")
DUCKDB = Backend("duckdb", module="duckdb.compute")
SPARK = Backend("spark", module="spark.compute", needs="spark", alone=False)
BACKENDS = tuple(one for one in (REFERENCE, DUCKDB, SPARK) if one.exists)


@frozen
class Exception_:
    """This back end answers this example with this error, for this reason."""

    backend: str
    example: str
    reason: str
    error: type[Exception]


EXCEPTIONS: tuple[Exception_, ...] = ()


@frozen
class Row:
    """An outcome as it must be the same everywhere. lines: each line's segment and fen, in order."""

    person: int
    period: str
    plan: str
    component: str
    plan_hash: str
    names: tuple[tuple[str, str], ...]
    desired_fen: int
    issued_fen: int
    posted_fen: int
    lines: tuple[tuple[str, int], ...]


@frozen
class Refused:
    """The inputs cannot be computed."""

    problems: frozenset[str]


Answer = tuple[Row, ...] | Refused


def answer(backend: Backend, inputs: PayInputs, *, lines: bool = True) -> Answer:
    """What a back end says of inputs, as values that can be compared."""
    try:
        return tuple(_row(outcome, lines) for outcome in backend.compute(inputs))
    except Problems as refused:
        return Refused(frozenset(f"{one.code} {one.place}: {one.text()}" for one in refused.problems))


def assert_same_outcomes(inputs: PayInputs, backends: Sequence[Backend]) -> None:
    """Every back end says what the reference says, outcome by outcome and line by line, in the same order."""
    for backend in backends:
        if backend is not REFERENCE:
            expected = answer(REFERENCE, inputs, lines=backend.lines)
            found = answer(backend, inputs, lines=backend.lines)
            if found != expected:
                raise AssertionError(
                    f"{backend.name} differs from the reference:\n{difference(expected, found)}"
                )


def difference(expected: Answer, found: Answer) -> str:
    """The rows that only one of them has; − reference, + the other."""
    if isinstance(expected, Refused) or isinstance(found, Refused):
        return f"− {expected}\n+ {found}"
    told = [f"− {row}" for row in expected if row not in found] + [
        f"+ {row}" for row in found if row not in expected
    ]
    if not told:
        return "the same rows in another order"
    rest = [f"… and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return "\n".join(sorted(told[:SHOWN], key=lambda line: (line[2:], line)) + rest)


def _row(outcome: Outcome, lines: bool) -> Row:
    return Row(
        person=outcome.person,
        period=outcome.period.label,
        plan=outcome.plan,
        component=outcome.component,
        plan_hash=outcome.plan_hash,
        names=tuple(sorted(outcome.names.items())),
        desired_fen=outcome.desired_fen,
        issued_fen=outcome.issued_fen,
        posted_fen=outcome.posted_fen,
        lines=tuple(_lines(outcome.trace)) if lines else (),
    )


def _lines(trace: Trace) -> Iterator[tuple[str, int]]:
    for segment in trace.children:
        where = f"{segment.rule} {_of(segment, 'version')} {_of(segment, 'from_on')}"
        for line in segment.children:
            yield where, int(_of(line, "result_fen"))


def _of(trace: Trace, name: str) -> Any:
    return trace.values.get(name, "")
