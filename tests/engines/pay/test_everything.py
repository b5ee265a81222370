"""Any plan of any components on any inputs: parts of a run are as the whole, and it keeps what every run promises.

That orders, batches and periods one by one change nothing, tests/parity holds for the same inputs.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.parity.books import CLIENTS, EXAMPLES, PEOPLE, pay_inputs
from tests.parity.promises import PROMISES

from jieli.engines.crediting import Deal, ExchangeRate, Split
from jieli.engines.pay import (
    Adjustment,
    AdjustmentKind,
    Credits,
    Issued,
    Outcome,
    PayInputs,
    check_run,
    compute_pay,
    explain_too_early,
    explain_unpaid,
    in_own_currency,
)
from jieli.engines.pay.recomputing import Computed, outcomes_of_run, recompute
from jieli.engines.pay.restricting import inputs_of, touched_by
from jieli.engines.pay.whatif import Fact, Larger, OwnedBy, what_if
from jieli.engines.pay.whynot import why_not
from jieli.kernel.problem import Problems
from jieli.kernel.rate import Share
from jieli.kernel.rounding import Rounding, round_fen

FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # making a failure small takes minutes
    suppress_health_check=list(HealthCheck),
)
some = st.sampled_from((False, False, True))


@st.composite
def adjustments(draw, inputs: PayInputs) -> tuple[Adjustment, ...]:
    found = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        kind = draw(st.sampled_from(AdjustmentKind)) if number == 1 else AdjustmentKind.ADDS
        component = (
            "commission" if kind is AdjustmentKind.REPLACES else draw(st.sampled_from(("", "draw", "cap")))
        )
        period = draw(st.sampled_from((*inputs.earlier, inputs.period)))
        fen = draw(st.integers(-500_000, 500_000))
        person, plan = draw(st.sampled_from(PEOPLE[:4])), draw(st.sampled_from("pq"))  # those on a plan
        found.append(Adjustment(number, person, period, plan, component, kind, fen, "例", 9))
    return tuple(found)


@st.composite
def everything(draw) -> PayInputs:
    """As for the parity of back ends, with adjustments by hand and deals in another currency."""
    inputs = draw(pay_inputs())
    foreign = {deal.id for deal in inputs.book.deals if draw(some)}
    book = evolve(
        inputs.book,
        **{
            name: tuple(
                evolve(one, currency="USD") if _deals_of(one) <= foreign and _deals_of(one) else one
                for one in getattr(inputs.book, name)
            )
            for name in ("deals", "receipts", "invoices", "refunds")
        },
    )
    rates = tuple(
        ExchangeRate("USD", day, Fraction(draw(st.integers(60, 80)), 10))
        for day in (date(2025, 1, 1), date(2026, 3, 1))
    )
    return evolve(inputs, book=book, exchange=rates, adjustments=draw(adjustments(inputs)))


def _deals_of(fact: Any) -> set[int]:
    if isinstance(fact, Deal):
        return {fact.id}
    return {fact.deal} if hasattr(fact, "deal") else {one.deal for one in fact.allocations}


def computed(inputs: PayInputs) -> tuple[Outcome, ...]:
    """Nothing is promised of what cannot be computed."""
    try:
        return compute_pay(inputs)
    except Problems:
        assume(False)
        raise


@FEW
@given(everything(), st.sampled_from(PROMISES), st.randoms(use_true_random=False))
def test_order_batches_and_how_often_change_nothing(inputs, promise, shuffle: Random):
    computed(inputs)
    try:
        promise(compute_pay, inputs, shuffle)
    except Problems:
        assume(False)


@FEW
@given(everything())
def test_every_trace_adds_up_and_every_promise_holds(inputs):
    outcomes = computed(inputs)
    for outcome in outcomes:
        assert outcome.trace.values["result_fen"] == outcome.desired_fen
        for part in outcome.trace.children:
            assert sum(line.values["result_fen"] for line in part.children) == part.values["result_fen"]
    own = in_own_currency(inputs)
    for checked in check_run(own, outcomes, Credits.of_book(own.book)):
        assert checked.breaches == (), checked


@FEW
@given(everything(), st.sets(st.sampled_from(PEOPLE), min_size=1))
def test_people_get_the_same_from_what_concerns_them(inputs, people):
    outcomes = computed(inputs)
    own = tuple(outcome for outcome in outcomes if outcome.person in people)
    assert compute_pay(inputs_of(inputs, people)) == own


ROWS = (
    *("assignments", "employments", "quotas", "achievements", "leaves", "teams", "services"),
    *("confirmations", "named_deals", "adjustments", "versions"),
)


@st.composite
def changes(draw, inputs: PayInputs) -> PayInputs:
    """One thing less or otherwise."""
    book = inputs.book
    kind = draw(st.sampled_from(("deal", "refund", "owner", *ROWS)))
    if kind == "deal":
        deals = tuple(
            evolve(one, amount_fen=one.amount_fen + 7) if one is book.deals[-1] else one for one in book.deals
        )
        return evolve(inputs, book=evolve(book, deals=deals))
    if kind == "refund":
        return evolve(inputs, book=evolve(book, refunds=book.refunds[1:]))
    if kind == "owner":
        spans = tuple(evolve(one, person=6 - one.person) if one.client == 2 else one for one in book.spans)
        return evolve(inputs, book=evolve(book, spans=spans))
    rows = getattr(inputs, kind)
    gone = draw(st.sampled_from(rows)) if rows else None
    return evolve(inputs, **{kind: tuple(one for one in rows if one is not gone)})


@FEW
@given(everything(), st.data())
def test_what_a_change_touches_alone_is_computed_again(inputs, data):
    before = computed(inputs)
    after = data.draw(changes(inputs))
    whole = computed(after)
    assert recompute(Computed(inputs, before), after).outcomes == whole


def as_correction(inputs: PayInputs, outcomes: tuple[Outcome, ...]) -> PayInputs:
    """The same period once more, with what its run posted counted as issued."""
    issued = tuple(
        Issued(one.person, one.period, one.plan, one.component, one.posted_fen, one.names) for one in outcomes
    )
    return evolve(inputs, earlier=(*inputs.earlier, inputs.period), issued=(*inputs.issued, *issued))


@FEW
@given(everything(), st.data())
def test_a_correction_takes_over_that_nothing_is_to_be_corrected(inputs, data):
    before = computed(inputs)
    after = as_correction(data.draw(changes(inputs)), before)
    computed(after)
    found = recompute(Computed(inputs, before), after)
    assert found.outcomes == outcomes_of_run(after)
    nothing = recompute(Computed(inputs, before), as_correction(inputs, before))
    assert (nothing.outcomes, nothing.again) == ((), frozenset())


@FEW
@given(everything(), st.sampled_from(CLIENTS))
def test_facts_of_a_client_touch_nobody_but_those_it_says(inputs, client):
    gone = evolve(
        inputs,
        book=evolve(
            inputs.book,
            **{
                name: tuple(one for one in getattr(inputs.book, name) if one.client != client)
                for name in ("deals", "receipts", "invoices", "refunds")
            },
        ),
    )
    gone = evolve(gone, named_deals=())
    inputs = evolve(inputs, named_deals=())
    touched = touched_by(inputs, {client}) | touched_by(gone, {client})
    assert [one for one in computed(inputs) if one.person not in touched] == [
        one for one in computed(gone) if one.person not in touched
    ]


@FEW
@given(everything(), st.data())
def test_what_if_says_the_differences_of_two_runs(inputs, data):
    """An amount by which something is larger is one of the run's currency."""
    assume(inputs.book.deals)
    before = amounts(inputs)
    own = in_own_currency(inputs)
    deal = data.draw(st.sampled_from(own.book.deals))
    fact = Fact("deal", deal.id)
    by_fen, person = data.draw(st.sampled_from(((12_345, None), (0, 2))))
    otherwise = evolve(
        deal,
        amount_fen=deal.amount_fen + by_fen,
        foreign_fen=_foreign_fen(deal, by_fen),
        splits=deal.splits if person is None else (Split(person, Share(1)),),
    )
    deals = tuple(otherwise if one is deal else one for one in own.book.deals)
    after = amounts(evolve(own, book=evolve(own.book, deals=deals)))
    change = Larger(fact, by_fen) if person is None else OwnedBy(fact, person)
    assert {
        (one.person, one.period, one.plan, one.component): (one.is_fen, one.would_be_fen)
        for one in what_if(inputs, change)
    } == {
        key: (before.get(key, 0), after.get(key, 0))
        for key in before.keys() | after.keys()
        if before.get(key, 0) != after.get(key, 0)
    }


def _foreign_fen(deal: Deal, by_fen: int) -> int | None:
    """What a deal is in its own currency grows with what it is in the run's."""
    if deal.foreign_fen is None:
        return None
    rate = Fraction(deal.foreign_fen, deal.amount_fen) if deal.amount_fen else Fraction(1)
    return deal.foreign_fen + round_fen(rate * by_fen, Rounding.HALF_UP)


def amounts(inputs: PayInputs) -> Mapping[Any, int]:
    outcomes = computed(evolve(inputs, issued=()))
    return {(one.person, one.period, one.plan, one.component): one.desired_fen for one in outcomes}


@FEW
@given(everything(), st.sampled_from(PEOPLE))
def test_why_not_and_what_is_unpaid_can_always_be_asked(inputs, person):
    computed(inputs)
    own = in_own_currency(inputs)
    why_not(own, person=person, period=own.period)
    unpaid = explain_unpaid(inputs)
    early = {(one.kind, one.fact) for one in explain_too_early(inputs)}
    assert not {(one.line.kind, one.line.fact) for one in unpaid} & early
