"""Which clients a viewer may see: those in whom somebody in his scope holds a share, today or later."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jieli.apps.clients import api as clients
from jieli.apps.ownership import queries
from jieli.lib.pages import NotFound

if TYPE_CHECKING:
    from jieli.apps.access.api import Viewer


def visible_client_ids(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """The clients that a viewer may see on a day; None: every client."""
    people = viewer.people("see_clients", on)
    return None if people is None else queries.held_from(employee_ids=people, on=on)


def get_visible_client(*, viewer: Viewer, client_id: int, on: date) -> clients.ClientDetail:
    """The client, if this viewer may see him. Raises NotFound."""
    visible = visible_client_ids(viewer=viewer, on=on)
    if visible is not None and client_id not in visible:
        raise NotFound(f"client {client_id}")
    try:
        return clients.get_client(client_id=client_id)
    except LookupError as reason:
        raise NotFound(f"client {client_id}") from reason
