"""Random plans on random books: every back end says what the reference says, and keeps what the engine promises."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.engines.pay.fixed_worlds import World, fixed_worlds
from tests.engines.pay.loader import plan_text
from tests.parity import written
from tests.parity.archetypes import archetypes
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
from tests.parity.batches import LATE, in_batches
from tests.parity.books import ALONE, EXAMPLES, LONG_AGO, pay_inputs
from tests.parity.families import FAMILIES
from tests.parity.plans import templates
from tests.parity.promises import PROMISES, Promise, desired, issued_by
from tests.parity.worlds import APART, collected, together, under_same_plans
from tests.parity.written import assert_same_lines

from jieli.engines.pay import COMPONENTS, Outcome, PayInputs, PlanVersion, parse_plan
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.planned import periods_of, segments_of
from jieli.engines.pay.run import Run
from jieli.kernel.problem import Problems

SMALL = settings(
    max_examples=ALONE,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if MANY else ())),
    suppress_health_check=list(HealthCheck),
)
IN_ONE_RUN = 12  # forty, by chance, once took more than 20 GB when their lines were written
BY_CHANCE = EXAMPLES if MANY else 6
FAMILIES_ONCE = 3  # worlds that are made, of two families each
Check = Callable[[PayInputs, Backend], None]


@pytest.fixture(scope="module")
def made() -> list[PayInputs]:
    """Worlds that are made so that each kind of component pays."""
    return [one.inputs for one in archetypes(EXAMPLES)]


@pytest.fixture(scope="module")
def worlds(made: list[PayInputs]) -> list[PayInputs]:
    """Inputs that the reference can compute: by chance, and of those that are made as many as have each family twice."""
    by_chance = [one for one in collected(BY_CHANCE) if _is_computable(one)]
    return [*by_chance, *(made if MANY else made[: len(FAMILIES)])]


def _is_computable(inputs: PayInputs) -> bool:
    return not isinstance(answer(REFERENCE, inputs), Refused)


def _freezes(inputs: PayInputs) -> bool:
    return any(segment.is_echo for _, segment in segments_of(inputs, periods_of(inputs)))


def test_every_component_begins_as_one_of_its_examples():
    assert set(templates()) == set(COMPONENTS)


def test_most_random_inputs_can_be_computed_and_all_that_are_made(worlds, made):
    assert all(map(_is_computable, made))
    assert len(worlds) >= len(FAMILIES) + BY_CHANCE // 2
    assert any(row.lines for one in worlds for row in answer(REFERENCE, one))


def test_each_kind_of_component_pays_in_some_of_the_worlds_that_are_made_for_it(made):
    """Or takes back, by itself: not what was decided by hand. Of many worlds, in a fourth of those where it stands."""
    has, pays = Counter[str](), Counter[str]()
    for one in made:
        plans = [(version.plan, parse_plan(version.text)) for version in one.versions]
        types = {(plan, part.key): part.type for plan, text in plans for part in text.components}
        rows = [row for row in REFERENCE.compute(one) if row.desired_fen != row.by_hand_fen]
        has.update(set(types.values()))
        pays.update({types[row.plan, row.component] for row in rows if (row.plan, row.component) in types})
    assert set(has) == set(COMPONENTS)
    assert set(has) - set(pays) == {"quota"}, "It says a target, and others pay on it."
    seldom = {type_: pays[type_] for type_ in pays if has[type_] > 10 and 4 * pays[type_] < has[type_]}
    assert not seldom, has


def test_what_is_decided_by_hand_pays_in_some_of_them_and_foreign_money_in_most(made):
    dearer = [
        evolve(one, exchange=tuple(evolve(rate, rate=2 * rate.rate) for rate in one.exchange)) for one in made
    ]
    changed = [
        desired(REFERENCE.compute(a)) != desired(REFERENCE.compute(b))
        for a, b in zip(made, dearer, strict=True)
    ]
    assert sum(changed) > 0.5 * len(made)
    assert any(row.by_hand_fen for one in made for row in REFERENCE.compute(one))


@pytest.mark.parametrize("late", LATE, ids=" and ".join)
def test_each_that_becomes_known_late_changes_amounts(made, late: tuple[str, ...]):
    """Else nothing would be shown by what batches come to."""
    for number, one in enumerate(made):
        first = in_batches(one, Random(number))[0]
        before = {name: getattr(first, name) for name in late if hasattr(one, name)}
        book = {name: getattr(first.book, name) for name in late if hasattr(one.book, name)}
        known = evolve(one, **before, book=evolve(one.book, **book))
        if answer(REFERENCE, known) != answer(REFERENCE, one):
            return
    raise AssertionError(f"{late} might as well be known at once.")


@frozen
class OneFenMore:
    """A back end that pays the last outcome a fen too much, which no total of thousands would show."""

    name: str = "one fen more"

    def compute(self, inputs: PayInputs) -> tuple[Outcome, ...]:
        *others, last = REFERENCE.compute(inputs)
        return (*others, evolve(last, desired_fen=last.desired_fen + 1, posted_fen=last.posted_fen + 1))


def test_a_fen_too_much_is_found_and_shown(worlds):
    with pytest.raises(AssertionError, match=r"one fen more differs from the reference:\n[−+] Row"):
        assert_same_outcomes(worlds[0], OneFenMore())


def test_a_line_of_a_fen_too_much_is_found_and_shown(made, monkeypatch):
    compared = []

    def changed(calculation, inputs, out):
        found = as_written(calculation, inputs, out)
        compared.append(found.lines.total())
        lines = Counter((*line[:-1], line[-1] + 1) for line in found.lines.elements())
        return evolve(found, lines=lines)

    as_written = written.written
    monkeypatch.setattr(written, "written", changed)
    with pytest.raises(AssertionError, match=r"duckdb writes otherwise than the reference:\n[−+] \("):
        assert_same_lines(together(made[:2]), DUCKDB)
    assert compared[0] >= 40, "so few lines prove little"


def test_what_fits_into_no_column_has_no_lines_and_comes_to_the_same(made, tmp_path):
    """The exception `TOO_LARGE` is needed: of so many parts is a rate."""
    commission = {
        "key": "commission",
        "type": "commission",
        "name": {"zh": "项", "en": "Part"},
        "basis": "deals",
        "owner_date": "signed",
        "credit_by": "ownership",
        "transition_credits": "included",
        "rate": f"1/{10**40}",
        "rounding": "half_up",
    }
    text = plan_text({"name": commission["name"], "currency": "CNY", "components": [commission]})
    versions = tuple(PlanVersion(plan, 1, text, LONG_AGO, False) for plan in ("p", "q"))
    one = evolve(made[0], versions=versions, adjustments=())
    with DUCKDB.calculation(in_own_currency(one).book) as calculation:
        assert calculation.run(in_own_currency(one), tmp_path).without_lines == ("commission",)
    assert_same_lines(one, DUCKDB)
    assert_same_outcomes(one, DUCKDB)


def test_some_versions_freeze_deals_and_pay_them_after_the_next_one(worlds):
    assert any(_freezes(one) for one in worlds)


def test_worlds_come_to_the_same_together_as_alone(worlds):
    alone = [row for one in worlds for row in answer(REFERENCE, one)]
    both = answer(REFERENCE, together(worlds))
    assert [(row.person % APART, row.period, row.component, row.desired_fen, row.lines) for row in both] == [
        (row.person, row.period, row.component, row.desired_fen, row.lines) for row in alone
    ]


@pytest.mark.parametrize("check", [assert_same_outcomes, assert_same_lines])
def test_random_books_come_out_the_same(backend: Backend, check: Check, worlds):
    """Many at once. What differs is then looked for in each alone, so that the smallest is shown."""
    if check is assert_same_outcomes:
        only_by_make_parity(backend)
    for some in runs_of(worlds, backend):
        try:
            check(together(some), backend)
        except AssertionError:
            for one in sorted(some, key=lambda one: len(one.book.deals) + len(one.book.receipts)):
                check(one, backend)
            raise


@pytest.mark.parametrize("world", fixed_worlds(), ids=lambda world: world.name)
def test_months_over_a_change_of_version_come_out_the_same(backend: Backend, world: World):
    only_by_make_parity(backend)
    assert_same_outcomes(world.inputs, backend)
    assert_same_lines(world.inputs, backend)


def test_a_version_that_freezes_deals_has_lines_after_the_next_one():
    *_, world = fixed_worlds()
    run = Run.by_definition(world.inputs, Credits.of_book(world.inputs.book))
    echoes = [(pricings, work) for _, pricings, work in run.asked() if work.segment.is_echo]
    lines = [
        line for pricings, work in echoes for one in pricings for line in work.pricer.price(one, work).lines
    ]
    assert len(lines) >= 10


def runs_of(worlds: list[PayInputs], backend: Backend) -> Iterator[list[PayInputs]]:
    """Worlds that are computed together. A back end that is slow to answer each query gets more facts under fewer plans."""
    if not backend.alone:
        yield from under_same_plans(worlds, IN_ONE_RUN)
        return
    for start in range(0, len(worlds), IN_ONE_RUN):
        yield worlds[start : start + IN_ONE_RUN]


def test_a_run_after_others_comes_out_the_same(backend: Backend, worlds):
    """With what was issued, of which some is wrong and some is of components that are gone."""
    only_by_make_parity(backend)
    whole = together(next(runs_of(worlds, backend)))
    issued = issued_by(REFERENCE.compute(whole))
    changed = [
        evolve(
            one,
            component="gone" if number % 11 == 0 else one.component,
            amount_fen=one.amount_fen + number % 7,
        )
        for number, one in enumerate(issued)
    ]
    assert_same_outcomes(evolve(whole, issued=tuple(changed)), backend)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_what_is_promised_holds_for_many_at_once(backend: Backend, promise: Promise, made):
    """Each family of plans once, where few are made: each promise computes all of them several times."""
    only_by_make_parity(backend)
    few = made if MANY else made[:FAMILIES_ONCE]
    promise(backend.compute, together(next(runs_of(few, backend))), Random(3))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_what_is_promised_holds_of_each_that_is_made(promise: Promise, made):
    for number, one in enumerate(made):
        promise(REFERENCE.compute, one, Random(number))


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
    if not backend.alone:
        pytest.skip("One by one it takes hours.")
    assert_same_outcomes(inputs, backend)
    if not isinstance(answer(REFERENCE, inputs), Refused):
        assert_same_lines(inputs, backend)
