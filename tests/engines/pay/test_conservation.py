"""Random runs keep what every run promises, and whatever is bent by hand is found."""

from datetime import timedelta

from attrs import evolve, field, frozen
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.crediting.books import books
from tests.engines.pay.books import pay_inputs

from jieli.engines.crediting import Basis, Book, Group, OwnerDate, credit_book
from jieli.engines.pay import Credits, compute_pay
from jieli.engines.pay.component import View
from jieli.engines.pay.conservation import CheckName, check_run, used_plans
from jieli.engines.pay.conservation import credits as of_credits
from jieli.engines.pay.conservation.outcomes import days_once, steps
from jieli.engines.pay.planned import periods_of, segments_of
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace

FEW = settings(max_examples=40, deadline=None)
VIEWS = tuple(
    View(basis, owner_date, group)
    for basis, owner_date in (
        (Basis.DEALS, OwnerDate.SIGNED),
        (Basis.RECEIPTS, OwnerDate.SIGNED),
        (Basis.RECEIPTS, OwnerDate.RECEIVED),
    )
    for group in Group
)


@frozen
class Viewed:
    """Credit lines of a book, some of them bent."""

    book: Book
    bent: dict = field(factory=dict)

    def lines(self, view):
        if view in self.bent:
            return self.bent[view]
        return credit_book(self.book, basis=view.basis, owner_date=view.owner_date, group=view.group)


def broken(checked):
    return {one.name for one in checked if not one.holds}


@FEW
@given(pay_inputs())
def test_every_run_keeps_every_promise(inputs):
    credits = Credits.of_book(inputs.book)
    checked = check_run(inputs, compute_pay(inputs, credits=credits), credits)
    assert [one.name for one in checked] == list(CheckName)
    assert not broken(checked), checked


@settings(max_examples=150, deadline=None)
@given(books(), st.sampled_from(VIEWS))
def test_the_credits_of_every_book_keep_their_promises(book, view):
    lines = Viewed(book).lines(view)
    for _looked_at, found in (
        of_credits.shares(book, lines, view),
        of_credits.credited_once(lines),
        of_credits.reversals(Viewed(book), view),
    ):
        assert not found


@FEW
@given(books(), st.sampled_from(VIEWS), st.data())
def test_a_share_that_is_lost_doubled_or_moved_is_found_with_its_fact(book, view, data):
    lines = list(Viewed(book).lines(view))
    assume(lines)
    place = data.draw(st.integers(0, len(lines) - 1))
    one = lines[place]
    what = data.draw(st.sampled_from(["lost", "doubled", "one fen more"]))
    if what == "lost":
        bent = [*lines[:place], *lines[place + 1 :]]
    elif what == "doubled":
        bent = [*lines, one]
    else:
        bent = [*lines[:place], evolve(one, amount_fen=one.amount_fen + 1), *lines[place + 1 :]]
    _looked_at, found = of_credits.shares(book, bent, view)
    is_lost_refund = (
        what == "lost" and one.kind == "refund"
    )  # alone of its fact it is missed by nobody's shares
    assert is_lost_refund or f"{one.kind} {one.source_key}" in {breach.fact for breach in found}
    _looked_at, twice = of_credits.credited_once(bent)
    assert [breach.person for breach in twice] == ([one.person] if what == "doubled" else [])


@FEW
@given(books(), st.sampled_from(VIEWS), st.data())
def test_a_refund_that_takes_from_another_person_is_found(book, view, data):
    lines = list(Viewed(book).lines(view))
    refunds = [place for place, line in enumerate(lines) if line.kind == "refund" and line.amount_fen]
    assume(refunds)
    place = data.draw(st.sampled_from(refunds))
    bent = [*lines[:place], evolve(lines[place], person=99), *lines[place + 1 :]]
    _looked_at, found = of_credits.reversals(Viewed(book, {view: bent}), view)
    assert 99 in {breach.person for breach in found}


@FEW
@given(pay_inputs(), st.data())
def test_an_outcome_that_is_lost_doubled_or_bent_is_found_with_its_person(inputs, data):
    credits = Credits.of_book(inputs.book)
    outcomes = compute_pay(inputs, credits=credits)
    own = [one for one in outcomes if one.period == inputs.period]
    one = data.draw(st.sampled_from(own))
    rest = tuple(other for other in outcomes if other is not one)
    bent = data.draw(
        st.sampled_from(
            [
                rest,
                (*outcomes, one),
                (*rest, evolve(one, posted_fen=one.posted_fen + 1)),
                (*rest, evolve(one, issued_fen=one.issued_fen + 1, posted_fen=one.posted_fen - 1)),
            ]
        )
    )
    checked = check_run(inputs, bent, credits)
    assert broken(checked) == {CheckName.POSTED}
    breaches = next(check.breaches for check in checked if check.name is CheckName.POSTED)
    assert {(breach.person, breach.period, breach.component) for breach in breaches} == {
        (one.person, one.period, one.component)
    }


@FEW
@given(pay_inputs())
def test_a_day_on_two_plans_is_found(inputs):
    placed = segments_of(inputs, periods_of(inputs))
    assert days_once(placed)[1] == []
    (period, segment), *_ = placed
    for twice in (segment, evolve(segment, plan="other")):
        _looked_at, found = days_once((*placed, (period, twice)))
        assert {(breach.person, breach.period) for breach in found} == {(segment.person, period)}
    signed = DateRange(segment.range.from_, segment.range.from_ + timedelta(1))
    echo = evolve(segment, signed=signed)
    left = (*placed[1:], (period, evolve(segment, elsewhere=(signed,))), (period, echo))
    assert days_once(left)[1] == [], "an echo pays what the others leave to it"
    assert days_once((*left, (period, echo)))[1] != []


@FEW
@given(pay_inputs(), st.integers(-5, 1000), st.integers(0, 900), st.integers(0, 1000))
def test_steps_that_promise_a_limit_or_a_floor_are_held_to_it(inputs, recovered, paid, limit):
    (outcome, *_) = compute_pay(inputs)
    promised = (
        Trace("x.recovery", {"recovered_fen": recovered, "limit_fen": limit}),
        Trace("x.floor", {"paid_fen": paid, "floor_fen": limit}),
    )
    bent = evolve(outcome, trace=Trace("pay.outcome", children=(Trace("pay.segment", children=promised),)))
    said = dict(steps((bent,)))
    assert (said[CheckName.RECOVERY] is None) == (0 <= recovered <= limit)
    assert (said[CheckName.FLOOR] is None) == (paid >= limit)
    for breach in filter(None, said.values()):
        assert (breach.person, breach.component) == (outcome.person, outcome.component)


@FEW
@given(pay_inputs(), st.integers(0, 1000), st.integers(0, 1000))
def test_nothing_is_recovered_beyond_the_debt(inputs, recovered, debt):
    (outcome, *_) = compute_pay(inputs)
    bent = evolve(outcome, trace=Trace("x", {"recovered_fen": recovered, "debt_before_fen": debt}))
    ((name, breach),) = steps((bent,))
    assert name is CheckName.RECOVERY
    assert (breach is None) == (recovered <= debt)


@FEW
@given(pay_inputs())
def test_the_plan_texts_that_pay_are_named_by_the_outcomes_too(inputs):
    hashes = set(used_plans(inputs).values())
    assert {one.plan_hash for one in compute_pay(inputs)} <= hashes
