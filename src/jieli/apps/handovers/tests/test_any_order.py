"""Whatever handovers and reversals follow each other on a client, his shares come to one each day."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.api import StreamTerms, TermsStep
from jieli.apps.handovers.tests.making import approved, reverse
from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import check_deferred, make_organization

FIRST = date(2026, 1, 1)
shares = st.fractions(min_value=0, max_value=1, max_denominator=7)
steps = st.lists(st.tuples(st.integers(1, 4), shares), max_size=3).flatmap(
    lambda before: shares.map(
        lambda last: (*(TermsStep(months, share) for months, share in before), TermsStep(None, last))
    )
)
acts = st.one_of(
    st.tuples(st.just("hand over"), st.integers(0, 3), st.integers(0, 3), st.integers(0, 400), steps),
    st.tuples(st.just("reverse"), st.integers(0, 5), st.integers(0, 400)),
)


def do(act, number, people, client, made):
    """One act of the sequence at its own moment; what cannot be is refused, never half done."""
    at = AT + timedelta(days=number)
    if act[0] == "hand over":
        _, outgoing, incoming, days, agreed_steps = act
        made.append(
            approved(
                people[outgoing],
                people[incoming],
                [client],
                from_=FIRST + timedelta(days=days),
                at=at,
                terms=StreamTerms.same_for_all(agreed_steps),
            )
        )
    elif made:
        reverse(made[act[1] % len(made)], FIRST + timedelta(days=act[2]), at=at)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(acts, min_size=1, max_size=7))
def test_shares_come_to_one_whatever_is_handed_over_and_reversed(db, sequence):
    with organization_scope(organization_id=make_organization().id):
        people = make_people("甲", "乙", "丙", "丁")
        (client,) = make_clients(1)
        give([client], (people[0], Fraction(2, 3)), (people[1], Fraction(1, 3)))
        made: list[int] = []
        known = [(AT, ownership.list_spans(known_at=None))]
        for number, act in enumerate(sequence, start=1):
            before = ownership.list_spans(known_at=None)
            try:
                do(act, number, people, client, made)
            except Problems:
                assert ownership.list_spans(known_at=None) == before
            check_deferred()
            known.append((AT + timedelta(days=number), ownership.list_spans(known_at=None)))
        spans = ownership.list_spans(known_at=None)
        for on in {span.range.from_ for span in spans} | {FIRST + timedelta(days=37 * n) for n in range(30)}:
            held = [span for span in spans if on in span.range]
            assert sum(span.share for span in held) == 1
            assert [span.role for span in held].count("owner") == 1
        for moment, knowledge in known:
            assert ownership.list_spans(known_at=moment) == knowledge
        assert len(handovers.list_terms(known_at=None)) == len(made)
