"""From the draft to the end: who is asked, what voids a yes, and what the state shows on which day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jieli.apps.access import api as access
from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.api import NewHandover, StreamTerms, TermsStep, usual_terms
from jieli.apps.handovers.tests.making import (
    BEGIN,
    DAY,
    agree,
    agreed,
    approve,
    approved,
    drafted,
    proposed,
    reverse,
    seen,
)
from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.kernel.problem import Problems
from jieli.lib.testing import check_deferred

ALL, HALF = Fraction(1), Fraction(1, 2)


@pytest.fixture
def book(organization):
    """王芳 has two clients; 李明 has none."""
    wang, li = make_people("王芳", "李明")
    clients = make_clients(2)
    give(clients, (wang, ALL))
    return wang, li, clients


def shares(client, on):
    held = ownership.owners_on(client_ids=[client], on=on).get(client, ())
    return {view.employee_id: view.share for view in held}


def refused(*codes):
    return pytest.raises(Problems, match="(?s)" + ".*".join(codes))


def test_both_agree_and_the_approval_writes_ownership(book):
    wang, li, clients = book
    made = drafted(wang, li, clients)
    assert (seen(made).state, seen(made).waiting_for) == ("draft", ("proposal",))
    handovers.propose_handover(acting_user_id=None, at=AT, handover_id=made)
    assert seen(made).waiting_for == ("outgoing", "incoming")
    agree(made, wang)
    assert (seen(made).state, seen(made).waiting_for) == ("proposed", ("incoming",))
    agree(made, li)
    assert (seen(made).state, seen(made).waiting_for) == ("agreed", ("approval",))
    assert shares(clients[0], date(2027, 1, 1)) == {wang: 1}
    approve(made)
    check_deferred()
    assert seen(made).waiting_for == ()
    for client in clients:
        assert shares(client, date(2026, 2, 1)) == {wang: HALF, li: HALF}
        assert shares(client, date(2026, 8, 1)) == {li: 1}
    verbs = [event.verb for event in seen(made).events]
    assert verbs == ["drafted", "proposed", "consented", "consented", "approved"]


def test_the_shown_state_follows_the_day(book):
    wang, li, clients = book
    made = approved(wang, li, clients)
    shown = {
        day: seen(made, on=day).shown_state
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 7, 31), date(2026, 8, 1))
    }
    assert list(shown.values()) == ["approved", "in_transition", "in_transition", "completed"]


def test_the_transition_lasts_as_long_as_its_longest_stream(book):
    wang, li, clients = book
    long = (TermsStep(12, HALF), TermsStep(None, Fraction(0)))
    terms = StreamTerms(
        earlier_deals=long,
        open_pipeline=usual_terms().open_pipeline,
        new_deals=(TermsStep(None, Fraction(0)),),
    )
    made = approved(wang, li, clients, terms=terms)
    assert seen(made, on=date(2027, 1, 31)).shown_state == "in_transition"
    assert seen(made, on=date(2027, 2, 1)).shown_state == "completed"
    assert shares(clients[0], BEGIN) == {li: 1}


def test_a_change_voids_every_yes_for_good(book):
    wang, li, clients = book
    made = agreed(wang, li, clients)
    first = seen(made).terms_hash
    later = NewHandover(wang, li, BEGIN + DAY, clients)
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=later)
    assert (seen(made).state, seen(made).waiting_for) == ("proposed", ("outgoing", "incoming"))
    assert [consent.counts for consent in seen(made).consents] == [False, False]
    back = NewHandover(wang, li, BEGIN, clients)
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=back)
    assert seen(made).terms_hash != first
    assert seen(made).waiting_for == ("outgoing", "incoming")
    with refused("HANDOVER-STATE-005"):
        approve(made)


@pytest.mark.parametrize(
    "change",
    [
        lambda wang, li, chen, clients: NewHandover(wang, chen, BEGIN, clients),
        lambda wang, li, chen, clients: NewHandover(wang, li, BEGIN + DAY, clients),
        lambda wang, li, chen, clients: NewHandover(wang, li, BEGIN, clients[:1]),
        lambda wang, li, chen, clients: NewHandover(
            wang, li, BEGIN, clients, StreamTerms.same_for_all((TermsStep(None, Fraction(0)),))
        ),
    ],
    ids=["people", "date", "clients", "terms"],
)
def test_each_part_of_what_was_agreed_changes_the_hash(book, change):
    wang, li, clients = book
    (chen,) = make_people("陈晨")
    made = proposed(wang, li, clients)
    before = seen(made).terms_hash
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=change(wang, li, chen, clients))
    assert seen(made).terms_hash != before


def test_another_reason_voids_nothing(book):
    wang, li, clients = book
    made = agreed(wang, li, clients)
    new = NewHandover(wang, li, BEGIN, clients, reason="王芳转岗")
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=new)
    assert (seen(made).state, seen(made).reason) == ("agreed", "王芳转岗")


def test_a_yes_to_an_earlier_text_is_refused(book):
    wang, li, clients = book
    made = proposed(wang, li, clients)
    read = seen(made).terms_hash
    new = NewHandover(wang, li, BEGIN + DAY, clients)
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=new)
    with refused("HANDOVER-CONSENT-001"):
        handovers.consent(acting_user_id=None, at=AT, handover_id=made, employee_id=wang, terms_hash=read)
    agree(made, wang, li)
    with refused("HANDOVER-CONSENT-001"):
        approve(made, terms_hash=read)


def test_nobody_else_says_yes(book):
    wang, li, clients = book
    (chen,) = make_people("陈晨")
    made = proposed(wang, li, clients)
    with refused("HANDOVER-CONSENT-002"):
        agree(made, chen)


def test_saying_yes_twice_is_saying_it_once(book):
    wang, li, clients = book
    made = proposed(wang, li, clients)
    agree(made, wang, wang)
    assert len(seen(made).consents) == 1


def test_who_has_left_is_not_asked(organization):
    (wang,) = make_people("王芳", employed_until=date(2025, 12, 31))
    (li,) = make_people("李明")
    clients = make_clients(1)
    give(clients, (wang, ALL))
    made = proposed(wang, li, clients)
    assert seen(made).outgoing_has_left
    assert seen(made).waiting_for == ("incoming",)
    agree(made, li)
    approve(made)
    assert shares(clients[0], date(2026, 9, 1)) == {li: 1}


def test_a_no_goes_back_with_its_reason(book):
    wang, li, clients = book
    made = proposed(wang, li, clients)

    def say_no(person, note):
        handovers.decline(acting_user_id=None, at=AT, handover_id=made, employee_id=person, note=note)

    with refused("HANDOVER-DECLINE-001"):
        say_no(li, "  ")
    say_no(li, "想从三月开始")
    assert seen(made).state == "draft"
    assert seen(made).events[-1].note == "想从三月开始"
    with refused("HANDOVER-STATE-004"):
        say_no(li, "还是不行")


def login_of(employee_id, name):
    return access.create_user(
        acting_user_id=None,
        login_name=name,
        password="correct horse battery staple",
        employee_id=employee_id,
        language="",
        grants=[],
    )


def test_a_party_does_not_approve_or_reverse(book):
    wang, li, clients = book
    made = agreed(wang, li, clients)
    logins = [login_of(wang, "wang"), login_of(li, "li")]
    for party in logins:
        with refused("HANDOVER-APPROVE-001"):
            approve(made, acting_user_id=party)
    outsider = login_of(None, "auditor")
    approve(made, acting_user_id=outsider)
    for party in logins:
        with refused("HANDOVER-APPROVE-001"):
            reverse(made, BEGIN, acting_user_id=party)
    reverse(made, BEGIN, acting_user_id=outsider)


def test_each_login_answers_only_for_its_own_person(book):
    """A command may bring an answer that was given on paper; the event then names nobody."""
    wang, li, clients = book
    (chen,) = make_people("陈晨")
    made = proposed(wang, li, clients)
    for stranger in (login_of(li, "li"), login_of(chen, "chen"), login_of(None, "auditor")):
        with refused("HANDOVER-CONSENT-002"):
            agree(made, wang, acting_user_id=stranger)
        with refused("HANDOVER-CONSENT-002"):
            handovers.decline(
                acting_user_id=stranger, at=AT, handover_id=made, employee_id=wang, note="另选日期"
            )
    assert seen(made).consents == ()
    own = login_of(wang, "wang")
    agree(made, wang, acting_user_id=own)
    agree(made, li)
    told = [(event.note, event.by_user_id) for event in seen(made).events if event.verb == "consented"]
    assert told == [("outgoing", own), ("incoming", None)]


def test_nothing_that_was_agreed_depends_on_what_the_events_tell(book):
    wang, li, clients = book
    made = agreed(wang, li, clients)
    tell(made, "changed")
    same = NewHandover(wang, li, BEGIN, clients, reason="王芳转岗")
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=same)
    assert [consent.counts for consent in seen(made).consents] == [True, True]
    approve(made)
    tell(made, "reversed")
    reverse(made, date(2026, 3, 15))
    known = handovers.list_terms(known_at=seen(made).applied_at)
    assert [terms.ended_from for terms in known] == [None, None]


def tell(handover_id, verb):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO handovers_handoverevent (handover_id, verb, at, note) VALUES (%s, %s, %s, '')",
            [handover_id, verb, AT - DAY],
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE handovers_handover SET state = 'reversed', reversed_from = '2026-03-01' WHERE id = %s",
        "UPDATE handovers_handover SET state = 'reversed', reversed_at = now() WHERE id = %s",
        "UPDATE handovers_handover SET reversed_from = '2026-03-01', reversed_at = now() WHERE id = %s",
    ],
    ids=["without since when", "without from when", "not reversed"],
)
def test_a_reversal_says_from_when_and_since_when(book, sql):
    wang, li, clients = book
    made = approved(wang, li, clients)
    with (
        pytest.raises(IntegrityError, match="handover_reversed_from_and_since"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [made])


def test_what_is_decided_goes_no_other_way(book):
    wang, li, clients = book
    withdrawn = drafted(wang, li, clients)
    handovers.withdraw_handover(acting_user_id=None, at=AT, handover_id=withdrawn, reason="客户反对")
    handovers.withdraw_handover(acting_user_id=None, at=AT, handover_id=withdrawn)
    with refused("HANDOVER-STATE-002"):
        handovers.propose_handover(acting_user_id=None, at=AT, handover_id=withdrawn)
    with refused("HANDOVER-STATE-001"):
        handovers.change_draft(
            acting_user_id=None, at=AT, handover_id=withdrawn, new=NewHandover(wang, li, BEGIN, clients)
        )
    draft = drafted(wang, li, clients)
    with refused("HANDOVER-STATE-003"):
        agree(draft, wang)
    with refused("HANDOVER-STATE-005"):
        approve(draft)
    with refused("HANDOVER-STATE-007"):
        reverse(draft, BEGIN)
    handovers.propose_handover(acting_user_id=None, at=AT, handover_id=draft)
    agree(draft, wang, li)
    approve(draft)
    with refused("HANDOVER-STATE-006"):
        handovers.withdraw_handover(acting_user_id=None, at=AT, handover_id=draft)


def test_a_reversal_ends_the_terms_and_gives_the_clients_back(book):
    wang, li, clients = book
    made = approved(wang, li, clients)
    with refused("HANDOVER-REVERSE-001", "HANDOVER-REVERSE-002"):
        reverse(made, BEGIN - DAY, reason=" ")
    reverse(made, date(2026, 3, 15))
    reverse(made, date(2026, 3, 15), at=AT + 9 * DAY)
    check_deferred()
    assert shares(clients[0], date(2026, 3, 14)) == {wang: HALF, li: HALF}
    assert shares(clients[0], date(2026, 3, 15)) == {wang: 1}
    assert (seen(made).shown_state, seen(made).reversed_from) == ("reversed", date(2026, 3, 15))
    assert [event.verb for event in seen(made).events].count("reversed") == 1


def test_terms_are_known_since_the_approval_and_their_end_since_the_reversal(book):
    wang, li, clients = book
    made = approved(wang, li, clients)
    applied_at = seen(made).applied_at
    reverse(made, date(2026, 3, 15))
    reversed_at = seen(made).events[-1].at

    def ends(known_at):
        return [(terms.client, terms.ended_from) for terms in handovers.list_terms(known_at=known_at)]

    assert ends(applied_at - timedelta(microseconds=1)) == []
    assert ends(applied_at) == [(client, None) for client in clients]
    assert ends(reversed_at - timedelta(microseconds=1)) == [(client, None) for client in clients]
    assert ends(reversed_at) == ends(None) == [(client, date(2026, 3, 15)) for client in clients]


def test_ownership_and_terms_are_known_since_the_same_moment(book):
    wang, li, clients = book
    made = approved(wang, li, clients)
    steps = [view for view in ownership.timeline_of(client_id=clients[0]) if view.handover_id == made]
    assert {view.recorded_at for view in steps} == {seen(made).applied_at}


def test_handovers_are_found_by_person_and_by_client(book):
    wang, li, clients = book
    (chen,) = make_people("陈晨")
    made = proposed(wang, li, clients[:1])

    def ids(found):
        return [handover.id for handover in found]

    on = AT.date()
    assert ids(handovers.list_handovers(people=frozenset({wang}), on=on)) == [made]
    assert ids(handovers.list_handovers(people=frozenset({li}), on=on)) == [made]
    assert ids(handovers.list_handovers(people=frozenset({chen}), on=on)) == []
    assert ids(handovers.list_handovers(people=None, on=on)) == [made]
    assert ids(handovers.handovers_of_client(client_id=clients[0], on=on)) == [made]
    assert ids(handovers.handovers_of_client(client_id=clients[1], on=on)) == []
    with pytest.raises(handovers.NoSuchHandover):
        seen(999_999)
    with pytest.raises(handovers.NoSuchHandover):
        approve(999_999, terms_hash="read")


def test_a_list_may_ask_for_some_states_and_only_the_latest(book):
    wang, li, clients = book
    done = approved(wang, li, clients[:1])
    first, second = drafted(wang, li, clients[1:]), drafted(wang, li, clients[1:], at=AT + DAY)

    def ids(**asked):
        return [one.id for one in handovers.list_handovers(people=None, on=AT.date(), **asked)]

    assert ids() == [second, first, done]
    assert ids(states=("draft",)) == [second, first]
    assert ids(states=("draft",), limit=1) == [second]
    assert ids(states=("approved", "reversed")) == [done]


def test_whose_turn_it_is_is_read_from_the_undecided_alone(book):
    wang, li, clients = book
    reverse(approved(wang, li, clients), BEGIN)
    waiting = proposed(wang, li, clients)
    login = login_of(li, "li")
    viewer = access.Viewer(
        user_id=login,
        organization_id=0,
        employee_id=li,
        name="李明",
        login_name="li",
        language="",
        grants=(access.Grant(role="salesperson", scope="own"),),
        organization_name="",
        currency="CNY",
    )
    with CaptureQueriesContext(connection) as queries:
        turns = handovers.list_my_turns(viewer=viewer, on=AT.date())
    assert [one.id for one in turns] == [waiting]
    (asked,) = (one["sql"] for one in queries if 'FROM "handovers_handover" ' in one["sql"])
    assert "IN ('draft', 'proposed', 'agreed')" in asked
    assert handovers.list_my_turns(viewer=viewer, on=AT.date(), limit=0) == ()


def test_a_book_of_a_thousand_clients_changes_hands_with_few_queries(organization):
    wang, li = make_people("王芳", "李明")
    clients = make_clients(1_000)
    give(clients, (wang, ALL))
    made = agreed(wang, li, clients)
    with CaptureQueriesContext(connection) as queries:
        approve(made)
        check_deferred()
    assert len(queries) < 40
    assert ownership.book_sizes(on=date(2027, 1, 1)) == {li: 1_000}
    with CaptureQueriesContext(connection) as queries:
        reverse(made, date(2026, 3, 1))
        check_deferred()
    assert len(queries) < 40
    assert ownership.book_sizes(on=date(2027, 1, 1)) == {wang: 1_000}
