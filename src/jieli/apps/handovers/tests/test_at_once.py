"""An approval is applied once: pressed twice, at the same moment, or after a crash between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections, transaction

from jieli.apps.handovers import api as handovers
from jieli.apps.handovers import deciding
from jieli.apps.handovers.tests.making import (
    BEGIN,
    DAY,
    agree,
    agreed,
    approve,
    approved,
    proposed,
    reverse,
    seen,
)
from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import check_deferred

ALL = Fraction(1)


def written(verb, handover_id):
    """How often a handover has written this kind of change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ownership_ownershipchange WHERE kind = %s AND handover_id = %s",
            [verb, handover_id],
        )
        return cursor.fetchone()[0]


def agreed_book(organization):
    with organization_scope(organization_id=organization.id):
        wang, li = make_people("王芳", "李明")
        clients = make_clients(3)
        give(clients, (wang, ALL))
        return agreed(wang, li, clients), clients, wang, li


def at_once(organization, count, act):
    """The results of the same act pressed by several at the same moment, each with a connection of his own."""
    together = Barrier(count)

    def press(index):
        together.wait(20)
        try:
            with organization_scope(organization_id=organization.id):
                return act(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return [pressed.result(60) for pressed in [pool.submit(press, index) for index in range(count)]]


def test_six_approvals_at_the_same_moment_write_once(committed_organization):
    made, clients, _wang, li = agreed_book(committed_organization)
    at_once(committed_organization, 6, lambda index: approve(made, at=AT + timedelta(seconds=index)))
    with organization_scope(organization_id=committed_organization.id):
        assert written("handover", made) == 1
        assert [event.verb for event in seen(made).events].count("approved") == 1
        for client in clients:
            steps = [view for view in ownership.timeline_of(client_id=client) if view.handover_id == made]
            assert len(steps) == 5
            assert ownership.owners_on(client_ids=[client], on=date(2027, 1, 1))[client][0].employee_id == li


def test_reversals_at_the_same_moment_write_once(committed_organization):
    made, _clients, _wang, _li = agreed_book(committed_organization)
    with organization_scope(organization_id=committed_organization.id):
        approve(made)
    at_once(committed_organization, 4, lambda index: reverse(made, BEGIN, at=AT + timedelta(seconds=index)))
    with organization_scope(organization_id=committed_organization.id):
        assert written("reversal", made) == 1


def test_both_parties_may_agree_at_the_same_moment(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        parties = make_people("王芳", "李明")
        clients = make_clients(1)
        give(clients, (parties[0], ALL))
        made = proposed(*parties, clients)
    at_once(committed_organization, 2, lambda index: agree(made, parties[index]))
    with organization_scope(organization_id=committed_organization.id):
        assert seen(made).state == "agreed"


def test_two_proposals_for_one_client_at_the_same_moment_leave_one(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        wang, li, chen = make_people("王芳", "李明", "陈晨")
        clients = make_clients(1)
        give(clients, (wang, ALL))
        drafts = [
            handovers.draft_handover(
                acting_user_id=None, at=AT, new=handovers.NewHandover(wang, taker, BEGIN, clients)
            )
            for taker in (li, chen)
        ]

    def propose(index):
        try:
            handovers.propose_handover(acting_user_id=None, at=AT, handover_id=drafts[index])
        except Problems as found:
            return found.problems[0].code
        return "proposed"

    assert sorted(at_once(committed_organization, 2, propose)) == ["HANDOVER-CLIENT-004", "proposed"]


def test_a_crash_between_ownership_and_approval_leaves_nothing_and_a_retry_does_it_all(
    committed_organization, monkeypatch
):
    made, clients, wang, _li = agreed_book(committed_organization)

    class Killed(BaseException):
        """The process ends here."""

    def die(*_arguments, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(deciding, "tell", die)
        with pytest.raises(Killed), organization_scope(organization_id=committed_organization.id):
            approve(made)
    with organization_scope(organization_id=committed_organization.id):
        assert (seen(made).state, written("handover", made)) == ("agreed", 0)
        assert ownership.owners_on(client_ids=clients, on=date(2027, 1, 1))[clients[0]][0].employee_id == wang
        assert handovers.list_terms(known_at=None) == ()
        approve(made, at=AT + DAY)
    with organization_scope(organization_id=committed_organization.id):
        assert (seen(made).state, written("handover", made)) == ("approved", 1)


def test_a_connection_that_is_cut_between_leaves_nothing(committed_organization):
    made, _clients, _wang, _li = agreed_book(committed_organization)
    with pytest.raises(DatabaseError), organization_scope(organization_id=committed_organization.id):
        approve(made)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
    with organization_scope(organization_id=committed_organization.id):
        assert (seen(made).state, written("handover", made)) == ("agreed", 0)


def test_approved_terms_and_clients_cannot_be_edited_in_the_database_either(organization):
    wang, li = make_people("王芳", "李明")
    clients = make_clients(1)
    give(clients, (wang, ALL))
    made = approved(wang, li, clients)
    for sql in (
        "UPDATE handovers_handover SET terms = '{}' WHERE id = %s",
        "UPDATE handovers_handover SET effective_from = '2030-01-01' WHERE id = %s",
        "UPDATE handovers_handover SET state = 'agreed', applied_at = NULL WHERE id = %s",
        "DELETE FROM handovers_handoverclient WHERE handover_id = %s",
    ):
        with (
            pytest.raises(DatabaseError, match="HANDOVER-APPLIED-001"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [made])
    reverse(made, BEGIN)
    check_deferred()
