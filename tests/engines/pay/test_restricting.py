"""Some people's pay from a part of the inputs is their pay from all of them."""

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.pay.books import PEOPLE, days, pay_inputs

from jieli.engines.pay import compute_pay
from jieli.engines.pay.restricting import inputs_of, touched_by

FEW = settings(max_examples=60, deadline=None)


@given(pay_inputs(), st.sets(st.sampled_from(PEOPLE), min_size=1))
@FEW
def test_people_get_the_same_from_what_concerns_them_as_from_everything(inputs, people):
    everything = compute_pay(inputs)
    assert compute_pay(inputs_of(inputs, people)) == tuple(
        outcome for outcome in everything if outcome.person in people
    )


@given(pay_inputs(), st.sampled_from((1, 2, 3)), days, st.integers(1, 10_000))
@FEW
def test_a_change_of_one_client_touches_nobody_but_those_it_says(inputs, client, day, more_fen):
    deals = tuple(
        evolve(deal, amount_fen=deal.amount_fen + more_fen, signed_on=min(deal.signed_on, day))
        if deal.client == client
        else deal
        for deal in inputs.book.deals
    )
    changed = evolve(inputs, book=evolve(inputs.book, deals=deals))
    touched = touched_by(inputs, {client}) | touched_by(changed, {client})
    before = [outcome for outcome in compute_pay(inputs) if outcome.person not in touched]
    after = [outcome for outcome in compute_pay(changed) if outcome.person not in touched]
    assert before == after
