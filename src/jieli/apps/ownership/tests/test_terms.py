"""A handover's steps become ownership once, and a reversal leads back to what stood before."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.api import Decision, Holding
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.engines.ownership import Terms, TermsStep
from jieli.kernel.problem import Problems
from jieli.lib.testing import check_deferred

HALF, THIRD = Fraction(1, 2), Fraction(3, 10)
STEPS = (TermsStep(3, HALF), TermsStep(3, THIRD), TermsStep(None, Fraction(0)))
BEGIN = date(2026, 2, 1)
DAY = timedelta(days=1)


def terms(handover, client, outgoing, incoming, from_=BEGIN):
    return Terms(handover, client, outgoing, incoming, from_, None, STEPS, STEPS, STEPS)


def apply(*given, at=AT + DAY):
    moment = ownership.apply_terms(acting_user_id=None, at=at, handover_id=given[0].handover, terms=given)
    check_deferred()
    return moment


def reverse(*given, from_, at=AT + 2 * DAY):
    moment = ownership.reverse_terms(
        acting_user_id=None, at=at, handover_id=given[0].handover, from_=from_, terms=given
    )
    check_deferred()
    return moment


def shares(client, on):
    return {
        view.employee_id: view.share
        for view in ownership.owners_on(client_ids=[client], on=on).get(client, ())
    }


def test_a_handover_shares_step_by_step(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(1)))
    apply(terms(7, client, wang, li))
    assert shares(client, date(2026, 1, 31)) == {wang: 1}
    assert shares(client, date(2026, 4, 30)) == {wang: HALF, li: HALF}
    assert shares(client, date(2026, 5, 1)) == {wang: THIRD, li: Fraction(7, 10)}
    assert shares(client, date(2026, 8, 1)) == {li: 1}
    assert {view.handover_id for view in ownership.timeline_of(client_id=client)} == {None, 7}
    assert {span.handover for span in ownership.list_spans(known_at=None)} == {None, 7}


def test_applied_again_it_changes_nothing_and_tells_the_same_moment(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(1)))
    first = apply(terms(7, client, wang, li))
    rows = ownership.timeline_of(client_id=client)
    assert apply(terms(7, client, wang, li), at=AT + 9 * DAY) == first
    assert ownership.timeline_of(client_id=client) == rows


def test_the_service_goes_with_the_client_and_the_originator_stays(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(1)))
    ownership.set_owners(
        acting_user_id=None,
        at=AT,
        decisions=[
            Decision(client, "service", (Holding(wang, "service_keeper"),), date(2020, 1, 1)),
            Decision(client, "origin", (Holding(wang, "originator"),), date(2020, 1, 1)),
        ],
        kind="direct",
        reason="",
    )
    apply(terms(7, client, wang, li))
    end = date(2027, 1, 1)
    holders = {
        group: ownership.owners_on(client_ids=[client], on=end, group=group)[client][0].employee_id
        for group in ("ownership", "service", "origin")
    }
    assert holders == {"ownership": li, "service": li, "origin": wang}
    reverse(terms(7, client, wang, li), from_=BEGIN)
    for group in holders:
        (view,) = ownership.owners_on(client_ids=[client], on=end, group=group)[client]
        assert view.employee_id == wang


def test_a_reversal_goes_back_from_its_day_and_keeps_the_days_before(organization):
    wang, li, chen = make_people("王芳", "李明", "陈晨")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(3, 5)), (chen, Fraction(2, 5)))
    before = ownership.list_spans(known_at=None)
    applied = apply(terms(7, client, wang, li))
    between = ownership.list_spans(known_at=None)
    undone = reverse(terms(7, client, wang, li), from_=date(2026, 6, 15))
    assert shares(client, date(2026, 3, 1)) == {wang: THIRD, li: THIRD, chen: Fraction(2, 5)}
    assert shares(client, date(2026, 6, 14)) == {
        wang: Fraction(18, 100),
        li: Fraction(42, 100),
        chen: Fraction(2, 5),
    }
    assert shares(client, date(2026, 6, 15)) == {wang: Fraction(3, 5), chen: Fraction(2, 5)}
    assert shares(client, date(2030, 1, 1)) == {wang: Fraction(3, 5), chen: Fraction(2, 5)}
    assert ownership.list_spans(known_at=applied - timedelta(microseconds=1)) == before
    assert ownership.list_spans(known_at=undone - timedelta(microseconds=1)) == between
    assert reverse(terms(7, client, wang, li), from_=date(2026, 6, 15), at=AT + 9 * DAY) == undone


def test_a_reversal_keeps_the_steps_of_an_earlier_handover(organization):
    wang, li, chen = make_people("王芳", "李明", "陈晨")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(1)))
    apply(terms(7, client, wang, li))
    before = set(ownership.list_spans(known_at=None))
    apply(terms(8, client, li, chen, date(2026, 3, 1)), at=AT + 2 * DAY)
    reverse(terms(8, client, li, chen, date(2026, 3, 1)), from_=date(2026, 3, 1), at=AT + 3 * DAY)
    days = [date(2026, 1, 1) + timedelta(days=20 * n) for n in range(20)]
    now = ownership.list_spans(known_at=None)
    for on in days:
        assert {(s.person, s.share, s.handover) for s in now if on in s.range} == {
            (s.person, s.share, s.handover) for s in before if on in s.range
        }


def test_a_handover_whose_clients_went_on_is_not_reversed(organization):
    wang, li, chen = make_people("王芳", "李明", "陈晨")
    gone, there = make_clients(2)
    give([gone, there], (wang, Fraction(1)))
    both = (terms(7, gone, wang, li), terms(7, there, wang, li))
    apply(*both)
    apply(terms(8, gone, li, chen, date(2026, 9, 1)), at=AT + 2 * DAY)
    with pytest.raises(Problems) as found:
        reverse(*both, from_=date(2026, 3, 1), at=AT + 3 * DAY)
    assert [(problem.code, problem.place) for problem in found.value.problems] == [
        ("OWN-REVERSE-001", f"clients[{gone}]")
    ]
    assert shares(there, date(2026, 3, 1)) == {wang: HALF, li: HALF}


def test_what_was_never_applied_is_not_reversed(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    with pytest.raises(ownership.NotHandedOver):
        reverse(terms(7, client, wang, li), from_=BEGIN)
