"""Which clients a viewer may see: those in whom somebody in his scope holds a share, today or later."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jieli.apps.clients import api as clients
from jieli.apps.ownership import queries
from jieli.lib.errors import NotFound

if TYPE_CHECKING:
    from jieli.apps.access.api import Viewer


def visible_client_ids(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """The clients that a viewer may see on a day; None: every client."""
    people = viewer.people("see_clients", on)
    return None if people is None else queries.held_from(employee_ids=people, on=on)


def is_visible_client(*, viewer: Viewer, client_id: int, on: date) -> bool:
    """Whether a viewer may see this client on a day. Says nothing about whether there is such a client."""
    return is_client_within(viewer=viewer, ability="see_clients", client_id=client_id, on=on)


def is_client_within(*, viewer: Viewer, ability: str, client_id: int, on: date) -> bool:
    """Whether the client is in the viewer's scope for an ability: somebody in it holds a share of him, today or later."""
    people = viewer.people(ability, on)
    return people is None or queries.is_held_from(client_id=client_id, employee_ids=people, on=on)


def get_visible_client(*, viewer: Viewer, client_id: int, on: date) -> clients.ClientDetail:
    """The client, if this viewer may see him. Raises NotFound."""
    if not is_visible_client(viewer=viewer, client_id=client_id, on=on):
        raise NotFound(f"client {client_id}")
    return clients.get_client(client_id=client_id)
