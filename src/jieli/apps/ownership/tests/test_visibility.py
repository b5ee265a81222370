"""Who may see which client: whoever has somebody in his scope who holds a share, today or later."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import frozen
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.api import Decision, Holding
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.lib.errors import NotFound

ON = date(2026, 3, 1)


@frozen
class Looking:
    """A viewer with a fixed scope."""

    scope: frozenset[int] | None

    def people(self, ability, on):
        assert (ability, on) == ("see_clients", ON)
        return self.scope


def test_a_scope_sees_what_its_people_hold_now_or_later(organization):
    wang, li = make_people("王芳", "李明")
    now, later, past, other, service = make_clients(5)
    give([now], (wang, Fraction(1)))
    give([other, service], (li, Fraction(1)))
    ownership.set_owners(
        acting_user_id=None,
        at=AT + timedelta(days=1),
        decisions=[
            Decision(later, "ownership", (Holding(wang, "owner"),), date(2026, 9, 1)),
            Decision(past, "ownership", (Holding(wang, "owner"),), date(2025, 1, 1), ON),
            Decision(service, "service", (Holding(wang, "service_keeper"),), date(2025, 1, 1)),
        ],
        kind="direct",
        reason="",
    )
    assert ownership.visible_client_ids(viewer=Looking(frozenset({wang})), on=ON) == {now, later, service}
    for client in (now, later, past, other, service):
        seen = client in (now, later, service)
        viewer = Looking(frozenset({wang}))
        assert ownership.is_visible_client(viewer=viewer, client_id=client, on=ON) is seen
        assert not ownership.is_visible_client(viewer=Looking(frozenset()), client_id=client, on=ON)
        assert ownership.is_visible_client(viewer=Looking(None), client_id=client, on=ON)
    assert ownership.visible_client_ids(viewer=Looking(frozenset()), on=ON) == frozenset()
    assert ownership.visible_client_ids(viewer=Looking(None), on=ON) is None


def test_one_client_is_looked_up_without_reading_the_whole_book(organization):
    (wang,) = make_people("王芳")
    mine = make_clients(50)
    give(mine, (wang, Fraction(1)))
    viewer = Looking(frozenset({wang}))
    with CaptureQueriesContext(connection) as queries:
        assert ownership.is_visible_client(viewer=viewer, client_id=mine[0], on=ON)
    (asked,) = queries
    assert "LIMIT 1" in asked["sql"]
    assert f'"client_id" = {mine[0]}' in asked["sql"]


def test_a_client_outside_the_scope_is_not_there(organization):
    wang, li = make_people("王芳", "李明")
    mine, other = make_clients(2)
    give([mine], (wang, Fraction(1)))
    give([other], (li, Fraction(1)))
    viewer = Looking(frozenset({wang}))
    assert ownership.get_visible_client(viewer=viewer, client_id=mine, on=ON).id == mine
    for missing in (other, 999_999):
        with pytest.raises(NotFound):
            ownership.get_visible_client(viewer=viewer, client_id=missing, on=ON)
    with pytest.raises(NotFound):
        ownership.get_visible_client(viewer=Looking(None), client_id=999_999, on=ON)
