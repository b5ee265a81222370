"""Every worked example of pay through every back end: its outcomes, and the lines that are written of it."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from attrs import frozen
from tests.engines.pay.loader import ComponentExample, component_examples
from tests.engines.pay.test_cases import COMPUTED, runs_of
from tests.parity.as_books import NotABook, as_inputs
from tests.parity.backends import (
    DUCKDB,
    MANY,
    REFERENCE,
    Backend,
    Refused,
    answer,
    assert_same_outcomes,
    only_by_make_parity,
)
from tests.parity.exceptions import NOT_BOOKS, OF_LEAD, OF_QUOTA, WITHOUT_LINES, Excepted
from tests.parity.worlds import SHARED, together
from tests.parity.written import assert_same_lines

from jieli.engines.pay import PayInputs, parse_plan
from jieli.engines.pay.columns import calculation
from jieli.engines.pay.columns.sql.numbers import TooLarge
from jieli.engines.pay.columns.sql.pricing import is_compiled
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.pricing.spec import SplitPlace
from jieli.kernel.money import parse_fen

FEW = 1  # group, the largest, for a back end that is slow to start a run; `make parity` tries all


@frozen
class Case:
    name: str
    inputs: PayInputs


def _cases() -> Iterator[Case]:
    for example in COMPUTED:
        for inputs, _, _ in runs_of(example):
            yield Case(str(example), inputs)


def _components() -> Iterator[Case]:
    for example in component_examples():
        if example.expect is not None:
            try:
                yield Case(str(example), _as_book(example))
            except NotABook:
                continue


def _as_book(example: ComponentExample) -> PayInputs:
    """A run that comes to what the example says. **Raises** NotABook."""
    inputs = as_inputs(example)
    found = answer(REFERENCE, inputs)
    amounts = [] if isinstance(found, Refused) else [row.desired_fen for row in found]
    if amounts != [parse_fen(example.expect["amount"])]:
        raise NotABook("another amount")
    return inputs


def _alike(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Those that can be computed together, and keep their rows as they are in the order of their people."""
    groups: dict[object, list[Case]] = {}
    for case in cases:
        key = tuple(repr(getattr(case.inputs, name)) for name in SHARED)
        groups.setdefault(key, []).append(case)
    yield from groups.values()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(_cases())


@pytest.fixture(scope="module")
def components() -> list[Case]:
    return list(_components())


def test_many_examples_of_components_are_of_credits_that_a_book_can_have(components):
    """What is made by hand in a way that no book can be made of is left out, such as what came before."""
    assert len({case.name for case in components}) >= 50


def test_examples_that_are_not_run_as_books_are_excepted_and_each_exception_is_needed():
    found: dict[str, set[str]] = {}
    for example in component_examples():
        if example.expect is not None:
            try:
                _as_book(example)
            except NotABook as why:
                for error in why.args:
                    found.setdefault(error, set()).add(str(example))
    assert found.keys() == {one.error for one in NOT_BOOKS}
    named = {one.error: one.examples for one in NOT_BOOKS if one.examples}
    assert named == {error: found[error] for error in named}


def test_the_cases_come_out_the_same(backend: Backend, cases):
    only_by_make_parity(backend)
    _same(backend, cases, assert_same_outcomes)


def test_the_examples_of_components_come_out_the_same(backend: Backend, components):
    """As whole runs, those of whose credits a book can be made; `test_by_hand` has all of them."""
    only_by_make_parity(backend)
    _same(backend, components, assert_same_outcomes)


def test_the_lines_of_the_cases_are_written_as_the_reference_says_them(backend: Backend, cases):
    _same(backend, cases, assert_same_lines)


def test_the_lines_of_the_examples_are_written_as_the_reference_says_them(backend: Backend, components):
    only_by_make_parity(backend)
    _same(backend, components, assert_same_lines)


def test_examples_without_lines_are_excepted_and_each_exception_is_needed():
    """Both ways: what columns cannot say is on the list, and what is on the list they cannot say."""
    texts = [(str(one), one.plan) for one in component_examples() if one.expect is not None]
    texts += [(str(one), version.text) for one in COMPUTED for version in one.versions]
    found: dict[Excepted, set[str]] = {one: set() for one in WITHOUT_LINES}
    for name, text in texts:
        for component in parse_plan(text).components:
            for pricing in component.pricings():
                if not is_compiled(pricing):
                    found[OF_LEAD if pricing.split is SplitPlace.PAYOUT else OF_QUOTA].add(name)
    assert found == {one: one.examples for one in WITHOUT_LINES}


@pytest.mark.parametrize("excepted", WITHOUT_LINES, ids=lambda one: one.reason)
def test_what_has_no_lines_is_told_with_its_reason(excepted: Excepted, cases, monkeypatch, tmp_path):
    said = []

    class Told(TooLarge):
        def __init__(self, text: str) -> None:
            said.append(text)

    monkeypatch.setattr(calculation, "TooLarge", Told)
    inputs = next(in_own_currency(case.inputs) for case in cases if case.name in excepted.examples)
    with DUCKDB.calculation(inputs.book) as run:
        done = run.run(inputs, tmp_path)
    assert done.without_lines
    assert set(said) == {excepted.error}


def _same(backend: Backend, cases: Sequence[Case], check: Callable[[PayInputs, Backend], None]) -> None:
    groups = sorted(_alike(cases), key=len, reverse=True)
    for group in groups if backend.alone or MANY else groups[:FEW]:
        try:
            check(together([case.inputs for case in group]), backend)
        except AssertionError:
            for case in group:
                try:
                    check(case.inputs, backend)
                except AssertionError as differs:
                    raise AssertionError(f"{case.name}: {differs}") from None
            raise
