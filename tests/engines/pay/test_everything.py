"""Any plan of any components on any inputs: parts of a run are as the whole, and it keeps what every run promises.

That orders, batches and periods one by one change nothing, tests/parity holds for the same inputs.
"""

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.parity.books import CLIENTS, EXAMPLES, PEOPLE, pay_inputs
from tests.parity.promises import PROMISES

from jieli.engines.crediting import Deal, ExchangeRate
from jieli.engines.pay import (
    Adjustment,
    AdjustmentKind,
    Credits,
    Outcome,
    PayInputs,
    check_run,
    compute_pay,
    explain_too_early,
    explain_unpaid,
    in_own_currency,
)
from jieli.engines.pay.recomputing import recompute
from jieli.engines.pay.restricting import inputs_of, touched_by
from jieli.engines.pay.whatif import Fact, Larger, Later, OwnedBy, what_if
from jieli.engines.pay.whynot import why_not
from jieli.kernel.problem import Problems

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


@st.composite
def changes(draw, inputs: PayInputs) -> PayInputs:
    """One thing more, less or otherwise."""
    book = inputs.book
    kind = draw(
        st.sampled_from(("deal", "refund", "owner", "achievement", "team", "adjustment", "named", "leaves"))
    )
    if kind == "deal" and book.deals:
        one = draw(st.sampled_from(book.deals))
        deals = tuple(evolve(d, amount_fen=d.amount_fen + 7) if d is one else d for d in book.deals)
        return evolve(inputs, book=evolve(book, deals=deals))
    if kind == "refund":
        return evolve(inputs, book=evolve(book, refunds=book.refunds[1:]))
    if kind == "owner":
        spans = tuple(evolve(one, person=6 - one.person) if one.client == 2 else one for one in book.spans)
        return evolve(inputs, book=evolve(book, spans=spans))
    name = {
        "achievement": "achievements",
        "team": "teams",
        "adjustment": "adjustments",
        "named": "named_deals",
    }
    field = name.get(kind, "leaves")
    return evolve(inputs, **{field: getattr(inputs, field)[1:]})


@FEW
@given(everything(), st.data())
def test_what_a_change_touches_alone_is_computed_again(inputs, data):
    before = computed(inputs)
    after = data.draw(changes(inputs))
    whole = computed(after)
    assert recompute(inputs, before, after).outcomes == whole


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
    computed(inputs)
    if not inputs.book.deals:
        return
    fact = Fact("deal", data.draw(st.sampled_from(inputs.book.deals)).id)
    change = data.draw(st.sampled_from((Larger(fact, 12_345), Later(fact, 40), OwnedBy(fact, 2))))
    try:
        found = what_if(inputs, change)
    except Problems:
        assume(False)
    assert all(one.is_fen != one.would_be_fen for one in found)


@FEW
@given(everything(), st.sampled_from(PEOPLE))
def test_why_not_and_what_is_unpaid_can_always_be_asked(inputs, person):
    computed(inputs)
    own = in_own_currency(inputs)
    why_not(own, person=person, period=own.period)
    unpaid = explain_unpaid(inputs)
    early = {(one.kind, one.fact) for one in explain_too_early(inputs)}
    assert not {(one.line.kind, one.line.fact) for one in unpaid} & early
