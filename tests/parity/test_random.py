"""Random plans on random books: every back end says what the reference says, and keeps what the engine promises."""

from random import Random

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.parity.backends import (
    REFERENCE,
    Backend,
    Refused,
    answer,
    assert_same_outcomes,
)
from tests.parity.books import EXAMPLES, MANY, pay_inputs
from tests.parity.plans import templates
from tests.parity.promises import PROMISES, Promise, issued_by
from tests.parity.worlds import APART, collected, together

from jieli.engines.pay import COMPONENTS, Outcome, PayInputs
from jieli.kernel.problem import Problems

SMALL = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if MANY else ())),
    suppress_health_check=list(HealthCheck),
)
IN_ONE_RUN = 40


@pytest.fixture(scope="module")
def worlds() -> list[PayInputs]:
    """Random inputs that the reference can compute, the same in every run of the tests."""
    found = collected(max(EXAMPLES, 10))
    return [one for one in found if not isinstance(answer(REFERENCE, one), Refused)]


def test_every_component_begins_as_one_of_its_examples():
    assert set(templates()) == set(COMPONENTS)


def test_most_random_inputs_can_be_computed_and_pay_something(worlds):
    assert len(worlds) >= 0.5 * max(EXAMPLES, 10)
    paid = {row.component for one in worlds for row in answer(REFERENCE, one) if row.desired_fen}
    assert len(paid) >= 3
    assert any(row.lines for one in worlds for row in answer(REFERENCE, one))


@frozen
class OneFenMore:
    """A back end that pays the last outcome a fen too much, which no total of thousands would show."""

    name: str = "one fen more"
    lines: bool = True

    def compute(self, inputs: PayInputs) -> tuple[Outcome, ...]:
        *others, last = REFERENCE.compute(inputs)
        return (*others, evolve(last, desired_fen=last.desired_fen + 1, posted_fen=last.posted_fen + 1))


def test_a_fen_too_much_is_found_and_shown(worlds):
    with pytest.raises(AssertionError, match=r"one fen more differs from the reference:\n[−+] Row"):
        assert_same_outcomes(worlds[0], [OneFenMore()])


def test_worlds_come_to_the_same_together_as_alone(worlds):
    alone = [row for one in worlds for row in answer(REFERENCE, one)]
    both = answer(REFERENCE, together(worlds))
    assert [(row.person % APART, row.period, row.component, row.desired_fen, row.lines) for row in both] == [
        (row.person, row.period, row.component, row.desired_fen, row.lines) for row in alone
    ]


def test_random_books_come_out_the_same(backend: Backend, worlds):
    """Many at once. What differs is then looked for in each alone, so that the smallest is shown."""
    for start in range(0, len(worlds), IN_ONE_RUN):
        some = worlds[start : start + IN_ONE_RUN]
        try:
            assert_same_outcomes(together(some), [backend])
        except AssertionError:
            for one in sorted(some, key=lambda one: len(one.book.deals) + len(one.book.receipts)):
                assert_same_outcomes(one, [backend])
            raise


def test_a_run_after_others_comes_out_the_same(backend: Backend, worlds):
    """With what was issued, of which some is wrong and some is of components that are gone."""
    if not (backend.alone or MANY):
        pytest.skip("Random books are tried here; `make parity` tries runs after others too.")
    whole = together(worlds[:IN_ONE_RUN])
    issued = issued_by(REFERENCE.compute(whole))
    changed = [
        evolve(
            one,
            component="gone" if number % 11 == 0 else one.component,
            amount_fen=one.amount_fen + number % 7,
        )
        for number, one in enumerate(issued)
    ]
    assert_same_outcomes(evolve(whole, issued=tuple(changed)), [backend])


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_what_is_promised_holds_for_many_at_once(backend: Backend, promise: Promise, worlds):
    if not (backend.alone or MANY):
        pytest.skip("That it says what the reference says is tried here; `make parity` tries this too.")
    promise(backend.compute, together(worlds[:IN_ONE_RUN]), Random(3))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@SMALL
@given(inputs=pay_inputs(), shuffle=st.randoms(use_true_random=False))
def test_what_is_promised_holds(promise: Promise, inputs: PayInputs, shuffle: Random):
    try:
        promise(REFERENCE.compute, inputs, shuffle)
    except Problems:
        assume(False)  # nothing is promised of what cannot be computed


@SMALL
@given(inputs=pay_inputs())
def test_a_random_book_comes_out_the_same(backend: Backend, inputs: PayInputs):
    """One by one, for those quick enough: what is found is made small."""
    if backend.alone:
        assert_same_outcomes(inputs, [backend])
