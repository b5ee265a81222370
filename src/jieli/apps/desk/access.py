"""From an id to a client or a fact for a viewer, and what he may do with it."""

from datetime import date

from jieli.apps.access.api import Viewer
from jieli.apps.clients.api import ClientDetail
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.lib.errors import NotAllowed

DOINGS = frozenset({intake.FactKind.VISIT, intake.FactKind.SERVICE})


def may_with_client(*, viewer: Viewer, ability: str, client_id: int, on: date) -> bool:
    """Whether he holds the ability, and holds it for this client."""
    return viewer.may(ability) and ownership.is_client_within(
        viewer=viewer, ability=ability, client_id=client_id, on=on
    )


def get_client_for(*, viewer: Viewer, ability: str, client_id: int, on: date) -> ClientDetail:
    """The client, if he sees him (else NotFound) and may do this with him (else NotAllowed)."""
    client = ownership.get_visible_client(viewer=viewer, client_id=client_id, on=on)
    if not may_with_client(viewer=viewer, ability=ability, client_id=client_id, on=on):
        raise NotAllowed(ability)
    return client


def may_correct_fact(*, viewer: Viewer, fact: intake.FactView, on: date) -> bool:
    """Whether he may put the fact right or make it void: money only with an ability of its own, since it decides pay;
    a visit or a service also whoever recorded it."""
    if may_with_client(viewer=viewer, ability="correct_facts", client_id=fact.client_id, on=on):
        return True
    is_own = fact.kind in DOINGS and fact.versions[0].recorded_by_id == viewer.user_id
    return is_own and may_with_client(viewer=viewer, ability="record_facts", client_id=fact.client_id, on=on)


def get_visible_fact(*, viewer: Viewer, fact_id: int, on: date) -> tuple[intake.FactView, ClientDetail]:
    """The fact and its client, if he sees the client. Raises NotFound."""
    fact = intake.get_fact(fact_id=fact_id)
    return fact, ownership.get_visible_client(viewer=viewer, client_id=fact.client_id, on=on)
