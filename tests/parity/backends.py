"""The back ends, and what it means that they come to the same: outcomes here, the lines that they write in `written.py`.

A back end joins as soon as the package `jieli.engines.pay.backends.<name>` is there; then it must have `compute_pay(inputs)`
where `BACKENDS` looks for it. What is excepted, and why, is in `exceptions.py`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from attrs import frozen

from jieli.engines.crediting import Book
from jieli.engines.pay import Outcome, PayInputs
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.backends.duckdb.writing import DuckFiles
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.calculation import Calculation
from jieli.engines.pay.columns.credits import ColumnCredits
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.sources import CreditSource
from jieli.kernel.problem import Problems
from jieli.kernel.trace import Trace

Compute = Callable[[PayInputs], tuple[Outcome, ...]]
Calculating = Callable[[Book], AbstractContextManager[Calculation]]
MANY = "JIELI_PARITY" in os.environ  # set by `make parity`; what fails is then made small, in minutes
FOLDER = "jieli.engines.pay.backends"
SHOWN = 12


@frozen
class Backend:
    """needs: the fixture that must be there. alone: quick enough to compute many small inputs one by one; else they are
    computed together. calculation: over a book, of what writes lines into files; None where nothing does. store, credits: of
    what computes in columns, an empty one, and the lines of a book in it."""

    name: str
    module: str = ""  # under the back ends; its name where not said
    needs: str | None = None
    alone: bool = True
    calculation: Calculating | None = None
    store: Callable[[], AbstractContextManager[Any]] | None = None
    credits: Callable[[ColumnBook], CreditSource] | None = None

    @property
    def exists(self) -> bool:
        return find_spec(f"{FOLDER}.{self.name}") is not None

    @property
    def compute(self) -> Compute:
        found: Compute = import_module(f"{FOLDER}.{self.module or self.name}").compute_pay
        return found


@contextmanager
def _duck_store() -> Iterator[DuckStore]:
    with connect(Limits()) as connection:
        yield DuckStore(connection)


@contextmanager
def _in_duckdb(book: Book) -> Iterator[Calculation]:
    with _duck_store() as store:
        read_book(store, book)
        columns = ColumnBook.of(store)
        yield Calculation(columns, ColumnCredits(columns), DuckFiles(store.connection, columns))


@contextmanager
def _spark_store() -> Iterator[Any]:
    from jieli.engines.pay.backends.spark.session import active
    from jieli.engines.pay.backends.spark.store import SparkStore

    store = SparkStore(active())
    try:
        yield store
    finally:
        store.close()


def _spark_credits(book: ColumnBook) -> CreditSource:
    from jieli.engines.pay.backends.spark.source import SparkCredits

    return SparkCredits.of_book(book)


@contextmanager
def _in_spark(book: Book) -> Iterator[Calculation]:
    from jieli.engines.pay.backends.spark.writing import SparkFiles

    with _spark_store() as store:
        read_book(store, book)
        columns = ColumnBook.of(store)
        yield Calculation(columns, _spark_credits(columns), SparkFiles(store, columns))


REFERENCE = Backend("reference")


def only_by_make_parity(backend: Backend) -> None:
    """Skips what takes such a back end minutes, and what another test of it shows in each run."""
    if not (backend.alone or MANY):
        pytest.skip("`make parity` tries this on it too.")


DUCKDB = Backend(
    "duckdb",
    module="duckdb.compute",
    calculation=_in_duckdb,
    store=_duck_store,
    credits=ColumnCredits,
)
SPARK = Backend(
    "spark",
    module="spark.compute",
    needs="spark",
    alone=False,
    calculation=_in_spark,
    store=_spark_store,
    credits=_spark_credits,
)
BACKENDS = tuple(one for one in (DUCKDB, SPARK) if one.exists)  # all that are held against the reference


@frozen
class Row:
    """An outcome as it must be the same everywhere. lines: each line's segment and fen, in the order of its trace."""

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


def answer(backend: Backend, inputs: PayInputs) -> Answer:
    """What a back end says of inputs, as values that can be compared."""
    try:
        return tuple(map(_row, backend.compute(inputs)))
    except Problems as refused:
        return Refused(frozenset(f"{one.code} {one.place}: {one.text()}" for one in refused.problems))


def assert_same_outcomes(inputs: PayInputs, backend: Backend) -> None:
    """It says what the reference says, outcome by outcome with its trace's lines, in the same order."""
    expected, found = answer(REFERENCE, inputs), answer(backend, inputs)
    if found != expected:
        raise AssertionError(f"{backend.name} differs from the reference:\n{difference(expected, found)}")


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


def _row(outcome: Outcome) -> Row:
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
        lines=tuple(_lines(outcome.trace)),
    )


def _lines(trace: Trace) -> Iterator[tuple[str, int]]:
    for segment in trace.children:
        where = f"{segment.rule} {_of(segment, 'version')} {_of(segment, 'from_on')}"
        for line in segment.children:
            yield where, int(_of(line, "result_fen"))


def _of(trace: Trace, name: str) -> Any:
    return trace.values.get(name, "")
